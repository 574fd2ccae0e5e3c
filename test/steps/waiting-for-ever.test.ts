/**
 * Goal: no milestone is left waiting for a day that can't come, whoever takes away what it waits for. Method: plans and
 * change orders that cross, on a real database.
 */
import type { MilestoneDraft, ScheduleDraft } from '../../src/schedules/draft'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { changing, ordering, removing } from '../fixtures/ordering'
import { draftOf, fixed } from '../fixtures/plan'
import { planning } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())
const { read, save, edited } = planning(() => office)
const { draft, sent, approve } = ordering(() => office)

async function two() {
  const { dealId, ids } = await office.plan(draftOf('50', [fixed('A', '30'), fixed('B', '20')]))
  const [a, b] = [must(ids[0]), must(ids[1])]
  /** The plan with another trigger of A. */
  const triggered = (trigger: MilestoneDraft['trigger'], header: Partial<ScheduleDraft> = {}) =>
    edited(dealId, (plan) => ({
      ...plan,
      ...header,
      milestones: plan.milestones.map((each) => (each.id === a ? { ...each, trigger } : each)),
    }))
  return { dealId, a, b, triggered, afterB: { on: [], after: { milestoneId: b, days: 3 } } }
}

test('a change order can’t take away what another milestone waits for by now', async () => {
  const { dealId, a, b, triggered, afterB } = await two()
  const removal = await sent(dealId, [removing(b)])
  await save(dealId, await triggered(afterB))
  const before = await read(dealId)
  const waits = '“A” is billed some days after this one. Change that first.'
  expect(await refusalOf(approve(removal))).toMatchObject({
    code: 'change_order_conflict',
    conflicts: [{ name: 'B', detail: waits }],
  })
  expect(await refusalOf(draft(dealId, [removing(b)]))).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/lines/0/milestoneId', detail: waits }],
  })
  expect(await read(dealId)).toEqual(before)
  // Beside a line that has A wait for nothing more, it may go.
  await draft(dealId, [removing(b), changing(a, { trigger: { on: ['acceptance'] } })])
})

test('a cancelled milestone waits for nothing: what it waited for may go too', async () => {
  const { dealId, a, b, triggered, afterB } = await two()
  await save(dealId, await triggered(afterB))
  await approve(await sent(dealId, [removing(a)]))
  await approve(await sent(dealId, [removing(b)]))
  expect((await read(dealId)).schedule.contractMinor).toBe(0n)
})

test('nothing is made to wait for what was cancelled', async () => {
  const { dealId, b, triggered, afterB } = await two()
  await approve(await sent(dealId, [removing(b)]))
  const before = await read(dealId)
  expect(await refusalOf(save(dealId, await triggered(afterB)))).toMatchObject({
    code: 'validation_failed',
    errors: [
      {
        pointer: '/milestones/0/trigger/after/milestoneId',
        detail: '“B” was cancelled: that day would never come.',
      },
    ],
  })
  expect(await read(dealId)).toEqual(before)
})

test('a day after the year 9999 is refused, and the last day of it is not', async () => {
  const { dealId, triggered } = await two()
  const before = await read(dealId)
  const after = (days: number) =>
    triggered({ on: ['acceptance'], after: { contractDate: true, days } }, { contractDate: '9999-12-30' })
  expect(await refusalOf(save(dealId, await after(2)))).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/milestones/0/trigger/after/days' }],
  })
  expect(await read(dealId)).toEqual(before)
  await save(dealId, await after(1))
  expect((await read(dealId)).milestones[0]?.triggerOn).toBe('9999-12-31')
})
