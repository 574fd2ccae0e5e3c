import type { Sql } from '../../postgres/database'

/** Keeps that an invoice of QuickBooks bills nothing here, by whoever said so first. */
export async function addSetAside(sql: Sql, quickbooksId: string, who: string): Promise<boolean> {
  const rows = await sql(
    `insert into invoice_set_aside (workspace_id, quickbooks_id, set_aside_by)
     values (milepost.current_workspace(), $1, $2) on conflict do nothing returning 1 as added`,
    [quickbooksId, who],
  )
  return rows.length > 0
}

/** Forgets it; false where nobody had said so. */
export async function removeSetAside(sql: Sql, quickbooksId: string): Promise<boolean> {
  const rows = await sql('delete from invoice_set_aside where quickbooks_id = $1 returning 1 as removed', [
    quickbooksId,
  ])
  return rows.length > 0
}

/** Which of these invoices people set aside, and who did. */
export async function setAsideAmong(
  sql: Sql,
  quickbooksIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ quickbooks_id: string; set_aside_by: string }>(
    'select quickbooks_id, set_aside_by from invoice_set_aside where quickbooks_id = any($1)',
    [quickbooksIds],
  )
  return new Map(rows.map((row) => [row.quickbooks_id, row.set_aside_by]))
}
