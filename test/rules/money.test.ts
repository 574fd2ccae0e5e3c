/**
 * Goal: no amount is ever read, printed or added wrongly. Method: tables for the known corners, properties for the
 * rest; the digits of currencies are held against ISO 4217, not against what the machine believes.
 */
import fc from 'fast-check'
import {
  currencyDigits,
  formatAmount,
  formatMoney,
  money,
  parseAmount,
  sumOrUnknown,
} from '../../src/money/money'

const currencies = ['USD', 'EUR', 'JPY', 'KWD'] as const

test.each([
  ['USD', 2],
  ['EUR', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['CLP', 0],
  ['ISK', 0],
  ['XOF', 0],
  ['KWD', 3],
  ['BHD', 3],
  ['JOD', 3],
  ['TND', 3],
  // Here the tables in browsers and in Node follow everyday cash, and not ISO 4217.
  ['HUF', 2],
  ['IDR', 2],
  ['COP', 2],
  ['PKR', 2],
  ['AFN', 2],
  ['IQD', 3],
])('%s has %i decimals', (currency, digits) => {
  expect(currencyDigits(currency)).toBe(digits)
})

describe('reading decimal text', () => {
  test.each([
    ['15000.00', 'USD', 1_500_000n],
    ['15000', 'USD', 1_500_000n],
    ['0', 'USD', 0n],
    ['-0', 'USD', 0n],
    ['-0.5', 'USD', -50n],
    ['0.10', 'USD', 10n],
    ['0.1000', 'USD', 10n],
    ['007.50', 'USD', 750n],
    ['1e3', 'USD', 100_000n],
    ['1.5E+2', 'USD', 15_000n],
    ['12300e-2', 'USD', 12_300n],
    ['1234e-2', 'USD', 1_234n],
    ['500', 'JPY', 500n],
    ['500.00', 'JPY', 500n],
    ['1.234', 'KWD', 1_234n],
    ['90071992547409931.01', 'USD', 9_007_199_254_740_993_101n],
  ])('%s %s', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toEqual({ minor, currency })
  })

  test.each([
    ['0.001', 'USD'],
    ['1.5', 'JPY'],
    ['1.2345', 'KWD'],
    ['1e-3', 'USD'],
    ['', 'USD'],
    ['.', 'USD'],
    ['.5', 'USD'],
    ['5.', 'USD'],
    ['1,000.00', 'USD'],
    ['$5', 'USD'],
    ['+5', 'USD'],
    ['--5', 'USD'],
    [' 5', 'USD'],
    ['5\n', 'USD'],
    ['NaN', 'USD'],
    ['Infinity', 'USD'],
    ['0x10', 'USD'],
    ['1e', 'USD'],
    ['1e9999', 'USD'],
    ['٣', 'USD'],
  ])('%j %s is no amount', (text, currency) => {
    expect(parseAmount(text, currency)).toBeNull()
  })
})

test('what is printed reads back as the same amount, in every currency', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.constantFrom(...currencies),
      (minor, currency) => {
        const text = formatAmount(money(minor, currency))
        expect(parseAmount(text, currency)).toEqual({ minor, currency })
        expect(text.split('.')[1]?.length ?? 0).toBe(currencyDigits(currency))
      },
    ),
  )
})

test.each([
  [1_500_000n, 'USD', '15000.00'],
  [-5n, 'USD', '-0.05'],
  [5n, 'KWD', '0.005'],
  [5n, 'JPY', '5'],
  [0n, 'USD', '0.00'],
])('%s minor units of %s are %s on the wire', (minor, currency, text) => {
  expect(formatAmount(money(minor, currency))).toBe(text)
})

test.each([
  [1_500_000n, 'USD', '$15,000.00'],
  [-1_500_000n, 'USD', '−$15,000.00'],
  [-50n, 'USD', '−$0.50'],
  [9_007_199_254_740_993_101n, 'USD', '$90,071,992,547,409,931.01'],
  [1_234_567n, 'JPY', '¥1,234,567'],
  [1_234_567n, 'KWD', 'KWD 1,234.567'],
  [150_050n, 'HUF', 'HUF 1,500.50'],
])('%s minor units of %s are %s for people', (minor, currency, text) => {
  expect(formatMoney(money(minor, currency)).replace(/\u00a0/g, ' ')).toBe(text)
})

test('a sum with an unknown part is unknown, and zero is known', () => {
  expect(sumOrUnknown([])).toBe(0n)
  expect(sumOrUnknown([1n, 0n, -3n])).toBe(-2n)
  expect(sumOrUnknown([1n, null, 2n])).toBeNull()
})
