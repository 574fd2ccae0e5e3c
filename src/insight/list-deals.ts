import { countAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import type { StoredDeal } from '../deals/deal'
import { type DealPage, listDeals } from '../deals/deal-table'
import type { Sql } from '../postgres/database'
import { readTrackers, type Tracker } from '../reconcile/read-trackers'

export interface ListedDeal {
  readonly deal: StoredDeal
  readonly tracker: Tracker | null
  readonly attention: number
}

/** A page of deals with their figures. Its cost grows with the page, not with what exists. */
export async function listDealsWithFigures(sql: Sql, clock: Clock, page: DealPage): Promise<ListedDeal[]> {
  const deals = await listDeals(sql, page)
  const ids = deals.map((deal) => deal.dealId)
  const trackers = await readTrackers(sql, clock, ids)
  const attention = await countAttention(sql, ids)
  return deals.map((deal) => ({
    deal,
    tracker: trackers.get(deal.dealId) ?? null,
    attention: attention.get(deal.dealId) ?? 0,
  }))
}
