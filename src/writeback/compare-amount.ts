import { raiseAttention, settleDealAttention } from '../attention/attention-table'
import { type Deal, dealAmount } from '../deals/deal'
import { formatMoney, money } from '../money/money'
import type { Sql } from '../postgres/database'
import type { Tracker } from '../reconcile/read-trackers'

/**
 * The deal's amount is HubSpot's, the contract value is ours: when somebody changes one of them it is said, never
 * followed silently. A difference that a person chose to leave is left until it changes again.
 */
export async function compareAmount(sql: Sql, deal: Deal, { schedule }: Tracker): Promise<void> {
  const amount = dealAmount(deal)
  const same =
    amount === null || (amount.currency === schedule.currency && amount.minor === schedule.contractMinor)
  if (same) return settleDealAttention(sql, deal.dealId, 'deal_amount_differs', 'Milepost', 'equal')
  const contract = formatMoney(money(schedule.contractMinor, schedule.currency))
  const cause = `deal_amount_differs:${deal.dealId}:${amount.minor}${amount.currency}:${schedule.contractMinor}`
  await settleDealAttention(sql, deal.dealId, 'deal_amount_differs', 'Milepost', 'changed again', cause)
  await raiseAttention(sql, {
    cause,
    kind: 'deal_amount_differs',
    dealId: deal.dealId,
    title: `The deal says ${formatMoney(amount)}, the contract ${contract}`,
    detail:
      schedule.acceptedOn === null
        ? 'Change the contract value in the schedule if it should follow the deal.'
        : 'The client accepted the schedule, so only a change order changes its contract sum.',
    actions: [{ action: 'leave', label: 'Leave it' }],
  })
}
