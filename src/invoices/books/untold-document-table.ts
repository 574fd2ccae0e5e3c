import type { Sql } from '../../postgres/database'

/** What documents touch, by their ids: whatever is told of it is told once all of them are stored. */
export interface Touched {
  readonly invoices: readonly string[]
  /** Refund receipts, which touch no invoice of themselves. */
  readonly refunds: readonly string[]
}

/** Keeps what stored documents touch until it was told, in the transaction that stores them. */
export async function addUntold(sql: Sql, { invoices, refunds }: Touched): Promise<void> {
  if (invoices.length + refunds.length === 0) return
  await sql(
    `insert into untold_document (workspace_id, kind, quickbooks_id)
     select milepost.current_workspace(), u.kind, u.id
     from (select 'Invoice' as kind, unnest($1::text[]) as id
           union select 'RefundReceipt', unnest($2::text[])) u
     order by u.kind, u.id on conflict do nothing`,
    [invoices, refunds],
  )
}

/** Whether a reading stored what nobody was told of. */
export async function hasUntold(sql: Sql): Promise<boolean> {
  const rows = await sql('select 1 from untold_document limit 1')
  return rows.length > 0
}

/**
 * What is to be told next, invoices first and in the order they were made: of two that carry the same mark, the one that
 * was made first is ours.
 */
export async function readUntold(sql: Sql, most: number): Promise<Touched> {
  const rows = await sql<{ kind: string; quickbooks_id: string }>(
    `select kind, quickbooks_id from untold_document
     order by kind, length(quickbooks_id), quickbooks_id limit $1`,
    [most],
  )
  const idsOf = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => row.quickbooks_id)
  return { invoices: idsOf('Invoice'), refunds: idsOf('RefundReceipt') }
}

/** These were told, or can't be. */
export async function dropUntold(sql: Sql, { invoices, refunds }: Touched): Promise<void> {
  await sql(
    `delete from untold_document where (kind = 'Invoice' and quickbooks_id = any($1))
       or (kind = 'RefundReceipt' and quickbooks_id = any($2))`,
    [invoices, refunds],
  )
}
