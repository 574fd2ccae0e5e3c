import { raiseAttention, settleDealAttention } from '../attention/attention-table'
import { openCauses } from '../attention/open-causes-table'
import type { StoredDeal } from '../deals/deal'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Tracker } from '../reconcile/read-trackers'
import { amountDifference } from './amount-difference'

/**
 * When somebody changes a deal's amount or its contract it is said, never followed silently. A difference that a person
 * chose to leave is left until it changes again; one that is gone settles itself, also where the plan is gone. Open
 * pages hear of either.
 */
export async function compareAmount(sql: Sql, deal: StoredDeal, tracker: Tracker | null): Promise<void> {
  const kind = 'deal_amount_differs'
  // A deal that went into another one says nothing any more.
  const item = deal.mergedInto === null && tracker !== null ? amountDifference(deal, tracker) : null
  const open = await openCauses(sql, kind, { dealId: deal.dealId })
  if (open.some((cause) => cause !== item?.cause)) {
    const how = tracker === null ? 'not planned' : item === null ? 'equal' : 'changed again'
    await settleDealAttention(sql, deal.dealId, kind, 'Milepost', how, item?.cause ?? null)
  }
  if (item !== null) await raiseAttention(sql, item)
  const same = item === null ? open.length === 0 : open.length === 1 && open[0] === item.cause
  if (!same) await announceDeals(sql, [deal.dealId])
}
