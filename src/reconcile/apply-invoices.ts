import { raiseAttention } from '../attention/attention-table'
import { type Happening, record } from '../history/history-table'
import { askAboutCustomers } from '../invoices/books/ask-about-customer'
import { compareInvoice } from '../invoices/books/compare-invoice'
import { invoiceFacts, type StoredDocument } from '../invoices/books/document'
import { readDocuments } from '../invoices/books/document-table'
import { followLateness } from '../invoices/books/follow-lateness'
import { followDifferences } from '../invoices/books/tell-differences'
import { lookAgainBeside } from '../invoices/by-hand/look-again'
import { noticeByHand } from '../invoices/by-hand/notice-by-hand'
import { followCredits } from '../invoices/credits/follow-credits'
import { type BillingIntent, dealsOf } from '../invoices/intent'
import { intentsOfDocuments, intentsOfMarkers } from '../invoices/intent-table'
import { followRefunds } from '../invoices/refunds/follow-refunds'
import { bindInvoice } from '../invoices/sending/bind-invoice'
import { markerIn } from '../invoices/sending/find-invoice'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { type Actor, program } from '../tenants/actor'
import { tellInvoices } from './tell-invoices'

/** What is told of documents was done there, not by us. */
const quickbooks: Actor = { ...program('QuickBooks'), who: 'QuickBooks' }

/**
 * What changed invoices mean for the milestones they bill. QuickBooks is right about documents: a voided or
 * deleted invoice frees its milestones, an edited one is shown with both numbers, and one that carries our
 * mark but that we lost sight of is bound again. Safe to run twice and in any order: it looks at what is
 * stored, not at what happened. `newRefunds` were just read, and are nobody's invoice. Answers what is to be told
 * of it, with `tellHistory`, once all else is done: everyone needs the history's head.
 */
export async function applyInvoices(
  sql: Sql,
  invoiceIds: readonly string[],
  newRefunds: ReadonlySet<string> = new Set(),
): Promise<readonly Happening[]> {
  if (invoiceIds.length === 0) {
    await markDirty(sql, await followRefunds(sql, newRefunds))
    return []
  }
  const documents = await readDocuments(sql, 'Invoice', invoiceIds)
  const story = await bindLost(sql, [...documents.values()])
  const intents = await intentsOfDocuments(sql, invoiceIds)
  const changed: string[] = []
  for (const intent of intents) {
    const document = documents.get(intent.quickbooksId ?? '')
    const said = document ? await compareInvoice(sql, intent, document) : []
    if (said.length > 0) changed.push(intent.intentId)
    story.push(...said)
  }
  await followDifferences(sql, intents, documents)
  await askAboutCustomers(sql, intents, documents)
  await followCredits(
    sql,
    intents.map(({ intentId }) => intentId),
  )
  await noticeByHand(sql, [...documents.values()])
  await lookAgainBeside(sql, changed)
  story.push(...(await tellInvoices(sql, intents, documents)))
  const refunded = await followRefunds(sql, newRefunds)
  const expected = await followLateness(
    sql,
    intents.map(({ customerId }) => customerId),
  )
  await markDirty(sql, [...intents.flatMap(dealsOf), ...refunded, ...expected])
  return story
}

/** Tells the history what people did in QuickBooks. The last thing of its transaction. */
export const tellHistory = (sql: Sql, story: readonly Happening[]): Promise<void> =>
  record(sql, quickbooks, story)

/** Invoices with our mark whose intent has none: the answer was lost, or a backup was restored. */
async function bindLost(sql: Sql, documents: readonly StoredDocument[]): Promise<Happening[]> {
  const bills = await intentsOfDocuments(
    sql,
    documents.map((document) => document.quickbooksId),
  )
  const taken = new Set(bills.map((intent) => intent.quickbooksId))
  const story: Happening[] = []
  const marked = documents
    // One that an intent already holds is settled, whosever mark it carries: a later generation may have found it.
    .filter((document) => !taken.has(document.quickbooksId))
    .map((document) => ({ document, marker: markerIn(document.body?.PrivateNote) }))
    .filter((each): each is { document: StoredDocument; marker: string } => each.marker !== null)
    .sort((a, b) => (BigInt(a.document.quickbooksId) < BigInt(b.document.quickbooksId) ? -1 : 1))
  const intents = await intentsOfMarkers(
    sql,
    marked.map((each) => each.marker),
  )
  const bound = new Map(intents.map((intent) => [intent.marker, intent.quickbooksId]))
  for (const { document, marker } of marked) {
    const intent = intents.find((each) => each.marker === marker)
    const held = bound.get(marker) ?? null
    if (!intent) {
      if (asksMoney(document)) await raiseStray(sql, document, null)
    } else if (held === null) {
      bound.set(marker, document.quickbooksId)
      story.push(...(await bindInvoice(sql, intent, document)))
    } else if (held !== document.quickbooksId && asksMoney(document)) {
      await raiseStray(sql, document, intent)
    }
  }
  return story
}

/** What was deleted or is all zero asks nobody to pay: a question about it is over. Nothing is nothing in any currency. */
const asksMoney = (document: StoredDocument): boolean =>
  document.deletedAt === null && !invoiceFacts(document, document.body?.CurrencyRef?.value ?? 'USD').zeroed

/** A copy that a person made, or an invoice of ours that this database has never known. */
async function raiseStray(sql: Sql, document: StoredDocument, original: BillingIntent | null): Promise<void> {
  const number = document.body?.DocNumber ?? document.quickbooksId
  await raiseAttention(sql, {
    cause: `stray:${document.quickbooksId}`,
    kind: original ? 'copied_document' : 'unlinked_document',
    dealId: original?.dealId ?? null,
    title: original
      ? `Invoice ${number} is a copy of one that Milepost made`
      : `Invoice ${number} carries Milepost's mark, but belongs to no milestone here`,
    detail: original
      ? 'While both count, the client is asked to pay twice: void the copy in QuickBooks. Link it if it bills another milestone, or if the first one is void by now; leave it if it bills something else.'
      : 'It may be from before a backup was restored. It is not counted for any deal. Link it to the milestone that it bills, or leave it.',
    actions: [
      ...(original ? [{ action: 'open_in_quickbooks', label: 'Void it in QuickBooks' }] : []),
      { action: 'place', label: original ? 'Link it to a milestone' : 'Link it' },
      { action: 'leave', label: 'Leave it' },
    ],
  })
}
