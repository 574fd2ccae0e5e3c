/**
 * Goal: a milestone's day that Milepost itself fails at is tried again ever later, reaches a person, and bills by itself once it
 * can. Method: rows in the database that no code can read, the wired queue, and both vendors' stand-ins.
 */
import { limits } from '../../config/limits'
import { settleSetAside, stopBillingOf } from '../../src/deals/set-aside-table'
import { type FlowParts, wire } from '../../src/flow/flow'
import { readIntents } from '../../src/invoices/intent-table'
import { claimNext } from '../../src/outbox/claim'
import { changeMilestone } from '../../src/schedules/change-milestone'
import { readMilestone } from '../../src/schedules/milestone-table'
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const DAY = 86_400_000
const QUARTER = 20 * 60_000

let stage: Stage
let api: Api
let deals = 880_000
let logged: unknown[]
beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage)
  await readCompany(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
beforeEach(() => {
  logged = []
})

const parts = (): FlowParts => ({
  database: stage.database,
  clock: stage.clock,
  random: () => 0.5,
  vendors: stage.vendors,
  sweepMs: DAY,
  log: () => undefined,
})
/** Every day that is due, once; what fails as the loop would log it. Answers how many there were. */
async function work(): Promise<number> {
  const bounds = { most: 10, perWorkspace: 10, leaseMs: 60_000, gatherMs: 0, sweepMs: DAY }
  const claims = await claimNext(stage.database, 'triggers', bounds)
  const { triggers } = wire(parts())
  for (const claim of claims) await triggers(claim).catch((error: unknown) => logged.push(error))
  return claims.length
}
const questions = async (dealId: string) =>
  stage.within((sql) =>
    sql<{ attention_id: string; cause: string; kind: string; title: string; detail: string }>(
      "select attention_id, cause, kind, title, detail from attention where deal_id = $1 and kind <> 'ready_to_bill' and settled_at is null order by cause",
      [dealId],
    ),
  )
const press = async (asked: { attention_id: string } | undefined, action: string) => {
  const path = `/attention/${must(asked).attention_id}/settle`
  expect((await api.ask('POST', path, { action })).status).toBe(200)
}
const change = (text: string, values: readonly unknown[]) => stage.within((sql) => sql(text, values))

async function dayComes() {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  const date = new Date(stage.clock.now().getTime() + DAY).toISOString().slice(0, 10)
  const draft = draftOf('100', [fixed('Retainer', '100', { trigger: { on: [], date } })])
  const { schedule, ids } = await plan(stage, dealId, draft)
  stage.advance(DAY)
  return { dealId, scheduleId: schedule.scheduleId, id: must(ids[0]), date }
}
const comesAt = async (milestoneId: string) => {
  const found = await stage.within((sql) =>
    sql<{ trigger_at: Date }>('select trigger_at from milestone where milestone_id = $1', [milestoneId]),
  )
  return must(found[0]).trigger_at.getTime()
}
const billed = async (scheduleId: string) =>
  (await stage.within((sql) => readIntents(sql, { scheduleIds: [scheduleId] }))).length
const asks = {
  cause: expect.stringContaining('day_failed:'),
  kind: 'stuck',
  title: 'The day of “Retainer” came, and nothing was billed',
  detail: expect.stringMatching(/Milepost itself failed at it; its log says where.*quarter of an hour/),
}
const break_ = {
  'its milestone': (scheduleId: string, broken: boolean) =>
    change('update milestone set claims = $2 where schedule_id = $1', [scheduleId, broken ? '[null]' : '[]']),
  'the terms of its plan': (scheduleId: string, broken: boolean) =>
    change(`update schedule set terms = jsonb_set(terms, '{payers}', $2) where schedule_id = $1`, [
      scheduleId,
      broken ? '[null, null]' : '[]',
    ]),
}

test.each(['its milestone', 'the terms of its plan'] as const)('%s can’t be read', async (what) => {
  const { dealId, scheduleId, id } = await dayComes()
  await break_[what](scheduleId, true)
  for (let tries = 1; tries < limits.attemptsBeforeAttention; tries += 1) {
    const before = stage.clock.now().getTime()
    expect(await work()).toBe(1)
    // Not at once again: later each time. By its moment, since the clock goes on by itself; looked for where that is far.
    const waitMs = limits.retryFirstMs * 2 ** (tries - 1)
    expect((await comesAt(id)) - before).toBeGreaterThanOrEqual(waitMs)
    if (waitMs > 30_000) expect(await work()).toBe(0)
    stage.advance(QUARTER)
  }
  expect(await questions(dealId)).toEqual([])
  await work()
  expect(await questions(dealId)).toMatchObject([asks])
  expect(logged).toHaveLength(limits.attemptsBeforeAttention)
  stage.advance(QUARTER)
  await work()
  expect(await questions(dealId)).toHaveLength(1)

  await break_[what](scheduleId, false)
  stage.advance(QUARTER)
  expect(await work()).toBe(1)
  expect(await billed(scheduleId)).toBe(1)
  expect(await stage.within((sql) => readMilestone(sql, id))).toMatchObject({ workStatus: 'completed' })
  expect(await questions(dealId)).toEqual([])
  stage.advance(QUARTER)
  expect(await work()).toBe(0)
})

test('left, it is asked about again only after it was over; a day that is moved away is over', async () => {
  const { dealId, scheduleId, id, date } = await dayComes()
  const fails = async (tries: number) => {
    for (let n = 0; n < tries; n += 1) {
      await work()
      stage.advance(QUARTER)
    }
  }
  await break_['the terms of its plan'](scheduleId, true)
  await fails(limits.attemptsBeforeAttention)
  const [asked] = await questions(dealId)
  await press(asked, 'leave')
  await fails(2)
  expect(await questions(dealId)).toEqual([])

  await break_['the terms of its plan'](scheduleId, false)
  const moveTo = (to: string) =>
    stage.within((sql) =>
      changeMilestone(sql, owner, {
        milestoneId: id,
        patch: { trigger: { on: [], date: to } },
        ifVersion: null,
      }),
    )
  const later = new Date(Date.parse(date) + 9 * DAY).toISOString().slice(0, 10)
  await moveTo(later)
  expect(await work()).toBe(0)
  stage.advance(10 * DAY)
  await break_['the terms of its plan'](scheduleId, true)
  // The new day begins anew: what failed on the old one is not counted.
  await fails(limits.attemptsBeforeAttention - 1)
  expect(await questions(dealId)).toEqual([])
  await fails(1)
  expect(await questions(dealId)).toMatchObject([asks])
  await break_['the terms of its plan'](scheduleId, false)
  await moveTo(new Date(stage.clock.now().getTime() + 9 * DAY).toISOString().slice(0, 10))
  expect(await questions(dealId)).toEqual([])
  expect(await billed(scheduleId)).toBe(0)
})

test('a plan that a merge of deals sets aside asks about its days no more', async () => {
  const { dealId, scheduleId } = await dayComes()
  await break_['the terms of its plan'](scheduleId, true)
  for (let n = 0; n < limits.attemptsBeforeAttention; n += 1) {
    await work()
    stage.advance(QUARTER)
  }
  expect(await questions(dealId)).toMatchObject([asks])
  await stage.within(async (sql) => {
    await stopBillingOf(sql, [scheduleId])
    await settleSetAside(sql, [scheduleId], 'Milepost')
  })
  expect(await questions(dealId)).toEqual([])
  expect(await work()).toBe(0)
})
