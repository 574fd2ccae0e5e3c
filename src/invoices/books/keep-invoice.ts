import type { Entities } from '../../../connectors/quickbooks/entities'
import type { Sql } from '../../postgres/database'
import { buryDocument, noteDocumentRead, saveDocuments } from './document-table'
import { documentOf } from './from-quickbooks'
import { addUntold } from './untold-document-table'

/**
 * Stores an invoice of ours that was read by itself, on the way to something else; null where QuickBooks has it no more.
 * The next reading of the company takes what is held as nothing new: so it is left to it by name to follow and to tell what
 * this one brought. Under the intent's lock.
 */
export async function keepInvoice(
  sql: Sql,
  quickbooksId: string,
  invoice: Entities['Invoice'] | null,
): Promise<void> {
  const isNew =
    invoice === null
      ? await buryDocument(sql, 'Invoice', quickbooksId)
      : (await saveDocuments(sql, [documentOf('Invoice', invoice)])).size > 0
  await noteDocumentRead(sql, 'Invoice', quickbooksId)
  if (isNew) await addUntold(sql, { invoices: [quickbooksId], refunds: [] })
}
