/** Goal: any order at any time, and never a cent moves. Method: judged and accepted plans, wrong lists, shuffles. */
import fc from 'fast-check'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { orderMilestones } from '../../src/schedules/order-milestones'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, owner } from '../fixtures/plan'
import { planning, threeParts } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())
const { read, save, edited } = planning(() => office)

describe('order', () => {
  test('any order at any time, whatever the status; positions change and nothing else', async () => {
    const { dealId, ids } = await office.plan(threeParts)
    await office.within((sql) =>
      completeMilestone(sql, owner, office.parts, { milestoneId: must(ids[0]), note: null }),
    )
    await office.within((sql) =>
      acceptSchedule(sql, owner, { dealId, on: '2026-03-01', by: 'C', ifVersion: null }),
    )
    const before = await read(dealId)
    const turned = [...ids].reverse()
    await office.within((sql) => orderMilestones(sql, owner, { dealId, ids: turned }))
    const after = await read(dealId)
    expect(after.schedule).toEqual(before.schedule)
    expect(after.milestones.map((each) => each.milestoneId)).toEqual(turned)
    const still = (list: typeof after.milestones) =>
      list.map(({ position: _, number: __, ...each }) => each).sort((a, b) => a.ordinal - b.ordinal)
    expect(still(after.milestones)).toEqual(still(before.milestones))
  })

  test('HubSpot hears of it, because another milestone may be the next one', async () => {
    const { dealId, ids } = await office.plan(threeParts)
    const owed = () =>
      office.within((sql) =>
        sql('select 1 from deal_mirror where deal_id = $1 and dirty_since is not null', [dealId]),
      )
    await office.within((sql) => sql('delete from deal_mirror where deal_id = $1', [dealId]))
    await office.within((sql) => orderMilestones(sql, owner, { dealId, ids }))
    expect(await owed()).toHaveLength(0)
    await office.within((sql) => orderMilestones(sql, owner, { dealId, ids: [...ids].reverse() }))
    expect(await owed()).toHaveLength(1)
  })

  test('a list that is not exactly this schedule’s is refused', async () => {
    const { dealId, ids } = await office.plan(threeParts)
    const other = await office.plan(threeParts)
    for (const wrong of [
      [],
      ids.slice(1),
      [...ids, ...ids.slice(0, 1)],
      [...ids.slice(1), ids[1]],
      [...ids.slice(1), other.ids[0]],
    ]) {
      const order = office.within((sql) => orderMilestones(sql, owner, { dealId, ids: wrong.map(must) }))
      expect(await refusalOf(order)).toMatchObject({ code: 'validation_failed' })
    }
    const unknown = office.within((sql) => orderMilestones(sql, owner, { dealId: '999999', ids: [] }))
    expect(await refusalOf(unknown)).toMatchObject({ code: 'not_found' })
  })

  test('reordering and saving again never moves a cent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        async (order, minor) => {
          const contract = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
          const { dealId, ids } = await office.plan(
            draftOf(
              contract,
              order.map((n) => ({ name: `M${n}`, share: { fraction: '1/7' } })),
            ),
          )
          const amounts = async () =>
            Object.fromEntries(
              (await read(dealId)).milestones.map((each) => [each.milestoneId, each.amountMinor]),
            )
          const before = await amounts()
          await office.within((sql) =>
            orderMilestones(sql, owner, { dealId, ids: order.map((n) => must(ids[n])) }),
          )
          await save(dealId, await edited(dealId, (draft) => draft))
          expect(await amounts()).toEqual(before)
        },
      ),
      { numRuns: 15 },
    )
  })
})
