/**
 * Goal: what waits for the invoice of its month is listed with its day and moves truthfully when the plan's cadence is
 * changed; several payers and invoices that are prepared work by the month as they do one by one. Method: plans saved
 * over the contract's handlers, the clock moved, the real connector and QuickBooks' stand-in.
 */

import { completeMilestone } from '../../src/approvals/complete-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { record } from '../../src/history/history-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { readIntents } from '../../src/invoices/intent-table'
import { listWaiting, readMonthlyDue } from '../../src/invoices/monthly/monthly-due-table'
import { moveWaiting } from '../../src/invoices/monthly/move-waiting'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { generateInvoice } from '../../src/invoices/prepared/generate-invoice'
import { readTrackers } from '../../src/reconcile/read-trackers'
import { lockFor } from '../../src/schedules/change-milestone'
import type { ScheduleDraft } from '../../src/schedules/draft'
import { readMilestones } from '../../src/schedules/milestone-table'
import { planSchedule } from '../../src/schedules/plan-schedule'
import type { Cadence } from '../../src/schedules/schedule'
import { lockSchedule } from '../../src/schedules/schedule-table'
import { allInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000
let stage: Stage
let deals = 710_000
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

const monthly: Cadence = { on: 'monthly', day: 1 }
async function waits(amounts: readonly string[], more: Partial<ScheduleDraft> = {}) {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  const milestones = amounts.map((amount, at) => fixed(`Work ${at + 1}`, amount))
  const draft = draftOf('10000.00', milestones, { cadence: monthly, ...more })
  const { schedule, ids } = await plan(stage, dealId, draft)
  for (const milestoneId of ids)
    await stage.within((sql) =>
      completeMilestone(
        sql,
        owner,
        { clock: stage.clock, billing: billingByPolicy(stage.clock) },
        { milestoneId, note: null },
      ),
    )
  return { dealId, scheduleId: schedule.scheduleId, ids }
}
/** Saves the plan's cadence as the page does. */
const setCadence = (dealId: string, scheduleId: string, cadence: Cadence) =>
  stage.within(async (sql) => {
    const before = must(await lockSchedule(sql, scheduleId))
    const milestones = (await readMilestones(sql, [scheduleId])).map(
      ({ milestoneId, name, amountMinor }) => ({
        id: milestoneId,
        ...fixed(name, `${amountMinor / 100n}.${String(amountMinor % 100n).padStart(2, '0')}`),
      }),
    )
    const draft = draftOf('10000.00', milestones, { cadence })
    const after = await planSchedule(sql, owner, { dealId, draft, ifVersion: before.version })
    await moveWaiting(sql, owner, stage.clock, before.terms.cadence, after)
  })
const dueOf = (scheduleId: string) => stage.within((sql) => readMonthlyDue(sql, [scheduleId]))
const asked = (dealId: string) =>
  stage.within((sql) =>
    sql<{ kind: string }>('select kind from attention where deal_id = $1 and settled_at is null', [dealId]),
  )
const nextMonth = () => stage.advance(32 * DAY_MS)

test('what waits is listed by its day, with who pays it', async () => {
  const { dealId, scheduleId } = await waits(['100.00', '250.50'])
  const rows = (await stage.within((sql) => listWaiting(sql, { limit: 200, offset: 0 }))).filter(
    (row) => row.scheduleId === scheduleId,
  )
  const due = await dueOf(scheduleId)
  expect(rows).toMatchObject([
    { dealId, milestoneName: 'Work 1', amountMinor: 10_000n, currency: 'USD', customerIds: ['1'] },
    { milestoneName: 'Work 2', amountMinor: 25_050n },
  ])
  expect(rows.map(({ dueOn }) => dueOn)).toEqual([...due.values()])
  expect(rows.every(({ dueOn }) => dueOn.endsWith('-01'))).toBe(true)
})

test('another day of the month moves what waits to the next such day, never into the past', async () => {
  const { dealId, scheduleId, ids } = await waits(['100.00'])
  const first = must((await dueOf(scheduleId)).get(must(ids[0])))
  stage.advance(3 * DAY_MS)
  const today = stage.clock.now().toISOString().slice(0, 10)
  const yesterday = Number(new Date(stage.clock.now().getTime() - 2 * DAY_MS).toISOString().slice(8, 10))
  // On a month's last day that is the 1st, which the plan has already: nothing would move.
  const day = yesterday === 1 ? 15 : Math.min(yesterday, 28)
  await setCadence(dealId, scheduleId, { on: 'monthly', day })
  const moved = must((await dueOf(scheduleId)).get(must(ids[0])))
  expect(Number(moved.slice(8))).toBe(day)
  expect(moved >= today).toBe(true)
  await runMonth(stage, stage.workspaceId)
  const intents = await stage.within((sql) => readIntents(sql, { scheduleIds: [scheduleId] }))
  expect(intents).toHaveLength(moved === today ? 1 : 0)
  expect(first).not.toBe(moved)
})

test('a plan that bills on approval again lets nothing go by itself: a person is asked to bill what waited', async () => {
  const { dealId, scheduleId } = await waits(['100.00', '50.00'])
  await setCadence(dealId, scheduleId, { on: 'approval' })
  expect((await dueOf(scheduleId)).size).toBe(0)
  expect((await asked(dealId)).map(({ kind }) => kind)).toEqual(['ready_to_bill', 'ready_to_bill'])
  nextMonth()
  await runMonth(stage, stage.workspaceId)
  expect(await stage.within((sql) => readIntents(sql, { scheduleIds: [scheduleId] }))).toEqual([])
})

test('a plan that is saved with the same cadence moves nothing', async () => {
  const { dealId, scheduleId } = await waits(['100.00'])
  const before = await dueOf(scheduleId)
  stage.advance(20 * DAY_MS)
  await setCadence(dealId, scheduleId, monthly)
  expect(await dueOf(scheduleId)).toEqual(before)
  expect(await asked(dealId)).toEqual([])
})

test('two who pay have an invoice of the month each, to the cent', async () => {
  const payers = [
    { customer: { quickbooksId: '1' }, share: { percent: '66.67' } },
    { customer: { quickbooksId: '2' }, share: { percent: '33.33' } },
  ]
  const one = await waits(['100.01', '0.02'], { customer: null, payers })
  nextMonth()
  await runMonth(stage, stage.workspaceId)
  await deliverAll(stage)
  const intents = await stage.within((sql) => readIntents(sql, { scheduleIds: [one.scheduleId] }))
  expect(intents.map(({ customerId }) => customerId).sort()).toEqual(['1', '2'])
  const tracker = must(
    (await stage.within((sql) => readTrackers(sql, stage.clock, [one.dealId]))).get(one.dealId),
  )
  expect(tracker.figures.billed).toBe(10_003n)
})

test('prepared by the month, it is one invoice that a bookkeeper generates, once', async () => {
  const one = await waits(['100.00', '20.00'], { delivery: 'prepare' })
  const other = await waits(['3.00'], { delivery: 'prepare' })
  nextMonth()
  await runMonth(stage, stage.workspaceId)
  await deliverAll(stage)
  const [intent, ...none] = await stage.within((sql) => readIntents(sql, { scheduleIds: [one.scheduleId] }))
  expect(none).toEqual([])
  expect(must(intent)).toMatchObject({ state: 'prepared', amountMinor: 12_300n })
  const { intentId, marker } = must(intent)
  const ours = async () =>
    (await allInvoices(stage)).filter(({ PrivateNote = '' }) => PrivateNote.includes(marker))
  expect(await ours()).toEqual([])
  await stage.within((sql) => generateInvoice(sql, owner, stage.clock, { intentId, delivery: 'post' }))
  await deliverAll(stage)
  await runMonth(stage, stage.workspaceId)
  await deliverAll(stage)
  expect((await ours()).map(({ TotalAmt }) => TotalAmt)).toEqual([123])
  for (const { dealId, billed } of [
    { dealId: one.dealId, billed: 12_000n },
    { dealId: other.dealId, billed: 300n },
  ]) {
    const tracker = must((await stage.within((sql) => readTrackers(sql, stage.clock, [dealId]))).get(dealId))
    expect(tracker.figures).toMatchObject({ billed, inFlight: 0n, extras: 0n })
    expect(await asked(dealId)).toEqual([])
  }
})

describe('an invoice of the month that was prepared, and of which one milestone goes another way', () => {
  const takenBack = (milestoneId: string) =>
    stage.within((sql) =>
      takeBack(sql, owner, billingByPolicy(stage.clock), { milestoneId, how: 'revoke', reason: 'Not done' }),
    )
  const billedAlone = (milestoneId: string) =>
    stage.within(async (sql) => {
      const { schedule, milestone } = await lockFor(sql, milestoneId)
      const request = { schedule, milestone, again: false, byPolicy: false }
      await record(sql, owner, await billMilestone(sql, owner, stage.clock, request))
    })

  test.each([
    ['taken back', takenBack],
    ['billed alone', billedAlone],
  ])('%s, the work of the other deal is prepared again by the next run', async (_, goAnotherWay) => {
    const one = await waits(['100.00'], { delivery: 'prepare' })
    const other = await waits(['20.00'], { delivery: 'prepare' })
    nextMonth()
    await runMonth(stage, stage.workspaceId)
    await goAnotherWay(must(one.ids[0]))
    expect([...(await dueOf(other.scheduleId)).keys()]).toEqual(other.ids)
    expect((await dueOf(one.scheduleId)).size).toBe(0)
    await runMonth(stage, stage.workspaceId)
    const intents = await stage.within((sql) => readIntents(sql, { scheduleIds: [other.scheduleId] }))
    expect(intents.map(({ state, amountMinor }) => [state, amountMinor])).toEqual([
      ['cancelled', 12_000n],
      ['prepared', 2_000n],
    ])
    expect((await asked(other.dealId)).map(({ kind }) => kind)).toEqual(['ready_to_bill'])
  })
})
