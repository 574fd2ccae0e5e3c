/**
 * Goal: a deadline is on the day it is on where the company is, wherever somebody reads it. Method: moments around midnight
 * in Los Angeles and Auckland, whose days are never the same for most of the day; the machine's own zone is another one.
 */
import {
  agoText,
  clockText,
  dayOf,
  daysBetween,
  dayText,
  exactText,
  timeText,
  today,
} from '../../src/ui/parts/day-text'
import { setServerTime, setServerZone } from '../../src/ui/parts/server-clock'

afterAll(() => setServerZone('UTC'))

/** The last second to answer on Tuesday 24 November, in each place. */
const ENDS = {
  'America/Los_Angeles': '2026-11-25T07:59:59.000Z',
  'Pacific/Auckland': '2026-11-24T10:59:59.000Z',
  'Europe/Berlin': '2026-11-24T22:59:59.000Z',
}

test.each(
  Object.entries(ENDS),
)('in %s the deadline is on its own day, to the last second', (zone, endsAt) => {
  setServerZone(zone)
  setServerTime('2026-11-21T12:00:00Z')
  expect(dayOf(endsAt)).toBe('2026-11-24')
  expect(dayText(endsAt)).toMatch(/24/)
  expect(dayText(endsAt)).toBe(dayText('2026-11-24'))
  expect(exactText(endsAt)).toMatch(/59:59/)
  expect(timeText(endsAt)).toMatch(/59/)
  const after = new Date(new Date(endsAt).getTime() + 1_000).toISOString()
  expect([dayOf(after), daysBetween(endsAt, after)]).toEqual(['2026-11-25', 1])
})

test.each([
  ['America/Los_Angeles', '2026-11-20', 'in 5 days'],
  ['Pacific/Auckland', '2026-11-21', 'in 4 days'],
])('what today is, and how far a day is, is counted in %s', (zone, day, words) => {
  setServerZone(zone)
  // Late on Friday in Los Angeles, Saturday evening in Auckland.
  setServerTime('2026-11-21T07:00:00Z')
  expect(today()).toBe(day)
  expect([agoText('2026-11-25T09:00:00Z'), agoText('2026-11-25T10:00:00Z')]).toEqual([words, words])
})

test('a calendar day is the same everywhere, and the year is said when it is another there', () => {
  setServerTime('2027-01-01T03:00:00Z')
  setServerZone('America/Los_Angeles')
  expect([today(), dayOf('2026-12-31'), dayText('2026-12-31')]).toEqual([
    '2026-12-31',
    '2026-12-31',
    expect.not.stringContaining('2026'),
  ])
  setServerZone('Pacific/Auckland')
  expect([today(), dayText('2026-12-31')]).toEqual(['2027-01-01', expect.stringContaining('2026')])
})

test('a time of the day is the same everywhere', () => {
  setServerZone('UTC')
  const said = clockText('20:05')
  setServerZone('America/Los_Angeles')
  expect([clockText('20:05'), clockText('00:30')]).toEqual([said, expect.stringContaining('30')])
  expect(said).toMatch(/8:05|20:05/)
})

test('a place that a browser does not know is the browser’s own', () => {
  setServerZone('Mars/Olympus')
  expect(dayOf('2026-11-24T12:00:00Z')).toBe('2026-11-24')
})
