import { settleAttention, settleMilestoneAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { lockFilesForUse, recordFileUse } from '../documents/file-use-table'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { invalid } from '../tenants/refusal'
import { readToday } from '../tenants/workspace-table'
import type { AfterSigning } from './after-signing'
import { applyChangeOrder } from './apply-change-order'
import { askSignersAgain } from './ask-signers-again'
import { type ChangeOrder, type Ending, orderName, sumsOf, unfitCause } from './change-order'
import { saveChangeOrder } from './change-order-table'
import { lockOrder, notIn, refuseStale } from './draft-change-order'
import { approvalStory } from './order-story'
import { type BilledSoFar, type FollowOrder, refuseBelowBilled, refuseConflicts } from './refuse-change-order'

/** What is known of the client's answer beside who enters it: a day, a name, words, signed files. */
export interface Answered {
  readonly changeOrderId: string
  readonly on: string | null
  readonly signedBy: string | null
  readonly reason: string | null
  readonly fileIds: readonly string[]
  readonly ifVersion: number | null
  /** By which link the client answered themselves, in words. */
  readonly through?: string | undefined
}

/** What deciding stands on; what stands to the right is handed in. */
export interface DecideOrderParts {
  readonly clock: Clock
  readonly billedSoFar: BilledSoFar
  readonly followOrder: FollowOrder
  readonly afterSigning?: AfterSigning | undefined
}

/**
 * The client approved: every line applies in this transaction, or none does. Whoever the actor is, the client in
 * person or a colleague who records a signed paper, is kept with the way it came. Approving what is approved answers
 * the present state.
 * Refuses: not_found, version_conflict, wrong_status, change_order_conflict, currency_mismatch, over_billing,
 * validation_failed.
 */
export async function approveChangeOrder(
  sql: Sql,
  actor: Actor,
  parts: DecideOrderParts,
  request: Answered,
): Promise<ChangeOrder> {
  const { order, schedule, milestones } = await lockOrder(sql, request.changeOrderId)
  if (order.state === 'approved') return order
  refuseStale(order, request.ifVersion)
  if (order.state === 'draft') throw notIn(order, 'approved', 'Send it to the client first.')
  if (order.state !== 'sent') throw notIn(order, 'approved', 'Draft a new one.')
  refuseConflicts(order, schedule, milestones)
  await refuseBelowBilled(sql, parts.billedSoFar, order, schedule)
  const ended = await endingOf(sql, actor, parts.clock, request, order, schedule.dealId)
  await applyChangeOrder(sql, order, schedule, milestones)
  const approved = await saveChangeOrder(sql, {
    ...order,
    state: 'approved',
    contractBeforeMinor: sumsOf(order, schedule).before,
    ended,
  })
  const proven = await parts.afterSigning?.(sql, approved, schedule)
  for (const line of approved.lines.filter((each) => each.op === 'remove')) {
    await settleMilestoneAttention(
      sql,
      line.milestoneId,
      ['ready_to_bill', 'billing_blocked', 'freed'],
      actor.who,
      `removed by ${orderName(order)}`,
    )
  }
  await parts.followOrder(sql, approved)
  await settleAttention(sql, unfitCause(order), actor.who, 'approved')
  await markDirty(sql, [schedule.dealId])
  const again = await askSignersAgain(sql, { scheduleId: schedule.scheduleId, dealId: schedule.dealId })
  const story = approvalStory(approved, schedule, request.through)
  await record(sql, actor, [...story, ...(proven ?? []), ...again])
  return approved
}

/**
 * The client said no, or we took the question back. Neither changes anything of the schedule. Repeating it answers
 * the present state. Refuses: not_found, version_conflict, wrong_status, validation_failed.
 */
export async function closeChangeOrder(
  sql: Sql,
  actor: Actor,
  parts: { clock: Clock; followOrder: FollowOrder },
  request: Answered & { how: 'rejected' | 'withdrawn' },
): Promise<ChangeOrder> {
  const { how } = request
  const { order, schedule } = await lockOrder(sql, request.changeOrderId)
  if (order.state === how) return order
  refuseStale(order, request.ifVersion)
  if (how === 'rejected' && order.state === 'draft') throw notIn(order, how, 'Withdraw it instead.')
  if (order.state !== 'draft' && order.state !== 'sent') throw notIn(order, how, 'Draft a new one.')
  const ended = await endingOf(sql, actor, parts.clock, request, order, schedule.dealId)
  const closed = await saveChangeOrder(sql, {
    ...order,
    state: how,
    contractBeforeMinor: sumsOf(order, schedule).before,
    ended,
  })
  await parts.followOrder(sql, closed)
  await settleAttention(sql, unfitCause(order), actor.who, how)
  await announceDeals(sql, [schedule.dealId])
  const name = orderName(order)
  await record(sql, actor, [
    {
      what:
        how === 'withdrawn'
          ? `Withdrew ${name}`
          : ended.signedBy === null
            ? `Rejected ${name}`
            : `Recorded that ${ended.signedBy} rejected ${name}`,
      dealId: schedule.dealId,
      before: { state: order.state },
      after: {
        state: how,
        reason: ended.reason,
        ...(request.through !== undefined && { by: request.through }),
        files: ended.fileIds,
      },
    },
  ])
  return closed
}

/** Who answered, when and on what paper. The files are kept from being deleted as long as the answer stands. */
async function endingOf(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  request: Answered,
  order: ChangeOrder,
  dealId: string,
): Promise<Ending> {
  const today = await readToday(sql)
  if (request.on !== null && request.on > today) {
    throw invalid([{ pointer: '/on', detail: `Today is ${today}: the client can't have answered later.` }])
  }
  const fileIds = [...new Set(request.fileIds.map((id) => id.toLowerCase()))]
  const known = await lockFilesForUse(sql, dealId, fileIds)
  const unknown = request.fileIds.flatMap((id, index) =>
    known.has(id.toLowerCase())
      ? []
      : [{ pointer: `/fileIds/${index}`, detail: 'There is no such file on this deal. Attach it first.' }],
  )
  if (unknown.length > 0) throw invalid(unknown)
  await recordFileUse(sql, {
    fileIds,
    usedBy: 'change_order',
    subjectId: order.changeOrderId,
    words: `the client's answer to ${orderName(order)}`,
  })
  return {
    by: actor.who,
    at: clock.now(),
    via: actor.via,
    on: request.on ?? today,
    signedBy: request.signedBy,
    reason: request.reason,
    fileIds,
  }
}
