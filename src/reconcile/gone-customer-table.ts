import { CUSTOMERS_OF_PLANS } from '../masters/master-table'
import type { Sql } from '../postgres/database'

/** A standing document, and whose it is as far as we know. */
export interface CustomersDocument {
  readonly customerId: string
  readonly kind: 'Invoice' | 'Payment'
  readonly id: string
}

interface Row {
  customer_id: string
  kind: 'Invoice' | 'Payment'
  quickbooks_id: string
}

const toDocument = (row: Row): CustomersDocument => ({
  customerId: row.customer_id,
  kind: row.kind,
  id: row.quickbooks_id,
})

/**
 * The newest standing invoices of each customer, or of these, and payments where there are too few; whose merge is known
 * already is left out.
 */
export async function someDocumentsOfEach(
  sql: Sql,
  most: number,
  customerIds: readonly string[] | null,
): Promise<CustomersDocument[]> {
  const rows = await sql<Row>(
    `select customer_id, kind, quickbooks_id from (
       select customer_id, kind, quickbooks_id,
         row_number() over (partition by customer_id order by kind, changed_at desc, quickbooks_id) as place
       from document d
       where kind in ('Invoice', 'Payment') and deleted_at is null and customer_id is not null
         and ($2::text[] is null or customer_id = any($2))
         and not exists (select from customer_merge m where m.dead_id = d.customer_id)
     ) held where place <= $1`,
    [most, customerIds],
  )
  return rows.map(toDocument)
}

/** Every standing invoice and payment of these customers. */
export async function documentsOfCustomers(
  sql: Sql,
  customerIds: readonly string[],
): Promise<CustomersDocument[]> {
  const rows = await sql<Row>(
    `select customer_id, kind, quickbooks_id from document
     where customer_id = any($1) and kind in ('Invoice', 'Payment') and deleted_at is null`,
    [customerIds],
  )
  return rows.map(toDocument)
}

/** Which of these customers are offered, and chosen for a deal, or pay a plan, all or a share, of all or of one milestone. */
export async function customersInUse(sql: Sql, customerIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ quickbooks_id: string }>(
    `select quickbooks_id from master where kind = 'customers' and active and quickbooks_id = any($1)
       and quickbooks_id in (${CUSTOMERS_OF_PLANS})
     order by quickbooks_id`,
    [customerIds],
  )
  return rows.map((row) => row.quickbooks_id)
}
