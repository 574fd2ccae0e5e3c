import type { Database } from '../postgres/database'

/**
 * What crosses workspaces, for those who run the program and hold its database address anyway. It is read as the
 * role of the two doors, which sees queues and connections and no one's money.
 */
async function acrossWorkspaces<Row extends object>(database: Database, query: string): Promise<Row[]> {
  return database.outside(async (sql) => {
    await sql('set local role milepost_doors')
    return sql<Row>(query)
  })
}

/** Every workspace that has a token, a session or a connection. */
export async function listWorkspaceIds(database: Database): Promise<string[]> {
  const rows = await acrossWorkspaces<{ workspace_id: string }>(
    database,
    'select distinct workspace_id from milepost.door order by workspace_id',
  )
  return rows.map((row) => row.workspace_id)
}

export interface Depth {
  readonly queue: 'outbox' | 'inbox' | 'writeback'
  readonly state: string
  readonly count: number
  /** How long the oldest of them has waited, in seconds. */
  readonly oldestSeconds: number
}

/** How much waits in each queue, over all workspaces. */
export async function readDepths(database: Database): Promise<Depth[]> {
  const rows = await acrossWorkspaces<{
    queue: Depth['queue']
    state: string
    count: bigint
    oldest_seconds: number | null
  }>(
    database,
    `select 'outbox' as queue, s.state, count(m.message_id) as count,
       extract(epoch from milepost.now() - min(m.created_at))::float8 as oldest_seconds
     from unnest(array['waiting', 'unclear', 'refused']) as s(state)
     left join milepost.outbox_message m on m.state = s.state group by s.state
     union all select 'inbox', v.source, count(e.event_id),
       extract(epoch from milepost.now() - min(e.received_at))::float8
     from unnest(array['quickbooks', 'hubspot']) as v(source)
     left join milepost.inbox_event e on e.source = v.source and e.settled_at is null group by v.source
     union all select 'writeback', 'waiting', count(*),
       extract(epoch from milepost.now() - min(d.dirty_since))::float8
     from milepost.deal_mirror d where d.dirty_since is not null`,
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
  const rows = await acrossWorkspaces<{ vendor: string; status: string; count: bigint }>(
    database,
    'select vendor, status, count(*) as count from milepost.connection group by vendor, status order by 1, 2',
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}
