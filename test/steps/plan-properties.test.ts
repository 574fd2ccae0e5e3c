/**
 * Goal: whatever is planned, in whatever currency and however long, the cents are the same wherever a milestone stands.
 * Method: chance plans on a real database, saved again in chance orders; and one of a thousand milestones.
 */
import fc from 'fast-check'
import { currencyDigits, parseAmount } from '../../src/money/money'
import { type Share, sumOfShares } from '../../src/money/share'
import type { MilestoneDraft, ScheduleDraft } from '../../src/schedules/draft'
import { readMilestones } from '../../src/schedules/milestone-table'
import { orderMilestones } from '../../src/schedules/order-milestones'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { scheduleToDraft } from '../../src/schedules/schedule-to-draft'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, owner } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const read = (dealId: string) =>
  office.within(async (sql) => {
    const schedule = must(await readScheduleOfDeal(sql, dealId))
    const milestones = await readMilestones(sql, [schedule.scheduleId])
    return { schedule, milestones, draft: scheduleToDraft(schedule, milestones) }
  })
const save = (dealId: string, draft: ScheduleDraft) =>
  office.within((sql) => planSchedule(sql, owner, { dealId, draft, ifVersion: null }))
const amounts = async (dealId: string) =>
  new Map((await read(dealId)).milestones.map((each) => [each.milestoneId, each.amountMinor]))

const share: fc.Arbitrary<Share> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 9_999 }))
    .map(([whole, rest]) => ({ percent: `${whole}.${String(rest).padStart(4, '0')}` })),
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 999 }))
    .map(([over, under]) => ({ fraction: `${over}/${under}` })),
)
const currency = fc.constantFrom('USD', 'JPY', 'KWD')
const whole = fc.integer({ min: 0, max: 10 ** 9 })

test('parts sum to the whole, nothing is negative, and another order moves no cent', async () => {
  await fc.assert(
    fc.asyncProperty(
      currency,
      whole,
      fc.array(fc.oneof(share, fc.integer({ min: 0, max: 10 ** 6 })), { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      async (code, units, rows, chance) => {
        const money = (amount: number) => ({ amount: String(amount), currency: code })
        const milestones = rows.map(
          (row, index): MilestoneDraft => ({
            name: `M${index}`,
            ...(typeof row === 'number' ? { amount: money(row) } : { share: row }),
          }),
        )
        const { dealId } = await office.plan({ ...draftOf('1', milestones), contractValue: money(units) })
        const before = await amounts(dealId)
        const { draft, milestones: stored } = await read(dealId)
        expect([...before.values()].every((minor) => minor >= 0n)).toBe(true)
        const shares = stored.flatMap((each) => (each.share === null ? [] : [each]))
        const { over, under } = sumOfShares(shares.map((each) => must(each.share)))
        const base = BigInt(units) * 10n ** BigInt(currencyDigits(code))
        const exact = over * base
        expect(shares.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(
          (2n * exact + under) / (2n * under),
        )
        const shuffled = draft.milestones
          .map((each) => ({ each, key: chance.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each)
        await save(dealId, { ...draft, milestones: shuffled })
        expect(await amounts(dealId)).toEqual(before)
      },
    ),
    { numRuns: 25 },
  )
})

test('a thousand milestones sum to the whole, and turning them around moves no cent', async () => {
  const count = 1_000
  const milestones = Array.from({ length: count }, (_, index) => ({
    name: `M${index}`,
    share: { fraction: `1/${count}` },
  }))
  const { dealId, ids } = await office.plan(draftOf('87654.32', milestones))
  const before = await amounts(dealId)
  const sum = [...before.values()].reduce((all, minor) => all + minor, 0n)
  expect(sum).toBe(must(parseAmount('87654.32', 'USD')).minor)
  await office.within((sql) => orderMilestones(sql, owner, { dealId, ids: [...ids].reverse() }))
  expect(await amounts(dealId)).toEqual(before)
  const { draft } = await read(dealId)
  await save(dealId, { ...draft, milestones: [...draft.milestones].reverse(), lateFee: 'saved again' })
  expect(await amounts(dealId)).toEqual(before)
  expect((await read(dealId)).milestones.map((each) => each.milestoneId)).toEqual(ids)
})
