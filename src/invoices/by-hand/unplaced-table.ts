import type { Sql } from '../../postgres/database'
import type { DocumentBody, StoredDocument } from '../books/document'

/** An invoice of QuickBooks that bills nothing here. */
export interface UnplacedDocument {
  readonly document: StoredDocument
  /** Who said that it is none of ours; null where nobody did. */
  readonly setAsideBy: string | null
}

interface Row {
  quickbooks_id: string
  sync_token: string | null
  changed_at: Date | null
  body: DocumentBody | null
  set_aside_by: string | null
}

/**
 * Invoices of the customers of planned deals, and of those below them, that bill nothing here: issued since the contract
 * of the earliest of these deals, or since the day before it was planned: in the company's country it may be that day still.
 * The newest first.
 */
export async function listUnplaced(
  sql: Sql,
  page: { readonly limit: number; readonly offset: number; readonly setAside: boolean },
): Promise<UnplacedDocument[]> {
  const rows = await sql<Row>(
    `with paying as (
       select s.terms->>'customerId' as customer_id, coalesce(s.terms->>'contractDate', (s.created_at - interval '1 day')::date::text) as since
       from schedule s where s.terms->>'customerId' is not null
       union all
       select payer->'customer'->>'quickbooksId', coalesce(s.terms->>'contractDate', (s.created_at - interval '1 day')::date::text)
       from schedule s, jsonb_array_elements(s.terms->'payers') payer where jsonb_array_length(s.terms->'payers') > 0
       union all
       select payer->'customer'->>'quickbooksId', coalesce(s.terms->>'contractDate', (s.created_at - interval '1 day')::date::text)
       from milestone m join schedule s on s.workspace_id = m.workspace_id and s.schedule_id = m.schedule_id,
         jsonb_array_elements(m.details->'payers') payer where m.details ? 'payers'),
     family as (
       select customer_id, min(since) as since from (
         select customer_id, since from paying
         union all
         select c.quickbooks_id, p.since from paying p
           join master c on c.kind = 'customers' and c.body->'ParentRef'->>'value' = p.customer_id) each
       group by customer_id)
     select d.quickbooks_id, d.sync_token, d.changed_at, d.body, a.set_aside_by
     from document d join family f on f.customer_id = d.customer_id
     left join invoice_set_aside a on a.workspace_id = d.workspace_id and a.quickbooks_id = d.quickbooks_id
     where d.kind = 'Invoice' and d.deleted_at is null and d.body->>'TxnDate' >= f.since
       and (d.body->>'TotalAmt')::numeric > 0 and (a.quickbooks_id is not null) = $3
       and not exists (select from billing_intent i
         where i.workspace_id = d.workspace_id and i.quickbooks_id = d.quickbooks_id)
     order by d.body->>'TxnDate' desc, length(d.quickbooks_id) desc, d.quickbooks_id desc limit $1 offset $2`,
    [page.limit, page.offset, page.setAside],
  )
  return rows.map((row) => ({
    document: {
      kind: 'Invoice',
      quickbooksId: row.quickbooks_id,
      syncToken: row.sync_token,
      changedAt: row.changed_at,
      body: row.body,
      deletedAt: null,
    },
    setAsideBy: row.set_aside_by,
  }))
}
