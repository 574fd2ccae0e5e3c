import { settleAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { askApprovers } from './ask-approvers'
import { type ChangeOrder, orderName, refreshLines, unfitCause } from './change-order'
import { saveChangeOrder } from './change-order-table'
import { lockOrder, notIn, refuseStale } from './draft-change-order'
import { orderFacts } from './order-story'
import { type BilledSoFar, type FollowOrder, refuseBelowBilled, refuseConflicts } from './refuse-change-order'

/**
 * The draft is final and with the client: what each milestone is now is written beside its line, and that is what the
 * approval will be held against. Sending what was sent answers the present state.
 * Refuses: not_found, version_conflict, wrong_status, change_order_conflict, over_billing.
 */
export async function sendChangeOrder(
  sql: Sql,
  actor: Actor,
  parts: { clock: Clock; billedSoFar: BilledSoFar; followOrder: FollowOrder },
  request: { changeOrderId: string; ifVersion: number | null },
): Promise<ChangeOrder> {
  const { order, schedule, milestones } = await lockOrder(sql, request.changeOrderId)
  if (order.state === 'sent') return order
  refuseStale(order, request.ifVersion)
  if (order.state !== 'draft') throw notIn(order, 'sent', 'Draft a new one.')
  const lines = refreshLines(order.lines, milestones, schedule.currency)
  const ready = { ...order, lines }
  refuseConflicts(ready, schedule, milestones)
  await refuseBelowBilled(sql, parts.billedSoFar, ready, schedule)
  const sent = await saveChangeOrder(sql, {
    ...ready,
    state: 'sent',
    sent: { by: actor.who, at: parts.clock.now() },
  })
  await askApprovers(sql, sent, schedule, milestones)
  await parts.followOrder(sql, sent)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    { what: `Sent ${orderName(order)}`, dealId: schedule.dealId, after: orderFacts(sent, schedule) },
  ])
  return sent
}

/**
 * A sent change order is a draft again, under its number, as its next revision: what the client has before them no
 * longer counts. Refuses: not_found, version_conflict, wrong_status.
 */
export async function reviseChangeOrder(
  sql: Sql,
  actor: Actor,
  parts: { followOrder: FollowOrder },
  request: { changeOrderId: string; reason: string | null; ifVersion: number | null },
): Promise<ChangeOrder> {
  const { order, schedule } = await lockOrder(sql, request.changeOrderId)
  if (order.state === 'draft') return order
  refuseStale(order, request.ifVersion)
  if (order.state !== 'sent') throw notIn(order, 'revised', 'Draft a new one.')
  const draft = await saveChangeOrder(sql, {
    ...order,
    state: 'draft',
    revision: order.revision + 1,
    sent: null,
  })
  await parts.followOrder(sql, draft)
  await settleAttention(sql, unfitCause(order), actor.who, 'taken back to be revised')
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Took ${orderName(order)} back to revise it`,
      dealId: schedule.dealId,
      before: { sentBy: order.sent?.by ?? null, revision: order.revision },
      after: { revision: draft.revision, reason: request.reason },
    },
  ])
  return draft
}
