import { DateTime } from 'luxon'

/** Calendar days as `YYYY-MM-DD` text. Which day it is depends on where the workspace is. */

/** The day it is at an instant, in a zone. */
export const dayIn = (zone: string, at: Date): string => DateTime.fromJSDate(at, { zone }).toISODate() ?? ''

/** The instant a day begins in a zone: midnight, the first of two, or the first moment after a clock change that skips it. */
export const startOfDay = (day: string, zone: string): Date => {
  const midnight = DateTime.fromISO(day, { zone }).startOf('day')
  const hourBefore = midnight.minus({ hours: 1 })
  return (hourBefore.toISODate() === midnight.toISODate() ? hourBefore : midnight).toJSDate()
}

/** The day so many calendar days later. */
export const daysAfter = (day: string, days: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate() ?? ''

/** How many days `later` is after `earlier`; negative when it is before. */
export const daysBetween = (earlier: string, later: string): number =>
  DateTime.fromISO(later, { zone: 'utc' }).diff(DateTime.fromISO(earlier, { zone: 'utc' }), 'days').days

/** "15 Apr 2026", for people. */
export const dayWords = (day: string): string =>
  DateTime.fromISO(day, { zone: 'utc', locale: 'en-GB' }).toFormat('d LLL yyyy')

/** "15 Apr, 14:02", for people, by the clock of the zone. */
export const momentWords = (at: Date, zone: string): string =>
  DateTime.fromJSDate(at, { zone }).setLocale('en-GB').toFormat('d LLL, HH:mm')
