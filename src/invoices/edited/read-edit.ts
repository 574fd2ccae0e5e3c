import { readOnly } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { readSchedule } from '../../schedules/schedule-table'
import { readParts, readPartsOfMilestone } from '../billing-part-table'
import { factsNow } from '../books/compare-invoice'
import type { InvoiceFacts, StoredDocument } from '../books/document'
import { readDocuments, readPaymentLinks } from '../books/document-table'
import { isOfSeveral, payerParts, unbilledParts } from '../composing/payer-part'
import type { BillingIntent, BillingPart } from '../intent'
import { whyMoreThanThere } from './check-put-back'
import { type Edit, editOf, milestoneChanges, whyNotAccepted, whyNotRestored } from './edit'

/** An edited invoice, and what may be done about it. */
export interface EditedInvoice {
  readonly intent: BillingIntent
  readonly document: StoredDocument
  readonly facts: InvoiceFacts
  readonly parts: readonly BillingPart[]
  readonly edit: Edit
  /** Why it can't be put back, and why it can't be agreed to, in words; null where it can. */
  readonly whyNotRestored: string | null
  readonly whyNotAccepted: string | null
}

/** What was edited of an invoice, from what is stored; null where it says what was decided, or counts no more. */
export async function readEdit(sql: Sql, intent: BillingIntent): Promise<EditedInvoice | null> {
  const id = intent.quickbooksId
  const document = id === null ? undefined : (await readDocuments(sql, 'Invoice', [id])).get(id)
  if (!document) return null
  const parts = await readParts(sql, [intent.intentId])
  const facts = await factsNow(sql, intent, document)
  const edit = facts.effective ? editOf(facts, parts, intent) : null
  if (edit === null) return null
  return {
    intent,
    document,
    facts,
    parts,
    edit,
    whyNotRestored:
      whyNotRestored({
        intent,
        facts,
        edit,
        moneyOnIt: await isMoneyOn(sql, document),
        closedUpTo: await readClosedUpTo(sql),
      }) ?? (await whyMoreThanThere(sql, intent, edit)),
    whyNotAccepted: whyNotAccepted(edit, await readOpenPayers(sql, edit)),
  }
}

/** A payment or a credit may be on it although it left nothing open, or was for nothing. */
async function isMoneyOn(sql: Sql, { quickbooksId, body }: StoredDocument): Promise<boolean> {
  const linked = (body?.LinkedTxn ?? []).some(
    ({ TxnType }) => TxnType === 'Payment' || TxnType === 'CreditMemo',
  )
  if (linked || /[1-9]/.test(body?.Deposit ?? '')) return true
  const links = await readPaymentLinks(sql, [quickbooksId])
  return links.some(({ toKind, toId }) => toKind === 'Invoice' && toId === quickbooksId)
}

/** The day up to which the books are closed, as QuickBooks' settings said last. */
async function readClosedUpTo(sql: Sql): Promise<string | null> {
  const accounting: unknown = (await readOnly(sql, 'preferences'))?.body['AccountingInfoPrefs']
  if (typeof accounting !== 'object' || accounting === null || !('BookCloseDate' in accounting)) return null
  return typeof accounting.BookCloseDate === 'string' ? accounting.BookCloseDate : null
}

/** Milestones of several payers of which another one's part is not billed: their shares would move. */
async function readOpenPayers(sql: Sql, edit: Edit): Promise<string[]> {
  const names: string[] = []
  if (!edit.lines.some(({ part }) => isOfSeveral(part))) return names
  for (const { milestoneId, scheduleId } of milestoneChanges(edit)) {
    const schedule = await readSchedule(sql, scheduleId)
    const milestone = (await readMilestones(sql, [scheduleId])).find(
      (each) => each.milestoneId === milestoneId,
    )
    if (!schedule || !milestone) continue
    const open = unbilledParts(payerParts(schedule, milestone), await readPartsOfMilestone(sql, milestoneId))
    if (open.length > 0) names.push(milestone.name)
  }
  return names
}
