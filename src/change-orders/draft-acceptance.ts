import type { Happening } from '../history/history-table'
import { formatAmount, money } from '../money/money'
import type { Sql } from '../postgres/database'
import { readMilestones } from '../schedules/milestone-table'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { beforeOf, type ChangeOrderLine, orderName } from './change-order'
import { addChangeOrder } from './change-order-table'
import { orderFacts } from './order-story'

/**
 * Writes down what an invoice of QuickBooks bills already, as a draft of a change order: each billed milestone with what
 * it comes to on the invoice. Like every draft it has no effect until the client approves. Under the schedule's lock. Answers what to record.
 * Refuses: change_order_conflict where a milestone is gone, or would be worth less than nothing.
 */
export async function draftAcceptance(
  sql: Sql,
  actor: Actor,
  request: {
    readonly schedule: Schedule
    readonly reason: string
    /** What the invoice of this intent changes of each milestone, in minor units. */
    readonly intentId: string
    readonly changes: readonly { readonly milestoneId: string; readonly byMinor: bigint }[]
  },
): Promise<Happening> {
  const { schedule, reason, intentId, changes } = request
  const { scheduleId, currency, dealId } = schedule
  const milestones = new Map(
    (await readMilestones(sql, [scheduleId])).map((milestone) => [milestone.milestoneId, milestone]),
  )
  const lines = changes.map(({ milestoneId, byMinor }): ChangeOrderLine => {
    const milestone = milestones.get(milestoneId)
    const amountMinor = (milestone?.amountMinor ?? 0n) + byMinor
    if (!milestone || amountMinor < 0n) {
      throw conflict(
        'change_order_conflict',
        'What the invoice bills now can’t be a milestone’s amount. Restore it, or edit it in QuickBooks. Nothing was changed.',
      )
    }
    return {
      op: 'change',
      milestoneId,
      given: { amount: { amount: formatAmount(money(amountMinor, currency)), currency } },
      quantity: null,
      unitPrice: null,
      before: beforeOf(milestone, currency),
      beforeMinor: milestone.amountMinor,
      amountMinor,
      accepts: intentId,
    }
  })
  const order = await addChangeOrder(sql, { scheduleId, reason, currency, lines, by: actor.who })
  return { what: `Drafted ${orderName(order)}: ${order.reason}`, dealId, after: orderFacts(order, schedule) }
}
