import type { Sql } from '../postgres/database'

/** One thing that is owed to a vendor: a message of the outbox, or a deal whose figures HubSpot does not have. */
export interface OwedRow {
  readonly kind: 'message' | 'deal'
  readonly id: string
}

/** What is owed to both vendors, oldest first; refused work too, because someone still waits for it. */
export async function listAllOwed(sql: Sql, page: { limit: number; offset: number }): Promise<OwedRow[]> {
  return sql<OwedRow>(
    `select 'message' as kind, message_id::text as id, created_at as since from outbox_message
       where state in ('waiting', 'unclear', 'refused')
     union all
     select 'deal', mirror_id::text, dirty_since from deal_mirror where dirty_since is not null
     order by since, id limit $1 offset $2`,
    [page.limit, page.offset],
  )
}
