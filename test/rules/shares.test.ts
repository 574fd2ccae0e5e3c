/**
 * Goal: shares of a contract sum to the cent, whatever they are. Method: every number that the rules name, and
 * properties over arbitrary plans; exactness is judged with fractions of whole numbers, never with floats.
 */
import fc from 'fast-check'
import { formatAmount, money } from '../../src/money/money'
import {
  resolveShares,
  roundHalfUp,
  type Share,
  shareRatio,
  shareText,
  sumOfShares,
} from '../../src/money/share'
import { shippedTemplates } from '../../src/schedules/shipped-templates'

const percents = (...texts: string[]): Share[] => texts.map((percent) => ({ percent }))
const fractions = (...texts: string[]): Share[] => texts.map((fraction) => ({ fraction }))
const resolve = (base: bigint, shares: readonly Share[]) =>
  resolveShares(
    base,
    shares.map((share) => ({ share })),
  )

describe('the numbers of the rules', () => {
  test.each<[string, bigint, Share[], string[]]>([
    ['5.47 in 33.34/33.33/33.33 %', 547n, percents('33.34', '33.33', '33.33'), ['1.83', '1.82', '1.82']],
    ['30,000 in thirds', 3_000_000n, fractions('1/3', '1/3', '1/3'), ['10000.00', '10000.00', '10000.00']],
    ['0.03 in halves', 3n, fractions('1/2', '1/2'), ['0.01', '0.02']],
    ['12,870.59 in halves', 1_287_059n, percents('50', '50'), ['6435.29', '6435.30']],
    ['100.00 in thirds', 10_000n, fractions('1/3', '1/3', '1/3'), ['33.33', '33.33', '33.34']],
    ['20 % of 50,000', 5_000_000n, percents('20'), ['10000.00']],
  ])('%s', (_, base, shares, amounts) => {
    expect(resolve(base, shares).map((minor) => formatAmount(money(minor, 'USD')))).toEqual(amounts)
  })

  test('50 % and 20 × 1.66 % and 16.8 % are 100 %', () => {
    const shares = percents('50', ...Array.from({ length: 20 }, () => '1.66'), '16.8')
    expect(sumOfShares(shares)).toEqual({ over: 1n, under: 1n })
    expect(resolve(1_234_567n, shares).reduce((a, b) => a + b)).toBe(1_234_567n)
  })
})

test.each([
  [1n, 2n, 1n],
  [3n, 2n, 2n],
  [49n, 100n, 0n],
  [50n, 100n, 1n],
  [0n, 7n, 0n],
])('%s/%s rounds half up to %s', (over, under, rounded) => {
  expect(roundHalfUp(over, under)).toBe(rounded)
})

test.each<[Share]>([
  [{ percent: '' }],
  [{ percent: '1.23456' }],
  [{ percent: '-1' }],
  [{ percent: '1000' }],
  [{ percent: '1e1' }],
  [{ fraction: '1/0' }],
  [{ fraction: '1' }],
  [{ fraction: '1/3/5' }],
  [{ fraction: '-1/3' }],
  [{ fraction: '0.5/1' }],
])('%j is no share', (share) => {
  expect(() => shareRatio(share)).toThrow(/not a (percentage|fraction)/)
})

test('a share is shown as it was typed', () => {
  expect([{ percent: '20' }, { percent: '33.3400' }, { fraction: '1/3' }].map(shareText)).toEqual([
    '20 %',
    '33.3400 %',
    '1/3',
  ])
})

test.each(
  shippedTemplates.map((template) => [template.id, template] as const),
)('the %s template is 100 %, down to the cent of any contract', (_, template) => {
  const shares = template.milestones.map((milestone) => milestone.share)
  expect(sumOfShares(shares)).toEqual({ over: 1n, under: 1n })
  for (const contract of [1n, 7n, 99n, 1_000_001n])
    expect(resolve(contract, shares).reduce((a, b) => a + b)).toBe(contract)
})

const share: fc.Arbitrary<Share> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 9_999 }))
    .map(([whole, part]) => ({ percent: `${whole}.${String(part).padStart(4, '0')}` })),
  fc
    .tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 1, max: 999 }))
    .map(([over, under]) => ({ fraction: `${over}/${under}` })),
)
const base = fc.bigInt({ min: 0n, max: 10n ** 13n })

test('parts sum to the whole, rounded half up, each within one minor unit of exact, none negative', () => {
  fc.assert(
    fc.property(base, fc.array(share, { maxLength: 40 }), (contract, shares) => {
      const parts = resolve(contract, shares)
      const total = sumOfShares(shares)
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(roundHalfUp(total.over * contract, total.under))
      for (const [index, part] of parts.entries()) {
        const { over, under } = shareRatio(shares[index] as Share)
        const exact = over * contract
        expect(part * under > exact - under && part * under < exact + under).toBe(true)
        expect(part >= 0n).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('equal shares differ by one minor unit at most, and the later one has more', () => {
  fc.assert(
    fc.property(base, fc.integer({ min: 1, max: 60 }), (contract, count) => {
      const parts = resolve(
        contract,
        Array.from({ length: count }, () => ({ fraction: `1/${count}` })),
      )
      for (const [index, part] of parts.slice(1).entries()) {
        const before = parts[index] ?? 0n
        expect(part === before || part === before + 1n).toBe(true)
      }
    }),
  )
})

test('settled parts never move, and the open ones take what is left of the whole', () => {
  fc.assert(
    fc.property(base, fc.array(fc.tuple(share, fc.boolean()), { maxLength: 20 }), (contract, rows) => {
      const before = resolve(
        contract,
        rows.map(([each]) => each),
      )
      const again = resolveShares(
        contract,
        rows.map(([each, isSettled], index) => ({
          share: each,
          ...(isSettled && { settled: before[index] ?? 0n }),
        })),
      )
      expect(again).toEqual(before)
    }),
  )
})

test('settled parts that are more than the whole leave the open ones at their floor, never below zero', () => {
  expect(
    resolveShares(100n, [{ share: { percent: '50' }, settled: 1_000n }, { share: { percent: '50' } }]),
  ).toEqual([1_000n, 50n])
})

test('a negative base is refused', () => {
  expect(() => resolve(-1n, percents('50'))).toThrow('never negative')
})
