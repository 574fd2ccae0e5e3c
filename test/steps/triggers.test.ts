/**
 * Goal: when its day comes a milestone is completed and billed by itself, once: late, twice looked at, or after the
 * program was away; and people who act before the day are not overtaken by it. Method: the real queue door and a clock
 * that is moved.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { completeOnTrigger } from '../../src/approvals/complete-on-trigger'
import { latestRounds } from '../../src/approvals/round-table'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { readHistory } from '../../src/history/history-table'
import { claimNext, dropLeases } from '../../src/outbox/claim'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { changeMilestone } from '../../src/schedules/change-milestone'
import type { MilestoneDraft, ScheduleDraft } from '../../src/schedules/draft'
import type { Trigger } from '../../src/schedules/milestone'
import { readMilestone } from '../../src/schedules/milestone-table'
import { refreshAllTriggers } from '../../src/schedules/refresh-triggers'
import { changeWorkspace, readToday, readWorkspace } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const DAY = 24 * 60 * 60 * 1_000
const advance = (days: number) => office.clock.moveTo(office.clock.offsetMs() + days * DAY)
const inDays = async (days: number) => {
  const today = await office.within((sql) => readToday(sql))
  return new Date(Date.parse(today) + days * DAY).toISOString().slice(0, 10)
}
const claim = (leaseMs = 60_000) =>
  claimNext(office.database, 'triggers', { most: 10, perWorkspace: 10, leaseMs, gatherMs: 0, sweepMs: 0 })
const act = (milestoneId: string) =>
  completeOnTrigger(
    { database: office.database, ...office.parts, random: () => 0.5 },
    office.workspaceId,
    milestoneId,
  )
/** What the worker does, until nothing is due. */
async function work(): Promise<string[]> {
  const done: string[] = []
  for (;;) {
    const claims = await claim()
    if (claims.length === 0) return done
    for (const { subjectId } of claims) {
      await act(must(subjectId))
      done.push(must(subjectId))
    }
  }
}
const read = async (id: string) => must(await office.within((sql) => readMilestone(sql, id)))
const story = (dealId: string) =>
  office.within(async (sql) => (await readHistory(sql, { dealId, limit: 50 })).map((entry) => entry.what))

async function planned(
  trigger: Trigger,
  more: Partial<MilestoneDraft> = {},
  header: Partial<ScheduleDraft> = {},
) {
  const plan = await office.plan(draftOf('100', [fixed('Retainer', '100', { trigger, ...more })], header))
  return { ...plan, id: must(plan.ids[0]) }
}
const complete = (milestoneId: string) =>
  office.within((sql) => completeMilestone(sql, owner, office.parts, { milestoneId, note: null }))

test('nothing happens before the day; on it the milestone is completed and billed, once', async () => {
  const { id, dealId, scheduleId } = await planned({ on: [], date: await inDays(2) })
  expect(await read(id)).toMatchObject({ triggerOn: await inDays(2), workStatus: 'pending' })
  advance(1)
  expect(await work()).toEqual([])
  advance(1)
  expect(await work()).toEqual([id])
  expect(await read(id)).toMatchObject({
    workStatus: 'completed',
    completedBy: expect.stringMatching(/^trigger date \d{1,2} \w{3,4} \d{4}$/),
    completedHow: 'trigger',
    triggerOn: null,
    billed: true,
  })
  expect(await office.intents(scheduleId)).toHaveLength(1)
  expect((await story(dealId)).slice(0, 2)).toEqual([
    'Decided to bill $100.00 for “Retainer”',
    expect.stringMatching(/^Completed “Retainer” by its trigger date /),
  ])
  expect(await work()).toEqual([])
})

test('a day that passed while nobody looked still has its effect, once', async () => {
  const { id, scheduleId } = await planned({ on: [], date: await inDays(2) })
  advance(40)
  expect(await work()).toEqual([id])
  expect(await office.intents(scheduleId)).toHaveLength(1)
})

test('two workers at once, and a claim whose worker died: one invoice', async () => {
  const { id, scheduleId } = await planned({ on: [], date: await inDays(1) })
  advance(1)
  expect(await claim()).toHaveLength(1)
  expect(await claim()).toHaveLength(0)
  await dropLeases(office.database)
  const [one, two] = await Promise.all([claim(), claim()])
  expect([...one, ...two]).toEqual([{ workspaceId: office.workspaceId, subjectId: id }])
  await Promise.all([act(id), act(id), act(id)])
  expect(await office.intents(scheduleId)).toHaveLength(1)
  expect(await claim()).toHaveLength(0)
})

test('a lease that ended gives the milestone to another worker', async () => {
  await planned({ on: [], date: await inDays(1) })
  advance(1)
  expect(await claim(1)).toHaveLength(1)
  advance(1 / 1440)
  expect(await claim()).toHaveLength(1)
})

test('the day begins at midnight where the workspace is, and moves with it', async () => {
  const zoned = (zone: string) =>
    office.within(async (sql) => {
      await changeWorkspace(sql, { ...(await readWorkspace(sql)), zone })
      await refreshAllTriggers(sql)
    })
  await zoned('Pacific/Kiritimati')
  const { id } = await planned({ on: [], date: '2031-03-05' })
  const at = async () => {
    const [row] = await office.within((sql) =>
      sql<{ at: Date }>('select trigger_at as at from milestone where milestone_id = $1', [id]),
    )
    return must(row).at.toISOString()
  }
  expect(await at()).toBe('2031-03-04T10:00:00.000Z')
  await zoned('America/New_York')
  expect(await at()).toBe('2031-03-05T05:00:00.000Z')
  expect((await read(id)).triggerOn).toBe('2031-03-05')
})

test('whichever comes first: accepted before the day it is billed at once, and the day has no more to do', async () => {
  const { id, scheduleId } = await planned({ on: ['acceptance'], date: await inDays(2) })
  await complete(id)
  expect(await read(id)).toMatchObject({ triggerOn: null, billed: true, completedHow: 'person' })
  advance(3)
  expect(await work()).toEqual([])
  expect(await office.intents(scheduleId)).toHaveLength(1)
})

test('without acceptance among its triggers, work that is done early is billed on its day', async () => {
  const { id, dealId, scheduleId } = await planned({ on: [], date: await inDays(2) })
  await complete(id)
  expect(await read(id)).toMatchObject({ workStatus: 'completed', billed: false, triggerOn: await inDays(2) })
  expect(await office.intents(scheduleId)).toEqual([])
  advance(2)
  expect(await work()).toEqual([id])
  expect(await read(id)).toMatchObject({ billed: true, completedBy: 'Ana Ruiz', completedHow: 'person' })
  expect((await story(dealId))[1]).toMatch(/^The day to bill “Retainer” came: trigger date/)
})

test('an open review ends with the day, without a decision', async () => {
  const approval = { required: true, approvers: [{ name: 'Ana', email: 'ana@client.example' }] }
  const { id } = await planned({ on: ['acceptance'], date: await inDays(1) }, { approval })
  await office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: null }))
  advance(1)
  await work()
  expect(await read(id)).toMatchObject({ workStatus: 'completed', completedHow: 'trigger', billed: true })
  const rounds = await office.within((sql) => latestRounds(sql, [id]))
  expect(rounds.get(id)).toMatchObject({ state: 'withdrawn' })
})

test('days after another milestone count from its completion, and not before', async () => {
  const { ids } = await office.plan(draftOf('100', [fixed('Build', '60'), fixed('Support', '40')]))
  const [build, support] = ids.map((id) => must(id)) as [string, string]
  await office.within((sql) =>
    changeMilestone(sql, owner, {
      milestoneId: support,
      patch: { trigger: { on: [], after: { milestoneId: build, days: 2 } } },
      ifVersion: null,
    }),
  )
  expect((await read(support)).triggerOn).toBeNull()
  advance(10)
  expect(await work()).toEqual([])
  await complete(build)
  expect((await read(support)).triggerOn).toBe(await inDays(2))
  advance(1)
  expect(await work()).toEqual([])
  advance(1)
  expect(await work()).toEqual([support])
  expect((await read(support)).completedBy).toMatch(/^trigger 2 days after “Build”, /)
})

test('the client’s signature under the schedule bills the deposit at once', async () => {
  const { id, dealId } = await planned({ on: ['signature'] })
  const on = await inDays(0)
  expect(await work()).toEqual([])
  await office.within((sql) => acceptSchedule(sql, owner, { dealId, on, by: 'Client', ifVersion: null }))
  expect(await work()).toEqual([id])
  expect(await read(id)).toMatchObject({
    billed: true,
    completedBy: expect.stringMatching(/^trigger: plan accepted/),
  })
})

test('a moved or dropped date moves or drops the day', async () => {
  const { id } = await planned({ on: [], date: await inDays(1) })
  const patch = (trigger: Trigger) =>
    office.within((sql) =>
      changeMilestone(sql, owner, { milestoneId: id, patch: { trigger }, ifVersion: null }),
    )
  await patch({ on: [], date: await inDays(5) })
  advance(2)
  expect(await work()).toEqual([])
  await patch({ on: ['acceptance'] })
  expect((await read(id)).triggerOn).toBeNull()
  advance(10)
  expect(await work()).toEqual([])
})

test('work that is reopened is not completed again by the same day', async () => {
  const { id } = await planned({ on: [], date: await inDays(1) }, {}, { delivery: 'prepare' })
  advance(1)
  await work()
  await office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId: id, how: 'reopen', reason: 'Not done' }),
  )
  expect(await read(id)).toMatchObject({ workStatus: 'in_progress', triggerOn: null, completedHow: null })
  advance(5)
  expect(await work()).toEqual([])
  await complete(id)
  expect(await read(id)).toMatchObject({ workStatus: 'completed', completedHow: 'person', triggerOn: null })
})

test('what keeps it from being billed blocks the billing, not the day', async () => {
  const { id, dealId } = await planned({ on: [], date: await inDays(1) }, {}, { customer: null })
  advance(1)
  await work()
  expect(await read(id)).toMatchObject({ workStatus: 'completed', billed: false })
  expect(await office.questions(dealId)).toEqual([
    "billing_blocked: “Retainer” is completed but can't be billed yet",
  ])
})

test('past the contract nothing is completed; people are told once, and it is tried again', async () => {
  const { id, dealId, scheduleId } = await planned(
    { on: [], date: await inDays(1) },
    { amount: { amount: '100.01', currency: 'USD' } },
  )
  advance(1)
  expect(await work()).toEqual([id])
  expect(await work()).toEqual([])
  expect(await read(id)).toMatchObject({ workStatus: 'pending', billed: false })
  expect(await office.questions(dealId)).toEqual([
    "billing_blocked: The day of “Retainer” came, but it can't be billed",
  ])
  advance(1 / 12)
  expect(await work()).toEqual([id])
  expect(await office.questions(dealId)).toHaveLength(1)
  const amount = { amount: '100', currency: 'USD' }
  await office.within((sql) =>
    changeMilestone(sql, owner, { milestoneId: id, patch: { amount }, ifVersion: null }),
  )
  expect(await work()).toEqual([id])
  expect(await office.intents(scheduleId)).toHaveLength(1)
  expect(await office.questions(dealId)).toEqual([])
})

test('a milestone that was removed meanwhile is nothing to do', async () => {
  await act('00000000-0000-4000-8000-000000000000')
  expect(await refusalOf(complete('00000000-0000-4000-8000-000000000000'))).toMatchObject({
    code: 'not_found',
  })
})
