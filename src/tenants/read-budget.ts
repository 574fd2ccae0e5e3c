import { DateTime } from 'luxon'

/** What a workspace has set about Intuit's metered reads. */
export interface ReadBudget {
  /** Reads a month, or null where nobody minds. */
  readonly monthlyReads: number | null
  /** A person is told at this share of them, in percent. */
  readonly alarmPercent: number
  /** Whether Intuit refuses what is past it (its free tier), or has it paid for. */
  readonly past: 'refused' | 'paid'
  /** What a thousand reads past it cost, in US dollars, as decimal text. */
  readonly perThousand: string | null
}

/** Days that a forecast looks back: a whole week, because weekends differ. */
export const FORECAST_DAYS = 7

/** What the month comes to, if it goes on as the days before. */
export interface Forecast {
  /** Metered reads at the month's end. */
  readonly reads: number
  /** The mean of the days it is taken from, rounded up. */
  readonly perDay: number
  /** How many whole days that are over it is taken from; none: today alone. */
  readonly fromDays: number
}

export type BudgetState = 'well' | 'near' | 'will_pass' | 'passed'

/** First and last day of the month that a moment lies in, and the day itself, where the workspace is. */
export function monthOf(
  now: Date,
  zone: string,
): { month: string; first: string; today: string; last: string } {
  const local = DateTime.fromJSDate(now, { zone })
  const day = (at: DateTime) => at.toFormat('yyyy-MM-dd')
  return {
    month: local.toFormat('yyyy-MM'),
    first: day(local.startOf('month')),
    today: day(local),
    last: day(local.endOf('month')),
  }
}

/** The day some days before or after another, `YYYY-MM-DD`. */
export const shiftDay = (day: string, by: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days: by }).toFormat('yyyy-MM-dd')

const daysBetween = (from: string, to: string): number =>
  Math.round(DateTime.fromISO(to, { zone: 'utc' }).diff(DateTime.fromISO(from, { zone: 'utc' }), 'days').days)

/**
 * This month's reads so far, and for each day that is left the mean of the last seven whole days, or of as many as there
 * are since the first call. Today counts as much as it has by now, or the mean, whichever is more. On a first day
 * there is nothing to go by: null.
 */
export function forecastReads(given: {
  readonly today: string
  readonly last: string
  readonly firstDay: string | null
  readonly soFar: number
  readonly days: readonly { day: string; metered: number }[]
}): Forecast | null {
  const { today, last, firstDay, soFar, days } = given
  if (firstDay === null || firstDay >= today) return null
  const fromDays = Math.min(FORECAST_DAYS, daysBetween(firstDay, today))
  const from = shiftDay(today, -fromDays)
  const sum = days
    .filter(({ day }) => day >= from && day < today)
    .reduce((all, { metered }) => all + metered, 0)
  const mean = sum / fromDays
  const ofToday = days.find(({ day }) => day === today)?.metered ?? 0
  const restOfToday = Math.max(mean - ofToday, 0)
  return {
    reads: Math.ceil(soFar + restOfToday + mean * daysBetween(today, last)),
    perDay: Math.ceil(mean),
    fromDays,
  }
}

/** How the month stands against what was set. */
export function budgetState(budget: ReadBudget, soFar: number, forecast: Forecast | null): BudgetState {
  const { monthlyReads, alarmPercent } = budget
  if (monthlyReads === null) return 'well'
  if (soFar >= monthlyReads) return 'passed'
  if (soFar * 100 >= monthlyReads * alarmPercent) return 'near'
  return forecast !== null && forecast.reads > monthlyReads ? 'will_pass' : 'well'
}
