import type { Sql } from '../postgres/database'

/** Uses a ticket up. False where it was used before: of two that come at once, one is first. Older ones are forgotten. */
export async function spendTicket(sql: Sql, ticketId: string): Promise<boolean> {
  await sql("delete from spent_ticket where spent_at < milepost.now() - interval '1 day'")
  const rows = await sql(
    `insert into spent_ticket (workspace_id, ticket_id) values (milepost.current_workspace(), $1)
     on conflict do nothing returning 1`,
    [ticketId],
  )
  return rows.length > 0
}
