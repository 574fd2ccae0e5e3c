/**
 * Goal: amounts, shares and days in a table are read as the person meant them, or asked about. Method: how people and
 * spreadsheets of several countries write them; any amount that we print is read back.
 */
import fc from 'fast-check'
import { formatAmount, formatMoney, money } from '../../src/money/money'
import { looksLikeShare, readAmountText, readShareText } from '../../src/start-from/amount-text'
import { readDayText } from '../../src/start-from/day-text'

test.each([
  ['15000', 'USD', '15000'],
  ['15000.00', 'USD', '15000.00'],
  ['15,000', 'USD', '15000'],
  ['$15,000', 'USD', '15000'],
  ['$ 15,000.50', 'CAD', '15000.50'],
  ['US$15,000', 'USD', '15000'],
  ['USD 15,000.00', 'USD', '15000.00'],
  ['15,000.00 usd', 'USD', '15000.00'],
  ['15.000,00', 'USD', '15000.00'],
  ['15.000,00 €', 'EUR', '15000.00'],
  ['€15.000,5', 'EUR', '15000.5'],
  ['1 234 567,89', 'EUR', '1234567.89'],
  ['1\u202f234,50', 'EUR', '1234.50'],
  ["1'234.50", 'CHF', '1234.50'],
  ['1,234,567', 'USD', '1234567'],
  ['12,34,567.00', 'INR', '1234567.00'],
  ['1,5', 'EUR', '1.5'],
  ['.5', 'USD', '0.5'],
  ['0015', 'USD', '15'],
  ['¥15,000', 'JPY', '15000'],
  ['15.000', 'KWD', '15.000'],
  ['0.125', 'KWD', '0.125'],
  ['2.50000', 'USD', '2.50'],
  ['0', 'USD', '0'],
])('%s in %s is %s', (cell, currency, amount) => {
  expect(readAmountText(cell, currency)).toEqual({ is: amount })
})

test.each([
  ['15.000', 'USD', 'can be read as 15000 and as 15.000'],
  ['15.000', 'JPY', 'can be read as'],
  ['15,000', 'KWD', 'can be read as'],
  ['15000.005', 'USD', 'more decimals than USD'],
  ['€15,000', 'USD', 'not in USD'],
  ['15,000 EUR', 'USD', 'not in USD'],
  ['-500', 'USD', 'below zero'],
  ['(500)', 'USD', 'below zero'],
  ['15k', 'USD', 'not an amount'],
  ['1.5e4', 'USD', 'not an amount'],
  ['=SUM(B2:B4)', 'USD', 'not an amount'],
  ['1,23,4', 'USD', 'not an amount'],
  ['1.234.56', 'USD', 'not an amount'],
  ['1,2,3.00', 'USD', 'not an amount'],
  ['123456789012', 'USD', 'larger than QuickBooks'],
  ['', 'USD', 'not an amount'],
  ['fifteen', 'USD', 'not an amount'],
])('%s in %s is asked about', (cell, currency, words) => {
  expect(readAmountText(cell, currency)).toEqual({ problem: expect.stringContaining(words) })
})

test('what we print is read back, as the API and as people write it', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 11n - 1n }),
      fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'INR'),
      (minor, currency) => {
        const amount = money(minor, currency)
        const read = (text: string) => readAmountText(text, currency)
        expect(read(formatAmount(amount))).toEqual({ is: formatAmount(amount) })
        // For people a dinar's 1,234 is told apart from its 1.234 by the decimals that always stand there.
        const shown = read(formatMoney(amount))
        expect(shown).toEqual({ is: formatAmount(amount) })
      },
    ),
  )
})

test('no text breaks the reading', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      for (const read of [
        readAmountText(text, 'USD'),
        readShareText(text),
        readDayText(text),
        looksLikeShare(text),
      ])
        expect(read).toBeDefined()
    }),
  )
})

test.each([
  ['33.34 %', { percent: '33.34' }],
  ['33,34%', { percent: '33.34' }],
  ['30', { percent: '30' }],
  ['100', { percent: '100' }],
  ['0.5 %', { percent: '0.5' }],
  ['1 %', { percent: '1' }],
  ['33.330000 %', { percent: '33.33' }],
  ['1/3', { fraction: '1/3' }],
  [' 2 / 6 ', { fraction: '2/6' }],
  ['½', { fraction: '1/2' }],
])('the share %s', (cell, share) => {
  expect(readShareText(cell)).toEqual({ is: share })
})

test.each([
  ['0.3', 'percent sign'],
  ['1', 'percent sign'],
  ['120 %', 'more than the whole'],
  ['5/3', 'more than the whole'],
  ['0/3', 'not a fraction'],
  ['1/0', 'not a fraction'],
  ['33.33333 %', 'four decimals'],
  ['3-Jan', 'not a share'],
  ['-5 %', 'not a share'],
])('the share %s is asked about', (cell, words) => {
  expect(readShareText(cell)).toEqual({ problem: expect.stringContaining(words) })
})

test.each([
  ['2026-03-15', '2026-03-15'],
  ['2026-3-5', '2026-03-05'],
  ['2026-03-15 00:00:00', '2026-03-15'],
  ['15.3.2026', '2026-03-15'],
  ['03.04.2026', '2026-04-03'],
  ['15/03/2026', '2026-03-15'],
  ['03/15/2026', '2026-03-15'],
  ['04/04/2026', '2026-04-04'],
  ['March 15, 2026', '2026-03-15'],
  ['15 Mar 2026', '2026-03-15'],
])('the day %s', (cell, day) => {
  expect(readDayText(cell)).toEqual({ is: day })
})

test.each([
  ['03/04/2026', 'another in Europe'],
  ['March 15', 'no year'],
  ['2026-02-30', 'no day of the calendar'],
  ['31.4.2026', 'no day of the calendar'],
  ['46096', 'not a day'],
  ['Q1 2026', 'not a day'],
  ['when it is done', 'not a day'],
  ['March 15, 2026 to March 20, 2026', 'not a day'],
])('the day %s is asked about', (cell, words) => {
  expect(readDayText(cell)).toEqual({ problem: expect.stringContaining(words) })
})
