import { type Sql, tell } from '../postgres/database'
import type { QueueName } from './claim'

/** PostgreSQL's notification channels: which queue has work, and what people should see anew. */
export const RING_CHANNEL = 'milepost_ring'
export const CHANGED_CHANNEL = 'milepost_changed'

/** Wakes the workers of a queue when this transaction commits. Only a doorbell: the rows are the work. */
export async function ring(sql: Sql, queue: QueueName): Promise<void> {
  await tell(sql, 'select pg_notify($1, $2)', [RING_CHANNEL, queue])
}

export interface Announcement {
  readonly workspaceId: string
  readonly deals: readonly string[]
  /** So many deals that they are not named one by one. */
  readonly every: boolean
  readonly kinds: readonly ('deal' | 'connection' | 'attention')[]
}

/** A notification holds less than 8,000 bytes. */
const MOST_IDS = 50
/** Past this, open pages read whatever they show. */
const MOST_NAMED = 500

/** Tells open pages that these deals look different, when this transaction commits. */
export async function announceDeals(sql: Sql, dealIds: readonly string[]): Promise<void> {
  const ids = [...new Set(dealIds)]
  const every = ids.length > MOST_NAMED
  const parts = every ? [[]] : partsOf(ids)
  await tell(
    sql,
    `select pg_notify($1, json_build_object('workspaceId', milepost.current_workspace(), 'deals', part,
       'every', $3::boolean, 'kinds', '["deal", "attention"]'::json)::text)
     from json_array_elements($2::json) part`,
    [CHANGED_CHANNEL, JSON.stringify(parts), every],
  )
}

/** In parts that a notification can hold; one that names nobody where there is nobody. */
function partsOf(ids: readonly string[]): string[][] {
  const parts = [ids.slice(0, MOST_IDS)]
  for (let at = MOST_IDS; at < ids.length; at += MOST_IDS) parts.push(ids.slice(at, at + MOST_IDS))
  return parts
}

export async function announceConnection(sql: Sql): Promise<void> {
  await tell(
    sql,
    `select pg_notify($1, json_build_object('workspaceId', milepost.current_workspace(), 'deals', '[]'::json,
       'every', false, 'kinds', '["connection", "attention"]'::json)::text)`,
    [CHANGED_CHANNEL],
  )
}
