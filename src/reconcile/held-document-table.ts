import type { DocumentKind } from '../invoices/books/document'
import type { Sql } from '../postgres/database'

/** Ids of the documents of a kind that are held and were not deleted, as far as we know. */
export async function liveDocumentIds(sql: Sql, kind: DocumentKind): Promise<string[]> {
  const rows = await sql<{ quickbooks_id: string }>(
    'select quickbooks_id from document where kind = $1 and deleted_at is null order by quickbooks_id',
    [kind],
  )
  return rows.map((row) => row.quickbooks_id)
}
