import { Pool, type PoolClient, types } from 'pg'
import type { Clock } from '../clock/clock'

/**
 * The database, as everyone else sees it: transactions that belong to one workspace. Row-level security is
 * on, and the role that runs them can't bypass it: a query outside a workspace finds nothing.
 */
export interface Database {
  /** One transaction in one workspace. Rolls back when `work` throws. */
  inWorkspace<T>(workspaceId: string, work: (sql: Sql) => Promise<T>): Promise<T>
  /** One transaction in no workspace: sees no tenant's row, only the two doors. */
  outside<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Holds a session lock that says this program is running; true when it is the only one. */
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
/** Any number: the key under which running programs announce themselves. */
const ALIVE_LOCK = 7_215_501

export function openDatabase(options: { url: string; clock: Clock; connections?: number }): Database {
  const pool = new Pool({
    connectionString: options.url,
    max: options.connections ?? 12,
    // Least rights from the first byte: even the login role acts as the application's role.
    options: `-c role=${ROLE} -c search_path=milepost -c statement_timeout=30000`,
    connectionTimeoutMillis: 10_000,
    query_timeout: 35_000,
    keepAlive: true,
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the program.
  pool.on('error', () => undefined)

  async function transaction<T>(workspaceId: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('begin')
      await client.query(
        "select set_config('milepost.workspace', $1, true), set_config('milepost.ahead_ms', $2, true)",
        [workspaceId, aheadMs(options.clock)],
      )
      const result = await work(statements(client))
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  let lifeline: PoolClient | undefined
  return {
    inWorkspace: transaction,
    outside: (work) => transaction('', work),
    async announce() {
      lifeline ??= await pool.connect()
      lifeline.on('error', () => undefined)
      const alone = await lifeline.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
        ALIVE_LOCK,
      ])
      await lifeline.query('select pg_advisory_lock_shared($1)', [ALIVE_LOCK])
      if (alone.rows[0]?.alone) await lifeline.query('select pg_advisory_unlock($1)', [ALIVE_LOCK])
      return alone.rows[0]?.alone === true
    },
    answers: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    async close() {
      lifeline?.release(true)
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
