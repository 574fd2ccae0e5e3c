import { readReading } from '../../inbox/reading-table'
import { type ReadsOfMonth, readsOfMonth } from '../../inbox/watch-budget'
import { parseAmount } from '../../money/money'
import { readAppStanding } from '../../tenants/app-reads-table'
import { shiftDay } from '../../tenants/read-budget'
import { readUsage, type UsageCount } from '../../tenants/vendor-usage-table'
import type { Handlers } from '../contract-router'
import { moneyView } from '../views/money-view'
import type { HandlerParts } from './handler-parts'

/** What the vendors were asked this month, what Intuit meters of it, and what it comes to. */
export function usageHandlers(parts: Pick<HandlerParts, 'clock' | 'appReads'>): Pick<Handlers, 'readUsage'> {
  return {
    readUsage: {
      async run(sql) {
        const reads = await readsOfMonth(sql, parts.clock)
        const counts = await readUsage(sql, reads.first, reads.today)
        const quickbooks = counts.filter(({ vendor }) => vendor === 'quickbooks')
        const cost = costAhead(reads)
        const { appReads: app, clock } = parts
        return {
          value: {
            month: reads.month,
            today: reads.today,
            lastDay: reads.last,
            metered: reads.soFar,
            free: sum(quickbooks, ({ calls, metered }) => calls - metered),
            hubspot: sum(
              counts.filter(({ vendor }) => vendor === 'hubspot'),
              ({ calls }) => calls,
            ),
            byOperation: byOperation(counts),
            byReason: byReason(quickbooks),
            days: everyDay(reads),
            forecast: reads.forecast,
            budget: { ...reads.budget },
            state: reads.state,
            costAhead: cost === null ? null : moneyView(cost, 'USD'),
            // Of all companies together only how they stand: a number would tell of the others.
            app: app ? (await readAppStanding(sql, app, clock.now())).state : null,
            slowed: (await readReading(sql, 'quickbooks')).slowed,
          },
        }
      },
    },
  }
}

const sum = (counts: readonly UsageCount[], of: (count: UsageCount) => number): number =>
  counts.reduce((all, count) => all + of(count), 0)

/** One row an operation and whether it is metered: an answer that Intuit did not count is free. */
function byOperation(counts: readonly UsageCount[]) {
  const rows = new Map<
    string,
    { vendor: UsageCount['vendor']; operation: string; metered: boolean; calls: number }
  >()
  for (const { vendor, operation, calls, metered } of counts) {
    for (const [isMetered, more] of [[true, metered] as const, [false, calls - metered] as const]) {
      const key = `${vendor} ${operation} ${isMetered}`
      const before = rows.get(key)?.calls ?? 0
      if (more > 0) rows.set(key, { vendor, operation, metered: isMetered, calls: before + more })
    }
  }
  return [...rows.values()].sort((a, b) => b.calls - a.calls)
}

function byReason(counts: readonly UsageCount[]) {
  const reads = new Map<UsageCount['reason'], number>()
  for (const { reason, metered } of counts) reads.set(reason, (reads.get(reason) ?? 0) + metered)
  return [...reads]
    .filter(([, metered]) => metered > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, metered]) => ({ reason, metered }))
}

function everyDay({ first, today, days }: ReadsOfMonth) {
  const known = new Map(days.map(({ day, metered }) => [day, metered]))
  const all: { day: string; metered: number }[] = []
  for (let day = first; day <= today; day = shiftDay(day, 1)) all.push({ day, metered: known.get(day) ?? 0 })
  return all
}

/** What the reads past the budget will cost by the month's end, in cents of a US dollar; a part of a cent is a cent. */
function costAhead({ budget, forecast, soFar }: ReadsOfMonth): bigint | null {
  const price = budget.perThousand === null ? null : parseAmount(budget.perThousand, 'USD')
  if (budget.past !== 'paid' || budget.monthlyReads === null || price === null) return null
  const over = BigInt(Math.max((forecast?.reads ?? soFar) - budget.monthlyReads, 0))
  return (over * price.minor + 999n) / 1000n
}
