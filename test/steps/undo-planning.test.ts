/**
 * Goal: the newest planning of a deal can be taken back, to the cent and under the same ids, while nothing came after
 * it; otherwise it is refused in words. Method: each kind of planning, taken back on a real database.
 */
import { splitMilestone } from '../../src/approvals/split-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { readHistory } from '../../src/history/history-table'
import { readDealPage } from '../../src/insight/read-deal-page'
import type { Sql } from '../../src/postgres/database'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { addMilestone, changeMilestone, removeMilestone } from '../../src/schedules/change-milestone'
import type { ScheduleDraft } from '../../src/schedules/draft'
import { readMilestones } from '../../src/schedules/milestone-table'
import { orderMilestones } from '../../src/schedules/order-milestones'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { scheduleToDraft } from '../../src/schedules/schedule-to-draft'
import { undoPlanning } from '../../src/schedules/undo-planning'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner, shared, usd } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const undo = (dealId: string, ifVersion: number | null = null) =>
  office.within((sql) => undoPlanning(sql, owner, { dealId, ifVersion }))
const offered = async (dealId: string) =>
  (await office.within((sql) => readDealPage(sql, office.clock, dealId))).undo?.what ?? null
const draft = (dealId: string) =>
  office.within(async (sql) => {
    const schedule = must(await readScheduleOfDeal(sql, dealId))
    return scheduleToDraft(schedule, await readMilestones(sql, [schedule.scheduleId]))
  })
/** Everything of a plan but what counts its changes. */
const state = (dealId: string) =>
  office.within(async (sql) => {
    const { version: _, ...schedule } = must(await readScheduleOfDeal(sql, dealId))
    const milestones = await readMilestones(sql, [schedule.scheduleId])
    return { schedule, milestones: milestones.map(({ version: __, ...milestone }) => milestone) }
  })
const save = (sql: Sql, dealId: string, plan: ScheduleDraft) =>
  planSchedule(sql, owner, { dealId, draft: plan, ifVersion: null })

async function planned() {
  const third = (name: string) => ({ name, share: { fraction: '1/3' }, criteria: ['Done'] })
  const plan = await office.plan(draftOf('0.05', [third('A'), third('B'), third('C')]))
  // A change whose taking back is not what is tested: the state from which the others start.
  return { dealId: plan.dealId, ids: plan.ids.map((id) => must(id)) as [string, string, string] }
}

type Change = (
  sql: Sql,
  dealId: string,
  ids: [string, string, string],
  plan: ScheduleDraft,
) => Promise<unknown>
test.each<[string, string, Change]>([
  [
    'an added milestone',
    'Added “More”',
    (sql, dealId) => addMilestone(sql, owner, { dealId, draft: fixed('More', '1') }),
  ],
  [
    'an edited one',
    'Edited “B”',
    (sql, _, [, id]) =>
      changeMilestone(sql, owner, {
        milestoneId: id,
        patch: {
          name: 'B',
          deliverable: 'New',
          plannedOn: '2027-01-01',
          plannedFrom: '2026-12-01',
          criteria: [],
        },
        ifVersion: null,
      }),
  ],
  [
    'a removed one, which comes back under its id and in its order of creation, to the cent',
    'Removed “A” and 1 more change',
    (sql, _, [id]) => removeMilestone(sql, owner, { milestoneId: id, ifVersion: null }),
  ],
  [
    'another order',
    'Reordered the milestones',
    (sql, dealId, [a, b, c]) => orderMilestones(sql, owner, { dealId, ids: [c, a, b] }),
  ],
  [
    'a contract value, with every share that followed it',
    'Changed the contract value and 3 more changes',
    (sql, dealId, _, plan) => save(sql, dealId, { ...plan, contractValue: usd('9999.97') }),
  ],
  [
    'terms',
    'Changed the terms of the schedule',
    (sql, dealId, _, plan) => save(sql, dealId, { ...plan, lateFee: '2 %', terms: { netDays: 30 } }),
  ],
  [
    'a billing type',
    'Changed the billing type',
    (sql, dealId, _, plan) => save(sql, dealId, { ...plan, billingType: 'mixed' }),
  ],
  [
    'a whole plan that was replaced',
    'Added “One” and 3 more changes',
    (sql, dealId, _, plan) => save(sql, dealId, { ...plan, milestones: [shared('One', '100')] }),
  ],
  [
    'a split',
    'Split 2 “B” into 2-A, accepted, of $0.01 and 2-B, remaining, of $0.01',
    (sql, _, [, id]) =>
      splitMilestone(sql, owner, office.parts, {
        milestoneId: id,
        accepted: { percent: '50' },
        reason: 'r',
        ifVersion: null,
      }),
  ],
])('%s is taken back', async (_, what, change) => {
  const { dealId, ids } = await planned()
  const before = await state(dealId)
  const plan = await draft(dealId)
  await office.within((sql) => change(sql, dealId, ids, plan))
  expect(await state(dealId)).not.toEqual(before)
  expect(await offered(dealId)).toBe(what)
  await undo(dealId)
  expect(await state(dealId)).toEqual(before)
  expect(await offered(dealId)).toBeNull()
  const [entry] = await office.within((sql) => readHistory(sql, { dealId, limit: 1 }))
  expect(entry).toMatchObject({ what: `Took back: ${what}`, who: 'Ana Ruiz' })
  expect(await refusalOf(undo(dealId))).toMatchObject({ code: 'nothing_to_undo', status: 409 })
})

test('a plan that was new is gone again, and can be made anew', async () => {
  const { dealId } = await planned()
  expect(await offered(dealId)).toBe('Planned 3 milestones on a contract of $0.05')
  await undo(dealId)
  expect(await office.within((sql) => readScheduleOfDeal(sql, dealId))).toBeNull()
  expect(await refusalOf(undo(dealId))).toMatchObject({ code: 'not_found' })
  await office.within((sql) => save(sql, dealId, draftOf('10', [fixed('Again', '10')])))
  expect(await offered(dealId)).toBe('Planned 1 milestone on a contract of $10.00')
})

test('a split of a split is taken back to the first split', async () => {
  const { dealId, ids } = await planned()
  const split = (accepted: { percent: string }, reason: string) =>
    office.within((sql) =>
      splitMilestone(sql, owner, office.parts, { milestoneId: ids[2], accepted, reason, ifVersion: null }),
    )
  await office.within(async (sql) =>
    save(sql, dealId, { ...(await draft(dealId)), contractValue: usd('100') }),
  )
  await split({ percent: '50' }, 'first')
  const once = await state(dealId)
  await split({ percent: '50' }, 'second')
  await undo(dealId)
  expect(await state(dealId)).toEqual(once)
})

test.each<[string, (sql: Sql, dealId: string, id: string) => Promise<unknown>]>([
  ['work began', (sql, _, id) => startMilestone(sql, owner, id)],
  [
    'the client accepted',
    (sql, dealId) => acceptSchedule(sql, owner, { dealId, on: '2026-01-20', by: 'C', ifVersion: null }),
  ],
])('once %s it is not taken back any more', async (_, then) => {
  const { dealId, ids } = await planned()
  await office.within((sql) => addMilestone(sql, owner, { dealId, draft: fixed('More', '1') }))
  await office.within((sql) => then(sql, dealId, ids[0]))
  const before = await state(dealId)
  expect(await offered(dealId)).toBeNull()
  expect(await refusalOf(undo(dealId))).toMatchObject({
    code: 'nothing_to_undo',
    detail: expect.stringContaining('something else happened'),
  })
  expect(await state(dealId)).toEqual(before)
})

test('what happens on another deal is not in the way', async () => {
  const { dealId } = await planned()
  await office.within((sql) => addMilestone(sql, owner, { dealId, draft: fixed('More', '1') }))
  await planned()
  expect(await offered(dealId)).toBe('Added “More”')
})

test('what the client accepted since stays: the same guards hold', async () => {
  const { dealId } = await planned()
  await office.within(async (sql) =>
    save(sql, dealId, { ...(await draft(dealId)), control: 'formal', contractValue: usd('7') }),
  )
  const before = await state(dealId)
  expect(await refusalOf(undo(dealId))).toMatchObject({ code: 'change_order_required' })
  expect(await state(dealId)).toEqual(before)
})

test('a version that is not the present one is refused; two at once take it back once', async () => {
  const { dealId } = await planned()
  await office.within((sql) => addMilestone(sql, owner, { dealId, draft: fixed('More', '1') }))
  expect(await refusalOf(undo(dealId, 1))).toMatchObject({ code: 'version_conflict' })
  const results = await Promise.allSettled([undo(dealId), undo(dealId), undo(dealId)])
  expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  expect((await state(dealId)).milestones).toHaveLength(3)
})
