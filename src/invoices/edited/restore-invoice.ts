import { createHash } from 'node:crypto'
import { limits } from '../../../config/limits'
import type { Answer, Fault } from '../../../connectors/answer'
import { asSent } from '../../../connectors/quickbooks/as-sent'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Entities } from '../../../connectors/quickbooks/entities'
import { type Message, postponeMessage } from '../../outbox/outbox-table'
import { backoffMs, whoMends } from '../../outbox/retry'
import type { Sql } from '../../postgres/database'
import { readParts, setLineIds } from '../billing-part-table'
import { invoiceFacts } from '../books/document'
import { readDocuments, saveDocuments } from '../books/document-table'
import { documentOf } from '../books/from-quickbooks'
import { keepInvoice } from '../books/keep-invoice'
import type { BillingIntent } from '../intent'
import { readIntent } from '../intent-table'
import type { CreateParts } from '../sending/create-invoice'
import { beginAttempt, endAttempt } from '../sending/send-attempt-table'
import { closeRestore, endRestore, type HeldRestore, holdRestore, putOffRestore } from './close-restore'
import { type Edit, linesText } from './edit'
import { readEdit } from './read-edit'
import { isOpenRestore, restoreKey } from './restore'
import { readRestore, setRestore } from './restore-table'
import { findAgain, linesDecided, restoredLines } from './restored-lines'

type Invoice = Entities['Invoice']

/** One attempt as it leaves: exactly these bytes, from exactly this version. */
interface Attempt {
  readonly attemptId: bigint
  readonly key: string
  readonly body: { readonly Id: string; readonly SyncToken: string; readonly Line: unknown }
}

/**
 * Puts an edited invoice back as it was sent: our lines, found by their ids; every other line goes out as it stands
 * there, with its id. The invoice is read first each time, so that a lost answer is looked at before anything is sent
 * again, and each attempt is made from the newest version: one that somebody changed meanwhile is refused by QuickBooks,
 * and read again. What the person did not look at is not overwritten: they are asked anew.
 */
export async function restoreInvoice(
  parts: CreateParts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const invoiceId = await within((sql) => beginning(sql, message))
  if (invoiceId === null) return
  const read = await company.read('Invoice', invoiceId)
  if (read.outcome !== 'done') return within((sql) => putOffRestore(sql, parts, message, read.fault))
  const attempt = await within((sql) => afterReading(sql, parts, message, invoiceId, read.value))
  if (attempt === null) return
  const answer = await company.update('Invoice', attempt.body, attempt.key)
  await within((sql) => afterUpdate(sql, parts, message, attempt, answer))
}

/** QuickBooks' id of the invoice to be looked at; null when there is nothing to do any more. */
async function beginning(sql: Sql, message: Message): Promise<string | null> {
  const restore = await readRestore(sql, message.subjectId)
  const intent = restore && isOpenRestore(restore) ? await readIntent(sql, restore.intentId) : null
  if (intent?.quickbooksId) return intent.quickbooksId
  await closeRestore(sql, message, restore)
  return null
}

/** What the invoice is now decides: the attempt that may leave, which is on record, or null. */
async function afterReading(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  invoiceId: string,
  invoice: Invoice | null,
): Promise<Attempt | null> {
  const held = await holdRestore(sql, message)
  await keepInvoice(sql, invoiceId, invoice)
  const { restore, intent } = held
  if (!isOpenRestore(restore)) {
    await closeRestore(sql, message, restore)
    return null
  }
  // An attempt may have been carried out without an answer: lines that it added are ours.
  if (restore.state !== 'wanted') await bindAgain(sql, intent)
  const edited = await readEdit(sql, intent)
  if (edited === null) {
    // As it was sent, by us or by somebody; or it is gone, and there is nothing to put back.
    await endRestore(sql, held, message, { stands: await stands(sql, held, invoice) })
    return null
  }
  if (edited.whyNotRestored !== null) {
    await endRestore(sql, held, message, { refused: edited.whyNotRestored })
    return null
  }
  if (!wasSeen(edited.edit, restore)) {
    await endRestore(sql, held, message, { refused: 'It was edited again since this was asked for.' })
    return null
  }
  if (invoice === null) throw new Error('an edited invoice that is not there')
  const waitMs = workingMs(parts, held, invoice)
  if (waitMs > 0) {
    await postponeMessage(sql, message.messageId, { state: 'unclear', inMs: waitMs, fault: message.fault })
    return null
  }
  const Line = restoredLines(linesDecided(intent, edited.parts), edited.parts, invoice.Line)
  const body = { Id: invoice.Id, SyncToken: invoice.SyncToken, Line: asSent(Line) }
  const key = restoreKey(restore, invoice.SyncToken)
  await setRestore(sql, restore.restoreId, {
    state: 'sending',
    syncToken: invoice.SyncToken,
    beganAt: parts.clock.now(),
  })
  const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const { intentId } = intent
  const attemptId = await beginAttempt(sql, { intentId, step: 'restore', requestKey: key, bodyHash })
  return { attemptId, key, body }
}

/** Whether our lines come to what they did when it was asked for. */
const wasSeen = (edit: Edit, { seenMinor, seenLines }: HeldRestore['restore']): boolean =>
  seenLines === null ? (edit.nowMinor ?? 0n) === seenMinor : linesText(edit) === seenLines

/** How long QuickBooks may still be at an attempt that was made from this very version. */
function workingMs(parts: CreateParts, { restore }: HeldRestore, invoice: Invoice): number {
  if (restore.state === 'wanted' || restore.beganAt === null || restore.syncToken !== invoice.SyncToken)
    return 0
  const since = parts.clock.now().getTime() - restore.beganAt.getTime()
  return since > limits.vendorStillWorkingMs ? 0 : limits.vendorStillWorkingMs - since + 1_000
}

/** Whether our lines come to what was wanted; an invoice that is void or deleted does not. */
async function stands(sql: Sql, { intent }: HeldRestore, invoice: Invoice | null): Promise<boolean> {
  const document = (await readDocuments(sql, 'Invoice', [intent.quickbooksId ?? ''])).get(
    intent.quickbooksId ?? '',
  )
  return (
    invoice !== null &&
    document !== undefined &&
    invoiceFacts(document, intent.currency, intent.sizeMinor).effective
  )
}

const TAKEN_OTHERWISE = 'QuickBooks took it, and our lines still come to something else.'

/** Lines of ours that were removed and added again have new ids. */
async function bindAgain(sql: Sql, intent: BillingIntent): Promise<void> {
  const { intentId, quickbooksId } = intent
  const document = (await readDocuments(sql, 'Invoice', [quickbooksId ?? ''])).get(quickbooksId ?? '')
  const parts = await readParts(sql, [intentId])
  const found = findAgain(linesDecided(intent, parts), parts, document?.body?.Line ?? [])
  if (found.size > 0) await setLineIds(sql, intentId, found)
}

async function afterUpdate(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  { attemptId }: Attempt,
  answer: Answer<Invoice>,
): Promise<void> {
  const held = await holdRestore(sql, message)
  const fault: Fault | null = answer.outcome === 'done' ? null : answer.fault
  const trace = answer.outcome === 'done' ? answer.trace : answer.fault.trace
  await endAttempt(sql, attemptId, { outcome: answer.outcome, trace, fault })
  const { restoreId } = held.restore
  // A reading may have found it meanwhile.
  if (!isOpenRestore(held.restore)) return
  switch (answer.outcome) {
    case 'done': {
      await saveDocuments(sql, [documentOf('Invoice', answer.value)])
      await bindAgain(sql, held.intent)
      const left = await readEdit(sql, held.intent)
      return endRestore(sql, held, message, left === null ? { stands: true } : { refused: TAKEN_OTHERWISE })
    }
    case 'unknown':
      // Looked at in the next turn: what the invoice is then tells what became of it.
      await setRestore(sql, restoreId, { state: 'unclear' })
      return postponeMessage(sql, message.messageId, { state: 'unclear', inMs: 1_000, fault: answer.fault })
    case 'refused':
      if (answer.fault.kind === 'stale' || whoMends(answer.fault) === 'later') {
        await setRestore(sql, restoreId, { state: 'wanted' })
        return postponeMessage(sql, message.messageId, {
          state: 'waiting',
          inMs: backoffMs(message.attempts, answer.fault, parts.random),
          fault: answer.fault,
        })
      }
      return endRestore(sql, held, message, { refused: answer.fault.message })
  }
}
