/**
 * Goal: the share of a payer who was merged away is billed to whoever took over, each part once and to the cent, also where
 * that one pays a share too; the plan can still be saved; and merges wait for whoever bills, never the other way round too.
 * Method: QuickBooks' stand-in, whose customers are merged and told of by its webhook; a transaction that holds what bills and
 * goes on to a question.
 */
import { raiseAttention } from '../../src/attention/attention-table'
import type { DealPageView } from '../../src/http/contract/deal'
import type { ScheduleView } from '../../src/http/contract/schedule'
import { addEvents } from '../../src/inbox/inbox-table'
import { lockIntentsOf, readIntents } from '../../src/invoices/intent-table'
import { markMastersStale } from '../../src/masters/master-table'
import { readChanges } from '../../src/reconcile/read-changes'
import type { ScheduleDraft } from '../../src/schedules/draft'
import { readMilestones } from '../../src/schedules/milestone-table'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { lockSchedule, readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { type StoredScheduleDraft, scheduleToDraft } from '../../src/schedules/schedule-to-draft'
import { type Api, openApi } from '../fixtures/api'
import { type Billing, beginBilling, editInvoice } from '../fixtures/billing'
import { madeByHand, plannedJob } from '../fixtures/catch-up'
import { customersOf } from '../fixtures/customers'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { fixed, owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
const customers = customersOf(() => stage)
beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage)
  await readCompany(stage)
  await readNow()
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const readNow = async () =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
async function everyone(...names: string[]): Promise<string[]> {
  const ids = []
  for (const DisplayName of names) ids.push((await customers.make('customer', { DisplayName })).Id)
  await stage.within((sql) => markMastersStale(sql, 'customers'))
  await readCompany(stage)
  return ids
}
/** Merges in QuickBooks, and tells of all of it at once, as its webhook would. */
async function merge(...merges: (readonly [dead: string, survivor: string])[]): Promise<void> {
  for (const [dead, survivor] of merges) await customers.merge(dead, survivor)
  await stage.within((sql) =>
    addEvents(
      sql,
      merges.map(([dead, survivor]) => ({
        source: 'quickbooks' as const,
        key: `merge ${dead} ${survivor}`,
        entity: 'Customer',
        entityIds: [survivor, dead],
        operation: 'merged',
        occurredAt: stage.clock.now(),
        body: {},
      })),
    ),
  )
}
const halves = (...ids: string[]) =>
  ids.map((quickbooksId) => ({ customer: { quickbooksId }, share: { percent: '50' } }))
/** Every invoice of these customers that counts, in QuickBooks: who is billed how much. */
const bills = async (bill: Billing, ...customerIds: (string | undefined)[]) =>
  (
    await bill.inQuickBooks(
      ({ CustomerRef, TotalAmt }) => TotalAmt > 0 && customerIds.includes(CustomerRef.value),
    )
  )
    .map(({ CustomerRef, TotalAmt }) => `${CustomerRef.value} ${TotalAmt.toFixed(2)}`)
    .sort()
const complete = async (bill: Billing, name: string) => {
  const { milestones } = (await api.ask('GET', `/deals/${bill.dealId}`)).body as {
    milestones: { id: string; name: string }[]
  }
  const { id } = must(milestones.find((each) => each.name === name))
  expect((await api.ask('POST', `/milestones/${id}/complete`, {})).status).toBe(200)
  await deliverAll(stage)
}
const inPlan = (bill: Billing, change: (draft: StoredScheduleDraft) => ScheduleDraft) =>
  stage.within(async (sql) => {
    const schedule = must(await readScheduleOfDeal(sql, bill.dealId))
    const draft = change(scheduleToDraft(schedule, await readMilestones(sql, [schedule.scheduleId])))
    return planSchedule(sql, owner, { dealId: bill.dealId, draft, ifVersion: schedule.version })
  })

test('what one of two payers still owes is billed to whoever took over, and nothing a second time', async () => {
  const [a, b, x] = await everyone('Stays', 'Goes', 'Takes over')
  const bill = await beginBilling(stage, {
    payers: halves(must(a), must(b)),
    contractValue: { amount: '2000.00', currency: 'USD' },
    milestones: [fixed('Design', '1234.57'), fixed('Build', '765.43')],
  })
  await deliverAll(stage)
  expect(await bills(bill, a, b, x)).toEqual([`${a} 617.28`, `${b} 617.29`])
  // Of the shared milestone one half is taken back, so that it is billed in part.
  const [theirs] = await bill.inQuickBooks(({ CustomerRef }) => CustomerRef.value === b)
  await editInvoice(stage, must(theirs), {}, 'void')
  await merge([must(b), must(x)])
  await readNow()
  expect(await bill.questions()).toEqual(['freed'])
  await inPlan(bill, (draft) => ({ ...draft, contractReference: 'PO 7' }))

  const again = await api.ask('POST', `/milestones/${bill.milestoneId}/bill`, { again: true })
  expect(again).toMatchObject({ status: 200 })
  await deliverAll(stage)
  expect(await bills(bill, a, b, x)).toEqual([`${a} 617.28`, `${x} 617.29`])
  await complete(bill, 'Build')
  expect(await bills(bill, a, b, x)).toEqual([`${a} 382.71`, `${a} 617.28`, `${x} 382.72`, `${x} 617.29`])
  expect((await bill.tracker()).figures).toMatchObject({ billed: 200_000n, inFlight: 0n, remaining: 0n })
  expect(await api.ask('POST', `/milestones/${bill.milestoneId}/bill`, { again: true })).toMatchObject({
    status: 409,
    body: { code: 'already_billed' },
  })
})

test('merged into another payer, each share stays apart; the plan keeps both, and takes no third', async () => {
  const [a, b] = await everyone('Pays for both', 'Paid once')
  const bill = await beginBilling(stage, {
    payers: halves(must(a), must(b)),
    contractValue: { amount: '2000.00', currency: 'USD' },
    milestones: [fixed('Design', '1234.57'), fixed('Build', '765.43')],
  })
  await deliverAll(stage)
  await merge([must(b), must(a)])
  await readNow()
  expect(await bill.questions()).toEqual([])
  const view = await api.ask('GET', `/deals/${bill.dealId}`)
  expect(JSON.stringify(view.body)).not.toContain('billedAs')

  await inPlan(bill, (draft) => ({ ...draft, contractReference: 'PO 8' }))
  await expect(
    inPlan(bill, (draft) => ({
      ...draft,
      payers: [
        { customer: { quickbooksId: must(a) }, share: { percent: '50' } },
        ...[1, 2].map(() => ({ customer: { quickbooksId: must(a) }, share: { percent: '25' } })),
      ],
    })),
  ).rejects.toMatchObject({ code: 'validation_failed' })
  // Whoever they are now, what is billed is not divided anew.
  await expect(
    inPlan(bill, (draft) => ({
      ...draft,
      payers: [{ customer: { quickbooksId: must(a) }, share: { percent: '100' } }],
    })),
  ).rejects.toMatchObject({ code: 'milestone_locked' })
  await complete(bill, 'Build')
  expect((await bill.tracker()).figures).toMatchObject({ billed: 200_000n, inFlight: 0n, remaining: 0n })
  expect(await bills(bill, a, b)).toEqual([`${a} 382.71`, `${a} 382.72`, `${a} 617.28`, `${a} 617.29`])
})

test('two shares of one customer outlive what GET gives and PUT takes, a change order and an undo, under review too', async () => {
  const [a, b] = await everyone('Pays sixty', 'Pays forty')
  const own = [
    { customer: { quickbooksId: must(a) }, share: { percent: '60' } },
    { customer: { quickbooksId: must(b) }, share: { percent: '40' } },
  ]
  const bill = await beginBilling(stage, {
    payers: own,
    delivery: 'prepare',
    contractValue: { amount: '3000.00', currency: 'USD' },
    milestones: [
      fixed('Design', '1234.57'),
      fixed('Build', '765.43', { payers: own }),
      fixed('Paint', '1000.00', { payers: own }),
    ],
  })
  await merge([must(b), must(a)])
  await readNow()
  const read = async () => (await api.ask('GET', `/deals/${bill.dealId}`)).body as unknown as DealPageView
  const keys = () =>
    stage.within(async (sql) =>
      (await readMilestones(sql, [bill.scheduleId])).map(({ name, details }) => [
        name,
        details.payers?.map(({ billedAs, customer }) => billedAs ?? customer.quickbooksId),
      ]),
    )
  const both = [
    ['Design', undefined],
    ['Build', [a, b]],
    ['Paint', [a, b]],
  ]
  const put = async (change: (plan: ScheduleView) => ScheduleView) => {
    const { schedule } = await read()
    return api.ask('PUT', `/deals/${bill.dealId}/schedule`, change(must(schedule)))
  }
  expect(await put((plan) => ({ ...plan, contractReference: 'PO 9' }))).toMatchObject({ status: 200 })
  expect(await keys()).toEqual(both)
  const less = await put((plan) => ({ ...plan, milestones: plan.milestones.slice(0, 2) }))
  expect(less).toMatchObject({ status: 200 })
  expect(await api.ask('POST', `/deals/${bill.dealId}/undo`, {})).toMatchObject({ status: 200 })
  expect(await keys()).toEqual(both)

  const build = must((await read()).milestones.find(({ name }) => name === 'Build'))
  const drafted = await api.ask('POST', `/deals/${bill.dealId}/change-orders`, {
    reason: 'Said more closely',
    lines: [{ op: 'change', milestoneId: build.id, set: { deliverable: 'A frame of oak' } }],
  })
  expect(drafted).toMatchObject({ status: 201 })
  for (const step of ['send', 'approve'])
    expect(await api.ask('POST', `/change-orders/${drafted.body['id']}/${step}`, {})).toMatchObject({
      status: 200,
    })
  expect(await keys()).toEqual(both)
  await complete(bill, 'Build')
  const intents = await stage.within((sql) => readIntents(sql, { scheduleIds: [bill.scheduleId] }))
  expect(intents.map(({ customerId, amountMinor, state }) => [customerId, amountMinor, state])).toEqual([
    [a, 74_074n, 'prepared'],
    [a, 49_383n, 'prepared'],
    [a, 45_926n, 'prepared'],
    [a, 30_617n, 'prepared'],
  ])
})

test.each([
  { amounts: [400, 600] },
  { amounts: [1000] },
])('invoices made by hand for two shares of one customer, of $amounts, are linked in one step, and nothing is left to bill', async ({
  amounts,
}) => {
  const [a, b] = await everyone(`Makes ${amounts.length}`, `Went into ${amounts.length}`)
  const { dealId, ids } = await plannedJob(stage, [['Survey', 1000]], {
    payers: [
      { customer: { quickbooksId: must(a) }, share: { percent: '60' } },
      { customer: { quickbooksId: must(b) }, share: { percent: '40' } },
    ],
  })
  await merge([must(b), must(a)])
  await readNow()
  const links = []
  for (const amount of amounts) {
    const { Id } = await madeByHand(stage, [['Survey', amount]], { customer: must(a) })
    links.push({ invoiceId: Id, milestoneIds: ids })
  }
  expect(await api.ask('POST', `/deals/${dealId}/catch-up`, { links })).toMatchObject({
    status: 200,
    body: {
      counts: { amount: '1000.00' },
      remaining: { amount: '0.00' },
      links: amounts.map(() => ({ difference: null })),
    },
  })
  expect(await api.ask('POST', `/milestones/${must(ids[0])}/bill`, {})).toMatchObject({
    status: 409,
    body: { code: 'already_billed' },
  })
})

test.each([
  'schedule',
  'invoice',
])('beside somebody who holds a %s and goes on to the question', async (held) => {
  const [a, b, c, x, y] = await everyone(
    ...['Asked', 'Moved', 'Beside', 'Asked is', 'Moved is'].map((name) => `${name} ${held}`),
  )
  const shared = await beginBilling(stage, { payers: halves(must(a), must(c)) })
  const moved = await beginBilling(stage, { customer: { quickbooksId: must(b) } })
  await deliverAll(stage)
  const item = {
    cause: `asked:${shared.scheduleId}`,
    kind: 'billing_blocked' as const,
    dealId: shared.dealId,
    title: 'Asked before',
    detail: 'Asked.',
  }
  await stage.within((sql) => raiseAttention(sql, item))
  await merge([must(a), must(x)], [must(b), must(y)])
  const { quickbooksId } = await moved.intent()
  let reading: Promise<number> | null = null
  await stage.within(async (sql) => {
    if (held === 'schedule') await lockSchedule(sql, moved.scheduleId)
    else await lockIntentsOf(sql, { quickbooksIds: [must(quickbooksId)], markers: [] })
    reading = readNow()
    for (;;) {
      const [row] = await stage.within((other) =>
        other<{ waiting: bigint }>(
          `select count(*) as waiting from pg_locks join pg_stat_activity a using (pid)
            where not granted and a.datname = current_database()`,
        ),
      )
      if (must(row).waiting > 0n) break
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await raiseAttention(sql, { ...item, detail: 'Asked once more.' })
  })
  await reading
  expect(await moved.intent()).toMatchObject({ customerId: y })
  expect(await shared.questions()).toEqual(['billing_blocked'])
})
