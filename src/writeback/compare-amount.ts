import { raiseAttention, settleDealAttention } from '../attention/attention-table'
import type { StoredDeal } from '../deals/deal'
import type { Sql } from '../postgres/database'
import type { Tracker } from '../reconcile/read-trackers'
import { amountDifference } from './amount-difference'

/**
 * When somebody changes a deal's amount or its contract it is said, never followed silently. A difference that a person
 * chose to leave is left until it changes again; one that is gone settles itself.
 */
export async function compareAmount(sql: Sql, deal: StoredDeal, tracker: Tracker): Promise<void> {
  const item = amountDifference(deal, tracker)
  const settle = (how: string, butFor: string | null) =>
    settleDealAttention(sql, deal.dealId, 'deal_amount_differs', 'Milepost', how, butFor)
  if (item === null) return settle('equal', null)
  await settle('changed again', item.cause)
  await raiseAttention(sql, item)
}
