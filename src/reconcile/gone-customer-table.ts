import type { Sql } from '../postgres/database'

/** Some standing invoices and payments of customers that are gone; whose merge is known already is left out. */
export async function documentsOfGone(
  sql: Sql,
  customerIds: readonly string[],
  most: number,
): Promise<Map<string, { readonly kind: 'Invoice' | 'Payment'; readonly id: string }[]>> {
  const rows = await sql<{ customer_id: string; kind: 'Invoice' | 'Payment'; quickbooks_id: string }>(
    `select customer_id, kind, quickbooks_id from (
       select d.customer_id, d.kind, d.quickbooks_id,
         row_number() over (partition by d.customer_id order by d.kind, d.changed_at desc, d.quickbooks_id) as place
       from document d
       where d.customer_id = any($1) and d.kind in ('Invoice', 'Payment') and d.deleted_at is null
         and not exists (select from customer_merge m where m.dead_id = d.customer_id)
     ) held where place <= $2 order by customer_id, place`,
    [customerIds, most],
  )
  const held = new Map<string, { kind: 'Invoice' | 'Payment'; id: string }[]>()
  for (const { customer_id, kind, quickbooks_id } of rows)
    held.set(customer_id, [...(held.get(customer_id) ?? []), { kind, id: quickbooks_id }])
  return held
}

/** The newest standing invoices of each customer, and payments where there are too few; whose merge is known already is left out. */
export async function someDocumentsOfEach(
  sql: Sql,
  most: number,
): Promise<{ readonly customerId: string; readonly kind: 'Invoice' | 'Payment'; readonly id: string }[]> {
  const rows = await sql<{ customer_id: string; kind: 'Invoice' | 'Payment'; quickbooks_id: string }>(
    `select customer_id, kind, quickbooks_id from (
       select customer_id, kind, quickbooks_id,
         row_number() over (partition by customer_id order by kind, changed_at desc, quickbooks_id) as place
       from document d
       where kind in ('Invoice', 'Payment') and deleted_at is null and customer_id is not null
         and not exists (select from customer_merge m where m.dead_id = d.customer_id)
     ) held where place <= $1`,
    [most],
  )
  return rows.map(({ customer_id, kind, quickbooks_id }) => ({
    customerId: customer_id,
    kind,
    id: quickbooks_id,
  }))
}
