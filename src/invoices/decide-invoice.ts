import type { Clock } from '../clock/clock'
import { addMessage } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { decideAttachments } from './attachments/decide-attachments'
import { readParts } from './billing-part-table'
import { composeInvoice } from './composing/compose-invoice'
import type { InvoiceHead } from './composing/invoice-head'
import { type InvoiceLine, netOfLines, sizeOfLines } from './composing/invoice-line'
import type { BillingFacts } from './composing/read-billing-facts'
import { noticeOverdrawn } from './deposits/notice-overdrawn'
import { bodyHashOf, type MarkOf, markerOf, requestKeyOf } from './intent'
import { addIntent, type NewIntent } from './intent-table'
import { askToGenerateOther } from './prepared/ask-to-generate'
import type { InvoiceChanges } from './prepared/invoice-changes'
import { replacePrepared } from './prepared/prepared-table'
import { takePrepared } from './prepared/take-prepared'

/** An invoice that is decided on. */
export interface InvoiceDecision {
  readonly schedule: Pick<Schedule, 'scheduleId' | 'dealId'>
  /** Other deals whose work is on it too. */
  readonly otherDeals?: readonly string[]
  readonly head: InvoiceHead
  readonly lines: readonly InvoiceLine[]
  readonly facts: BillingFacts
  /** `prepare`: held here until a bookkeeper has it made. */
  readonly delivery: 'send' | 'post' | 'prepare'
  readonly markOf: MarkOf
  /** Those of the lines that tell this invoice from every other one: its key is made of them. */
  readonly keyParts: readonly string[]
  /** How often these parts were decided to be billed, this time included. */
  readonly generation: number
  /** What a bookkeeper changed; head, lines and facts have it already. Kept, in case QuickBooks refuses it. */
  readonly changes?: InvoiceChanges
  /** The caller asks somebody to look at what it prepares; otherwise that is asked here. */
  readonly asksItself?: true
}

export interface DecidedInvoice {
  readonly intentId: string
  readonly marker: string
}

/**
 * Puts an invoice into the outbox, in the caller's transaction, under the schedule's lock: its body and its files
 * are frozen, its lines hold their keys, and its message goes with it. One that was prepared of the same parts becomes
 * this invoice, and keeps its id. Throws the database's own error when a line is live elsewhere (`billing_part_live`).
 */
export async function decideInvoice(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  decision: InvoiceDecision,
): Promise<DecidedInvoice> {
  const { schedule, otherDeals = [], head, lines, facts, delivery, markOf, keyParts } = decision
  const held = await takePrepared(sql, actor, { workspaceId: facts.workspace.workspaceId, lines, keyParts })
  const generation = held?.generation ?? decision.generation
  const requestKey = requestKeyOf(facts.workspace.workspaceId, keyParts, generation)
  const marker = markerOf(markOf, requestKey)
  const { body, issuedOn } = composeInvoice(head, lines, facts, clock.now(), marker)
  const frozen = JSON.stringify(body)
  const intent: NewIntent = {
    scheduleId: schedule.scheduleId,
    dealId: schedule.dealId,
    otherDeals,
    generation,
    requestKey,
    marker,
    body: frozen,
    bodyHash: bodyHashOf(frozen),
    customerId: head.customerId ?? '',
    issuedOn,
    amountMinor: netOfLines(lines),
    sizeMinor: sizeOfLines(lines),
    currency: head.currency,
    delivery: delivery === 'send' ? 'send' : 'post',
    createdBy: actor.who,
    state: delivery === 'prepare' ? 'prepared' : 'queued',
    changes: decision.changes ?? {},
  }
  const before = held === null ? [] : await readParts(sql, [held.intentId])
  if (held) await replacePrepared(sql, held.intentId, intent, lines)
  // What was prepared may have drawn more than this does.
  await noticeOverdrawn(sql, head, before)
  const intentId = held?.intentId ?? (await addIntent(sql, intent, lines))
  // What waits for review takes the files that are there when it is made.
  if (delivery === 'prepare') {
    const asked = {
      intentId,
      dealId: schedule.dealId,
      amountMinor: intent.amountMinor,
      currency: head.currency,
    }
    if (!decision.asksItself) await askToGenerateOther(sql, { ...asked, what: whatOf(markOf) })
    return { intentId, marker }
  }
  await decideAttachments(sql, {
    intentId,
    marker,
    dealIds: [schedule.dealId, ...otherDeals],
    milestoneIds: [...new Set(lines.flatMap(({ milestoneId }) => milestoneId ?? []))],
  })
  await addMessage(sql, { kind: 'invoice.create', subjectId: intentId, dealId: schedule.dealId })
  return { intentId, marker }
}

/** What an invoice is of, from its mark, in a sentence. */
function whatOf(markOf: MarkOf): string {
  switch (markOf) {
    case 'D':
      return 'a deposit'
    case 'H':
      return 'hours and costs'
    case 'R':
      return 'a release of retainage'
    case 'S':
      return 'several milestones'
    default:
      return `milestone ${markOf.slice(1)}`
  }
}
