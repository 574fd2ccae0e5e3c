import type { Sql } from '../../postgres/database'
import type { DocumentBody } from './document'

/** Money, or a credit, of a customer that settles nothing yet. `left` is decimal text. */
export interface Unapplied {
  readonly kind: 'Payment' | 'CreditMemo'
  readonly quickbooksId: string
  readonly customerId: string
  readonly left: string
  readonly body: DocumentBody
  /** The intent whose invoice a person said that it is for; null where nobody did. */
  readonly intentId: string | null
}

/** What of these customers' payments and credit memos is not applied in QuickBooks, the oldest first. */
export async function readUnapplied(sql: Sql, customerIds: readonly string[]): Promise<Unapplied[]> {
  const rows = await sql<{
    kind: Unapplied['kind']
    quickbooks_id: string
    customer_id: string
    left_over: string
    body: DocumentBody
    intent_id: string | null
  }>(
    `select kind, quickbooks_id, customer_id, left_over, body, intent_id from (
       select d.kind, d.quickbooks_id, d.customer_id, d.body, a.intent_id, case d.kind when 'Payment' then d.body->>'UnappliedAmt'
         else coalesce(d.body->>'RemainingCredit', d.body->>'Balance') end as left_over
       from document d left join attribution a on a.kind = d.kind and a.quickbooks_id = d.quickbooks_id
         and a.workspace_id = d.workspace_id
       where d.kind in ('Payment', 'CreditMemo') and d.customer_id = any($1) and d.deleted_at is null) as each
     where left_over is not null and left_over::numeric <> 0
     order by body->>'TxnDate', kind, quickbooks_id`,
    [customerIds],
  )
  return rows.map((row) => ({
    kind: row.kind,
    quickbooksId: row.quickbooks_id,
    customerId: row.customer_id,
    left: row.left_over,
    body: row.body,
    intentId: row.intent_id,
  }))
}
