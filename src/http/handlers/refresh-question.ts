import { type OpenAttention, readAttention } from '../../attention/attention-table'
import { versionOf } from '../../attention/question-version'
import { readParts } from '../../invoices/billing-part-table'
import { followCredits } from '../../invoices/credits/follow-credits'
import { readPosted } from '../../invoices/hand-over/read-posted'
import { lockIntent } from '../../invoices/intent-table'
import { followRefunds, refundOfCause } from '../../invoices/refunds/follow-refunds'
import { changedCause, followChanged } from '../../invoices/sending/follow-changed'
import type { Sql } from '../../postgres/database'
import { askedOtherwise, type Refusal } from '../../tenants/refusal'

/**
 * Has a question about a sum ask what is true now, before it is answered. Answers why an answer to it is refused: it asks
 * something else than it did, or than the person had read, whose `version` they send along. Null where it may be answered, or
 * asks nothing any more.
 */
export async function refreshQuestion(
  sql: Sql,
  item: OpenAttention,
  version: string | undefined,
): Promise<Refusal | null> {
  await askAnew(sql, item)
  const now = await readAttention(sql, item.attentionId)
  return now !== null && (versionOf(now) !== versionOf(item) || whyStale(now, version) !== null)
    ? askedOtherwise()
    : null
}

/** Why an answer is refused that was given to what somebody read before; null where that is what is asked. */
export const whyStale = (item: OpenAttention, version: string | undefined): Refusal | null =>
  version === undefined || version === versionOf(item) ? null : askedOtherwise()

async function askAnew(sql: Sql, { cause, kind, intentId }: OpenAttention): Promise<void> {
  if (refundOfCause(cause) !== null) {
    await followRefunds(sql, new Set())
    return
  }
  if (intentId === null) return
  if (kind === 'credited' || kind === 'credit_undone') {
    await lockIntent(sql, intentId)
    return followCredits(sql, [intentId])
  }
  if (cause !== changedCause(intentId)) return
  const intent = await lockIntent(sql, intentId)
  const posted = intent === null ? null : await readPosted(sql, intent)
  if (intent === null || posted === null) return
  await followChanged(sql, intent, await readParts(sql, [intentId]), posted.facts)
}
