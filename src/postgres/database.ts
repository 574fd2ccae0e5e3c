import { Pool, type PoolClient, types } from 'pg'
import type { Clock } from '../clock/clock'
import { aliveLock } from './alive-lock'

/**
 * The database, as everyone else sees it: transactions that belong to one workspace. Row-level security is
 * on, and the role that runs them can't bypass it: a query outside a workspace finds nothing.
 */
export interface Database {
  /** One transaction in one workspace. Rolls back when `work` throws. */
  inWorkspace<T>(workspaceId: string, work: (sql: Sql) => Promise<T>): Promise<T>
  /** One transaction in no workspace: sees no tenant's row, only the two doors. */
  outside<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Says, until it is closed, that this program is running; true when it is the only one. */
  announce(): Promise<boolean>
  /** Whether the database answers now. */
  answers(): Promise<boolean>
  close(): Promise<void>
}

/** Runs one statement inside the transaction. Values are always parameters. */
export type Sql = <Row extends object = Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>

/** bigint columns are money and numbers of rows: never floats. */
types.setTypeParser(types.builtins.INT8, (text) => BigInt(text))
/** A calendar day stays text; a Date would drag a time zone in. */
types.setTypeParser(types.builtins.DATE, (text) => text)

const ROLE = 'milepost_app'
const heard = () => undefined

/** Every connection was in use for longer than anybody waits: nothing was begun. */
export class DatabaseBusy extends Error {
  constructor(cause: unknown) {
    super('every connection to the database is in use', { cause })
  }
}

/** The server can't be reached, or went away: what was under way is not stored, unless its commit was on its way. */
export class DatabaseAway extends Error {
  constructor(
    cause: unknown,
    readonly mayBeStored: boolean,
  ) {
    super('the database is away', { cause })
  }
}

/** `waitMs`: how long work waits for a connection that is free. */
export function openDatabase(options: {
  url: string
  clock: Clock
  connections?: number
  waitMs?: number
}): Database {
  const pool = new Pool({
    connectionString: options.url,
    max: options.connections ?? 12,
    // Least rights from the first byte: even the login role acts as the application's role.
    options: `-c role=${ROLE} -c search_path=milepost -c statement_timeout=30000`,
    connectionTimeoutMillis: options.waitMs ?? 20_000,
    query_timeout: 35_000,
    keepAlive: true,
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the program.
  pool.on('error', () => undefined)
  const alive = aliveLock(pool)

  async function transaction<T>(workspaceId: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      // Servers that are away say so by a code; a line that is too long says nothing.
      const isFull = pool.waitingCount > 0 || pool.totalCount >= pool.options.max
      throw isFull ? new DatabaseBusy(error) : new DatabaseAway(error, false)
    })
    // A server that ends says so on the connection, also between two statements: the next statement fails then. Without a
    // listener it would end the program.
    client.on('error', heard)
    let broken: Error | undefined
    let committing = false
    try {
      // In one round trip: every transaction of the program begins with it.
      const [ours, ahead, process] = [workspaceId, aheadMs(options.clock), String(alive.number() ?? '')].map(
        (text) => client.escapeLiteral(text),
      )
      await client.query(
        `begin; select set_config('milepost.workspace', ${ours}, true), set_config('milepost.ahead_ms', ${ahead}, true),
           set_config('milepost.process', ${process}, true)`,
      )
      const result = await work(statements(client))
      committing = true
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      // A server that is there takes a transaction back, whatever went wrong in it.
      throw broken === undefined ? error : new DatabaseAway(error, committing)
    } finally {
      client.off('error', heard)
      client.release(broken)
    }
  }

  return {
    inWorkspace: transaction,
    outside: (work) => transaction('', work),
    announce: alive.take,
    answers: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    async close() {
      await alive.end()
      await pool.end()
    },
  }
}

function statements(client: PoolClient): Sql {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...values])).rows
}

/** How far the program's clock is ahead of the machine's, so that SQL tells the same time. */
function aheadMs(clock: Clock): string {
  return 'offsetMs' in clock && typeof clock.offsetMs === 'function' ? String(clock.offsetMs()) : '0'
}

/** True when a statement hit this unique index or constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint
}
