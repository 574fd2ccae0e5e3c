/**
 * Goal: work of schedules that bill once a month waits for its day, and then stands on one invoice for each customer, each
 * deal with its exact part, once. Method: the real connector and QuickBooks' stand-in; the clock moved over the day;
 * two runs at once, a lost answer, half a payment, a void.
 */

import { completeMilestone } from '../../src/approvals/complete-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { record } from '../../src/history/history-table'
import { freeParts } from '../../src/invoices/billing-part-table'
import { decideAgain } from '../../src/invoices/decide-again'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { lockIntent, readIntents, setIntentState } from '../../src/invoices/intent-table'
import { billingDayAfter } from '../../src/invoices/monthly/billing-month'
import { listMonthlyDue } from '../../src/invoices/monthly/monthly-due-table'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { claimProgress } from '../../src/invoices/progress/claim-progress'
import { readChanges } from '../../src/reconcile/read-changes'
import { readTrackers } from '../../src/reconcile/read-trackers'
import type { ScheduleDraft } from '../../src/schedules/draft'
import { lockSchedule } from '../../src/schedules/schedule-table'
import { allInvoices, editInvoice, payInvoices } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000

let stage: Stage
let deals = 700_000
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 400 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

/** A deal that bills once a month, with these amounts, all of them done. */
async function done(amounts: readonly string[], more: Partial<ScheduleDraft> = {}) {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  const milestones = amounts.map((amount, at) => fixed(`Work ${at + 1}`, amount))
  const draft = draftOf('10000.00', milestones, { cadence: { on: 'monthly', day: 1 }, ...more })
  const { schedule, ids } = await plan(stage, dealId, draft)
  for (const milestoneId of ids) await complete(milestoneId)
  return { dealId, scheduleId: schedule.scheduleId, ids }
}
const parts = () => ({ clock: stage.clock, billing: billingByPolicy(stage.clock) })
const complete = (milestoneId: string) =>
  stage.within((sql) => completeMilestone(sql, owner, parts(), { milestoneId, note: null }))
const tracker = async (dealId: string) =>
  must((await stage.within((sql) => readTrackers(sql, stage.clock, [dealId]))).get(dealId))
const intents = (scheduleId: string) => stage.within((sql) => readIntents(sql, { scheduleIds: [scheduleId] }))
const run = () => runMonth(stage, stage.workspaceId)
/** Into the next month. */
const nextMonth = () => stage.advance(32 * DAY_MS)
const invoicesOf = async (scheduleId: string) => {
  const markers = (await intents(scheduleId)).map((intent) => intent.marker)
  return (await allInvoices(stage)).filter(({ PrivateNote: memo = '' }) =>
    markers.some((marker) => memo.includes(marker)),
  )
}

test('nothing goes before its day; then the work of two deals is one invoice, and each deal has its part', async () => {
  const one = await done(['100.00', '250.50'])
  const other = await done(['649.50'])
  await run()
  expect(await intents(one.scheduleId)).toEqual([])
  expect((await tracker(one.dealId)).figures).toMatchObject({
    billed: 0n,
    inFlight: 0n,
    earnedNotBilled: 35_050n,
  })
  nextMonth()
  await Promise.all([run(), run()])
  await deliverAll(stage)
  const [invoice, ...none] = await invoicesOf(one.scheduleId)
  expect(none).toEqual([])
  expect(invoice).toMatchObject({ TotalAmt: 1000, PrivateNote: expect.stringMatching(/^Milepost S-/) })
  expect(must(invoice).Line.filter((line) => line.DetailType === 'SalesItemLineDetail')).toHaveLength(3)
  expect((await invoicesOf(other.scheduleId)).map(({ Id }) => Id)).toEqual([must(invoice).Id])
  await payInvoices(stage, '1', [{ invoiceId: must(invoice).Id, amount: 500 }])
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, true)
  const [first, second] = [(await tracker(one.dealId)).figures, (await tracker(other.dealId)).figures]
  expect(first).toMatchObject({
    billed: 35_050n,
    invoicedTotal: 35_050n,
    paid: 17_525n,
    outstanding: 17_525n,
    extras: 0n,
  })
  expect(second).toMatchObject({
    billed: 64_950n,
    invoicedTotal: 64_950n,
    paid: 32_475n,
    outstanding: 32_475n,
    extras: 0n,
  })
})

test('a lost answer makes no second invoice, and a void frees the work of every deal', async () => {
  const one = await done(['10.00'])
  const other = await done(['20.00'])
  nextMonth()
  await run()
  await stage.quickbooks.fault({
    method: 'POST',
    path: '/v3/company/*/invoice',
    times: 1,
    effect: 'drop-reply',
  })
  await deliver(stage)
  stage.advance(10 * 60_000)
  await deliverAll(stage)
  const [invoice, ...none] = await invoicesOf(one.scheduleId)
  expect(none).toEqual([])
  await editInvoice(stage, must(invoice), {}, 'void')
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, true)
  for (const [{ dealId }, minor] of [
    [one, 1_000n],
    [other, 2_000n],
  ] as const) {
    expect((await tracker(dealId)).figures).toMatchObject({ billed: 0n, outstanding: 0n })
    const freed = await stage.within((sql) =>
      sql(`select amount_minor from attention where kind = 'freed' and deal_id = $1 and settled_at is null`, [
        dealId,
      ]),
    )
    // Each is asked about its own work, not about the whole invoice.
    expect(freed).toEqual([{ amount_minor: minor }])
  }
})

test('what can’t be billed is left out by name and stays, and the rest is billed', async () => {
  const fine = await done(['30.00'])
  const nobody = await done(['40.00'], { customer: null })
  const over = await done(['9000.00', '2000.00'])
  nextMonth()
  await run()
  expect(await intents(fine.scheduleId)).toHaveLength(1)
  expect(await intents(nobody.scheduleId)).toEqual([])
  const kinds = await stage.within((sql) =>
    sql<{ title: string }>(
      `select title from attention where kind = 'billing_blocked' and deal_id = any($1)`,
      [[nobody.dealId, over.dealId]],
    ),
  )
  expect(kinds.map(({ title }) => title).sort()).toEqual([
    '“Work 1” was left out of the invoice of the month',
    '“Work 2” was left out of the invoice of the month',
  ])
  expect((await tracker(over.dealId)).figures).toMatchObject({ inFlight: 900_000n, remaining: 100_000n })
  const waiting = await stage.within((sql) => listMonthlyDue(sql, '2999-01-01'))
  expect(waiting.map(({ scheduleId }) => scheduleId).sort()).toEqual(
    [nobody.scheduleId, over.scheduleId].sort(),
  )
})

const back = (milestoneId: string, how: 'reopen' | 'revoke') =>
  stage.within((sql) => takeBack(sql, owner, parts().billing, { milestoneId, how, reason: 'Not done' }))

test('work that is opened again waits no more', async () => {
  const { ids, scheduleId } = await done(['50.00'])
  await back(must(ids[0]), 'reopen')
  nextMonth()
  await run()
  expect(await intents(scheduleId)).toEqual([])
})

test('taken back before the invoice left, the rest of it is billed by the next run', async () => {
  const one = await done(['60.00'])
  const other = await done(['70.00'])
  nextMonth()
  await run()
  await back(must(one.ids[0]), 'revoke')
  expect((await intents(other.scheduleId)).map(({ state }) => state)).toEqual(['cancelled'])
  await run()
  await deliverAll(stage)
  expect(await invoicesOf(one.scheduleId)).toEqual([])
  expect((await invoicesOf(other.scheduleId)).map(({ TotalAmt }) => TotalAmt)).toEqual([70])
})

test('refused, and tried again after it was mended, it is one invoice of all its work', async () => {
  const one = await done(['80.00'])
  const other = await done(['90.00'])
  nextMonth()
  await run()
  await stage.quickbooks.fault({
    method: 'POST',
    path: '/v3/company/*/invoice',
    times: 1,
    effect: 'status',
    status: 400,
    executed: false,
  })
  await deliver(stage)
  const refused = must((await intents(one.scheduleId))[0])
  expect(refused.state).toBe('refused')
  await stage.within(async (sql) => {
    const schedule = must(await lockSchedule(sql, refused.scheduleId))
    const intent = must(await lockIntent(sql, refused.intentId))
    await setIntentState(sql, intent.intentId, { state: 'cancelled' })
    await freeParts(sql, intent.intentId)
    await record(sql, owner, await decideAgain(sql, owner, stage.clock, schedule, intent))
  })
  await run()
  await deliverAll(stage)
  expect((await invoicesOf(other.scheduleId)).map(({ TotalAmt }) => TotalAmt)).toEqual([170])
})

test('a claim that waits is billed by the month although the invoice of the claim before it was voided', async () => {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  const draft = draftOf('1000.00', [fixed('Work', '1000.00')], { cadence: { on: 'monthly', day: 1 } })
  const { schedule, ids } = await plan(stage, dealId, draft)
  const milestoneId = must(ids[0])
  const claim = (percent: string) =>
    stage.within((sql) =>
      claimProgress(sql, owner, stage.clock, { milestoneId, percent, note: 'As measured on site' }),
    )
  await stage.within((sql) => startMilestone(sql, owner, milestoneId))
  await claim('30')
  nextMonth()
  await run()
  await deliverAll(stage)
  await claim('50')
  await editInvoice(stage, must((await invoicesOf(schedule.scheduleId))[0]), {}, 'void')
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, true)
  nextMonth()
  await run()
  await deliverAll(stage)
  const amounts = (await invoicesOf(schedule.scheduleId)).map(({ TotalAmt }) => TotalAmt)
  expect(amounts.sort((a, b) => a - b)).toEqual([0, 200])
})

test.each([
  ['2026-03-15', 1, '2026-04-01'],
  ['2026-03-01', 1, '2026-04-01'],
  ['2026-02-27', 28, '2026-02-28'],
  ['2026-12-28', 28, '2027-01-28'],
  ['2026-12-31', 15, '2027-01-15'],
])('what is completed on %s and billed on day %i goes on %s', (completedOn, day, expected) => {
  expect(billingDayAfter(completedOn, day)).toBe(expected)
})
