/**
 * Goal: the parts of a split are the whole, no other amount moves, and asking twice splits once. Method: splits on a real
 * database, repeated, at once, and followed by planning.
 */
import { splitMilestone } from '../../src/approvals/split-milestone'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { changeMilestone } from '../../src/schedules/change-milestone'
import type { ScheduleDraft } from '../../src/schedules/draft'
import type { MoneyOrShare } from '../../src/schedules/milestone'
import { readMilestones } from '../../src/schedules/milestone-table'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { scheduleToDraft } from '../../src/schedules/schedule-to-draft'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, owner, shared, usd } from '../fixtures/plan'
import { eighty, splitsIn } from '../fixtures/splits'

let office: Office
let at: ReturnType<typeof splitsIn>
beforeAll(async () => {
  office = await openOffice()
  at = splitsIn(office)
})
afterAll(() => office.close())

const save = (dealId: string, draft: ScheduleDraft) =>
  office.within((sql) => planSchedule(sql, owner, { dealId, draft, ifVersion: null }))
const draft = (dealId: string) =>
  office.within(async (sql) => {
    const schedule = must(await readScheduleOfDeal(sql, dealId))
    return scheduleToDraft(schedule, await readMilestones(sql, [schedule.scheduleId]))
  })

test('asking the same again answers the parts; another part of it is another split', async () => {
  const { dealId, id } = await at.planned()
  const once = await at.split(id)
  const after = await at.shown(dealId)
  expect(await at.split(id)).toEqual(once)
  expect(await at.shown(dealId)).toEqual(after)
  await at.split(id, { percent: '50' })
  expect((await at.shown(dealId)).map(([position, code, , amount]) => [position, code, amount])).toEqual([
    [1, null, 100_000n],
    [2, '2-A-A', 133_333n],
    [3, '2-A-B', 133_333n],
    [4, '2-B', 66_667n],
    [5, null, 500_000n],
  ])
})

test('ten at once split it once', async () => {
  const { dealId, id } = await at.planned()
  await Promise.all(Array.from({ length: 10 }, () => at.split(id)))
  expect(await at.shown(dealId)).toHaveLength(4)
})

test.each<[string, MoneyOrShare, string]>([
  ['all of it', { amount: '3333.33', currency: 'USD' }, '/accepted'],
  ['another currency', { amount: '1', currency: 'EUR' }, '/accepted/currency'],
])('accepting %s is refused, and nothing changes', async (_, accepted, pointer) => {
  const { dealId, id } = await at.planned()
  const before = await at.shown(dealId)
  expect(await refusalOf(at.split(id, accepted))).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer }],
  })
  expect(await at.shown(dealId)).toEqual(before)
})

test('a version that is not the present one is refused', async () => {
  const { id } = await at.planned()
  const stale = office.within((sql) =>
    splitMilestone(sql, owner, office.parts, {
      milestoneId: id,
      accepted: eighty,
      reason: 'r',
      ifVersion: 9,
    }),
  )
  expect(await refusalOf(stale)).toMatchObject({ code: 'version_conflict' })
})

test('after the client’s acceptance it is allowed: the contract sum doesn’t move', async () => {
  const { dealId, id } = await at.planned()
  await office.within((sql) =>
    acceptSchedule(sql, owner, { dealId, on: '2026-01-20', by: 'Client', ifVersion: null }),
  )
  await at.split(id)
  expect((await at.shown(dealId)).map(([, , , amount]) => amount)).toEqual([
    100_000n,
    266_666n,
    66_667n,
    500_000n,
  ])
  expect((await office.tracker(dealId)).figures).toMatchObject({
    contractSum: 1_000_000n,
    scheduled: 933_333n,
  })
})

test('no other share moves by a cent when the plan is saved afterwards', async () => {
  const third = (name: string) => ({ name, share: { fraction: '1/3' } })
  const { dealId, ids } = await office.plan(draftOf('0.04', [third('A'), third('B'), third('C')]))
  expect((await at.shown(dealId)).map(([, , , amount]) => amount)).toEqual([1n, 1n, 2n])
  await at.split(must(ids[2]), { amount: '0.01', currency: 'USD' })
  await save(dealId, { ...(await draft(dealId)), lateFee: 'changed' })
  expect((await at.shown(dealId)).map(([, , , amount]) => amount)).toEqual([1n, 1n, 1n, 1n])
})

test('a new contract value moves the open shares, and leaves the parts as they are', async () => {
  const { dealId, ids } = await office.plan(draftOf('100', [shared('A', '50'), shared('B', '50')]))
  await at.split(must(ids[0]))
  await save(dealId, { ...(await draft(dealId)), contractValue: usd('200') })
  expect((await at.shown(dealId)).map(([, , , amount]) => amount)).toEqual([4_000n, 1_000n, 10_000n])
})

test('who waits for the whole waits for what remains', async () => {
  const { dealId, id, ids } = await at.planned({}, { delivery: 'prepare' })
  const last = must(ids[2])
  await office.within((sql) =>
    changeMilestone(sql, owner, {
      milestoneId: last,
      patch: { trigger: { on: [], after: { milestoneId: id, days: 3 } } },
      ifVersion: null,
    }),
  )
  await at.complete(id)
  const waiting = async () => must((await at.all(dealId)).find(({ milestoneId }) => milestoneId === last))
  expect((await waiting()).triggerOn).not.toBeNull()
  const { remainingId } = await at.split(id)
  expect(await waiting()).toMatchObject({
    triggerOn: null,
    details: { trigger: { after: { milestoneId: remainingId, days: 3 } } },
  })
})
