import type { Database, Sql } from '../postgres/database'

/** What only an operator asks of the database. */

/** PostgreSQL's version and the migrations this database has had, oldest first. */
export async function readDatabaseState(
  database: Database,
): Promise<{ version: string; migrations: string[] }> {
  return database.outside(async (sql) => {
    // The list of migrations belongs to the login role; the application's role has no business in it.
    await sql('set local role none')
    const [server] = await sql<{ version: string }>("select current_setting('server_version') as version")
    const rows = await sql<{ name: string }>('select name from milepost.migration order by id')
    return { version: server?.version ?? '', migrations: rows.map((row) => row.name) }
  })
}

/** Something that waits: how many, and since when the oldest. */
export interface Waiting {
  readonly count: number
  readonly oldest: Date | null
}

export interface WorkspaceState {
  readonly waiting: Waiting
  readonly unclear: Waiting
  readonly refused: Waiting
  /** Webhook events of both vendors that are not settled. */
  readonly events: Waiting
  /** Deals that HubSpot has to hear about. */
  readonly unwritten: Waiting
  /** Open attention items. */
  readonly attention: Waiting
}

/** How much of the current workspace waits. */
export async function readWorkspaceState(sql: Sql): Promise<WorkspaceState> {
  const rows = await sql<{ what: keyof WorkspaceState; count: bigint; oldest: Date | null }>(
    `select state as what, count(*) as count, min(created_at) as oldest from outbox_message
       where state in ('waiting', 'unclear', 'refused') group by state
     union all select 'events', count(*), min(received_at) from inbox_event where settled_at is null
     union all select 'unwritten', count(*), min(dirty_since) from deal_mirror where dirty_since is not null
     union all select 'attention', count(*), min(since) from attention where settled_at is null`,
  )
  const of = (what: keyof WorkspaceState): Waiting => {
    const row = rows.find((each) => each.what === what)
    return { count: Number(row?.count ?? 0n), oldest: row?.oldest ?? null }
  }
  return {
    waiting: of('waiting'),
    unclear: of('unclear'),
    refused: of('refused'),
    events: of('events'),
    unwritten: of('unwritten'),
    attention: of('attention'),
  }
}
