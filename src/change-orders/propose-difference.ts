import { dealAmount } from '../deals/deal'
import { readDeal } from '../deals/deal-table'
import { formatMoney, money } from '../money/money'
import type { Sql } from '../postgres/database'
import { readMilestones } from '../schedules/milestone-table'
import { lockScheduleOfDeal } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import type { ChangeOrder } from './change-order'
import { readChangeOrders } from './change-order-table'
import { differenceLines } from './difference-lines'
import { draftChangeOrder } from './draft-change-order'

/**
 * Drafts a change order that would bring the contract sum to the deal's amount, for a person to look at and send:
 * nothing changes by it. One that is under way already and comes to that sum is answered instead of a second one.
 * Refuses: not_found, wrong_status, currency_mismatch, over_billing (less is open than must go).
 */
export async function proposeDifference(sql: Sql, actor: Actor, dealId: string): Promise<ChangeOrder> {
  const deal = await readDeal(sql, dealId)
  const schedule = deal && (await lockScheduleOfDeal(sql, deal.dealId))
  if (!deal || !schedule) throw notFound('schedule')
  // An amount that was emptied proposes that nothing of the contract is left.
  const isEmptied = deal.emptied
  const amount = isEmptied ? money(0n, schedule.currency) : dealAmount(deal)
  if (amount === null) throw conflict('wrong_status', 'The deal has no amount to propose.')
  const contract = money(schedule.contractMinor, schedule.currency)
  if (amount.currency !== contract.currency) {
    throw conflict(
      'currency_mismatch',
      `The deal is in ${amount.currency}, its contract in ${contract.currency}. Correct the deal in HubSpot.`,
    )
  }
  const effect = amount.minor - contract.minor
  if (effect === 0n) throw conflict('wrong_status', 'The deal and the contract say the same.')
  const underWay = (await readChangeOrders(sql, schedule.scheduleId)).find(
    (order) => (order.state === 'draft' || order.state === 'sent') && effectOf(order) === effect,
  )
  if (underWay) return underWay
  const lines = differenceLines(schedule, await readMilestones(sql, [schedule.scheduleId]), amount.minor)
  if (lines === null) {
    throw conflict(
      'over_billing',
      `${formatMoney(money(-effect, contract.currency))} would have to go, and less than that is open: the rest is completed, ` +
        'in review or billed. Correct the deal in HubSpot, or have an invoice voided or credited in QuickBooks first.',
    )
  }
  return draftChangeOrder(sql, actor, {
    dealId: deal.dealId,
    reason: `The deal in HubSpot says ${isEmptied ? 'no amount any more' : formatMoney(amount)}; the contract is worth ${formatMoney(contract)}.`,
    lines,
  })
}

const effectOf = ({ lines }: ChangeOrder): bigint =>
  lines.reduce((sum, line) => sum + line.amountMinor - line.beforeMinor, 0n)
