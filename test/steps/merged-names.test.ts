/**
 * Goal: a plan never keeps a customer who was merged away, whenever it is saved or taken back: who is left is billed, and each
 * share stays known by whose it was. Method: customers merged in QuickBooks' stand-in; plans put, undone and started over the
 * API after it; one that was saved beside it, and the merge told again.
 */
import type { DealPageView } from '../../src/http/contract/deal'
import type { ScheduleView } from '../../src/http/contract/schedule'
import { addEvents } from '../../src/inbox/inbox-table'
import { readMilestones } from '../../src/schedules/milestone-table'
import type { Payer } from '../../src/schedules/payers'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { allInvoices } from '../fixtures/billing'
import { openKeptBooks } from '../fixtures/kept-books'
import { mergingOf, sharesOf } from '../fixtures/merging'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
const merging = mergingOf(() => stage)
beforeAll(async () => {
  stage = await openStage()
  books = await openKeptBooks(stage)
  await readCompany(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const put = async (dealId: string, change: Partial<ScheduleView>) => {
  const { schedule } = (await books.ask('GET', `/deals/${dealId}`)) as unknown as DealPageView
  return books.api.ask('PUT', `/deals/${dealId}/schedule`, { ...must(schedule), ...change })
}
const namesIn = (payers: readonly Payer[]) =>
  payers.map(({ billedAs, customer }) => [customer.quickbooksId, billedAs ?? customer.quickbooksId])
const named = (dealId: string) =>
  stage.within(async (sql) => {
    const schedule = must(await readScheduleOfDeal(sql, dealId))
    const milestones = await readMilestones(sql, [schedule.scheduleId])
    const own = milestones.flatMap(({ details }) => (details.payers ? [namesIn(details.payers)] : []))
    return [schedule.terms.customerId, namesIn(schedule.terms.payers), ...own]
  })

test('named after the merge, or taken back to, the dead one is who took over', async () => {
  const [a = '', b = '', c = '', x = ''] = await merging.everyone('Ann', 'Bob', 'Cem', 'Xia')
  const job = await books.planned([['Design', 1_000]], { payers: sharesOf([a, '50'], [b, '50']) })
  expect(await put(job.dealId, { payers: sharesOf([a, '50'], [c, '50']) })).toMatchObject({ status: 200 })
  // No plan names the one who goes: nothing is told of it on any deal.
  await merging.merge(b, x)
  await merging.readNow()
  expect(await books.api.ask('POST', `/deals/${job.dealId}/undo`, {})).toMatchObject({ status: 200 })
  const both = [
    [a, a],
    [x, b],
  ]
  expect(await named(job.dealId)).toEqual(['1', both])
  expect(await put(job.dealId, { payers: sharesOf([b, '50'], [a, '50']) })).toMatchObject({ status: 200 })
  expect(await named(job.dealId)).toEqual(['1', [...both].reverse()])
  await books.ask('PATCH', `/milestones/${must(job.ids[0])}`, { payers: sharesOf([a, '30'], [b, '70']) })
  expect(await named(job.dealId)).toEqual(['1', [...both].reverse(), both])
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  await books.deliver()
  const bills = (await allInvoices(stage))
    .filter(({ CustomerRef }) => [a, b, x].includes(CustomerRef.value))
    .map(({ CustomerRef, TotalAmt }) => [CustomerRef.value, TotalAmt])
  expect(bills.sort()).toEqual([
    [a, 300],
    [x, 700],
  ])
  const alone = await books.planned([['Alone', 10]], { customer: { quickbooksId: b } })
  expect(await named(alone.dealId)).toEqual([x, []])
})

test('a plan that was saved beside the merge is moved when it is told again', async () => {
  const [b = '', x = ''] = await merging.everyone('Went', 'Took over')
  const job = await books.planned([['Design', 1_000]], { customer: { quickbooksId: b } })
  await merging.merge(b, x)
  await merging.readNow()
  // As somebody left it who saved it before the merge was stored.
  await stage.within((sql) =>
    sql(
      `update schedule set terms = terms || jsonb_build_object('customerId', $2::text) where deal_id = $1`,
      [job.dealId, b],
    ),
  )
  const told = (await books.story(job.dealId)).length
  for (const time of ['once', 'twice']) {
    await stage.within((sql) =>
      addEvents(sql, [
        {
          source: 'quickbooks',
          key: `again ${time} ${b}`,
          entity: 'Customer',
          entityIds: [x, b],
          operation: 'merged',
          occurredAt: stage.clock.now(),
          body: {},
        },
      ]),
    )
    await merging.readNow()
    expect(await named(job.dealId)).toEqual([x, []])
    expect(await books.story(job.dealId)).toHaveLength(told + 1)
  }
})

test('a change order that was sent before the merge adds work for who took over', async () => {
  const [a = '', b = '', x = ''] = await merging.everyone('Ada', 'Bea', 'Xan')
  const job = await books.planned([['Design', 1_000]], { customer: { quickbooksId: a } })
  const order = (await books.ask('POST', `/deals/${job.dealId}/change-orders`, {
    reason: 'More of it',
    lines: [
      {
        op: 'add',
        milestone: {
          name: 'More',
          amount: { amount: '500.00', currency: 'USD' },
          payers: sharesOf([a, '50'], [b, '50']),
        },
      },
    ],
  })) as { id: string }
  await books.ask('POST', `/change-orders/${order.id}/send`, {})
  await merging.merge(b, x)
  await merging.readNow()
  await books.ask('POST', `/change-orders/${order.id}/approve`, { by: 'Ada' })
  expect(await named(job.dealId)).toEqual([
    a,
    [],
    [
      [a, a],
      [x, b],
    ],
  ])
})
