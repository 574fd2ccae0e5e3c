import { type AttentionItem, raiseAttention, settleOthers } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import {
  type BudgetState,
  budgetState,
  FORECAST_DAYS,
  type Forecast,
  forecastReads,
  monthOf,
  type ReadBudget,
  shiftDay,
} from '../tenants/read-budget'
import { firstUsageDay, readMeteredDays } from '../tenants/vendor-usage-table'
import { readWorkspace } from '../tenants/workspace-table'
import { slowReading } from './reading-table'

/** How this month's metered reads stand. */
export interface ReadsOfMonth {
  readonly month: string
  readonly first: string
  readonly today: string
  readonly last: string
  readonly soFar: number
  /** Metered reads of each day since the first of the month, days without any left out. */
  readonly days: readonly { day: string; metered: number }[]
  readonly forecast: Forecast | null
  readonly budget: ReadBudget
  readonly state: BudgetState
}

export async function readsOfMonth(sql: Sql, clock: Clock): Promise<ReadsOfMonth> {
  const { zone, settings } = await readWorkspace(sql)
  const { month, first, today, last } = monthOf(clock.now(), zone)
  const lookBack = shiftDay(today, -FORECAST_DAYS)
  const known = await readMeteredDays(sql, lookBack < first ? lookBack : first, today)
  const days = known.filter(({ day }) => day >= first)
  const soFar = days.reduce((all, { metered }) => all + metered, 0)
  const forecast = forecastReads({
    today,
    last,
    firstDay: await firstUsageDay(sql, 'quickbooks'),
    soFar,
    days: known,
  })
  const budget = settings.readBudget
  const state = budgetState(budget, soFar, forecast)
  return { month, first, today, last, soFar, days, forecast, budget, state }
}

/**
 * Tells a person before a month's reads come to their end, once for each step; and has QuickBooks read more seldom past
 * it: what is shown may be older then, and is as exact. A new month, or a higher number, settles it; what a person left
 * they left for that number only.
 */
export async function watchBudget(
  parts: { database: Database; clock: Clock },
  workspaceId: string,
): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const reads = await readsOfMonth(sql, parts.clock)
    const item = itemOf(reads)
    if (item) await raiseAttention(sql, item)
    const open = item ? [item.cause, REFUSED] : [REFUSED]
    await settleOthers(sql, ['read_budget'], open, program('QuickBooks').who, 'within the budget')
    await slowReading(sql, 'quickbooks', reads.state === 'passed')
  })
}

/** What Intuit itself refuses is settled by its next answer, not by our count. */
const REFUSED = 'read-budget:refused'
const whole = new Intl.NumberFormat('en-US')

function itemOf({ month, soFar, forecast, budget, state }: ReadsOfMonth): AttentionItem | null {
  const { monthlyReads, past } = budget
  if (state === 'well' || monthlyReads === null) return null
  const then =
    past === 'refused'
      ? 'Past it Intuit answers no read: no payment would be seen, and no invoice would leave.'
      : 'Past it Intuit charges for each read.'
  const so = `${whole.format(soFar)} of ${whole.format(monthlyReads)} reads are spent.`
  const ahead =
    forecast === null
      ? ''
      : ` At the pace of the last ${forecast.fromDays === 1 ? 'day' : `${forecast.fromDays} days`} it comes to ${whole.format(forecast.reads)}.`
  const said = {
    near: {
      title: 'This month’s reads of QuickBooks are nearly spent',
      detail: `${so}${ahead} ${then}`,
    },
    will_pass: {
      title: 'This month’s reads of QuickBooks may not last',
      detail: `${so}${ahead} ${then}`,
    },
    passed: {
      title: 'This month’s reads of QuickBooks are spent',
      detail: `${so} Milepost reads more seldom until the month is over or the number is raised: what is shown may be some hours old, and every amount stays exact. ${then}`,
    },
  }[state]
  return {
    cause: `read-budget:${month}:${monthlyReads}:${state}`,
    kind: 'read_budget',
    ...said,
    actions: [
      { action: 'open_usage', label: 'See what spends them' },
      { action: 'leave', label: 'Leave it' },
    ],
  }
}
