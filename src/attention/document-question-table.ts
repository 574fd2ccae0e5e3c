import type { Sql } from '../postgres/database'

/** What is asked now under these causes: the words of each that is open. */
export async function openDetails(sql: Sql, causes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ cause: string; detail: string }>(
    'select cause, detail from attention where cause = any($1) and settled_at is null',
    [causes],
  )
  return new Map(rows.map((row) => [row.cause, row.detail]))
}

/** Settles what is asked about documents of QuickBooks that no invoice of ours is: where they belong, or whether they are copies. */
export async function settleDocumentAttention(
  sql: Sql,
  quickbooksIds: readonly string[],
  who: string,
  how: string,
  butFor: readonly string[] = [],
): Promise<void> {
  await sql(
    `update attention set settled_at = milepost.now(), settled_by = $2, settled_how = $3
     where kind in ('unlinked_document', 'copied_document') and settled_at is null
       and split_part(cause, ':', 1) in ('unplaced', 'stray', 'by_hand') and split_part(cause, ':', 2) = any($1)
       and cause <> all($4)`,
    [quickbooksIds, who, how, butFor],
  )
}
