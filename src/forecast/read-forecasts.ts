import { openCauses } from '../attention/open-causes-table'
import { readLateness } from '../invoices/books/lateness-table'
import { cadenceOf } from '../invoices/monthly/billing-month'
import { readMonthlyDue } from '../invoices/monthly/monthly-due-table'
import { sumOrUnknown } from '../money/money'
import type { Sql } from '../postgres/database'
import type { Tracker } from '../reconcile/read-trackers'
import { payersOf } from '../schedules/payers'
import { readWorkspace } from '../tenants/workspace-table'
import { type CashByMonth, cashByMonth } from './cash-by-month'
import { expectedCash } from './expected-cash'
import { readTermDays } from './read-term-days'

/** What a deal's money comes to next, in minor units of its schedule's currency. Null is unknown, never zero. */
export interface Forecast {
  /** Earned, not billed, and held up by nothing: no month's invoice is waited for, and nothing blocks it. */
  readonly readyToBill: bigint | null
  readonly cash: CashByMonth | null
}

/** Forecasts of these trackers, by deal id. Six statements for any number. */
export async function readForecasts(sql: Sql, trackers: readonly Tracker[]): Promise<Map<string, Forecast>> {
  if (trackers.length === 0) return new Map()
  const schedules = trackers.map(({ schedule }) => schedule)
  const milestoneIds = trackers.flatMap(({ left }) => [...left.keys()])
  const [{ zone, settings }, monthlyDue, blocked, termDays, lateness] = await Promise.all([
    readWorkspace(sql),
    readMonthlyDue(
      sql,
      schedules.map(({ scheduleId }) => scheduleId),
    ),
    openCauses(sql, 'billing_blocked', { milestoneIds }),
    readTermDays(sql, schedules),
    readLateness(sql, [...new Set(trackers.flatMap(customersOf))]),
  ])
  const stopped = new Set(blocked)
  return new Map(
    trackers.map((tracker): [string, Forecast] => {
      const { schedule, left } = tracker
      const expected = expectedCash(tracker, {
        zone,
        cadence: cadenceOf(schedule, settings),
        termDays: termDays.get(schedule.scheduleId) ?? null,
        lateness,
        monthlyDue,
      })
      const ready = [...left].filter(
        ([milestoneId]) => !monthlyDue.has(milestoneId) && !stopped.has(`billing_blocked:${milestoneId}`),
      )
      return [
        schedule.dealId,
        {
          readyToBill: sumOrUnknown(ready.map(([, { earnedMinor }]) => earnedMinor)),
          cash: expected === null ? null : cashByMonth(expected, tracker.today),
        },
      ]
    }),
  )
}

const customersOf = ({ schedule, milestones, intents }: Tracker): string[] => [
  ...(schedule.terms.customerId === null ? [] : [schedule.terms.customerId]),
  ...milestones.flatMap(({ milestone }) =>
    payersOf(schedule, milestone).map(({ customer }) => customer.quickbooksId),
  ),
  ...intents.map(({ intent }) => intent.customerId),
]
