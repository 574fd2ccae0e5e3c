/**
 * Goal: one of QuickBooks' lists that can't be read keeps neither the other lists nor the documents from being read, is tried
 * again with patience, and is told of in its own words; what concerns all of QuickBooks stays what it was. Method: the wired
 * queues against QuickBooks' stand-in, which refuses single queries for a while, or for good.
 */
import { limits } from '../../config/limits'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { checkNow } from '../../src/flow/check-now'
import { type FlowParts, wire } from '../../src/flow/flow'
import { settleWork } from '../../src/http/handlers/settle-work'
import { leaseReading, openReading, readReading } from '../../src/inbox/reading-table'
import { learnBillingFacts } from '../../src/invoices/composing/learn-billing-facts'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { everyDayKinds } from '../../src/masters/every-day-lists'
import { readListTroubles } from '../../src/masters/list-trouble-table'
import { markMastersStale, masterReadings } from '../../src/masters/master-table'
import { readMasters } from '../../src/masters/read-masters'
import { beginBilling } from '../fixtures/billing'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const DAY = 86_400_000
const ALL = [...everyDayKinds].sort()

let stage: Stage
let logged: string[]
const stages = async (watched: boolean) => {
  stage = await openStage({ zone: 'UTC', deadlineMs: 3_000, watched })
  logged = []
  await stage.within((sql) => openReading(sql, 'quickbooks'))
  await stage.within((sql) => openReading(sql, 'hubspot'))
}
afterEach(() => stage.close())

const parts = (): FlowParts => ({
  database: stage.database,
  clock: stage.clock,
  random: () => 0.5,
  vendors: stage.vendors,
  sweepMs: 60_000,
  log: (_, what) => logged.push(what),
})
/** One reading, as the queue runs it, and how it stands then. */
async function read() {
  const lease = must(await leaseReading(stage.database, stage.workspaceId, 'quickbooks', limits.leaseMs))
  await wire(parts()).quickbooks({ workspaceId: stage.workspaceId, subjectId: lease })
  await stage.vendors.flush()
  return stage.within((sql) => readReading(sql, 'quickbooks'))
}
/** One reading, and the longest that a list is left alone. */
const soon = async () => {
  await read()
  stage.advance(limits.retryLongestMs)
}
const times = async (count: number, work: () => Promise<unknown>) => {
  for (let time = 0; time < count; time += 1) await work()
}
/** QuickBooks refuses every query of these kinds, or answers none, until it is mended. */
const refuse = (status: number | 'hang', ...entities: string[]) =>
  stage.quickbooks.fault(
    ...entities.map((entity) => ({
      method: 'GET',
      path: `/v3/company/*/query?*from*${entity}*ORDERBY*`,
      times: 1_000,
      ...(status === 'hang' ? { effect: 'hang' } : { effect: 'status', status }),
    })),
  )
const asked = async (entity: string) =>
  (await stage.quickbooks.log()).filter(({ query }) => query['query']?.includes(`from ${entity} `)).length
const known = async () => [...(await stage.within(masterReadings)).keys()].sort()
const troubled = async () =>
  (await stage.within(readListTroubles)).map(({ kind, times }) => [kind, times] as const)
const questions = () =>
  stage.within((sql) =>
    sql<{ cause: string; title: string; detail: string; actions: unknown }>(
      "select cause, title, detail, actions from attention where settled_at is null and kind in ('stuck', 'connection') order by cause",
    ),
  )

describe('a list', () => {
  beforeEach(() => stages(false))

  test('that fails for a while keeps no other unread, and the reading counts as worked', async () => {
    await refuse(503, 'term')
    const { failures, readAt, asOf } = await read()
    expect([failures, readAt, asOf]).toEqual([0, expect.any(Date), expect.any(Date)])
    expect(await known()).toEqual(ALL.filter((kind) => kind !== 'terms'))
    expect(await troubled()).toEqual([['terms', 1]])
    expect(logged).toEqual(['reading QuickBooks’ list of payment terms'])
    await stage.quickbooks.clearFaults()
    stage.advance(limits.retryFirstMs)
    await read()
    expect(await known()).toEqual(ALL)
    expect(await troubled()).toEqual([])
    expect(await questions()).toEqual([])
  })

  test('that hangs ends the lists of this reading, so that the documents wait for one deadline alone', async () => {
    await readCompany(stage)
    await stage.within(async (sql) => {
      for (const kind of ['terms', 'classes', 'items'] as const) await markMastersStale(sql, kind)
    })
    await refuse('hang', 'term', 'class', 'item')
    await stage.quickbooks.clearLog()
    const { failures } = await read()
    expect(failures).toBe(0)
    expect(await troubled()).toHaveLength(1)
    expect((await asked('term')) + (await asked('class')) + (await asked('item'))).toBe(1)
    expect(await stage.quickbooks.count('GET', /cdc/)).toBe(1)
  })

  test('that is read on opening alone is told of there, and asked about nowhere', async () => {
    const company = await stage.vendors.quickbooks(stage.workspaceId)
    await refuse(503, 'vendor')
    for (let tries = 0; tries < limits.attemptsBeforeAttention; tries += 1) {
      await readMasters(parts(), company, stage.workspaceId, ['vendors']).catch(() => undefined)
      stage.advance(limits.retryLongestMs * 2)
    }
    expect(await troubled()).toEqual([['vendors', limits.attemptsBeforeAttention]])
    await read()
    expect(await questions()).toEqual([])
  })

  test('that fails is left alone for a while, each time longer, by whoever reads', async () => {
    await readCompany(stage)
    await stage.within((sql) => markMastersStale(sql, 'terms'))
    await refuse(503, 'term')
    // After five times it is left alone for a minute, in which a slow machine can look again too.
    await times(5, soon)
    expect(await troubled()).toEqual([['terms', 5]])
    const restMs = limits.retryFirstMs * 2 ** 5
    const bill = await beginBilling(stage)
    await stage.quickbooks.clearLog()
    await read()
    await read()
    await learnBillingFacts(parts(), stage.workspaceId, bill.milestoneId)
    expect(await asked('term')).toBe(1)
    stage.advance(restMs)
    await read()
    stage.advance(restMs)
    await read()
    expect(await asked('term')).toBe(2)
    stage.advance(restMs)
    await learnBillingFacts(parts(), stage.workspaceId, bill.milestoneId)
    expect(await asked('term')).toBe(3)
    // However long it lasts, it is tried again within a quarter of an hour.
    await times(12, async () => {
      stage.advance(limits.retryLongestMs)
      await read()
    })
    expect(await asked('term')).toBe(15)
    // A person does not wait.
    await checkNow(parts(), stage.workspaceId)
    expect(await asked('term')).toBe(16)
  })

  test('that can’t be read for long is told of in its own words, and no more once it is read', async () => {
    await readCompany(stage)
    stage.advance(2 * DAY)
    const since = stage.clock.now()
    await refuse(400, 'term', 'class')
    await times(limits.attemptsBeforeAttention - 1, soon)
    expect(await questions()).toEqual([])
    await times(2, soon)
    const [question, ...more] = await questions()
    expect(more).toEqual([])
    expect(question).toMatchObject({
      cause: 'stuck:lists',
      title: '2 of QuickBooks’ lists can’t be read',
      actions: [{ action: 'retry', label: 'Try now' }],
    })
    const words = (at: Date) =>
      at.toLocaleString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).replace('Sept', 'Sep')
    expect(question?.detail).toMatch(
      new RegExp(
        `^QuickBooks’ list of payment terms could not be read since ${words(since)}, .+[^.]\\. What was read of it on ${words(
          new Date(since.getTime() - 2 * DAY),
        )}, .+ is used meanwhile\\. QuickBooks’ list of classes .+ Invoices and payments are read all the same; trying goes on\\.$`,
      ),
    )
    // One of the two is mended: the other is told of alone.
    await stage.quickbooks.clearFaults()
    await refuse(400, 'class')
    await soon()
    expect(await questions()).toMatchObject([{ title: 'QuickBooks’ list of classes can’t be read' }])
    // Settled with the very reading of the list, whoever reads it.
    await stage.quickbooks.clearFaults()
    const company = await stage.vendors.quickbooks(stage.workspaceId)
    await readMasters(stage, company, stage.workspaceId, ['classes'])
    expect(await questions()).toEqual([])
    expect(await troubled()).toEqual([])
  })

  test('that was never read is said to be so; when a person tries, it is tried at once', async () => {
    await refuse(400, 'term')
    await times(limits.attemptsBeforeAttention, async () => {
      stage.advance(limits.retryLongestMs)
      await read()
    })
    expect(await questions()).toMatchObject([
      { detail: expect.stringContaining('It was never read, and what needs it waits.') },
    ])
    await stage.quickbooks.clearFaults()
    await read()
    expect(await known()).not.toContain('terms')
    const item = { cause: 'stuck:lists', milestoneId: null, intentId: null, about: null }
    await stage.within((sql) => settleWork(sql, owner, stage.clock, item, 'retry'))
    expect((await stage.within((sql) => readReading(sql, 'quickbooks'))).readAt).toBeNull()
    await read()
    expect(await known()).toContain('terms')
    expect(await questions()).toEqual([])
  })

  test('that can’t be read keeps no invoice that does without it', async () => {
    await readCompany(stage)
    stage.advance(2 * DAY)
    await refuse(503, 'term', 'account')
    const bill = await beginBilling(stage)
    const { messageId } = await bill.message()
    await wire(parts()).outbox({ workspaceId: stage.workspaceId, subjectId: messageId })
    expect(await bill.message()).toMatchObject({ state: 'done' })
    expect(await bill.inQuickBooks()).toHaveLength(1)
  })

  test('that was never read, and that an invoice needs, holds it back and says why', async () => {
    await refuse(503, 'customer', 'item')
    await stage.quickbooks.fault({
      method: 'GET',
      path: '/v3/company/*/preferences',
      times: 1_000,
      effect: 'status',
      status: 400,
    })
    await read()
    const blocked = async () => {
      const dealId = String(stage.clock.now().getTime())
      await stage.within((sql) => addDeal(sql, dealId))
      const { ids } = await plan(stage, dealId, draftOf('1', [fixed('One', '1')]))
      const completing = { milestoneId: must(ids[0]), note: null }
      const billing = billingByPolicy(stage.clock)
      await stage.within((sql) => completeMilestone(sql, owner, { clock: stage.clock, billing }, completing))
      const rows = await stage.within((sql) =>
        sql<{ detail: string }>(
          "select detail from attention where kind = 'billing_blocked' and deal_id = $1",
          [dealId],
        ),
      )
      return rows.map(({ detail }) => detail).join('\n')
    }
    const held = await blocked()
    for (const words of [
      'QuickBooks’ preferences could not be read yet, so whether its books are closed',
      'QuickBooks’ list of customers could not be read yet, so customer 1 is not known.',
      'QuickBooks’ list of products and services could not be read yet',
    ]) {
      expect(held).toContain(words)
    }
    await stage.quickbooks.clearFaults()
    stage.advance(limits.retryFirstMs)
    await read()
    expect(await blocked()).toBe('')
  })

  test('while the documents can’t be read either, nobody is told that they are', async () => {
    await refuse(503, 'term')
    const cdc = { method: 'GET', path: '/v3/company/*/cdc', effect: 'status', status: 503 }
    await stage.quickbooks.fault({ ...cdc, times: 1_000 })
    await times(limits.attemptsBeforeAttention, async () => {
      stage.advance(limits.retryLongestMs)
      await read()
    })
    expect(await questions()).toMatchObject([{ cause: 'stuck:reading:quickbooks' }])
  })

  test('that QuickBooks admits no call for fails the reading, as it did', async () => {
    await refuse(429, 'term')
    expect((await read()).failures).toBe(1)
    expect(await troubled()).toEqual([])
    expect(await known()).toEqual(['company', 'customers', 'items', 'preferences'])
  })
})

describe('several lists', () => {
  beforeEach(() => stages(true))

  test.each([
    [403, 'forbidden'],
    [503, 'out'],
  ])('that are answered %i have QuickBooks taken for %s by nobody, and the others are read', async (status) => {
    await refuse(status, 'customer', 'item', 'term', 'taxCode', 'class', 'department')
    await times(7, async () => {
      stage.advance(limits.retryLongestMs)
      expect((await read()).failures).toBe(0)
    })
    expect(await known()).toEqual(['accounts', 'company', 'preferences'])
    expect(await questions()).toEqual([])
    expect(await stage.within((sql) => sql('select trouble from vendor_trouble'))).toEqual([])
  })
})
