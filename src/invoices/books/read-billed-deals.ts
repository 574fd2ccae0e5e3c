import type { Sql } from '../../postgres/database'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import type { BillingIntent, BillingPart } from '../intent'

/** What an invoice bills of one deal, for the story that is told there. */
export interface BilledDeal {
  readonly dealId: string
  /** Its only milestone on the invoice; null where there are several, or none. */
  readonly milestoneId: string | null
  readonly milestoneIds: readonly string[]
  /** What was decided to bill of it, net. */
  readonly amountMinor: bigint
}

/** Every deal that an invoice bills, the one it was decided for first. */
export async function readBilledDeals(
  sql: Sql,
  intent: Pick<BillingIntent, 'scheduleId' | 'dealId' | 'otherDeals'>,
  parts: readonly BillingPart[],
): Promise<readonly [BilledDeal, ...BilledDeal[]]> {
  const of = (dealId: string, scheduleId: string): BilledDeal => {
    const own = parts.filter((part) => part.scheduleId === scheduleId)
    const milestoneIds = [...new Set(own.flatMap((part) => part.milestoneId ?? []))]
    return {
      dealId,
      milestoneIds,
      milestoneId: milestoneIds.length === 1 ? (milestoneIds[0] ?? null) : null,
      amountMinor: own.reduce((sum, part) => sum + part.amountMinor, 0n),
    }
  }
  const first = of(intent.dealId, intent.scheduleId)
  if (intent.otherDeals.length === 0) return [first]
  const others = new Set(parts.map((part) => part.scheduleId).filter((id) => id !== intent.scheduleId))
  const deals = await readDealsOfSchedules(sql, [...others])
  return [first, ...[...deals].map(([scheduleId, dealId]) => of(dealId, scheduleId))]
}
