import Holidays from 'date-holidays'
import { DateTime, Info } from 'luxon'
import { dayIn, daysAfter, startOfDay } from './day'

/** Whose days off count: a country by its two letters, and a region of it; none knows Saturdays and Sundays alone. */
export interface Calendar {
  readonly country: string | null
  readonly region: string | null
}

/** One day off with a name, `YYYY-MM-DD`. */
export interface DayOff {
  readonly day: string
  readonly name: string
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Past so many days in a row without a working one, a calendar is wrong, not full. */
const MOST_DAYS_OFF = 60

/**
 * The public holidays of a year, by day. A country or region that nobody knows has none. People work on a day that is off from
 * noon or the evening on, and on the half of one at the end of several.
 */
export function holidaysOf({ country, region }: Calendar, year: number): readonly DayOff[] {
  if (country === null) return []
  const rules = region === null ? new Holidays(country) : new Holidays(country, region)
  const found = rules
    .getHolidays(year, 'en')
    .filter(({ type, date }) => type === 'public' && date.slice(11, 16) === '00:00')
    .flatMap(({ date, start, end, name }) => {
      // A day on which clocks go forward has an hour less.
      const days = Math.max(1, Math.floor((end.getTime() - start.getTime() + HOUR_MS) / DAY_MS))
      return Array.from({ length: days }, (_, index) => ({ day: daysAfter(date.slice(0, 10), index), name }))
    })
  return found.sort((a, b) => a.day.localeCompare(b.day))
}

/** The days of the week that are off there, Monday 1 to Sunday 7. */
export const weekendOf = ({ country }: Pick<Calendar, 'country'>): readonly number[] =>
  country === null ? [6, 7] : Info.getWeekendWeekdays({ locale: `und-${country}` })

/** Countries whose holidays are known, with their regions, by English name. */
export function knownCountries(): readonly {
  code: string
  name: string
  regions: readonly { code: string; name: string }[]
}[] {
  const rules = new Holidays()
  return Object.entries(rules.getCountries('en'))
    .map(([code, name]) => ({
      code,
      name,
      regions: Object.entries(rules.getStates(code, 'en') ?? {}).map(([region, label]) => ({
        code: region,
        name: label,
      })),
    }))
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** Whether people work on a day there. Working a year's holidays out takes long, so that each is worked out once. */
function businessDayOf(calendar: Calendar): (day: string) => boolean {
  const weekend = weekendOf(calendar)
  const years = new Map<number, ReadonlySet<string>>()
  return (day) => {
    const { weekday, year } = DateTime.fromISO(day, { zone: 'utc' })
    if (weekend.includes(weekday)) return false
    const off = years.get(year) ?? new Set(holidaysOf(calendar, year).map((each) => each.day))
    years.set(year, off)
    return !off.has(day)
  }
}

/** The first so many business days after a day. */
export function businessDaysAfter(calendar: Calendar, day: string, count: number): string[] {
  const isBusinessDay = businessDayOf(calendar)
  const days: string[] = []
  let next = day
  for (let off = 0; days.length < count; ) {
    next = daysAfter(next, 1)
    if (isBusinessDay(next)) {
      days.push(next)
      off = 0
    } else if (++off > MOST_DAYS_OFF) throw new Error(`nobody works in ${calendar.country} after ${day}`)
  }
  return days
}

/** How many business days somebody had: those after the day of `opened`, up to and with the day of `ended`. */
export function businessDaysGiven(calendar: Calendar, zone: string, opened: Date, ended: Date): number {
  const isBusinessDay = businessDayOf(calendar)
  const last = dayIn(zone, ended)
  let count = 0
  for (let day = daysAfter(dayIn(zone, opened), 1); day <= last; day = daysAfter(day, 1))
    if (isBusinessDay(day)) count += 1
  return count
}

/** When a time to answer ends, and when it is good to remind of it. */
export interface AnswerTimes {
  readonly endsAt: Date
  readonly halfAt: Date | null
  readonly lastAt: Date | null
}

/** Hours in which nobody is reminded, `HH:MM` in the zone; the same twice for none. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

const REMIND_AT = '09:00'

/**
 * So many business days, counted from the day after an instant, in a zone: they end with the last second of the last of
 * them, whatever the clocks do that night. Reminded is on the mornings of the middle day and of the last day but one,
 * where there are such.
 */
export function answerTimes(
  opened: Date,
  businessDays: number,
  zone: string,
  calendar: Calendar,
  quiet: QuietHours,
): AnswerTimes {
  const days = businessDaysAfter(calendar, dayIn(zone, opened), Math.max(1, businessDays))
  const last = days.at(-1) ?? ''
  // The last second before the next day begins: a day of 23 or of 25 hours too.
  const endsAt = new Date(startOfDay(daysAfter(last, 1), zone).getTime() - 1_000)
  const morning = (index: number) => {
    const day = days[index]
    if (day === undefined) return null
    const time = isQuiet(REMIND_AT, quiet) ? quiet.to : REMIND_AT
    return DateTime.fromISO(`${day}T${time}`, { zone }).toJSDate()
  }
  const lastIndex = days.length - 2
  const halfIndex = Math.ceil(days.length / 2) - 1
  return {
    endsAt,
    lastAt: lastIndex < 0 ? null : morning(lastIndex),
    halfAt: halfIndex < lastIndex ? morning(halfIndex) : null,
  }
}

/** Whether a time of day, `HH:MM`, lies in the quiet hours; they may go over midnight. */
function isQuiet(time: string, { from, to }: QuietHours): boolean {
  if (from === to) return false
  return from < to ? time >= from && time < to : time >= from || time < to
}

/** How long the quiet hours go on; 0 outside of them. */
export function quietForMs(at: Date, zone: string, quiet: QuietHours): number {
  const now = DateTime.fromJSDate(at, { zone })
  if (!isQuiet(now.toFormat('HH:mm'), quiet)) return 0
  const today = DateTime.fromISO(`${now.toISODate()}T${quiet.to}`, { zone })
  const end =
    today > now ? today : DateTime.fromISO(`${daysAfter(now.toISODate() ?? '', 1)}T${quiet.to}`, { zone })
  return end.toMillis() - now.toMillis()
}

/** "Tue 24 Nov, 23:59 (Berlin)": an instant where the workspace is, for people. */
export const momentWords = (at: Date, zone: string): string => momentAs('ccc d LLL, HH:mm', at, zone)

/** "Tue 24 Nov 2026, 23:59 (Berlin)": the same, for what is kept for years. */
export const datedWords = (at: Date, zone: string): string => momentAs('ccc d LLL yyyy, HH:mm', at, zone)

function momentAs(format: string, at: Date, zone: string): string {
  const place = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone
  return `${DateTime.fromJSDate(at, { zone }).setLocale('en-GB').toFormat(format)} (${place})`
}
