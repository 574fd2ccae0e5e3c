/**
 * Goal: a refund that is split over several things is always all of them together, to the cent, whatever becomes of it; what
 * is no division is refused by its place. Method: chance shares and totals; a table of what people type wrongly.
 */
import fc from 'fast-check'
import { type Attributed, attributedPart } from '../../src/invoices/books/attributed'
import { type RefundSaid, sharesSaid } from '../../src/invoices/refunds/refund-said'
import { money } from '../../src/money/money'
import { fieldErrorsOf, Refusal } from '../../src/tenants/refusal'

const refund = (totalMinor: bigint | null, netMinor: bigint | null): Attributed => ({
  kind: 'RefundReceipt',
  quickbooksId: '9',
  number: 'R-9',
  on: '2026-04-15',
  milestoneId: 'm',
  totalMinor,
  netMinor,
})
const said = (milestoneId: string, amount?: string, currency = 'USD'): RefundSaid => ({
  intentId: 'i',
  milestoneId,
  again: false,
  ...(amount !== undefined && { amount: { amount, currency } }),
})
const total = money(10_001n, 'USD')
const errorsOf = (parts: readonly RefundSaid[]) => {
  try {
    sharesSaid(parts, total)
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return fieldErrorsOf(error).map(({ pointer, detail }) => `${pointer}: ${detail}`)
  }
}

test('the parts are always all of it, and just what was said while the refund is what it was', () => {
  const shares = fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 2, maxLength: 20 })
  fc.assert(
    fc.property(shares, fc.bigInt({ min: 0n, max: 10n ** 13n }), fc.nat(100), (parts, now, percent) => {
      const whole = parts.reduce((sum, share) => sum + share, 0n)
      const sumOf = (of: Attributed, field: 'totalMinor' | 'netMinor') =>
        parts.reduce((sum, _, place) => sum + (attributedPart(of, parts, place)[field] ?? 0n), 0n)
      const same = refund(whole, (whole * BigInt(percent)) / 100n)
      expect(parts.map((_, place) => attributedPart(same, parts, place).totalMinor)).toEqual(parts)
      expect(sumOf(same, 'netMinor')).toBe(same.netMinor)
      const changed = refund(now, (now * BigInt(percent)) / 100n)
      expect(sumOf(changed, 'totalMinor')).toBe(now)
      expect(sumOf(changed, 'netMinor')).toBe(changed.netMinor)
    }),
  )
  expect(attributedPart(refund(null, null), [1n, 2n], 0)).toMatchObject({ totalMinor: null, netMinor: null })
  expect(attributedPart(refund(0n, 0n), [1n, 2n], 1)).toMatchObject({ totalMinor: 0n, netMinor: 0n })
})

test('one thing needs no amount, and says all of it if it has one', () => {
  expect(sharesSaid([said('a')], total)).toEqual([null])
  expect(sharesSaid([said('a', '100.01')], total)).toEqual([null])
  expect(errorsOf([said('a', '100.00')])).toEqual([
    '/gives/amount: The refund is $100.01, and not $100.00: look at it again.',
  ])
})

test('several say an amount each', () => {
  expect(sharesSaid([said('a', '60'), said('b', '40.01')], total)).toEqual([6_000n, 4_001n])
})

test.each([
  ['a cent less', [said('a', '60'), said('b', '40')], ['/gives/amount']],
  ['a cent more', [said('a', '60'), said('b', '40.02')], ['/gives/amount']],
  ['no amount', [said('a', '100.01'), said('b')], ['/also/0/amount']],
  ['no amounts at all', [said('a'), said('b')], ['/gives/amount', '/also/0/amount']],
  ['nothing', [said('a', '100.01'), said('b', '0.00')], ['/also/0/amount']],
  ['half a cent', [said('a', '60.005'), said('b', '40.005')], ['/gives/amount', '/also/0/amount']],
  ['another currency', [said('a', '60'), said('b', '40.01', 'EUR')], ['/also/0/amount']],
  ['one thing twice', [said('a', '60'), said('a', '40.01')], ['/also/0/milestoneId']],
])('refused by its place: %s', (_, parts, pointers) => {
  expect(errorsOf(parts).map((error) => error.split(': ')[0])).toEqual(pointers)
})
