/** Goal: a forecast anybody can work out by hand, and an alarm that comes in time. Method: tables of days and numbers. */
import {
  budgetState,
  type Forecast,
  forecastReads,
  monthOf,
  type ReadBudget,
  shiftDay,
} from '../../src/tenants/read-budget'

const day = (today: string, back: number, metered: number) => ({ day: shiftDay(today, -back), metered })
const TODAY = '2026-11-21'

test.each<[string, Parameters<typeof forecastReads>[0], Forecast | null]>([
  ['nothing was ever called', { today: TODAY, last: '2026-11-30', firstDay: null, soFar: 0, days: [] }, null],
  [
    'the first day',
    { today: TODAY, last: '2026-11-30', firstDay: TODAY, soFar: 40, days: [day(TODAY, 0, 40)] },
    null,
  ],
  [
    'one whole day of 100, today 20 so far: 80 more today, and nine days',
    {
      today: TODAY,
      last: '2026-11-30',
      firstDay: '2026-11-20',
      soFar: 120,
      days: [day(TODAY, 1, 100), day(TODAY, 0, 20)],
    },
    { reads: 120 + 80 + 900, perDay: 100, fromDays: 1 },
  ],
  [
    'a week of 70, whatever came before it; today was busier already',
    {
      today: TODAY,
      last: '2026-11-30',
      firstDay: '2026-10-01',
      soFar: 1_000,
      days: [
        day(TODAY, 8, 9_999),
        ...[1, 2, 3, 4, 5, 6, 7].map((back) => day(TODAY, back, 10)),
        day(TODAY, 0, 500),
      ],
    },
    { reads: 1_000 + 90, perDay: 10, fromDays: 7 },
  ],
  [
    'days without a read are days too',
    { today: TODAY, last: '2026-11-30', firstDay: '2026-10-01', soFar: 7, days: [day(TODAY, 2, 7)] },
    { reads: 7 + 1 + 9, perDay: 1, fromDays: 7 },
  ],
  [
    'the last day of a month',
    {
      today: '2026-11-30',
      last: '2026-11-30',
      firstDay: '2026-11-29',
      soFar: 15,
      days: [day('2026-11-30', 1, 10), day('2026-11-30', 0, 5)],
    },
    { reads: 20, perDay: 10, fromDays: 1 },
  ],
])('%s', (_, given, expected) => {
  expect(forecastReads(given)).toEqual(expected)
})

const budget = (given: Partial<ReadBudget> = {}): ReadBudget => ({
  monthlyReads: 1_000,
  alarmPercent: 80,
  past: 'refused',
  perThousand: null,
  ...given,
})
test.each([
  [budget(), 799, null, 'well'],
  [budget(), 800, null, 'near'],
  [budget(), 999, null, 'near'],
  [budget(), 1_000, null, 'passed'],
  [budget(), 10, 1_000, 'well'],
  [budget(), 10, 1_001, 'will_pass'],
  [budget({ alarmPercent: 1 }), 10, null, 'near'],
  [budget({ monthlyReads: null }), 9_999_999, 99_999_999, 'well'],
] as const)('%j with %d so far and %s ahead: %s', (given, soFar, ahead, state) => {
  const forecast = ahead === null ? null : { reads: ahead, perDay: 1, fromDays: 7 }
  expect(budgetState(given, soFar, forecast)).toBe(state)
})

test('a month is the workspace’s own', () => {
  const newYear = new Date('2026-12-31T23:30:00Z')
  expect(monthOf(newYear, 'UTC')).toEqual({
    month: '2026-12',
    first: '2026-12-01',
    today: '2026-12-31',
    last: '2026-12-31',
  })
  expect(monthOf(newYear, 'Europe/Berlin')).toMatchObject({
    month: '2027-01',
    today: '2027-01-01',
    last: '2027-01-31',
  })
})
