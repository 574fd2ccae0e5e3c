/** Goal: what reads come to is said in words that hold for every state. Method: tables of answers of the server. */
import { forecastLine, pastLine, spentLine, spentPercent } from '../../src/ui/console/usage/usage-words'

const budget = { monthlyReads: 500_000, alarmPercent: 80, past: 'refused' as const, perThousand: null }
const none = { ...budget, monthlyReads: null }

test.each([
  [1, none, '1 read'],
  [0, budget, '0 reads of 500,000'],
  [1_012_345, budget, '1,012,345 reads of 500,000'],
])('%d spent', (metered, set, line) => {
  expect(spentLine({ metered, budget: set })).toBe(line)
})

test('the bar is never longer than full, and there is none without a budget', () => {
  expect(spentPercent(125_000, budget)).toBe(25)
  expect(spentPercent(900_000, budget)).toBe(100)
  expect(spentPercent(900_000, none)).toBeNull()
})

test.each([
  [null, 'There is nothing to forecast from before the first whole day.'],
  [
    { reads: 38_210, perDay: 1_340, fromDays: 7 },
    'About 38,210 by day 2026-11-30, if every day left is like the last 7 days: 1,340 a day.',
  ],
  [
    { reads: 10, perDay: 1, fromDays: 1 },
    'About 10 by day 2026-11-30, if every day left is like yesterday: 1 a day.',
  ],
])('forecast %j', (forecast, line) => {
  expect(forecastLine({ forecast, lastDay: '2026-11-30' }, (day) => `day ${day}`)).toBe(line)
})

test('what happens past the budget is said before and after', () => {
  expect(pastLine({ budget, slowed: false })).toMatch(
    /answers no reads.*From there Milepost reads more seldom/,
  )
  expect(pastLine({ budget: { ...budget, past: 'paid' }, slowed: true })).toMatch(
    /charges for reads\. Milepost reads more seldom now/,
  )
  expect(pastLine({ budget: none, slowed: false })).toBe('No budget is set, so nobody is told.')
})
