import { randomUUID } from 'node:crypto'
import { isAnyAsked, lockOpen, type OpenAttention, settleAttention } from '../../attention/attention-table'
import { isOfUnreadable } from '../../attention/unreadable-table'
import { askForDeal } from '../../deals/ask-for-deal'
import { refusedOfCause } from '../../deals/take-in-deals'
import { record } from '../../history/history-table'
import { billMilestone } from '../../invoices/bill-milestone'
import { readParts } from '../../invoices/billing-part-table'
import type { ReadDocument } from '../../invoices/books/document-table'
import { billDepositOf } from '../../invoices/deposits/bill-deposit'
import { sendLater } from '../../invoices/hand-over/send-later'
import { cancelPrepared } from '../../invoices/prepared/cancel-prepared'
import { generateInvoice } from '../../invoices/prepared/generate-invoice'
import { lockInvoice } from '../../invoices/prepared/lock-invoice'
import { askToRemind } from '../../invoices/reminders/ask-to-remind'
import { overwrittenOfCause } from '../../outbox/overwritten'
import { lockOverwritten } from '../../outbox/overwritten-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { lockScheduleOfDeal } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import type { HandlerParts } from './handler-parts'
import { answeredMeanwhile } from './refresh-question'
import { settleDeal } from './settle-deal'
import { settleDocument } from './settle-document'
import { settleIntent } from './settle-intent'
import { settleWork } from './settle-work'

/** What a person chose of the actions that were offered, and why, where that is asked. */
interface Said {
  readonly action: string
  readonly reason: string | null
}

/** Actions that find a document's place, or take it aside: they settle what is asked about it themselves. */
const PLACES: ReadonlySet<string> = new Set([
  'link',
  'not_ours',
  'place',
  'open_in_quickbooks',
  'change_payer',
])
/** Actions after which the item stays, until what it is about is over. */
const STAYS: ReadonlySet<string> = new Set(['open_change_order', 'accept_as_change_order'])

/**
 * Carries out one action of an item, and settles it. The plan and the invoice that it is about are locked first, then the
 * item, and only then what the action touches: whoever tells of a document locks the item before the deal's figures and the
 * history too. Answers the change order that was drafted, if that is what it came to.
 */
export async function settleItem(
  parts: HandlerParts & { readonly documents: readonly ReadDocument[] },
  sql: Sql,
  actor: Actor,
  item: OpenAttention,
  said: Said,
): Promise<{ readonly changeOrderId?: string }> {
  const { action } = said
  const { intentId } = item
  if (STAYS.has(action)) {
    await lockSubject(sql, item)
    if (!(await isAnyAsked(sql, [item.cause]))) throw answeredMeanwhile()
  }
  if (PLACES.has(action) || STAYS.has(action)) {
    const document = await settleDocument(sql, actor, parts, item, said)
    if (document !== null && document !== 'settled') return document
    if (document === 'settled') return tell(sql, actor, item, action)
  }
  if (action === 'remind' && intentId !== null) {
    // It stays overdue, and so does the item.
    await askToRemind(sql, actor, parts.clock, { intentId, afterDays: null })
    return {}
  }
  if (action === 'send' && intentId !== null) {
    // It stays overdue, and is reminded of from then on.
    await sendLater(sql, actor, intentId)
    return {}
  }
  const refused = refusedOfCause(item.cause)
  if (refused !== null) {
    // It is all that is known of a deal whose change is behind us: it settles once the deal was taken in, and by nobody's word.
    await askForDeal(sql, refused, 'asked for', randomUUID())
    await record(sql, actor, [{ what: `Had deal ${refused} read from HubSpot again`, dealId: item.dealId }])
    return {}
  }
  if (action === 'check_now' && isOfUnreadable(item.cause)) {
    // While it stands, sums are unknown: it settles once the document was read, and by nobody's word.
    await settleWork(sql, actor, parts.clock, item, action)
    await record(sql, actor, [
      { what: `Had it looked at again: “${item.title}”`, dealId: item.dealId, milestoneId: item.milestoneId },
    ])
    return {}
  }
  const decided = await settleDeal(sql, actor, item, action)
  // The amounts still differ until the client approves.
  if (decided && 'changeOrderId' in decided) return decided
  // Told as the planning that it is, so that it can be taken back like any other.
  if (decided) return {}

  await lockSubject(sql, item)
  // Somebody else's answer, given while this one waited, is the one that counts.
  if (!(await lockOpen(sql, item.attentionId))) throw answeredMeanwhile()
  await settleAttention(sql, item.cause, actor.who, action)
  await carryOut(parts, sql, actor, item, said)
  return tell(sql, actor, item, action)
}

async function lockSubject(sql: Sql, { intentId, milestoneId, dealId, cause }: OpenAttention): Promise<void> {
  if (intentId !== null) await lockInvoice(sql, intentId)
  else if (milestoneId !== null) await lockFor(sql, milestoneId)
  else if (dealId !== null) await lockScheduleOfDeal(sql, dealId)
  // Whoever reads HubSpot has what is known of a property in hand before what is asked about it.
  const overwritten = overwrittenOfCause(cause)
  if (overwritten !== null) await lockOverwritten(sql, [overwritten.dealId])
}

async function carryOut(
  parts: HandlerParts & { readonly documents: readonly ReadDocument[] },
  sql: Sql,
  actor: Actor,
  item: OpenAttention,
  said: Said,
): Promise<void> {
  const { action } = said
  const { intentId, milestoneId } = item
  if ((await settleDocument(sql, actor, parts, item, said)) !== null) return
  if ((action === 'bill' || action === 'bill_again') && milestoneId !== null) {
    // An item about one invoice bills what that one billed: another payer's is another item.
    const billed = intentId === null ? [] : await readParts(sql, [intentId])
    const { milestone, schedule } = await lockFor(sql, milestoneId)
    const request = {
      schedule,
      milestone,
      byPolicy: false,
      again: action === 'bill_again',
      ...(billed.length > 0 && { onlyParts: billed.map((part) => part.partKey) }),
    }
    await record(sql, actor, await billMilestone(sql, actor, parts.clock, request))
  } else if (action === 'bill_deposit' && item.dealId !== null) {
    await record(sql, actor, await billDepositOf(sql, actor, parts.clock, item.dealId))
  } else if (await settleWork(sql, actor, parts.clock, item, action)) {
    // A credit is answered about a milestone; hours and costs are no intents.
  } else if (intentId !== null && action === 'set_aside') {
    await cancelPrepared(sql, actor, intentId)
  } else if (intentId !== null && action === 'generate') {
    await generateInvoice(sql, actor, parts.clock, { intentId, delivery: 'post' })
  } else if (intentId !== null && action !== 'leave') {
    await settleIntent(parts, sql, actor, intentId, action, item.about)
  }
}

async function tell(
  sql: Sql,
  actor: Actor,
  item: OpenAttention,
  action: string,
): Promise<Record<string, never>> {
  await record(sql, actor, [
    { what: `Settled “${item.title}”: ${action}`, dealId: item.dealId, milestoneId: item.milestoneId },
  ])
  return {}
}
