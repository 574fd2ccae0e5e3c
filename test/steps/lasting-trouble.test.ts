/**
 * Goal: work that keeps failing reaches a person, and leaves again by itself once it works. Method: the wired queues
 * against both vendors' stand-ins, with faults that last; a gateway that spoils single rows.
 */
import { limits } from '../../config/limits'
import { type FlowParts, wire } from '../../src/flow/flow'
import { waitingEvents } from '../../src/inbox/inbox-table'
import { openReading, readReading } from '../../src/inbox/reading-table'
import type { QueueName } from '../../src/outbox/claim'
import { markDirty } from '../../src/outbox/deal-mirror-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { beginBilling, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

let stage: Stage
let logged: unknown[]
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 500 })
  logged = []
})
afterEach(() => stage.close())

const parts = (): FlowParts => ({
  database: stage.database,
  clock: stage.clock,
  random: () => 0.5,
  vendors: stage.vendors,
  sweepMs: 60_000,
  log: (error) => logged.push(error),
})
const run = (queue: QueueName, subjectId: string | null = null) =>
  wire(parts())[queue]({ workspaceId: stage.workspaceId, subjectId })
const questions = (kind: string) =>
  stage.within((sql) =>
    sql<{ cause: string; title: string; detail: string }>(
      'select cause, title, detail from attention where kind = $1 and settled_at is null order by cause',
      [kind],
    ),
  )
const times = async (count: number, work: () => Promise<unknown>) => {
  for (let time = 0; time < count; time += 1) await work()
}

test.each([
  ['quickbooks', '/v3/company/*/cdc'],
  ['hubspot', '/crm/*'],
] as const)('%s that keeps failing to be read becomes a question, which its next answer settles', async (vendor, path) => {
  await stage.within((sql) => openReading(sql, vendor))
  await stage[vendor].fault({ method: '*', path, times: 1_000, effect: 'status', status: 503 })
  await times(limits.attemptsBeforeAttention - 1, () => run(vendor))
  expect(await questions('stuck')).toEqual([])
  await times(3, () => run(vendor))
  expect(await questions('stuck')).toMatchObject([{ cause: `stuck:reading:${vendor}` }])
  expect((await stage.within((sql) => readReading(sql, vendor))).failures).toBe(10)
  await stage[vendor].clearFaults()
  await run(vendor)
  expect(await questions('stuck')).toEqual([])
  expect((await stage.within((sql) => readReading(sql, vendor))).failures).toBe(0)
})

test('a message that keeps failing by an error of our own becomes a question, and is carried on once that is mended', async () => {
  await readCompany(stage)
  const bill = await beginBilling(stage)
  await run('quickbooks')
  const spoil = (body: string) => stage.within((sql) => sql('update billing_intent set body = $1', [body]))
  const { body } = await bill.intent()
  await spoil(`${body} `)
  const { messageId } = await bill.message()
  await times(limits.attemptsBeforeAttention - 1, () => run('outbox', messageId))
  expect(await questions('stuck')).toEqual([])
  await run('outbox', messageId)
  expect(await questions('stuck')).toMatchObject([
    { cause: `stuck:${(await bill.intent()).intentId}`, detail: expect.not.stringContaining('frozen') },
  ])
  await spoil(body)
  await run('outbox', messageId)
  expect(await bill.message()).toMatchObject({ state: 'done' })
  expect(await questions('stuck')).toEqual([])
})

test('a message that waits for a reading is not counted as failing; the reading is', async () => {
  await readCompany(stage)
  const bill = await beginBilling(stage)
  const { messageId } = await bill.message()
  await stage.quickbooks.fault({
    method: 'GET',
    path: '/v3/company/*/cdc',
    times: 1_000,
    effect: 'status',
    status: 503,
  })
  await times(3, async () => {
    await run('outbox', messageId)
    stage.advance(60_000)
  })
  expect(await bill.message()).toMatchObject({ attempts: 0, state: 'waiting', leased: false })
  expect((await stage.within((sql) => readReading(sql, 'quickbooks'))).failures).toBe(3)
  expect(await bill.inQuickBooks()).toEqual([])
})

test('deals that HubSpot keeps refusing become one question, settled when they are written', async () => {
  await readCompany(stage)
  const bill = await beginBilling(stage)
  await stage.within((sql) => markDirty(sql, [bill.dealId]))
  await stage.hubspot.fault({ method: '*', path: '/crm/*', times: 1_000, effect: 'status', status: 503 })
  const due = async () => {
    await run('writeback')
    stage.advance(60_000)
  }
  await times(limits.attemptsBeforeAttention - 1, due)
  expect(await questions('stuck')).toEqual([])
  await due()
  expect(await questions('stuck')).toMatchObject([{ cause: 'stuck:writeback' }])
  await stage.hubspot.clearFaults()
  stage.advance(60_000)
  await run('writeback')
  // HubSpot never heard of these deals: that is read, and they have nothing to tell it.
  stage.advance(30 * 60_000)
  await run('hubspot')
  await run('writeback')
  expect(await questions('stuck')).toEqual([])
})

test('one row that can’t be read stops no other; a person is told, and it is read once it can be', async () => {
  await readCompany(stage)
  const poisoned = await beginBilling(stage)
  const other = await beginBilling(stage)
  await deliverAll(stage)
  const id = must((await poisoned.intent()).quickbooksId)
  const otherId = must((await other.intent()).quickbooksId)
  let spoiling = true
  const gateway = await tamperedCompany(stage, (body) => {
    if (!spoiling) return body
    return JSON.stringify(JSON.parse(body), (_, value) => {
      if (value?.Id !== id || value?.DocNumber === undefined) return value
      const { CustomerRef: _gone, ...rest } = value
      return rest
    })
  })
  const read = () => {
    stage.advance(2_000)
    return readChanges(stage, gateway.company, stage.workspaceId)
  }
  const status = async (bill: typeof other) => must((await bill.tracker()).milestones[0]).billing.status
  try {
    stage.advance(2_000)
    await payInvoices(stage, '1', [
      { invoiceId: id, amount: 1_234.56 },
      { invoiceId: otherId, amount: 1_234.56 },
    ])
    await read()
    expect(await status(other)).toBe('paid')
    expect(await status(poisoned)).toBe('posted')
    expect(await questions('poison')).toMatchObject([{ cause: `poison:Invoice:${id}` }])
    await times(3, read)
    expect(await questions('poison')).toHaveLength(1)
    const [waiting] = await stage.within((sql) => waitingEvents(sql, 'quickbooks', 10))
    expect(waiting).toMatchObject({ entityIds: [id], operation: 'unreadable' })
    expect(must(waiting).attempts).toBeGreaterThan(1)

    spoiling = false
    stage.advance(10 * 60_000)
    await read()
    expect(await status(poisoned)).toBe('paid')
    expect(await questions('poison')).toEqual([])
    expect(await stage.within((sql) => waitingEvents(sql, 'quickbooks', 10))).toEqual([])
  } finally {
    await gateway.close()
  }
})

test('while HubSpot is away, deals that wait for nothing are not touched', async () => {
  await readCompany(stage)
  const { dealId } = await beginBilling(stage)
  await stage.within((sql) => markDirty(sql, ['1', dealId]))
  await stage.within((sql) => sql("update deal_mirror set dirty_since = null where deal_id = '1'"))
  const rows = () =>
    stage.within((sql) =>
      sql<object>(
        'select deal_id, next_at, attempts, xmin::text from deal_mirror where deal_id = any($1) order by deal_id',
        [['1', dealId]],
      ),
    )
  const before = await rows()
  await stage.hubspot.fault({ method: '*', path: '/crm/*', times: 1_000, effect: 'status', status: 503 })
  await run('writeback')
  const after = await rows()
  expect(after[0]).toEqual(before[0])
  expect(after[1]).toMatchObject({ deal_id: dealId, attempts: 1 })
})
