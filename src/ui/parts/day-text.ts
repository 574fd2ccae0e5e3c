import dayjs from 'dayjs'
import { serverNow } from './server-clock'

const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayYearFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const longFormat = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'long' })
const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** Today as `YYYY-MM-DD`, where the browser is. */
export function today(): string {
  return serverNow().format('YYYY-MM-DD')
}

/** Whole calendar days from `from` to `to`, both `YYYY-MM-DD` or moments: later is positive. */
export function daysBetween(from: string, to: string): number {
  return dayjs(to).startOf('day').diff(dayjs(from).startOf('day'), 'day')
}

/** "28 Nov", with the year when it is not this one. */
export function dayText(day: string): string {
  const date = dayjs(day)
  return (date.year() === serverNow().year() ? dayFormat : dayYearFormat).format(date.toDate())
}

/** The exact day or moment, for hovering. */
export function exactText(at: string): string {
  const date = dayjs(at).toDate()
  return at.length === 10 ? longFormat.format(date) : exactFormat.format(date)
}

/** "3 minutes ago", "yesterday", "in 2 days"; beyond a week the day itself. */
export function agoText(at: string): string {
  const now = serverNow()
  const seconds = dayjs(at).diff(now, 'second')
  const size = Math.abs(seconds)
  if (size < 45) return 'just now'
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour')
  const days = daysBetween(now.format('YYYY-MM-DD'), at)
  return Math.abs(days) <= 7 ? relative.format(days, 'day') : dayText(at)
}

/** "14:05". */
export function timeText(at: string): string {
  return timeFormat.format(dayjs(at).toDate())
}
