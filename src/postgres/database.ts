import { Pool, type PoolClient, types } from 'pg'
import type { Clock } from '../clock/clock'
import { aliveLock } from './alive-lock'
import { gather, isOutdatedPlan, statementNames, statementsOn } from './statements'

/**
 * The database, as everyone else sees it: transactions that belong to one workspace. Row-level security is
 * on, and the role that runs them can't bypass it: a query outside a workspace finds nothing.
 */
export interface Database {
  /** One transaction in one workspace. Rolls back when `work` throws. */
  inWorkspace<T>(workspaceId: string, work: (sql: Sql) => Promise<T>): Promise<T>
  /**
   * A reading of many statements that all see one moment, whatever is stored between two of them. It changes and locks
   * nothing: PostgreSQL refuses that.
   */
  inSnapshot<T>(workspaceId: string, work: (sql: Sql) => Promise<T>): Promise<T>
  /** One transaction in no workspace: sees no tenant's row, only the two doors. */
  outside<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /**
   * One statement in a transaction of its own, in a workspace or (null) in none: begun, run and committed in one round
   * trip. `work` asks exactly once; what it throws afterwards takes nothing back.
   */
  once<T>(workspaceId: string | null, work: (sql: Sql) => Promise<T>): Promise<T>
  /** Says, until it is closed, that this program is running; true when it is the only one. */
  announce(): Promise<boolean>
  /** Whether the database answers now. */
  answers(): Promise<boolean>
  close(): Promise<void>
}

/** Runs one statement inside the transaction. Values are always parameters. */
export interface Sql {
  <Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Asks without waiting; left out where there is no transaction to hear of a failure at its end. */
  readonly later?: (text: string, values?: readonly unknown[]) => void
}

/**
 * A statement whose answer nobody needs: it leaves, in its turn, together with whatever is asked next, or with the commit.
 * Should it fail, the transaction does, at its end at the latest: never use it for what a caller catches.
 */
export async function tell(sql: Sql, text: string, values: readonly unknown[] = []): Promise<void> {
  if (sql.later) sql.later(text, values)
  else await sql(text, values)
}

/** bigint columns are money and numbers of rows: never floats. */
types.setTypeParser(types.builtins.INT8, (text) => BigInt(text))
/** A calendar day stays text; a Date would drag a time zone in. */
types.setTypeParser(types.builtins.DATE, (text) => text)

const ROLE = 'milepost_app'
/** Every statement sees what was stored before the first one. */
const SNAPSHOT = ' isolation level repeatable read read only'
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
    // Answers come in turn; nobody waits for one before asking the next, unless it is needed.
    pipeline: true,
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the program.
  pool.on('error', () => undefined)
  const alive = aliveLock(pool)

  const names = statementNames()

  async function connect(): Promise<PoolClient> {
    const client = await pool.connect().catch((error: unknown) => {
      // Servers that are away say so by a code; a line that is too long says nothing.
      const isFull = pool.waitingCount > 0 || pool.totalCount >= pool.options.max
      throw isFull ? new DatabaseBusy(error) : new DatabaseAway(error, false)
    })
    // A server that ends says so on the connection, also between two statements: the next statement fails then. Without a
    // listener it would end the program.
    client.on('error', heard)
    return client
  }

  /** Every transaction of the program begins so; it leaves together with its first statement. */
  function begin(client: PoolClient, workspaceId: string, how = ''): Promise<unknown> {
    const [ours, ahead, process] = [workspaceId, aheadMs(options.clock), String(alive.number() ?? '')].map(
      (text) => client.escapeLiteral(text),
    )
    gather(client)
    const begun = client.query(
      `begin${how}; set local milepost.workspace = ${ours}; set local milepost.ahead_ms = ${ahead};
       set local milepost.process = ${process}`,
    )
    // Whoever asks next hears of it too.
    begun.catch(heard)
    return begun
  }

  /** `work` tells when what it did may be stored, whatever is heard of it. */
  async function onConnection<T>(work: (client: PoolClient, commits: () => void) => Promise<T>): Promise<T> {
    const client = await connect()
    let broken: Error | undefined
    let mayBeStored = false
    try {
      return await work(client, () => {
        mayBeStored = true
      })
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      // A server that is there takes a transaction back, whatever went wrong in it.
      if (broken !== undefined) throw new DatabaseAway(error, mayBeStored)
      if (isOutdatedPlan(error)) broken = new Error('a plan is outdated', { cause: error })
      throw error
    } finally {
      client.off('error', heard)
      client.release(broken)
    }
  }

  const transaction = <T>(workspaceId: string, work: (sql: Sql) => Promise<T>, how?: string): Promise<T> =>
    onConnection(async (client, commits) => {
      const begun = begin(client, workspaceId, how)
      const state = { over: false }
      const ask = statementsOn(client, names, state)
      const told: Promise<unknown>[] = [begun]
      const later = (text: string, values?: readonly unknown[]) => {
        const answer = ask(text, values)
        answer.catch(heard)
        told.push(answer)
      }
      const result = await work(Object.assign(ask, { later }))
        .catch((error: unknown) => firstOf(told, error))
        .finally(() => {
          state.over = true
        })
      commits()
      gather(client)
      // Behind what was told in the same write; the commit of what failed takes it back.
      await Promise.all([...told, client.query('commit')])
      return result
    })

  const once = <T>(workspaceId: string | null, work: (sql: Sql) => Promise<T>): Promise<T> =>
    onConnection(async (client, commits) => {
      const ask = statementsOn(client, names, { over: false })
      let committed: Promise<unknown> | undefined
      const result = await work(async <Row extends object>(text: string, values?: readonly unknown[]) => {
        if (committed !== undefined) throw new Error('one statement was to be run, and this is another')
        commits()
        begin(client, workspaceId ?? '')
        const rows = ask<Row>(text, values)
        // Behind it in the same write; the commit of what failed takes it back.
        committed = client.query('commit')
        committed.catch(heard)
        return rows
      })
      await committed
      return result
    })

  return {
    inWorkspace: (workspaceId, work) => transaction(workspaceId, work),
    inSnapshot: (workspaceId, work) => transaction(workspaceId, work, SNAPSHOT),
    outside: (work) => transaction('', work),
    once,
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

/** What went wrong first: after it the server refuses every statement, and says only that. Always throws. */
async function firstOf(told: readonly Promise<unknown>[], error: unknown): Promise<never> {
  await Promise.all(told)
  throw error
}

/** How far the program's clock is ahead of the machine's, so that SQL tells the same time. */
function aheadMs(clock: Clock): string {
  return 'offsetMs' in clock && typeof clock.offsetMs === 'function' ? String(clock.offsetMs()) : '0'
}

/** True when a statement hit this unique index or constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint
}
