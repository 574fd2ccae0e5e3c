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
  readonly kinds: readonly ('deal' | 'connection' | 'attention')[]
}

const MOST_IDS = 50

/** Tells open pages that these deals look different, when this transaction commits. */
export async function announceDeals(sql: Sql, dealIds: readonly string[]): Promise<void> {
  await tell(
    sql,
    `select pg_notify($1, json_build_object('workspaceId', milepost.current_workspace(), 'deals', $2::json,
       'kinds', '["deal", "attention"]'::json)::text)`,
    [CHANGED_CHANNEL, JSON.stringify(dealIds.slice(0, MOST_IDS))],
  )
}

export async function announceConnection(sql: Sql): Promise<void> {
  await tell(
    sql,
    `select pg_notify($1, json_build_object('workspaceId', milepost.current_workspace(), 'deals', '[]'::json,
       'kinds', '["connection", "attention"]'::json)::text)`,
    [CHANGED_CHANNEL],
  )
}
