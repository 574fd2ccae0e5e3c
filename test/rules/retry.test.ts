/** Goal: every kind of refusal has an answer, and no wait is without bound. Method: the whole table, and properties. */
import fc from 'fast-check'
import { limits } from '../../config/limits'
import type { Fault, FaultKind } from '../../connectors/answer'
import { backoffMs, whoMends } from '../../src/outbox/retry'

const fault = (kind: FaultKind, retryAfterMs: number | null = null): Fault => ({
  kind,
  status: null,
  code: null,
  message: 'no',
  trace: null,
  retryAfterMs,
})

// A kind that is added to FaultKind and not here does not compile.
const expected: Record<FaultKind, 'later' | 'person'> = {
  not_sent: 'later',
  throttled: 'later',
  unavailable: 'later',
  timeout: 'later',
  unreadable: 'later',
  unauthorized: 'later',
  forbidden: 'later',
  budget: 'later',
  stale: 'person',
  missing: 'person',
  duplicate: 'person',
  closed: 'person',
  invalid: 'person',
}
const kinds = Object.keys(expected) as FaultKind[]

test.each(kinds)('%s is mended by the one the table says', (kind) => {
  expect(whoMends(fault(kind))).toBe(expected[kind])
})

test('waits double from the first to the longest, a quarter up or down', () => {
  const middle = (attempts: number) => backoffMs(attempts, null, () => 0.5)
  expect([0, 1, 2, 3].map(middle)).toEqual([2_000, 4_000, 8_000, 16_000])
  expect(middle(9)).toBe(limits.retryLongestMs)
  expect(middle(1_000_000)).toBe(limits.retryLongestMs)
  expect(backoffMs(0, null, () => 0)).toBe(1_500)
  expect(backoffMs(0, null, () => 1)).toBe(2_500)
})

test('no wait is shorter than the vendor asked for, none negative, none without bound', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.constantFrom(...kinds),
      fc.option(fc.nat(10_000_000)),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, kind, asked, random) => {
        const wait = backoffMs(attempts, fault(kind, asked), () => random)
        expect(Number.isSafeInteger(wait)).toBe(true)
        expect(wait).toBeGreaterThanOrEqual(Math.max(asked ?? 0, limits.retryFirstMs * 0.75))
        expect(wait).toBeLessThanOrEqual(Math.max(asked ?? 0, limits.retryLongestMs * 1.25))
      },
    ),
  )
})
