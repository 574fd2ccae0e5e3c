import {
  type BudgetState,
  budgetState,
  FORECAST_DAYS,
  type Forecast,
  forecastReads,
  monthOf,
  shiftDay,
} from './read-budget'

/** How many metered reads a month Intuit grants the operator's app, over all companies together. */
export interface AppReads {
  readonly monthlyReads: number
  /** The operator is told at this share of them, in percent. */
  readonly alarmPercent: number
}

/** How all companies together stand this month. */
export interface AppStanding {
  readonly soFar: number
  readonly forecast: Forecast | null
  readonly state: BudgetState
}

/**
 * The days whose reads tell how an app stands: the month so far, and the week before today that a forecast looks at. Each
 * workspace counts in days of its own zone; here they are taken as they are, so that around a month's first day up to a
 * day's reads may count for the other month.
 */
export function daysOfApp(now: Date): { first: string; from: string; today: string; last: string } {
  const { first, today, last } = monthOf(now, 'utc')
  const lookBack = shiftDay(today, -FORECAST_DAYS)
  // Where a workspace is a day ahead, its reads of tomorrow are this month's too.
  return { first, from: lookBack < first ? lookBack : first, today, last }
}

/** How the app stands, from what all companies read by day, in order. */
export function standingOf(
  { monthlyReads, alarmPercent }: AppReads,
  now: Date,
  known: readonly { day: string; metered: number }[],
): AppStanding {
  const { first, today, last } = daysOfApp(now)
  const soFar = known
    .filter(({ day }) => day >= first && day <= last)
    .reduce((sum, { metered }) => sum + metered, 0)
  const forecast = forecastReads({ today, last, firstDay: known[0]?.day ?? null, soFar, days: known })
  const budget = { monthlyReads, alarmPercent, past: 'refused' as const, perThousand: null }
  return { soFar, forecast, state: budgetState(budget, soFar, forecast) }
}
