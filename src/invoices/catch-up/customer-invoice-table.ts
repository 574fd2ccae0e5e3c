import type { Sql } from '../../postgres/database'
import type { DocumentBody, StoredDocument } from '../books/document'

/** When each of these customers' invoices were last listed, and from which day on. */
export async function readCustomerReadings(
  sql: Sql,
  customerIds: readonly string[],
): Promise<Map<string, { since: string; readAt: Date }>> {
  const rows = await sql<{ customer_id: string; since: string; read_at: Date }>(
    'select customer_id, since, read_at from customer_reading where customer_id = any($1)',
    [customerIds],
  )
  return new Map(rows.map((row) => [row.customer_id, { since: row.since, readAt: row.read_at }]))
}

export async function saveCustomerReadings(
  sql: Sql,
  customerIds: readonly string[],
  since: string,
): Promise<void> {
  await sql(
    `insert into customer_reading (workspace_id, customer_id, since, read_at)
     select milepost.current_workspace(), c, $2, milepost.now() from unnest($1::text[]) c order by c
     on conflict (workspace_id, customer_id) do update set since = excluded.since, read_at = excluded.read_at`,
    [customerIds, since],
  )
}

/** An invoice as it is held, and which deal bills by it, where one does. */
export interface KnownInvoice {
  readonly document: StoredDocument
  readonly heldBy: {
    readonly scheduleId: string
    readonly dealName: string
    readonly milestones: string
  } | null
}

interface Row {
  quickbooks_id: string
  sync_token: string | null
  changed_at: Date | null
  body: DocumentBody | null
  schedule_id: string | null
  deal_name: string | null
  milestones: string | null
}

const SELECT = `select d.quickbooks_id, d.sync_token, d.changed_at, d.body, i.schedule_id, deal.name as deal_name,
    (select string_agg('“' || m.name || '”', ', ' order by m.position) from milestone m
     where m.workspace_id = i.workspace_id and m.milestone_id in (
       select p.milestone_id from billing_part p where p.workspace_id = i.workspace_id and p.intent_id = i.intent_id)
    ) as milestones
  from document d
  left join billing_intent i on i.workspace_id = d.workspace_id and i.quickbooks_id = d.quickbooks_id
  left join deal on deal.workspace_id = i.workspace_id and deal.deal_id = i.deal_id
  where d.kind = 'Invoice' and d.deleted_at is null and d.customer_id = any($1)`

const toKnown = (row: Row): KnownInvoice => ({
  document: {
    kind: 'Invoice',
    quickbooksId: row.quickbooks_id,
    syncToken: row.sync_token,
    changedAt: row.changed_at,
    body: row.body,
    deletedAt: null,
  },
  heldBy:
    row.schedule_id === null
      ? null
      : {
          scheduleId: row.schedule_id,
          dealName: row.deal_name ?? 'another deal',
          milestones: row.milestones ?? 'a milestone',
        },
})

/** Invoices of these customers issued on that day or later, newest first; one more than `most` says there are more. */
export async function listInvoicesOfCustomers(
  sql: Sql,
  customerIds: readonly string[],
  since: string,
  most: number,
): Promise<KnownInvoice[]> {
  const rows = await sql<Row>(
    `${SELECT} and d.body->>'TxnDate' >= $2
     order by d.body->>'TxnDate' desc, length(d.quickbooks_id) desc, d.quickbooks_id desc limit $3`,
    [customerIds, since, most + 1],
  )
  return rows.map(toKnown)
}

/**
 * Invoices of these customers that bill no milestone here, with an amount near this one (decimal text, a tenth more
 * or less; with tax on top), newest first: what a person may have made by hand for the same work.
 */
export async function listUnheldNear(
  sql: Sql,
  customerIds: readonly string[],
  amount: string,
  most: number,
): Promise<StoredDocument[]> {
  const rows = await sql<Row>(
    `${SELECT} and i.intent_id is null
       and (d.body->>'TotalAmt')::numeric between $2::numeric * 0.9 and $2::numeric * 1.5
     order by d.body->>'TxnDate' desc, d.quickbooks_id desc limit $3`,
    [customerIds, amount, most],
  )
  return rows.map((row) => toKnown(row).document)
}

/** Which of these QuickBooks invoices an intent here holds. */
export async function heldAmong(sql: Sql, quickbooksIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ quickbooks_id: string }>(
    'select quickbooks_id from billing_intent where quickbooks_id = any($1)',
    [quickbooksIds],
  )
  return new Set(rows.map((row) => row.quickbooks_id))
}
