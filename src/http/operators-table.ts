import type { Database } from '../postgres/database'

/*
 * What crosses workspaces, for those who run the program and hold its database address anyway: through the third of
 * the doors, which counts queues and connections and sees no one's money.
 */

/** Every workspace that has a token, a session or a connection. */
export async function listWorkspaceIds(database: Database): Promise<string[]> {
  const rows = await database.outside((sql) =>
    sql<{ workspace_id: string }>('select workspace_id from milepost.workspace_ids()'),
  )
  return rows.map((row) => row.workspace_id)
}

export interface Depth {
  readonly queue: 'outbox' | 'inbox' | 'writeback' | 'triggers' | 'upkeep'
  readonly state: string
  readonly count: number
  /** How long the oldest of them has waited, in seconds. */
  readonly oldestSeconds: number
}

/** How much waits in each queue, over all workspaces. */
export async function readDepths(database: Database): Promise<Depth[]> {
  const rows = await database.outside((sql) =>
    sql<{ queue: Depth['queue']; state: string; count: bigint; oldest_seconds: number | null }>(
      'select queue, state, count, oldest_seconds from milepost.queue_depths()',
    ),
  )
  return rows.map((row) => ({
    queue: row.queue,
    state: row.state,
    count: Number(row.count),
    oldestSeconds: Math.max(0, row.oldest_seconds ?? 0),
  }))
}

/** Connections by vendor and status. */
export async function countConnections(
  database: Database,
): Promise<{ vendor: string; status: string; count: number }[]> {
  const rows = await database.outside((sql) =>
    sql<{ vendor: string; status: string; count: bigint }>(
      'select vendor, status, count from milepost.connection_counts()',
    ),
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}
