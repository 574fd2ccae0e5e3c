import type { Sql } from '../../postgres/database'
import { factsNow } from '../books/compare-invoice'
import type { InvoiceFacts, StoredDocument } from '../books/document'
import { readDocuments } from '../books/document-table'
import type { BillingIntent } from '../intent'

/** An invoice's document with what is known of it; null where QuickBooks has none, or it was not read yet. */
export async function readPosted(
  sql: Sql,
  intent: BillingIntent,
): Promise<{ readonly document: StoredDocument; readonly facts: InvoiceFacts } | null> {
  const id = intent.quickbooksId
  const document = id === null ? undefined : (await readDocuments(sql, 'Invoice', [id])).get(id)
  return document ? { document, facts: await factsNow(sql, intent, document) } : null
}
