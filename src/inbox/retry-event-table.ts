import { limits } from '../../config/limits'
import type { Sql } from '../postgres/database'
import type { Vendor } from '../tenants/connection-table'

/**
 * Has a document asked for again by its id, as if the vendor had rung for it; once for each time it changed, so
 * that a row which stays as it is does not ring for ever. One that was read after all, and can't be read once more, is.
 */
export async function addRetry(
  sql: Sql,
  row: { source: Vendor; entity: string; id: string; at: Date | null },
): Promise<void> {
  await sql(
    `insert into inbox_event (workspace_id, source, event_key, entity, entity_ids, operation, occurred_at, body,
       attempts, next_at)
     values (milepost.current_workspace(), $1, $2, $3, array[$4], 'unreadable', coalesce($5, milepost.now()), '{}',
       1, milepost.now() + $6 * interval '1 millisecond')
     on conflict (workspace_id, source, event_key) do update
       set attempts = excluded.attempts, next_at = excluded.next_at, occurred_at = excluded.occurred_at,
         settled_at = null, settled_how = null
       where inbox_event.settled_how = 'read'`,
    [
      row.source,
      `unreadable ${row.entity} ${row.id} ${row.at?.toISOString() ?? ''}`,
      row.entity,
      row.id,
      row.at,
      limits.retryFirstMs,
    ],
  )
}
