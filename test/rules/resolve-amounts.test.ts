/**
 * Goal: planning moves only what may move. Method: the examples of the rules, and arbitrary plans that are edited,
 * reordered and frozen.
 */
import fc from 'fast-check'
import type { Share } from '../../src/money/share'
import { adviceOn } from '../../src/schedules/advice'
import { type PlannedAmount, resolveAmounts } from '../../src/schedules/resolve-amounts'
import { someMilestone, someSchedule } from '../fixtures/made'

const open = (share: Share): PlannedAmount => ({ fixedMinor: null, share, frozen: null })
const fixed = (fixedMinor: bigint): PlannedAmount => ({ fixedMinor, share: null, frozen: null })
const amounts = (contract: bigint, planned: readonly PlannedAmount[]) =>
  resolveAmounts(contract, planned).map((each) => each.amountMinor)

test('70 % and a fixed 500 and 30 % of 1,000 are over by 500, and nothing turns negative', () => {
  const resolved = amounts(100_000n, [open({ percent: '70' }), fixed(50_000n), open({ percent: '30' })])
  expect(resolved).toEqual([70_000n, 50_000n, 30_000n])
  const advice = adviceOn(
    someSchedule({ contractMinor: 100_000n }),
    resolved.map((amountMinor, index) => someMilestone({ milestoneId: `m${index}`, amountMinor })),
  )
  expect(advice.find((each) => each.code === 'over_contract')?.detail).toContain('$500.00 over')
})

test('a new contract value moves open shares and leaves frozen and fixed amounts alone', () => {
  const frozen: PlannedAmount = {
    fixedMinor: null,
    share: { percent: '20' },
    frozen: { amountMinor: 1_000_000n, baseMinor: 5_000_000n },
  }
  const resolved = resolveAmounts(6_000_000n, [frozen, open({ percent: '30' }), fixed(700n)])
  expect(resolved).toEqual([
    { amountMinor: 1_000_000n, shareBaseMinor: 5_000_000n },
    { amountMinor: 1_800_000n, shareBaseMinor: 6_000_000n },
    { amountMinor: 700n, shareBaseMinor: null },
  ])
})

test('shares of the same base still sum to the whole when some of them were frozen meanwhile', () => {
  const [first = 0n] = amounts(1_287_059n, [open({ percent: '50' }), open({ percent: '50' })])
  const frozen = { amountMinor: first, baseMinor: 1_287_059n }
  expect(
    amounts(1_287_059n, [{ fixedMinor: null, share: { percent: '50' }, frozen }, open({ percent: '50' })]),
  ).toEqual([643_529n, 643_530n])
})

const percent = fc.integer({ min: 0, max: 100_0000 }).map((tenThousandths) => ({
  percent: `${Math.floor(tenThousandths / 10_000)}.${String(tenThousandths % 10_000).padStart(4, '0')}`,
}))
const row = fc.record({
  amount: fc.oneof(percent.map(open), fc.bigInt({ min: 0n, max: 10n ** 9n }).map(fixed)),
  freeze: fc.boolean(),
})

test('freezing amounts at what they are changes nothing, for any plan', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 11n }),
      fc.array(row, { maxLength: 30 }),
      (contract, rows) => {
        const before = resolveAmounts(
          contract,
          rows.map((each) => each.amount),
        )
        const again = resolveAmounts(
          contract,
          rows.map(({ amount, freeze }, index) => {
            const held = before[index]
            return freeze && held
              ? { ...amount, frozen: { amountMinor: held.amountMinor, baseMinor: held.shareBaseMinor } }
              : amount
          }),
        )
        expect(again).toEqual(before)
        expect(again.every((each) => each.amountMinor >= 0n)).toBe(true)
      },
    ),
  )
})

test('a frozen amount survives any new contract value', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 11n }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      fc.bigInt({ min: 0n, max: 10n ** 11n }),
      fc.array(percent.map(open), { maxLength: 10 }),
      (contract, amountMinor, baseMinor, others) => {
        const frozen = { fixedMinor: null, share: { percent: '10' }, frozen: { amountMinor, baseMinor } }
        const [first] = resolveAmounts(contract, [frozen, ...others])
        expect(first).toEqual({ amountMinor, shareBaseMinor: baseMinor })
      },
    ),
  )
})

test('a share that was split into fixed amounts leaves every other amount where it was, for any plan', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 11n }),
      fc.array(percent.map(open), { minLength: 1, maxLength: 12 }),
      fc.nat(),
      (contract, plan, chance) => {
        const place = chance % plan.length
        const before = resolveAmounts(contract, plan)
        const split = before[place]
        const whole = plan[place]
        if (!split || !whole) throw new Error('there is such a place')
        const after = resolveAmounts(contract, [
          ...plan.map((each, index) => (index === place ? fixed(split.amountMinor) : each)),
          { ...whole, frozen: { amountMinor: split.amountMinor, baseMinor: contract } },
        ])
        expect(after.slice(0, plan.length).map((each) => each.amountMinor)).toEqual(
          before.map((each) => each.amountMinor),
        )
      },
    ),
  )
})
