/**
 * Amounts on the screen: typed, summed and shared out in whole minor units, and shown with the server's digits.
 * Method: the numbers of the rules as tables, and the server's own arithmetic as the judge of ours.
 */
import fc from 'fast-check'
import { resolveRatios } from '../../src/http/contract/ratios'
import { formatAmount, formatMoney, money } from '../../src/money/money'
import {
  digitsOf,
  fromMinor,
  minorOf,
  perMille,
  sumByCurrency,
  toMinor,
  typedDecimal,
} from '../../src/ui/parts/minor-units'
import { figureText, moneyText, percentText, shareText } from '../../src/ui/parts/money-text'
import { ratioOf } from '../../src/ui/parts/share-ratio'
import { moneyText as portalMoneyText } from '../../src/ui/portal/written'
import { must } from '../fixtures/must'

const usd = (amount: string) => ({ amount, currency: 'USD' })

test.each([
  ['15000.00', 2, 1500000n],
  ['15000', 2, 1500000n],
  ['0.5', 2, 50n],
  ['-12.30', 2, -1230n],
  ['3000000', 0, 3000000n],
  ['1.234', 3, 1234n],
  ['1.230', 2, 123n],
  ['1.234', 2, null],
  ['1e3', 2, null],
  ['', 2, null],
  ['1,000', 2, null],
])('%s with %i digits is %s minor units', (text, digits, units) => {
  expect(toMinor(text, digits)).toBe(units)
})

test('what is written in minor units reads back as the same units', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.constantFrom(0, 2, 3), (units, digits) => {
      expect(toMinor(fromMinor(units, digits), digits)).toBe(units)
    }),
  )
})

test.each([
  ['15,000', '15000.00'],
  [' 1,234,567.8 ', '1234567.80'],
  ['15 000.00', '15000.00'],
  ['0', '0.00'],
  ['1,50', null],
  ['15.000,00', null],
  ['-5', null],
  ['ten', null],
  ['1.001', null],
  ['999999999999999.99', '999999999999999.99'],
  ['1000000000000000', null],
])('typed "%s" is read as %s, and never guessed', (typed, read) => {
  expect(typedDecimal(typed, 2)).toBe(read)
})

test('an amount that can not be read is never counted as zero', () => {
  expect(() => minorOf(usd('12,00'))).toThrow('an amount that is none')
  expect(() => sumByCurrency([usd('1.00'), usd('')])).toThrow()
})

test('currencies are never added to each other', () => {
  expect(sumByCurrency([usd('0.10'), { amount: '5', currency: 'JPY' }, usd('0.20')])).toEqual([
    usd('0.30'),
    { amount: '5', currency: 'JPY' },
  ])
})

test('an amount is shown with exactly the digits that the server gave', () => {
  expect(moneyText(usd('15000.00'))).toBe('$15,000.00')
  expect(moneyText(usd('999999999999999.99'))).toBe('$999,999,999,999,999.99')
  expect(moneyText(usd('-0.05'))).toBe('−$0.05')
  expect(moneyText({ amount: '3000000', currency: 'JPY' })).toBe('¥3,000,000')
  expect(moneyText({ amount: '1.234', currency: 'KWD' })).toMatch(/1\.234$/)
})

test.each(['USD', 'CAD', 'AUD', 'MXN', 'EUR', 'JPY'])('%s is written as the server writes it', (currency) => {
  const amount = formatAmount(money(123456n, currency))
  expect(moneyText({ amount, currency })).toBe(formatMoney(money(123456n, currency)))
  expect(portalMoneyText({ amount, currency })).toBe(formatMoney(money(123456n, currency)))
})

test('dollars of two countries never look the same', () => {
  const text = (currency: string) => moneyText({ amount: '1000.00', currency })
  expect(['USD', 'CAD', 'AUD'].map(text)).toEqual(['$1,000.00', 'CA$1,000.00', 'A$1,000.00'])
})

test('what is unknown, or no amount at all, is never shown as zero', () => {
  expect(figureText(null)).toBe('unknown')
  expect(moneyText({ amount: 'NaN', currency: 'USD' })).toBe('NaN USD')
  expect(moneyText({ amount: '1.00', currency: '??' })).toBe('1.00 ??')
})

test('shares and percents are read without needless digits', () => {
  expect(shareText({ percent: '40.0000' })).toBe('40\u00a0%')
  expect(shareText({ percent: '33.34' })).toBe('33.34\u00a0%')
  expect(shareText({ percent: '100' })).toBe('100\u00a0%')
  expect(shareText({ fraction: '1/3' })).toBe('1/3')
  expect(percentText(perMille(minorOf(usd('405.00')), minorOf(usd('1000.00'))))).toBe('41\u00a0%')
  expect(perMille(1n, 0n)).toBe(0)
})

test('a currency that nobody knows has two digits, as most have', () => {
  expect([digitsOf('USD'), digitsOf('JPY'), digitsOf('KWD'), digitsOf('not one')]).toEqual([2, 0, 3, 2])
  // A browser gives forints none, as cash has them; QuickBooks writes cents of them.
  expect(digitsOf('HUF')).toBe(2)
})

const resolved = (base: string, shares: readonly string[]) =>
  resolveRatios(
    must(toMinor(base, 2)),
    shares.map((text) => ({
      ratio: must(ratioOf(text.includes('/') ? { fraction: text } : { percent: text })),
    })),
  ).map((units) => fromMinor(units, 2))

test.each([
  ['5.47', ['33.34', '33.33', '33.33'], ['1.83', '1.82', '1.82']],
  ['30000', ['1/3', '1/3', '1/3'], ['10000.00', '10000.00', '10000.00']],
  ['0.03', ['50', '50'], ['0.01', '0.02']],
  ['12870.59', ['50', '50'], ['6435.29', '6435.30']],
])('%s in %j is %j', (base, shares, parts) => {
  expect(resolved(base, shares)).toEqual(parts)
})

test('50 % and 20 × 1.66 % and 16.8 % is the whole', () => {
  const parts = resolveRatios(
    100_003n,
    ['50', ...Array.from({ length: 20 }, () => '1.66'), '16.8'].map((percent) => ({
      ratio: must(ratioOf({ percent })),
    })),
  )
  expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(100_003n)
})

test.each(['', 'abc', '1/0', '0/3', '12.34567', '1/', '-5'])('"%s" is no share', (text) => {
  expect(ratioOf(text.includes('/') ? { fraction: text } : { percent: text })).toBeNull()
})
