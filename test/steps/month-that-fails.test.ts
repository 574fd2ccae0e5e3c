/**
 * Goal: a plan that can't be billed because Milepost itself fails at it keeps no other from its invoice of the month, and
 * no reading of QuickBooks from having worked; a person is asked about the one, month by month and as long as it is so.
 * What only passes divides nobody's invoice. Method: plans whose rows are broken in the database, a transaction that runs
 * into a deadlock with the month, the month and a reading as the program runs them, QuickBooks' stand-in.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { listAttention, settleAttention } from '../../src/attention/attention-table'
import { readQuickBooks } from '../../src/flow/flow'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { readIntents } from '../../src/invoices/intent-table'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { lockFor } from '../../src/schedules/change-milestone'
import { lockSchedule } from '../../src/schedules/schedule-table'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let deals = 760_000
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

/** A plan that bills once a month, of so many milestones; the first is done. */
async function done(milestones = 1) {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  const work = Array.from({ length: milestones }, (_, at) => fixed(`Work ${at + 1}`, '100.00'))
  const draft = draftOf(`${milestones}00.00`, work, { cadence: { on: 'monthly', day: 1 } })
  const { schedule, ids } = await plan(stage, dealId, draft)
  await complete(must(ids[0]))
  return { dealId, scheduleId: schedule.scheduleId, ids }
}
const complete = (milestoneId: string) => {
  const parts = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  return stage.within((sql) => completeMilestone(sql, owner, parts, { milestoneId, note: null }))
}
/** Into the next month; its readings are fresh. */
async function nextMonth() {
  stage.advance(32 * 86_400_000)
  await readCompany(stage)
}
const billed = async (...scheduleIds: string[]) =>
  (await stage.within((sql) => readIntents(sql, { scheduleIds }))).map(({ amountMinor }) => amountMinor)
const asked = async (dealId: string) =>
  (await stage.within((sql) => listAttention(sql, { dealId, limit: 10, offset: 0 }))).map(
    ({ title }) => title,
  )
const setClaims = (scheduleId: string, claims: string) =>
  stage.within((sql) =>
    sql('update milestone set claims = $2::jsonb where schedule_id = $1', [scheduleId, claims]),
  )

test('the others are billed together, the one is asked about, and billed once it can be', async () => {
  const [one, broken, other] = [await done(), await done(), await done()]
  await setClaims(broken.scheduleId, '[null]')
  await nextMonth()
  await expect(runMonth(stage, stage.workspaceId)).rejects.toThrow(TypeError)
  expect(await billed(one.scheduleId, other.scheduleId)).toEqual([20_000n])
  expect(await asked(broken.dealId)).toEqual([
    expect.stringMatching(/^The invoice of the month of “.+” can’t be made$/),
  ])
  expect([...(await asked(one.dealId)), ...(await asked(other.dealId))]).toEqual([])

  // A reading meets the same trouble: it is the upkeep's, and QuickBooks was read.
  const logged: string[] = []
  const parts = {
    ...stage,
    random: () => 0.5,
    sweepMs: 0,
    log: (_: unknown, what: string) => void logged.push(what),
  }
  await readQuickBooks(parts, stage.workspaceId, null, true)
  expect(logged).toEqual(['keeping a workspace up'])

  await setClaims(broken.scheduleId, '[]')
  await runMonth(stage, stage.workspaceId)
  expect(await billed(broken.scheduleId)).toEqual([10_000n])
  expect(await asked(broken.dealId)).toEqual([])
})

test('what only passes divides no invoice: all of the month is tried again', async () => {
  const plans = [await done(), await done()]
  const [first, last] = plans.map(({ scheduleId }) => scheduleId).sort()
  await nextMonth()
  let month: Promise<unknown> = Promise.resolve()
  await stage.within(async (sql) => {
    await lockSchedule(sql, must(last))
    month = runMonth(stage, stage.workspaceId).catch((error: unknown) => error)
    const waits = () =>
      sql(
        `select 1 from pg_locks where locktype = 'transactionid' and not granted
           and transactionid::text = pg_current_xact_id()::xid::text`,
      )
    while ((await waits()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await lockSchedule(sql, must(first))
    expect(await month).toMatchObject({ code: '40P01' })
  })
  for (const { dealId, scheduleId } of plans) {
    expect(await billed(scheduleId)).toEqual([])
    expect(await asked(dealId)).toEqual([])
  }
  await runMonth(stage, stage.workspaceId)
  expect(await billed(must(first), must(last))).toEqual([20_000n])
})

test('every failure is told, a question is asked for each month, and over when the work is billed by hand', async () => {
  const [one, other] = [await done(2), await done()]
  const logged: string[] = []
  const parts = { ...stage, log: (_: unknown, what: string) => void logged.push(what) }
  const fails = () => expect(runMonth(parts, stage.workspaceId)).rejects.toThrow(TypeError)
  const questions = () =>
    stage.within((sql) => listAttention(sql, { dealId: one.dealId, limit: 10, offset: 0 }))
  await setClaims(one.scheduleId, '[null]')
  await setClaims(other.scheduleId, '[null]')
  await nextMonth()
  await fails()
  // One is thrown, the other one told.
  expect(logged).toEqual(['billing the month of a plan'])
  const [left, ...none] = await questions()
  expect(none).toEqual([])
  await stage.within((sql) => settleAttention(sql, must(left).cause, owner.who, 'leave'))
  await fails()
  expect(await questions()).toEqual([])
  expect(await asked(other.dealId)).toHaveLength(1)

  await setClaims(one.scheduleId, '[]')
  await complete(must(one.ids[1]))
  await setClaims(one.scheduleId, '[null]')
  await nextMonth()
  await fails()
  expect(await questions()).toHaveLength(1)

  for (const { scheduleId, ids } of [one, other]) {
    await setClaims(scheduleId, '[]')
    for (const milestoneId of ids)
      await stage.within(async (sql) => {
        const locked = await lockFor(sql, milestoneId)
        await billMilestone(sql, owner, stage.clock, { ...locked, again: false, byPolicy: false })
      })
  }
  await runMonth(parts, stage.workspaceId)
  expect([...(await questions()), ...(await asked(other.dealId))]).toEqual([])
})
