import type { Sql } from '../../postgres/database'

/** Names the question about an invoice that another customer was given, as it is asked on one deal. */
export const movedCause = (intentId: string, customerId: string, dealId: string): string =>
  `customer:${intentId}:${customerId}:${dealId}`

/** Invoices of these deals that another customer has than was billed, and those of which that is asked, or was left. */
export async function readMovedIds(sql: Sql, dealIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ intent_id: string }>(
    `select i.intent_id from schedule s
       join billing_part p on p.workspace_id = s.workspace_id and p.schedule_id = s.schedule_id
       join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id
       join document d on d.workspace_id = i.workspace_id and d.kind = 'Invoice' and d.quickbooks_id = i.quickbooks_id
     where s.deal_id = any($1) and i.state = 'posted' and d.deleted_at is null and d.customer_id <> i.customer_id
     union
     select a.intent_id from attention a
     where a.deal_id = any($1) and a.kind = 'differs' and a.intent_id is not null and starts_with(a.cause, 'customer:')
       and (a.settled_at is null or a.settled_how = 'leave')
     order by 1`,
    [dealIds],
  )
  return rows.map((row) => row.intent_id)
}

/** What was asked of these invoices' customers is over, whether it is open or a person left it, but for these causes. */
export async function endMoved(
  sql: Sql,
  intentIds: readonly string[],
  butFor: readonly string[],
  who: string,
): Promise<void> {
  await sql(
    `update attention set settled_at = coalesce(settled_at, milepost.now()), settled_by = coalesce(settled_by, $3),
       settled_how = case when settled_at is null then 'put right' else 'left, put right' end
     where intent_id = any($1) and kind = 'differs' and starts_with(cause, 'customer:')
       and (settled_at is null or settled_how = 'leave') and cause <> all($2)`,
    [intentIds, butFor, who],
  )
}
