import { DEEPEST, FAMILIES } from '../../masters/customer-family-table'
import type { Sql } from '../../postgres/database'
import type { DocumentBody } from '../books/document'
import type { OpenRefund } from './refund'

interface Row {
  quickbooks_id: string
  customer_id: string
  body: DocumentBody
}

const COLUMNS = 'd.quickbooks_id, d.customer_id, d.body'
const OPEN = `d.kind = 'RefundReceipt' and d.deleted_at is null and d.customer_id is not null
       and not exists (select from attribution a where a.kind = d.kind and a.quickbooks_id = d.quickbooks_id
         and a.workspace_id = d.workspace_id)`

const toRefund = ({ quickbooks_id, customer_id, body }: Row): OpenRefund => ({
  refundId: quickbooks_id,
  number: body.DocNumber ?? null,
  on: body.TxnDate ?? null,
  customerId: customer_id,
  customer: body.CustomerRef?.name ?? null,
  body,
})

/**
 * Refund receipts to these customers, or to whoever stands above or below one of them, that stand, and of which nobody has
 * said yet what they are for; the oldest first. The company's other refunds, a shop's say, are not read.
 */
export async function readOpenRefunds(sql: Sql, customerIds: readonly string[]): Promise<OpenRefund[]> {
  if (customerIds.length === 0) return []
  const rows = await sql<Row>(
    `with recursive ${FAMILIES}
     select ${COLUMNS} from document d
     where d.customer_id = any(array(select id from above union select id from below)) and ${OPEN}
     order by d.changed_at, d.quickbooks_id`,
    [[...new Set(customerIds)], DEEPEST],
  )
  return rows.map(toRefund)
}

/** One of them, whoever it is to; null where there is nothing to say about it. */
export async function readOpenRefund(sql: Sql, refundId: string): Promise<OpenRefund | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from document d where d.quickbooks_id = $1 and ${OPEN}`, [
    refundId,
  ])
  return row ? toRefund(row) : null
}

/** Everybody to whom we have an invoice in QuickBooks. */
export async function billedCustomers(sql: Sql): Promise<string[]> {
  const rows = await sql<{ customer_id: string }>(
    `select distinct customer_id from billing_intent where state = 'posted' order by customer_id`,
  )
  return rows.map((row) => row.customer_id)
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
