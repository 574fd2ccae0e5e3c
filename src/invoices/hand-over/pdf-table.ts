import type { Sql } from '../../postgres/database'

/** An invoice as QuickBooks printed it, and which version of it that was. */
export interface KeptPdf {
  readonly syncToken: string
  readonly bytes: Uint8Array
}

export async function readPdf(sql: Sql, quickbooksId: string): Promise<KeptPdf | null> {
  const [row] = await sql<{ sync_token: string; bytes: Buffer }>(
    'select sync_token, bytes from invoice_pdf where quickbooks_id = $1',
    [quickbooksId],
  )
  return row ? { syncToken: row.sync_token, bytes: row.bytes } : null
}

/** Which version of an invoice is kept, and how large it is, without loading it. */
export async function readPdfSize(
  sql: Sql,
  quickbooksId: string,
): Promise<{ readonly syncToken: string; readonly size: number } | null> {
  const [row] = await sql<{ sync_token: string; size: number }>(
    'select sync_token, octet_length(bytes) as size from invoice_pdf where quickbooks_id = $1',
    [quickbooksId],
  )
  return row ? { syncToken: row.sync_token, size: row.size } : null
}

/** Keeps the newest printing; an older one that comes late changes nothing. */
export async function keepPdf(sql: Sql, quickbooksId: string, pdf: KeptPdf): Promise<void> {
  await sql(
    `insert into invoice_pdf (workspace_id, quickbooks_id, sync_token, bytes)
     values (milepost.current_workspace(), $1, $2, $3)
     on conflict (workspace_id, quickbooks_id) do update
       set sync_token = excluded.sync_token, bytes = excluded.bytes, read_at = milepost.now()
     where invoice_pdf.sync_token::numeric < excluded.sync_token::numeric`,
    [quickbooksId, pdf.syncToken, pdf.bytes],
  )
}
