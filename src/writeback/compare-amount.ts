import { raiseAttention, settleDealAttention } from '../attention/attention-table'
import { type Deal, dealAmount } from '../deals/deal'
import { formatMoney, money } from '../money/money'
import type { Sql } from '../postgres/database'
import type { Tracker } from '../reconcile/read-trackers'
import { isFormal, type Schedule } from '../schedules/schedule'

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
    detail: howToFollow(schedule, amount.minor),
    actions: [{ action: 'leave', label: 'Leave it' }],
  })
}

/** Which of the two sums a person may change, and where. */
function howToFollow(schedule: Schedule, dealMinor: bigint): string {
  if (!isFormal(schedule)) return 'Change the contract value in the schedule if it should follow the deal.'
  return schedule.changedByOrder && dealMinor === schedule.originalMinor
    ? 'Approved change orders changed the contract sum. Change the deal’s amount in HubSpot if it should follow.'
    : 'The client accepted the schedule: make a change order if the contract should follow the deal.'
}
