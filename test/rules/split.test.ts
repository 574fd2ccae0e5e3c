/** Goal: a split's parts are the whole, to the cent, for whatever is accepted; and nobody else is called the same. */
import fc from 'fast-check'
import { shareRatio } from '../../src/money/share'
import type { Milestone } from '../../src/schedules/milestone'
import { splitAmounts, splitCodes } from '../../src/schedules/split'
import { Refusal } from '../../src/tenants/refusal'
import { someMilestone } from '../fixtures/made'

test.each<[string, bigint, { percent: string } | { fraction: string }, bigint, bigint]>([
  ['80 % of 3,333.33', 333_333n, { percent: '80' }, 266_666n, 66_667n],
  ['half of a cent more than even: the remaining part takes it', 3n, { percent: '50' }, 1n, 2n],
  ['a third', 100n, { fraction: '1/3' }, 33n, 67n],
  ['two thirds', 100n, { fraction: '2/3' }, 67n, 33n],
  ['all but nothing', 1_000_000n, { percent: '99.9999' }, 999_999n, 1n],
])('%s', (_, whole, share, accepted, remaining) => {
  expect(splitAmounts(whole, share, 'USD')).toEqual({ acceptedMinor: accepted, remainingMinor: remaining })
})

test.each([
  ['USD', '2666.66', 266_666n],
  ['JPY', '100', 100n],
  ['KWD', '0.333', 333n],
])('an amount in %s is taken as it is', (currency, amount, accepted) => {
  expect(splitAmounts(333_333n, { amount, currency }, currency).acceptedMinor).toBe(accepted)
})

test.each([
  ['nothing', { amount: '0', currency: 'USD' }, '/accepted'],
  ['all', { amount: '10.00', currency: 'USD' }, '/accepted'],
  ['more than all', { amount: '10.01', currency: 'USD' }, '/accepted'],
  ['no percent', { percent: '0' }, '/accepted'],
  ['a hundred percent', { percent: '100' }, '/accepted'],
  ['more than one', { fraction: '3/2' }, '/accepted'],
  ['too little to be a cent', { percent: '0.01' }, '/accepted'],
  ['another currency', { amount: '5', currency: 'EUR' }, '/accepted/currency'],
  ['half a cent', { amount: '5.005', currency: 'USD' }, '/accepted/amount'],
])('%s is refused', (_, accepted, pointer) => {
  const split = () => splitAmounts(1_000n, accepted, 'USD')
  expect(split).toThrow(Refusal)
  expect(() => split()).toThrow(
    expect.objectContaining({ more: { errors: [expect.objectContaining({ pointer })] } }),
  )
})

const shares = fc.oneof(
  fc.integer({ min: 1, max: 999_999 }).map((millionths) => ({
    percent: `${Math.trunc(millionths / 10_000)}.${String(millionths % 10_000).padStart(4, '0')}`,
  })),
  fc
    .tuple(fc.integer({ min: 1, max: 999_998 }), fc.integer({ min: 1, max: 999_999 }))
    .filter(([over, under]) => over < under)
    .map(([over, under]) => ({ fraction: `${over}/${under}` })),
)

test('the parts are the whole, neither is nothing, and each is within a cent of its exact value', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 2n, max: 10n ** 13n }), shares, (whole, share) => {
      const { over, under } = shareRatio(share)
      let parts: ReturnType<typeof splitAmounts>
      try {
        parts = splitAmounts(whole, share, 'USD')
      } catch (error) {
        // Only where a part would be less than a cent.
        expect(error).toBeInstanceOf(Refusal)
        return over * whole < under || (under - over) * whole < under
      }
      const { acceptedMinor, remainingMinor } = parts
      expect(acceptedMinor + remainingMinor).toBe(whole)
      expect(acceptedMinor > 0n && remainingMinor > 0n).toBe(true)
      const miss = acceptedMinor * under - over * whole
      return miss < under && miss > -under
    }),
  )
})

describe('what the parts are called', () => {
  const at = (position: number, code: string | null = null, ordinal = position): Milestone =>
    someMilestone({ milestoneId: `m${ordinal}`, position, ordinal, code })

  test('by the position of the whole, and again by its code', () => {
    expect(splitCodes(at(2), [at(1), at(2)])).toEqual(['2-A', '2-B'])
    const again = at(3, '2-B')
    expect(splitCodes(again, [at(1), at(2, '2-A'), again])).toEqual(['2-B-A', '2-B-B'])
  })

  test('no two parts are called the same, where another one was the second before', () => {
    const second = at(2, null, 9)
    expect(splitCodes(second, [at(5, '2-A'), second, at(6, '2-B')])).toEqual(['2-C', '2-D'])
    const all = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter, index) =>
      at(10 + index, `2-${letter}`, 20 + index),
    )
    expect(splitCodes(second, [...all, second])).toEqual(['2-A9', '2-B9'])
  })
})
