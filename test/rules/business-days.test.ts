/**
 * Goal: a window of business days ends when people there say it does: weekends by country, holidays by region, clocks that
 * change, time zones. Method: calendars one can look up.
 */
import {
  answerTimes,
  businessDaysAfter,
  businessDaysGiven,
  holidaysOf,
  knownCountries,
  momentWords,
  quietForMs,
  weekendOf,
} from '../../src/clock/business-days'

const none = { country: null, region: null }
const berlin = { country: 'DE', region: 'BE' }
const usa = { country: 'US', region: null }
const quiet = { from: '20:00', to: '07:30' }

const times = (
  at: string,
  days: number,
  zone: string,
  calendar = none as typeof berlin | typeof none,
  hours = quiet,
) => {
  const { endsAt, halfAt, lastAt } = answerTimes(new Date(at), days, zone, calendar as never, hours)
  return {
    endsAt: endsAt.toISOString(),
    halfAt: halfAt?.toISOString() ?? null,
    lastAt: lastAt?.toISOString() ?? null,
  }
}

test.each([
  ['a plain week', none, '2026-11-16', 3, ['2026-11-17', '2026-11-18', '2026-11-19']],
  ['over a weekend', none, '2026-11-20', 2, ['2026-11-23', '2026-11-24']],
  ['asked on a Saturday', none, '2026-11-21', 1, ['2026-11-23']],
  ['Thanksgiving', usa, '2026-11-24', 3, ['2026-11-25', '2026-11-27', '2026-11-30']],
  ['Easter in Berlin', berlin, '2026-04-01', 3, ['2026-04-02', '2026-04-07', '2026-04-08']],
  ['Women’s Day in Berlin, not in Bavaria', berlin, '2027-03-05', 1, ['2027-03-09']],
  ['the same in Bavaria', { country: 'DE', region: 'BY' }, '2027-03-05', 1, ['2027-03-08']],
  ['the turn of the year', usa, '2026-12-31', 1, ['2027-01-04']],
  [
    'a weekend of Friday and Saturday',
    { country: 'SA', region: null },
    '2026-11-18',
    2,
    ['2026-11-19', '2026-11-22'],
  ],
  [
    'Youth Day in China begins at noon',
    { country: 'CN', region: null },
    '2026-04-30',
    2,
    ['2026-05-04', '2026-05-05'],
  ],
  [
    'three days and an eve of Ramadan’s end in Turkey',
    { country: 'TR', region: null },
    '2026-03-18',
    2,
    ['2026-03-19', '2026-03-23'],
  ],
  [
    'Christmas Eve in Southern Australia is off in the evening',
    { country: 'AU', region: 'SA' },
    '2026-12-23',
    1,
    ['2026-12-24'],
  ],
  [
    'three days of thanksgiving in Korea, and its weekend',
    { country: 'KR', region: null },
    '2026-09-23',
    1,
    ['2026-09-28'],
  ],
  [
    'a country nobody knows has its weekends',
    { country: 'XX', region: null },
    '2026-11-20',
    1,
    ['2026-11-23'],
  ],
])('%s', (_name, calendar, day, count, days) => {
  expect(businessDaysAfter(calendar, day, count)).toEqual(days)
})

test('it ends with the last second of its last day, also where the clocks change that night', () => {
  // Clocks go back on Sunday 25 October in Berlin, on Sunday 1 November in New York.
  expect(times('2026-10-23T10:00:00Z', 1, 'Europe/Berlin').endsAt).toBe('2026-10-26T22:59:59.000Z')
  expect(times('2026-10-22T10:00:00Z', 1, 'Europe/Berlin').endsAt).toBe('2026-10-23T21:59:59.000Z')
  expect(times('2026-10-30T12:00:00Z', 1, 'America/New_York').endsAt).toBe('2026-11-03T04:59:59.000Z')
  expect(times('2026-03-06T12:00:00Z', 1, 'America/New_York').endsAt).toBe('2026-03-10T03:59:59.000Z')
  // On Sunday people work in Israel: the clocks go forward on Friday 27 March 2026.
  const israel = { country: 'IL', region: null }
  expect(times('2026-03-26T12:00:00Z', 1, 'Asia/Jerusalem', israel as never).endsAt).toBe(
    '2026-03-29T20:59:59.000Z',
  )
})

test('the day it begins on is the one where the workspace is', () => {
  // Monday 23:30 in Berlin, Monday 17:30 in New York; half an hour later it is Tuesday in Berlin.
  expect(times('2026-11-16T22:30:00Z', 1, 'Europe/Berlin').endsAt).toBe('2026-11-17T22:59:59.000Z')
  expect(times('2026-11-16T23:30:00Z', 1, 'Europe/Berlin').endsAt).toBe('2026-11-18T22:59:59.000Z')
  expect(times('2026-11-16T23:30:00Z', 1, 'America/New_York').endsAt).toBe('2026-11-18T04:59:59.000Z')
})

test('reminders are on the morning of the middle day and of the last but one, each day once', () => {
  const five = times('2026-11-13T10:00:00Z', 5, 'Europe/Berlin')
  expect(five).toMatchObject({ halfAt: '2026-11-18T08:00:00.000Z', lastAt: '2026-11-19T08:00:00.000Z' })
  expect(times('2026-11-13T10:00:00Z', 3, 'Europe/Berlin')).toMatchObject({
    halfAt: null,
    lastAt: '2026-11-17T08:00:00.000Z',
  })
  expect(times('2026-11-13T10:00:00Z', 1, 'UTC')).toMatchObject({ halfAt: null, lastAt: null })
  const late = times('2026-11-13T10:00:00Z', 3, 'UTC', none, { from: '18:00', to: '10:15' })
  expect(late.lastAt).toBe('2026-11-17T10:15:00.000Z')
})

test('quiet hours go over midnight, and over the night the clocks change', () => {
  const ms = (at: string, hours = quiet) => quietForMs(new Date(at), 'Europe/Berlin', hours) / 60_000
  expect(ms('2026-11-16T12:00:00Z')).toBe(0)
  expect(ms('2026-11-16T19:00:00Z')).toBe(11.5 * 60)
  expect(ms('2026-11-17T06:00:00Z')).toBe(30)
  expect(ms('2026-11-17T06:30:00Z')).toBe(0)
  expect(ms('2026-10-24T20:00:00Z')).toBe(10.5 * 60)
  expect(ms('2026-11-16T12:00:00Z', { from: '08:00', to: '08:00' })).toBe(0)
  expect(ms('2026-11-16T12:00:00Z', { from: '12:00', to: '14:00' })).toBe(60)
})

test('what people are shown', () => {
  expect(momentWords(new Date('2026-11-24T22:59:59Z'), 'Europe/Berlin')).toBe('Tue 24 Nov, 23:59 (Berlin)')
  expect(momentWords(new Date('2026-11-25T04:59:59Z'), 'America/New_York')).toBe(
    'Tue 24 Nov, 23:59 (New York)',
  )
  expect(holidaysOf(usa, 2026).find(({ day }) => day === '2026-11-26')?.name).toBe('Thanksgiving Day')
  expect(weekendOf({ country: 'IR' })).toEqual([5])
  const germany = knownCountries().find(({ code }) => code === 'DE')
  expect(germany?.name).toBe('Germany')
  expect(germany?.regions).toContainEqual({ code: 'BE', name: 'Berlin' })
})

test.each([
  ['over Thanksgiving and its weekend', '2026-11-24T15:00:00Z', '2026-12-01T04:59:59Z', 3],
  ['given anew, a day at a time', '2026-11-24T15:00:00Z', '2026-12-03T04:59:59Z', 5],
  ['of the same day', '2026-11-24T15:00:00Z', '2026-11-25T04:59:59Z', 0],
])('business days that somebody had: %s', (_what, opened, ended, days) => {
  const us = { country: 'US', region: null }
  expect(businessDaysGiven(us, 'America/New_York', new Date(opened), new Date(ended))).toBe(days)
})
