import { openCauses } from '../attention/open-causes-table'
import { readLateness } from '../invoices/books/lateness-table'
import { cadenceOf } from '../invoices/monthly/billing-month'
import { readMonthlyDue } from '../invoices/monthly/monthly-due-table'
import { sumOrUnknown } from '../money/money'
import type { Sql } from '../postgres/database'
import type { Tracker } from '../reconcile/read-trackers'
import type { WorkLeft } from '../reconcile/work-left'
import { payersOf } from '../schedules/payers'
import { readWorkspace } from '../tenants/workspace-table'
import { type CashByMonth, cashByMonth } from './cash-by-month'
import { expectedCash } from './expected-cash'
import { readTermBook } from './read-term-book'
import { waitsForItsDay } from './work-to-bill'

/** What a deal's money comes to next, in minor units of its schedule's currency. Null is unknown, never zero. */
export interface Forecast {
  /**
   * Earned, not billed, and held up by nothing: neither a month's invoice nor a day is waited for, nothing blocks it, and
   * nobody is asked about an edit of it.
   */
  readonly readyToBill: bigint | null
  readonly cash: CashByMonth | null
}

/** Forecasts of these trackers, by deal id. Eight statements for any number. */
export async function readForecasts(sql: Sql, trackers: readonly Tracker[]): Promise<Map<string, Forecast>> {
  if (trackers.length === 0) return new Map()
  const schedules = trackers.map(({ schedule }) => schedule)
  const customerIds = [...new Set(trackers.flatMap(customersOf))]
  const milestoneIds = trackers.flatMap(({ left }) => [...left.keys()])
  const [{ zone, settings }, monthlyDue, blocked, terms, lateness] = await Promise.all([
    readWorkspace(sql),
    readMonthlyDue(
      sql,
      schedules.map(({ scheduleId }) => scheduleId),
    ),
    openCauses(sql, 'billing_blocked', { milestoneIds }),
    readTermBook(
      sql,
      trackers.flatMap(({ schedule, intents }) => [
        schedule.terms.terms,
        ...intents.map(({ intent }) => intent.changes.terms ?? null),
      ]),
      customerIds,
    ),
    readLateness(sql, customerIds),
  ])
  const stopped = new Set(blocked)
  return new Map(
    trackers.map((tracker): [string, Forecast] => {
      const { schedule, left } = tracker
      const expected = expectedCash(tracker, {
        zone,
        cadence: cadenceOf(schedule, settings),
        terms,
        lateness,
        monthlyDue,
      })
      const ready = tracker.milestones.flatMap(({ milestone }) => {
        const { milestoneId } = milestone
        const isHeldUp =
          monthlyDue.has(milestoneId) ||
          BLOCKED.some((cause) => stopped.has(`${cause}:${milestoneId}`)) ||
          waitsForItsDay(tracker, milestone, zone)
        return isHeldUp ? [] : [lessAsked(left.get(milestoneId))]
      })
      return [
        schedule.dealId,
        {
          readyToBill: sumOrUnknown(ready),
          cash: expected === null ? null : cashByMonth(expected, tracker.today),
        },
      ]
    }),
  )
}

/** Names of the questions about a milestone that can't be billed: at all, or on its day. */
const BLOCKED = ['billing_blocked', 'trigger']

function lessAsked(left: WorkLeft | undefined): bigint | null {
  if (left === undefined || left.earnedMinor === null) return null
  const ready = left.earnedMinor - left.askedMinor
  return ready > 0n ? ready : 0n
}

const customersOf = ({ schedule, milestones, intents }: Tracker): string[] => [
  ...(schedule.terms.customerId === null ? [] : [schedule.terms.customerId]),
  ...milestones.flatMap(({ milestone }) =>
    payersOf(schedule, milestone).map(({ customer }) => customer.quickbooksId),
  ),
  ...intents.map(({ intent }) => intent.customerId),
]
