/**
 * Goal: looking at a milestone costs next to nothing, at QuickBooks and for the person who looks. Method: QuickBooks' stand-in
 * counts the reads; it hangs; a schedule is held locked by someone who bills.
 */
import { learnBillingFacts } from '../../src/invoices/composing/learn-billing-facts'
import { readMaster } from '../../src/masters/master-table'
import { lockSchedule } from '../../src/schedules/schedule-table'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 20_000 })
  await readCompany(stage)
  await stage.quickbooks.clearLog()
})
afterEach(() => stage.close())

async function planned(customerId: string) {
  await stage.within((sql) => addDeal(sql, customerId))
  const draft = draftOf('1', [fixed('One', '1')], { customer: { quickbooksId: customerId } })
  const { schedule, ids } = await plan(stage, customerId, draft)
  return { scheduleId: schedule.scheduleId, milestoneId: must(ids[0]) }
}
const learn = (milestoneId: string) => learnBillingFacts(stage, stage.workspaceId, milestoneId)
const reads = async () =>
  (await stage.quickbooks.log()).map((each) => each.path.split('/').slice(-2).join('/'))

test('an id that QuickBooks does not know costs one read of it, however many look; a minute later one more', async () => {
  const { milestoneId } = await planned('987654')
  await Promise.all(Array.from({ length: 5 }, () => learn(milestoneId)))
  await learn(milestoneId)
  expect(await reads()).toEqual(['customer/987654'])
  stage.advance(61_000)
  await learn(milestoneId)
  expect(await reads()).toHaveLength(2)
})

test('a customer made a moment ago is known after one read', async () => {
  const { Customer } = await stage.quickbooks.api<{ Customer: { Id: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/customer?minorversion=75`,
    { DisplayName: 'Brand new' },
  )
  const { milestoneId } = await planned(Customer.Id)
  await stage.quickbooks.clearLog()
  await learn(milestoneId)
  await learn(milestoneId)
  expect(await reads()).toEqual([`customer/${Customer.Id}`])
  expect(await stage.within((sql) => readMaster(sql, 'customers', Customer.Id))).toMatchObject({
    name: 'Brand new',
    active: true,
  })
})

test('nobody waits for a QuickBooks that does not answer', async () => {
  const { milestoneId } = await planned('987654')
  await stage.quickbooks.fault({ method: 'GET', path: '/v3/company/*', times: 1, effect: 'hang' })
  await stage.quickbooks.clearLog()
  const began = performance.now()
  const learning = learn(milestoneId)
  await stage.quickbooks.arrives('GET', /\/v3\/company\//)
  await learning
  // Two seconds on a quick machine; the call itself is given up after twenty.
  expect(performance.now() - began).toBeLessThan(15_000)
  await stage.quickbooks.clearFaults()
})

test('who only looks does not wait for who bills', async () => {
  const { scheduleId, milestoneId } = await planned('1')
  const waited: unknown[] = []
  await stage.within(async (sql) => {
    await lockSchedule(sql, scheduleId)
    let over = false
    const learning = learn(milestoneId).finally(() => (over = true))
    while (!over)
      waited.push(
        ...(await stage.within((other) =>
          other(`select a.query from pg_locks join pg_stat_activity a using (pid)
            where not granted and a.datname = current_database() and locktype in ('tuple', 'transactionid')`),
        )),
      )
    await learning
  })
  expect(waited).toEqual([])
})
