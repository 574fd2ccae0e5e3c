import type { Sql } from '../postgres/database'

/**
 * Milestones whose billing was blocked while their deals were deleted in HubSpot; the deals are back. Not those that wait for
 * the invoice of their month: the next one takes them along.
 */
export async function listBlockedByRemoval(sql: Sql): Promise<string[]> {
  const rows = await sql<{ milestone_id: string }>(
    `select a.milestone_id from attention a
     join deal d on d.workspace_id = a.workspace_id and d.deal_id = a.deal_id and not d.archived
     where a.kind = 'billing_blocked' and a.settled_at is null and a.milestone_id is not null
       and exists (select from attention r where r.cause = 'deal_removed:' || a.deal_id
                     and r.settled_how = 'restored' and r.since <= a.since and r.settled_at >= a.since)
       and not exists (select from monthly_due w
                         where w.workspace_id = a.workspace_id and w.milestone_id = a.milestone_id)
     order by a.since, a.milestone_id`,
  )
  return rows.map((row) => row.milestone_id)
}
