import { type OpenAttention, readAttention } from '../../attention/attention-table'
import { versionOf } from '../../attention/question-version'
import { readParts } from '../../invoices/billing-part-table'
import { followCredits } from '../../invoices/credits/follow-credits'
import { readPosted } from '../../invoices/hand-over/read-posted'
import { lockIntent } from '../../invoices/intent-table'
import { followRefunds, refundOfCause } from '../../invoices/refunds/follow-refunds'
import { changedCause, followChanged } from '../../invoices/sending/follow-changed'
import type { Sql } from '../../postgres/database'
import { askedOtherwise, conflict, type Refusal } from '../../tenants/refusal'

/**
 * Has a question about a sum ask what is true now, before it is answered. Answers why an answer to it is refused: it asks
 * something else than it did, or nothing any more, or something else than the person had read, whose `version` they send along.
 * Null where it may be answered.
 */
export async function refreshQuestion(
  sql: Sql,
  item: OpenAttention,
  version: string | undefined,
): Promise<Refusal | null> {
  if (!(await askAnew(sql, item))) return whyStale(item, version)
  const now = await readAttention(sql, item.attentionId)
  return now === null || versionOf(now) !== versionOf(item) ? askedOtherwise() : whyStale(now, version)
}

/** Why an answer is refused that was given to what somebody read before; null where that is what is asked. */
export const whyStale = (item: OpenAttention, version: string | undefined): Refusal | null =>
  version === undefined || version === versionOf(item) ? null : askedOtherwise()

/** False where it is no question about a sum. */
async function askAnew(sql: Sql, { cause, kind, intentId }: OpenAttention): Promise<boolean> {
  if (refundOfCause(cause) !== null) {
    await followRefunds(sql, new Set())
    return true
  }
  if (intentId === null) return false
  if (kind === 'credited' || kind === 'credit_undone') {
    await lockIntent(sql, intentId)
    await followCredits(sql, [intentId])
    return true
  }
  if (cause !== changedCause(intentId)) return false
  const intent = await lockIntent(sql, intentId)
  const posted = intent === null ? null : await readPosted(sql, intent)
  if (intent !== null && posted !== null)
    await followChanged(sql, intent, await readParts(sql, [intentId]), posted.facts)
  return true
}

/** Somebody else's answer counts, or what was asked about is over. */
export const answeredMeanwhile = (): Refusal =>
  conflict(
    'already_settled',
    'This was answered in the meantime, or settled by itself. Nothing was changed by this answer.',
  )
