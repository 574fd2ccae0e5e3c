/**
 * Goal: each payer that was merged away and shares billed work is asked about by itself, until the plan is changed or a person
 * leaves it; and merges wait for whoever bills, never the other way round too. Method: QuickBooks' stand-in, whose customers
 * are merged and told of by its webhook; a transaction that holds what bills and goes on to the question.
 */
import { raiseAttention } from '../../src/attention/attention-table'
import { addEvents } from '../../src/inbox/inbox-table'
import { lockIntentsOf } from '../../src/invoices/intent-table'
import { markMastersStale } from '../../src/masters/master-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { mergedPayerCause } from '../../src/schedules/merged-payers'
import { readMilestones } from '../../src/schedules/milestone-table'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { lockSchedule, readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { scheduleToDraft } from '../../src/schedules/schedule-to-draft'
import { type Api, openApi } from '../fixtures/api'
import { beginBilling } from '../fixtures/billing'
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
const asked = async (dealId: string) =>
  (await api.ask('GET', `/deals/${dealId}`)).body['attention'] as { id: string; title: string }[]
const titles = async (dealId: string) => (await asked(dealId)).map(({ title }) => title).sort()
const question = (was: string, is: string) =>
  `“${was}” was merged into “${is}” in QuickBooks, and pays a share of this deal`

test('each payer is asked about by itself, and the plan answers', async () => {
  const [a, b, x, y, z] = await everyone('Pays A', 'Pays B', 'Takes X', 'Takes Y', 'Pays Z')
  const bill = await beginBilling(stage, {
    payers: halves(must(a), must(b)),
    contractValue: { amount: '2000.00', currency: 'USD' },
    milestones: [fixed('Design', '1234.56'), fixed('Build', '765.44')],
  })
  await deliverAll(stage)
  await merge([must(a), must(x)])
  await readNow()
  const [first] = await asked(bill.dealId)
  expect(await titles(bill.dealId)).toEqual([question('Pays A', 'Takes X')])
  expect(await api.ask('POST', `/attention/${must(first).id}/settle`, { action: 'leave' })).toMatchObject({
    status: 200,
  })
  // What was left of one payer says nothing about the next.
  await merge([must(b), must(y)])
  await readNow()
  expect(await titles(bill.dealId)).toEqual([question('Pays B', 'Takes Y')])

  const change = (payers: ReturnType<typeof halves>) =>
    stage.within(async (sql) => {
      const schedule = must(await readScheduleOfDeal(sql, bill.dealId))
      const draft = scheduleToDraft(schedule, await readMilestones(sql, [schedule.scheduleId]))
      const milestones = draft.milestones.map((each) => (each.name === 'Build' ? { ...each, payers } : each))
      await planSchedule(sql, owner, {
        dealId: bill.dealId,
        draft: { ...draft, milestones },
        ifVersion: schedule.version,
      })
    })
  // The dead one still pays what is not billed yet.
  await change(halves(must(x), must(b)))
  expect(await titles(bill.dealId)).toEqual([question('Pays B', 'Takes Y')])
  // What is billed keeps its payers; nothing else names it.
  await change(halves(must(x), must(z)))
  expect(await titles(bill.dealId)).toEqual([])
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
    cause: mergedPayerCause(shared.scheduleId, must(a)),
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
        other<{ waiting: bigint }>('select count(*) as waiting from pg_locks where not granted'),
      )
      if (must(row).waiting > 0n) break
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await raiseAttention(sql, { ...item, detail: 'Asked once more.' })
  })
  await reading
  expect(await moved.intent()).toMatchObject({ customerId: y })
  expect(await titles(shared.dealId)).toEqual([question(`Asked ${held}`, `Asked is ${held}`)])
})
