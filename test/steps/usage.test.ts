/**
 * Goal: every call is counted by the day, by its reason and by whether Intuit meters it; a person hears before the month is
 * spent; past it reading slows down and never stops; ledgers are thinned and the counts stay. Method: the API and the wired
 * queues on both vendors' stand-ins, with a clock that moves.
 */
import { limits } from '../../config/limits'
import { wire } from '../../src/flow/flow'
import { addEvents } from '../../src/inbox/inbox-table'
import { leaseReading, readReading } from '../../src/inbox/reading-table'
import { thinLedgers } from '../../src/inbox/thin-ledgers'
import { watchBudget } from '../../src/inbox/watch-budget'
import { type Api, openApi } from '../fixtures/api'
import { beginBilling, payInvoices } from '../fixtures/billing'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  api = await openApi(stage)
})
afterEach(async () => {
  await api.close()
  await stage.close()
})

const SWEEP_MS = 60_000
const parts = () => ({
  database: stage.database,
  clock: stage.clock,
  random: () => 0.5,
  vendors: stage.vendors,
  sweepMs: SWEEP_MS,
  log: () => undefined,
})
const run = (subjectId: string | null = null) =>
  wire(parts())[subjectId === null ? 'quickbooks' : 'outbox']({ workspaceId: stage.workspaceId, subjectId })
const usage = async () => {
  await stage.vendors.flush()
  const { status, body } = await api.ask('GET', '/usage')
  expect(status).toBe(200)
  return body as {
    metered: number
    free: number
    hubspot: number
    byReason: { reason: string; metered: number }[]
    byOperation: { operation: string; calls: number; metered: boolean }[]
    days: { day: string; metered: number }[]
    forecast: { reads: number; perDay: number; fromDays: number } | null
    state: string
    slowed: boolean
    costAhead: { amount: string; currency: string } | null
  }
}
const asked = () =>
  stage.within((sql) =>
    sql<{ cause: string; title: string; detail: string }>(
      "select cause, title, detail from attention where kind = 'read_budget' and settled_at is null order by cause",
    ),
  )
const settings = async (readBudget: object) => {
  const { status, body } = await api.ask('PATCH', '/workspace', { readBudget })
  expect({ status, body }).toMatchObject({ status: 200 })
  await watchBudget(stage, stage.workspaceId)
}
const metered = (day: string, reads: number, vendor = 'quickbooks') =>
  stage.within((sql) =>
    sql(
      `insert into vendor_usage (workspace_id, day, vendor, operation, reason, calls, metered)
       values (milepost.current_workspace(), $1, $3, 'changes', 'sweep', $2, $2)
       on conflict (workspace_id, day, vendor, operation, reason) do update set calls = excluded.calls, metered = excluded.metered`,
      [day, reads, vendor],
    ),
  )
const dayFromNow = (days: number) =>
  new Date(stage.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10)

test('calls are counted by their reason; a read that Intuit did not answer is free', async () => {
  const before = await usage()
  expect(before).toMatchObject({ metered: 0, free: 0, byReason: [], forecast: null, state: 'well' })
  await run()
  const bill = await beginBilling(stage)
  await run((await bill.message()).messageId)
  await stage.quickbooks.fault({
    method: 'GET',
    path: '/v3/company/*/cdc',
    times: 1,
    effect: 'status',
    status: 503,
  })
  stage.advance(SWEEP_MS)
  await run()
  const after = await usage()
  const of = Object.fromEntries(after.byReason.map(({ reason, metered }) => [reason, metered]))
  expect(of).toMatchObject({ sweep: 1, sending: 1 })
  expect(of['lists']).toBeGreaterThan(5)
  expect(after.byReason.reduce((all, each) => all + each.metered, 0)).toBe(after.metered)
  expect(after.days).toContainEqual({ day: dayFromNow(0), metered: after.metered })
  expect(after.byOperation).toContainEqual({
    vendor: 'quickbooks',
    operation: 'changes',
    calls: 2,
    metered: true,
  })
  // The one that got no answer, and the create.
  expect(after.byOperation).toContainEqual({
    vendor: 'quickbooks',
    operation: 'changes',
    calls: 1,
    metered: false,
  })
  expect(after.byOperation).toContainEqual({
    vendor: 'quickbooks',
    operation: 'create Invoice',
    calls: 1,
    metered: false,
  })
})

test('a person hears at the set share, when the forecast passes, and past it; a higher number settles it', async () => {
  await metered(dayFromNow(0), 700)
  await settings({ monthlyReads: 1_000 })
  expect(await asked()).toEqual([])
  await metered(dayFromNow(0), 800)
  await watchBudget(stage, stage.workspaceId)
  expect(await asked()).toMatchObject([
    {
      cause: expect.stringMatching(/:near$/),
      detail: expect.stringContaining('800 of 1,000 reads are spent'),
    },
  ])
  await settings({ monthlyReads: 2_000 })
  expect(await asked()).toEqual([])
  await metered(dayFromNow(-1), 3_000)
  await watchBudget(stage, stage.workspaceId)
  const [item] = await asked()
  expect(must(item).cause).toMatch(/:(will_pass|passed)$/)
  await settings({ monthlyReads: 800 })
  expect(await asked()).toMatchObject([
    { cause: expect.stringMatching(/:passed$/), detail: expect.stringContaining('every amount stays exact') },
  ])
  expect(await usage()).toMatchObject({ state: 'passed', slowed: true })
  await settings({ monthlyReads: null })
  expect(await asked()).toEqual([])
  expect(await usage()).toMatchObject({ state: 'well', slowed: false })
})

test('what is past the budget costs what was set, to the cent', async () => {
  await metered(dayFromNow(0), 1_001_500)
  await settings({ monthlyReads: 1_000_000, past: 'paid', perThousand: '3.50' })
  expect((await usage()).costAhead).toEqual({ amount: '5.25', currency: 'USD' })
  const refused = await api.ask('PATCH', '/workspace', {
    readBudget: { perThousand: 'much', monthlyReads: 0 },
  })
  expect(refused).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
  expect(
    (await api.ask('PATCH', '/workspace', { readBudget: { alarmPercent: 50 } }, { as: 'viewer' })).status,
  ).toBe(403)
})

test('the days before QuickBooks was connected are none of its days, however long HubSpot was', async () => {
  await metered(dayFromNow(-20), 0, 'hubspot')
  await metered(dayFromNow(-1), 70)
  expect((await usage()).forecast).toMatchObject({ perDay: 70, fromDays: 1 })
})

test('past the budget reading slows down and never stops, and an invoice that is to leave has what it needs', async () => {
  await readCompany(stage)
  await run()
  const bill = await beginBilling(stage)
  await run((await bill.message()).messageId)
  await metered(dayFromNow(0), 500)
  await settings({ monthlyReads: 100 })
  const feeds = async () => stage.quickbooks.count('GET', /\/cdc$/)
  const status = async () => must((await bill.tracker()).milestones[0]).billing.status
  await stage.quickbooks.clearLog()
  // A sweep that would be due rests, a minute at a time.
  stage.advance(SWEEP_MS)
  await run()
  expect(await feeds()).toBe(0)
  expect(await leaseReading(stage.database, stage.workspaceId, 'quickbooks', 1_000)).toBeNull()
  stage.advance(limits.slowedGatherMs)
  // What rings is read all the same, gathered for a minute since the last reading.
  await payInvoices(stage, '1', [{ invoiceId: must((await bill.intent()).quickbooksId), amount: 1_234.56 }])
  await stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'quickbooks',
        key: 'paid',
        entity: 'Payment',
        entityIds: ['77777'],
        operation: 'created',
        occurredAt: stage.clock.now(),
        body: {},
      },
    ]),
  )
  await run()
  expect(await feeds()).toBe(1)
  expect(await status()).toBe('paid')
  await stage.within((sql) => sql('delete from inbox_event'))
  // The sweep comes six times more seldom.
  stage.advance(SWEEP_MS * (limits.slowedSweeps - 1))
  await run()
  expect(await feeds()).toBe(1)
  stage.advance(SWEEP_MS + 1_000)
  await run()
  expect(await feeds()).toBe(2)
  // An invoice leaves, with one reading before it.
  stage.advance(limits.freshEnoughMs)
  const next = await beginBilling(stage)
  await run((await next.message()).messageId)
  await run((await next.message()).messageId)
  expect(await next.inQuickBooks()).toHaveLength(1)
})

test('when Intuit itself refuses reads, a person is told at once, and it settles by itself', async () => {
  await run()
  await stage.quickbooks.turn({ budget: 'used-up', 'budget-body': 'quota' })
  stage.advance(SWEEP_MS)
  await run()
  expect(await asked()).toMatchObject([{ cause: 'read-budget:refused' }])
  await watchBudget(stage, stage.workspaceId)
  expect(await asked()).toHaveLength(1)
  await stage.quickbooks.turn({ budget: 'left' })
  stage.advance(limits.retryLongestMs + SWEEP_MS)
  await run()
  expect(await asked()).toEqual([])
  expect((await stage.within((sql) => readReading(sql, 'quickbooks'))).failures).toBe(0)
})

test('ledgers are thinned in small steps: reads go, what was written stays, and the counts stay', async () => {
  await run()
  const bill = await beginBilling(stage)
  await run((await bill.message()).messageId)
  await stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'hubspot',
        key: 'old',
        entity: 'deal',
        entityIds: ['1'],
        operation: 'changed',
        occurredAt: null,
        body: {},
      },
    ]),
  )
  await stage.within((sql) => sql("update inbox_event set settled_at = milepost.now(), settled_how = 'read'"))
  const counts = await usage()
  const left = () =>
    stage.within(async (sql) => ({
      reads: (await sql('select 1 from vendor_call where not is_write')).length,
      writes: (await sql('select 1 from vendor_call where is_write')).length,
      events: (await sql('select 1 from inbox_event')).length,
    }))
  const before = await left()
  stage.advance(limits.ledgerKeptMs - 60_000)
  await thinLedgers(stage, stage.workspaceId)
  expect(await left()).toEqual(before)
  stage.advance(120_000)
  await thinLedgers(stage, stage.workspaceId)
  expect(await left()).toEqual({ reads: 0, writes: before.writes, events: 0 })
  expect(before.writes).toBe(1)
  const [row] = await stage.within((sql) =>
    sql<{ metered: string }>('select sum(metered)::text as metered from vendor_usage'),
  )
  expect(Number(row?.metered)).toBe(counts.metered)
  // The database lets nothing else go, whoever asks.
  await stage.within((sql) => sql('delete from vendor_call'))
  expect((await left()).writes).toBe(before.writes)
})
