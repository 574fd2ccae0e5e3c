import { invoicesOfAttributed } from '../invoices/books/attribution-table'
import type { ReadDocument } from '../invoices/books/document-table'
import { buryDocument, saveDocuments } from '../invoices/books/document-table'
import { intentsOfDocuments, lockIntentsOf } from '../invoices/intent-table'
import { markerIn } from '../invoices/sending/find-invoice'
import { customerMaster } from '../masters/customer-master'
import { estimateMaster } from '../masters/estimate-master'
import { saveMasters } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import { applyInvoices } from './apply-invoices'
import { type Found, halves, invoicesIn, type Named, namesOf } from './found'
import { isOfContents } from './of-contents'
import { refuseOtherCurrency, refuseUnbelievable, Untakable } from './untakable'

/** One thing that was found and can't be taken in, and why: null where only the log can say. */
export interface Refused {
  readonly name: Named
  readonly why: string | null
}

/**
 * Stores what was found and follows it to the milestones. Safe to run twice and in any order, because what is older than
 * what is held is passed over. Answers how many documents were new. Throws Untakable.
 */
export async function applyFound(sql: Sql, found: Found): Promise<number> {
  const documents = namesOf(found).map(({ kind, id }) => ({ kind, quickbooksId: id }))
  const invoiceIds = [...new Set([...invoicesIn(found), ...(await invoicesOfAttributed(sql, documents))])]
  const refunds = documents.filter(({ kind }) => kind === 'RefundReceipt')
  await lockIntentsOf(sql, { quickbooksIds: invoiceIds, markers: markersIn(found.documents) })
  found.documents.forEach(refuseUnbelievable)
  await refuseCurrencies(sql, found.documents)
  for (const { kind, id } of found.buried) await buryDocument(sql, kind, id)
  const stored = await saveDocuments(sql, found.documents)
  await saveMasters(sql, 'customers', found.customers.map(customerMaster))
  await saveMasters(sql, 'estimates', found.estimates.map(estimateMaster))
  await applyInvoices(sql, invoiceIds, new Set(refunds.map(({ quickbooksId }) => quickbooksId)))
  return stored.size + found.buried.length
}

/**
 * Finds what can't be taken in among what was found, by halves, each in a transaction of its own: everything else is
 * taken in on the way. What fails alone is tried once more before it is blamed. Throws what is the database's fault.
 */
export async function takeApart(
  within: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>,
  found: Found,
  tell: (error: unknown, name: Named) => void,
): Promise<Refused[]> {
  const error = await failureOf(() => within((sql) => applyFound(sql, found)))
  if (error === null) return []
  const two = halves(found)
  if (two !== null) {
    return [...(await takeApart(within, two[0], tell)), ...(await takeApart(within, two[1], tell))]
  }
  const [name] = namesOf(found)
  const again = await failureOf(() => within((sql) => applyFound(sql, found)))
  if (again === null || name === undefined) return []
  tell(again, name)
  return [{ name, why: again instanceof Untakable ? again.message : null }]
}

/** What the contents did wrong, or null where all went well; any other failure is thrown. */
async function failureOf(work: () => Promise<unknown>): Promise<Error | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (isOfContents(error)) return error
    throw error
  }
}

/** The marks in their memos: whose invoices they may be. */
function markersIn(documents: readonly ReadDocument[]): string[] {
  return documents.flatMap((document) => {
    const memo = 'PrivateNote' in document.body ? document.body.PrivateNote : undefined
    const marker = typeof memo === 'string' ? markerIn(memo) : null
    return marker === null ? [] : [marker]
  })
}

/** What bills milestones is in their currency. */
async function refuseCurrencies(sql: Sql, documents: readonly ReadDocument[]): Promise<void> {
  const invoices = new Map(
    documents.filter(({ kind }) => kind === 'Invoice').map((each) => [each.quickbooksId, each]),
  )
  for (const intent of await intentsOfDocuments(sql, [...invoices.keys()])) {
    const document = invoices.get(intent.quickbooksId ?? '')
    if (document) refuseOtherCurrency(document, intent.currency)
  }
}
