import type { Sql } from '../../postgres/database'

/**
 * Intents on whose invoices something is open, of the few that are unpaid, by their index; and those of these invoices, by
 * QuickBooks' ids, of which that can't be said. An intent is posted in the transaction that stores its invoice, so none is missing.
 */
export async function listOpenIntents(sql: Sql, unreadable: readonly string[]): Promise<string[]> {
  const rows = await sql<{ intent_id: string }>(
    `select i.intent_id from document d
     join billing_intent i on i.workspace_id = d.workspace_id and i.quickbooks_id = d.quickbooks_id
     where d.kind = 'Invoice' and d.deleted_at is null and d.body->>'Balance' not in ('0', '0.0', '0.00', '0.000')
     union
     select i.intent_id from billing_intent i where i.quickbooks_id = any($1)`,
    [unreadable],
  )
  return rows.map(({ intent_id }) => intent_id)
}
