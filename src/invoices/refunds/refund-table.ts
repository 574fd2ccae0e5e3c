import type { Sql } from '../../postgres/database'
import type { DocumentBody } from '../books/document'
import type { OpenRefund } from './refund'

interface Row {
  quickbooks_id: string
  customer_id: string
  body: DocumentBody
}

/** Refund receipts that stand, and of which nobody has said what they are for; the oldest first. */
export async function readOpenRefunds(sql: Sql): Promise<OpenRefund[]> {
  const rows = await sql<Row>(
    `select d.quickbooks_id, d.customer_id, d.body from document d
     where d.kind = 'RefundReceipt' and d.deleted_at is null and d.customer_id is not null
       and not exists (select from attribution a where a.kind = d.kind and a.quickbooks_id = d.quickbooks_id
         and a.workspace_id = d.workspace_id)
     order by d.changed_at, d.quickbooks_id`,
  )
  return rows.map(({ quickbooks_id, customer_id, body }) => ({
    refundId: quickbooks_id,
    number: body.DocNumber ?? null,
    on: body.TxnDate ?? null,
    customerId: customer_id,
    customer: body.CustomerRef?.name ?? null,
    body,
  }))
}

/** Intents with an invoice to any of these customers, with whom it is to. */
export async function postedTo(
  sql: Sql,
  customerIds: readonly string[],
): Promise<{ intentId: string; customerId: string }[]> {
  const rows = await sql<{ intent_id: string; customer_id: string }>(
    `select intent_id, customer_id from billing_intent where state = 'posted' and customer_id = any($1)
     order by created_at, intent_id`,
    [customerIds],
  )
  return rows.map((row) => ({ intentId: row.intent_id, customerId: row.customer_id }))
}
