import { DateTime } from 'luxon'
import { refuse } from './refusal'

/** MetaData's times: the company's zone, seconds. `2020-09-29T05:58:07-07:00` */
export const stampOf = (at: Date, zone: string): string =>
  DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ")

/** An answer's own time: with milliseconds. */
export const answerTime = (at: Date, zone: string): string =>
  DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSSZZ")

/** The company's calendar day. */
export const dayOf = (at: Date, zone: string): string =>
  DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd')

/** Milliseconds since 1970 of a time as text; a bare date is midnight in the zone. Null for no time. */
export function instantOf(text: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null
  // A time that names its offset needs no zone rules; lists of thousands are compared by it.
  if (/T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) return finite(Date.parse(text))
  const time = DateTime.fromISO(text, { zone })
  return time.isValid ? time.toMillis() : null
}

const finite = (time: number): number | null => (Number.isNaN(time) ? null : time)

/** Refuses what is no calendar day; a time of day after it is cut off. */
export function checkedDay(name: string, text: string): string {
  const day = text.slice(0, 10)
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && DateTime.fromISO(day).isValid) return day
  throw refuse.property(`${name}: "${text}" is no date of the form yyyy-MM-dd and`)
}

export const addDays = (day: string, days: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd')

/** The due date of a date-driven term: the day of this month, or of the next when that is too near. */
export function dueOnDayOfMonth(day: string, dayOfMonth: number, nextMonthDays: number): string {
  const from = DateTime.fromISO(day, { zone: 'utc' })
  const inMonth = (month: DateTime): DateTime =>
    month.set({ day: Math.min(dayOfMonth, month.daysInMonth ?? dayOfMonth) })
  const monthOn = (months: number): DateTime => inMonth(from.startOf('month').plus({ months }))
  const passed = monthOn(0) < from ? 1 : 0
  const isNear = monthOn(passed).diff(from, 'days').days < nextMonthDays
  return monthOn(passed + (isNear ? 1 : 0)).toFormat('yyyy-MM-dd')
}
