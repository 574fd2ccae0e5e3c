import { linksFrom, type ReadDocument, readDocuments } from '../invoices/books/document-table'
import type { Sql } from '../postgres/database'

/** Invoices that a payment which really changed touches, or touched before, as far as we hold them. */
export async function findTouchedInvoices(
  sql: Sql,
  documents: readonly ReadDocument[],
  deleted: readonly { readonly entity: string; readonly id: string }[],
): Promise<{ kind: string; id: string }[]> {
  const payments = documents.filter((document) => document.kind === 'Payment')
  const held = await readDocuments(
    sql,
    'Payment',
    payments.map((payment) => payment.quickbooksId),
  )
  const newer = payments.filter((payment) => {
    const before = held.get(payment.quickbooksId)?.changedAt ?? null
    return before === null || before < payment.changedAt
  })
  const gone = deleted.filter((each) => each.entity === 'Payment').map((each) => each.id)
  const before = await linksFrom(sql, 'Payment', [...newer.map((payment) => payment.quickbooksId), ...gone])
  const ids = [...before, ...newer.flatMap((payment) => payment.links)]
    .filter((link) => link.toKind === 'Invoice')
    .map((link) => link.toId)
  const known = await readDocuments(sql, 'Invoice', ids)
  return [...known.values()]
    .filter((invoice) => invoice.deletedAt === null)
    .map((invoice) => ({ kind: 'Invoice', id: invoice.quickbooksId }))
}
