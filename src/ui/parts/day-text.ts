import dayjs from 'dayjs'
import { serverNow, serverZone } from './server-clock'

type Style = Intl.DateTimeFormatOptions

const formats = new Map<string, Intl.DateTimeFormat>()
function format(style: Style, date: Date, isMoment: boolean): string {
  const zone = isMoment ? serverZone() : undefined
  const key = `${zone ?? ''} ${JSON.stringify(style)}`
  const held = formats.get(key) ?? new Intl.DateTimeFormat(undefined, { ...style, timeZone: zone })
  formats.set(key, held)
  return held.format(date)
}

const SHORT: Style = { day: 'numeric', month: 'short' }
const WITH_YEAR: Style = { ...SHORT, year: 'numeric' }
const LONG: Style = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
const EXACT: Style = { dateStyle: 'long', timeStyle: 'long' }
const TIME: Style = { timeStyle: 'short' }
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** A calendar day is the same everywhere; a moment is on a day of some place. */
const isDay = (at: string): boolean => at.length === 10

/** The calendar day, `YYYY-MM-DD`, on which a moment is where the company is; a day is itself. */
export function dayOf(at: string): string {
  if (isDay(at)) return at
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: serverZone(),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(dayjs(at).toDate())
  const of = new Map(parts.map(({ type, value }) => [type, value]))
  return `${of.get('year')}-${of.get('month')}-${of.get('day')}`
}

/** Today as `YYYY-MM-DD`, where the company is. */
export function today(): string {
  return dayOf(serverNow().toISOString())
}

/** Whole calendar days from `from` to `to`, both `YYYY-MM-DD` or moments: later is positive. */
export function daysBetween(from: string, to: string): number {
  return dayjs(dayOf(to)).diff(dayjs(dayOf(from)), 'day')
}

/** "28 Nov", with the year when it is not this one. */
export function dayText(at: string): string {
  const day = dayOf(at)
  const style = day.slice(0, 4) === today().slice(0, 4) ? SHORT : WITH_YEAR
  return format(style, dayjs(day).toDate(), false)
}

/** The exact day or moment, for hovering. */
export function exactText(at: string): string {
  const date = dayjs(at).toDate()
  return isDay(at) ? format(LONG, date, false) : format(EXACT, date, true)
}

/** "3 minutes ago", "yesterday", "in 2 days"; beyond a week the day itself. */
export function agoText(at: string): string {
  const now = serverNow()
  const seconds = dayjs(at).diff(now, 'second')
  const size = Math.abs(seconds)
  if (size < 45) return 'just now'
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour')
  const days = daysBetween(now.toISOString(), at)
  return Math.abs(days) <= 7 ? relative.format(days, 'day') : dayText(at)
}

/** "14:05", where the company is. */
export function timeText(at: string): string {
  return format(TIME, dayjs(at).toDate(), true)
}

/** A time of the day that belongs to no day, `HH:MM`, as people here write it: it is the same in every zone. */
export function clockText(time: string): string {
  return format(TIME, dayjs(`2000-01-01T${time}`).toDate(), false)
}
