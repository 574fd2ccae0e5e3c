import { limits } from '../../../config/limits'
import type { Fault } from '../../../connectors/answer'
import type { Company } from '../../../connectors/quickbooks/company'
import { isAnyAsked, settleAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { record } from '../../history/history-table'
import { readReading } from '../../inbox/reading-table'
import { closeMessage, type Message, postponeMessage } from '../../outbox/outbox-table'
import { backoffMs } from '../../outbox/retry'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readParts } from '../billing-part-table'
import { compareInvoice, factsNow } from '../books/compare-invoice'
import { netOf } from '../books/document'
import { documentReadAt, readDocuments } from '../books/document-table'
import { keepInvoice } from '../books/keep-invoice'
import { lookAgainBeside } from '../by-hand/look-again'
import type { BillingIntent } from '../intent'
import { lockIntent } from '../intent-table'
import type { CreateParts } from './create-invoice'
import { askAboutChanged, CREDITED, changedCause, isAsApproved } from './follow-changed'

/** A person's edit that must be decided on before the invoice goes on. */
const editedFault: Fault = {
  kind: 'stale',
  status: null,
  code: null,
  message:
    'The invoice was edited in QuickBooks after it was created. A person says whether it goes out like that.',
  trace: null,
  retryAfterMs: null,
}

/** What its message is closed with while it is credited in full: it is woken when it counts again. */
const creditedFault: Fault = {
  kind: 'stale',
  status: null,
  code: CREDITED,
  message: 'The invoice is credited in full. It goes on once it counts again.',
  trace: null,
  retryAfterMs: null,
}

/**
 *   unchanged  it is what was approved, as of a few minutes ago
 *   gone       it was voided or deleted: nothing is attached to it, and it goes to nobody
 *   credited   it is credited in full, and goes to nobody as long as it is; its message is closed until it counts again
 *   edited     it says another amount than was approved: a person decides; the message waits, also while it is credited
 *   old        what is known of it is too old to say
 */
export type SeenInvoice = 'unchanged' | 'gone' | 'credited' | 'edited' | 'old'

/**
 * What an invoice that exists has become, from what is stored. Where it was edited, the question is raised and the
 * message waits for its answer. Under the intent's lock, before each step that cannot be taken back.
 */
export async function checkUnchanged(
  sql: Sql,
  clock: Clock,
  message: Message,
  intent: BillingIntent,
): Promise<SeenInvoice> {
  const id = intent.quickbooksId ?? ''
  const document = (await readDocuments(sql, 'Invoice', [id])).get(id)
  if (!document) return 'old'
  const facts = await factsNow(sql, intent, document)
  if (facts.gone === 'credited' && (await isAnyAsked(sql, [changedCause(intent.intentId)]))) {
    await askAboutChanged(sql, intent, await readParts(sql, [intent.intentId]), facts)
    await closeMessage(sql, message.messageId, 'refused', editedFault)
    return 'edited'
  }
  if (facts.gone === 'credited') {
    await closeMessage(sql, message.messageId, 'done', creditedFault)
    return 'credited'
  }
  if (!facts.effective) {
    await settleAttention(sql, changedCause(intent.intentId), us.who, facts.gone ?? 'gone')
    return 'gone'
  }
  const seenAt = await lastSeenAt(sql, id)
  if (seenAt === null || clock.now().getTime() - seenAt.getTime() > limits.seenUnchangedMs) return 'old'
  const parts = await readParts(sql, [intent.intentId])
  if (!(await isAsApproved(sql, intent, parts, facts))) {
    await askAboutChanged(sql, intent, parts, facts)
    await closeMessage(sql, message.messageId, 'refused', editedFault)
    return 'edited'
  }
  await settleAttention(sql, changedCause(intent.intentId), us.who, 'as approved')
  return 'unchanged'
}

const us = program('QuickBooks')

/** The document's own reading, or the newest reading of all that changed in the company: it would have shown there. */
async function lastSeenAt(sql: Sql, quickbooksId: string): Promise<Date | null> {
  const own = await documentReadAt(sql, 'Invoice', quickbooksId)
  const { asOf } = await readReading(sql, 'quickbooks')
  return own === null || (asOf !== null && asOf > own) ? asOf : own
}

/** What a person lets go on, when they say so: what the invoice comes to now, net. Null when it can't be told. */
export async function readNetNow(sql: Sql, intent: BillingIntent): Promise<bigint | null> {
  const id = intent.quickbooksId ?? ''
  const document = (await readDocuments(sql, 'Invoice', [id])).get(id)
  return document ? netOf(await factsNow(sql, intent, document)) : null
}

/**
 * Reads one invoice again because what is known of it is old. Answers false, with the message put off, when QuickBooks
 * can't be asked now. One metered read.
 */
export async function readInvoiceAgain(
  parts: CreateParts,
  company: Company,
  workspaceId: string,
  message: Message,
  quickbooksId: string,
): Promise<boolean> {
  const answer = await company.read('Invoice', quickbooksId)
  return parts.database.inWorkspace(workspaceId, async (sql) => {
    const intent = await lockIntent(sql, message.subjectId)
    if (!intent) return false
    if (answer.outcome !== 'done') {
      await postponeMessage(sql, message.messageId, {
        state: message.state === 'unclear' ? 'unclear' : 'waiting',
        inMs: backoffMs(message.attempts, answer.fault, parts.random),
        fault: answer.fault,
      })
      return false
    }
    await keepInvoice(sql, quickbooksId, answer.value)
    const stored = (await readDocuments(sql, 'Invoice', [quickbooksId])).get(quickbooksId)
    const story = stored ? await compareInvoice(sql, intent, stored) : []
    if (story.length > 0) await lookAgainBeside(sql, [intent.intentId])
    await record(sql, us, story)
    return true
  })
}
