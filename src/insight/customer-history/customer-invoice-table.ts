import type { Sql } from '../../postgres/database'

/**
 * Intents of invoices that these customers have in QuickBooks, or that are billed to them and have none there, or one that was
 * deleted before it was ever read; not what was taken back before it could exist. A customer is given as all the ids that it was
 * ever known by.
 */
export async function listCustomerIntents(sql: Sql, customerIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ intent_id: string }>(
    `select i.intent_id from document d
     join billing_intent i on i.workspace_id = d.workspace_id and i.quickbooks_id = d.quickbooks_id
     where d.kind = 'Invoice' and d.customer_id = any($1)
     union
     select i.intent_id from billing_intent i
     where i.customer_id = any($1) and i.state <> 'cancelled' and (i.quickbooks_id is null or i.quickbooks_id in (
       select d.quickbooks_id from document d where d.kind = 'Invoice' and d.customer_id is null))`,
    [customerIds],
  )
  return rows.map(({ intent_id }) => intent_id)
}

/** Which of these customers an invoice of ours was ever decided for. */
export async function billedAmong(sql: Sql, customerIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (customerIds.length === 0) return new Set()
  const rows = await sql<{ customer_id: string }>(
    `select distinct customer_id from billing_intent where customer_id = any($1) and state <> 'cancelled'`,
    [customerIds],
  )
  return new Set(rows.map(({ customer_id }) => customer_id))
}

/** A deal that a plan is of. */
export interface PlannedDealName {
  readonly dealId: string
  readonly name: string
}

/** The deals of these plans, by the ids of the plans. */
export async function dealsOfSchedules(
  sql: Sql,
  scheduleIds: readonly string[],
): Promise<ReadonlyMap<string, PlannedDealName>> {
  const rows = await sql<{ schedule_id: string; deal_id: string; name: string | null }>(
    `select s.schedule_id, s.deal_id, d.name from schedule s
     left join deal d on d.workspace_id = s.workspace_id and d.deal_id = s.deal_id
     where s.schedule_id = any($1)`,
    [scheduleIds],
  )
  return new Map(
    rows.map((row) => [row.schedule_id, { dealId: row.deal_id, name: row.name ?? 'Unnamed deal' }]),
  )
}
