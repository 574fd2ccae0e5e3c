import type { Sql } from '../../postgres/database'
import type { PaidInvoice } from './lateness'

/** So many of a customer's invoices, those due last, say how they pay now. */
const LAST_PAID = 12

/** No more of a customer's newest invoices are looked at for those that are paid. */
const LOOKED_AT = 40

/** The invoices that these customers paid last, by the payments that QuickBooks has of them: of each their newest alone. */
export async function listLastPaid(sql: Sql, customerIds: readonly string[]): Promise<PaidInvoice[]> {
  const rows = await sql<{ customer_id: string; due_on: string; paid_on: string }>(
    `select c.customer_id, paid.due_on, paid.paid_on from unnest($1::text[]) c(customer_id)
     cross join lateral (
       select d.body->>'DueDate' as due_on, max(p.body->>'TxnDate') as paid_on
       from (select workspace_id, intent_id, quickbooks_id from billing_intent
         where customer_id = c.customer_id and state = 'posted' order by issued_on desc, intent_id limit ${LOOKED_AT}) i
       join document d on d.workspace_id = i.workspace_id and d.kind = 'Invoice' and d.quickbooks_id = i.quickbooks_id
       join document_link l on l.workspace_id = i.workspace_id and l.to_kind = 'Invoice' and l.to_id = i.quickbooks_id
         and l.from_kind = 'Payment'
       join document p on p.workspace_id = i.workspace_id and p.kind = 'Payment' and p.quickbooks_id = l.from_id
       where d.deleted_at is null and p.deleted_at is null
         and d.body->>'Balance' in ('0', '0.0', '0.00', '0.000') and d.body->>'DueDate' is not null
       group by i.intent_id, d.body->>'DueDate'
       order by d.body->>'DueDate' desc, i.intent_id limit ${LAST_PAID}) paid
     where paid.paid_on is not null`,
    [customerIds],
  )
  return rows.map((row) => ({ customerId: row.customer_id, dueOn: row.due_on, paidOn: row.paid_on }))
}

/** Everyone who was ever billed. */
export async function listBilledCustomers(sql: Sql): Promise<string[]> {
  const rows = await sql<{ customer_id: string }>(
    `select distinct customer_id from billing_intent where state = 'posted' order by 1`,
  )
  return rows.map((row) => row.customer_id)
}

/** Keeps how late these customers pay, and of whom nobody can tell; answers those of whom that is new. */
export async function saveLateness(
  sql: Sql,
  customerIds: readonly string[],
  usual: ReadonlyMap<string, number>,
): Promise<string[]> {
  const forgotten = await sql<{ customer_id: string }>(
    'delete from customer_lateness where customer_id = any($1) and customer_id <> all($2) returning customer_id',
    [customerIds, [...usual.keys()]],
  )
  const learnt = await sql<{ customer_id: string }>(
    `insert into customer_lateness (workspace_id, customer_id, days)
     select milepost.current_workspace(), u.customer_id, u.days from unnest($1::text[], $2::int[]) u(customer_id, days)
     order by 2
     on conflict (workspace_id, customer_id) do update set days = excluded.days
       where customer_lateness.days <> excluded.days
     returning customer_id`,
    [[...usual.keys()], [...usual.values()]],
  )
  return [...forgotten, ...learnt].map((row) => row.customer_id)
}

/** By how many days after the due date these customers usually pay; of whom nobody can tell is left out. */
export async function readLateness(sql: Sql, customerIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ customer_id: string; days: number }>(
    'select customer_id, days from customer_lateness where customer_id = any($1)',
    [customerIds],
  )
  return new Map(rows.map((row) => [row.customer_id, row.days]))
}

/** The deals that these customers pay for, by their plans or by what was billed to them. */
export async function dealsOfPayers(sql: Sql, customerIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `select s.deal_id from schedule s where s.terms->>'customerId' = any($1)
     union select s.deal_id from schedule s, jsonb_array_elements(s.terms->'payers') p
       where jsonb_array_length(s.terms->'payers') > 0 and p->'customer'->>'quickbooksId' = any($1)
     union select s.deal_id from milestone m
       join schedule s on s.workspace_id = m.workspace_id and s.schedule_id = m.schedule_id,
       jsonb_array_elements(m.details->'payers') p
       where m.details ? 'payers' and p->'customer'->>'quickbooksId' = any($1)
     union select s.deal_id from billing_intent i
       join billing_part b on b.workspace_id = i.workspace_id and b.intent_id = i.intent_id
       join schedule s on s.workspace_id = b.workspace_id and s.schedule_id = b.schedule_id
       where i.customer_id = any($1) and i.state <> 'cancelled'
     order by 1`,
    [customerIds],
  )
  return rows.map((row) => row.deal_id)
}
