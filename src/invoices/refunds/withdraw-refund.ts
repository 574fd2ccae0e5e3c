import { settleMilestoneAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { saveClaims } from '../../schedules/milestone-table'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import { type Attribution, readAttribution, removeAttribution } from '../books/attribution-table'
import { readDocuments } from '../books/document-table'
import { readMilestoneParts } from '../composing/look-ahead'
import { billableNow } from '../composing/payer-part'
import { followCredits } from '../credits/follow-credits'
import { readRebillers } from '../credits/read-rebillers'
import { lockIntent, readIntent } from '../intent-table'
import { setAsidePrepared } from '../prepared/take-prepared'
import { followRefunds } from './follow-refunds'
import { refundName } from './refund'

/**
 * Takes back what was said about a refund: it was said by mistake, or its invoice is billed otherwise by now. What was let
 * be billed again is not, and it is asked about anew. Refuses not_found, already_billed.
 */
export async function withdrawRefund(sql: Sql, actor: Actor, refundId: string): Promise<void> {
  const asked = await readAttribution(sql, 'RefundReceipt', refundId)
  if (!asked) throw notFound('answer about this refund')
  const dealIds = await lockAnswered(sql, asked)
  // Once more, under the locks: somebody may have been quicker.
  if (!(await readAttribution(sql, 'RefundReceipt', refundId))) throw notFound('answer about this refund')
  if (asked.milestoneId !== null) await withoutClaims(sql, actor, asked.milestoneId, refundId)
  await removeAttribution(sql, 'RefundReceipt', refundId)
  if (asked.intentId !== null) await followCredits(sql, [asked.intentId])
  const mayConcern = await followRefunds(sql, new Set([refundId]))
  await markDirty(sql, [...dealIds, ...mayConcern])
  const number =
    (await readDocuments(sql, 'RefundReceipt', [refundId])).get(refundId)?.body?.DocNumber ?? null
  const what = `Took back what was said about ${refundName({ refundId, number })}`
  const story = dealIds.map((dealId) => ({ what, dealId, milestoneId: asked.milestoneId }))
  await record(sql, actor, story.length === 0 ? [{ what }] : story)
}

/** Locks what the answer changed; answers its deal. */
async function lockAnswered(sql: Sql, { intentId, milestoneId }: Attribution): Promise<string[]> {
  if (intentId === null) return []
  const intent = await readIntent(sql, intentId)
  if (!intent) return []
  const dealId =
    milestoneId === null
      ? (await lockSchedule(sql, intent.scheduleId))?.dealId
      : (await lockFor(sql, milestoneId)).schedule.dealId
  await lockIntent(sql, intentId)
  return dealId === undefined ? [] : [dealId]
}

/** The milestone without what this refund opened or closed of it. Refuses already_billed. */
async function withoutClaims(sql: Sql, actor: Actor, milestoneId: string, refundId: string): Promise<void> {
  const { schedule, milestone } = await lockFor(sql, milestoneId)
  const own = milestone.claims.filter((claim) => claim.kind !== 'progress' && claim.refund === refundId)
  if (own.length === 0) return
  await setAsidePrepared(sql, actor, [milestoneId], 'answer taken back')
  const by = await readRebillers(
    sql,
    milestoneId,
    own.filter(({ kind }) => kind === 'again'),
  )
  if (by) {
    throw conflict(
      'already_billed',
      `What this refund gave back of “${milestone.name}” is billed again already. ${by.first}. Nothing was changed.`,
      { milestoneId, invoices: by.numbers },
    )
  }
  const left = { ...milestone, claims: milestone.claims.filter((claim) => !own.includes(claim)) }
  await saveClaims(sql, milestoneId, left.claims)
  const { unbilled } = await readMilestoneParts(sql, schedule, left)
  if (billableNow(left, unbilled).length === 0)
    await settleMilestoneAttention(sql, milestoneId, ['ready_to_bill'], actor.who, 'answer taken back')
}
