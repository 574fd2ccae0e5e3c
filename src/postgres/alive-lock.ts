import { randomInt } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'

/** Any number: the key under which running programs announce themselves. */
const ALIVE_LOCK = 7_215_501
/** The class of locks that each program holds by its own number; `milepost.missing_processes` knows it too. */
const PROCESS_LOCKS = 7_215_504
const AGAIN_MS = 1_000

/** A session's lock that says this program is running, for as long as it runs. */
export interface AliveLock {
  /** Takes it; true when no other program holds it. */
  take(): Promise<boolean>
  /** This program's number among those that run, for what it takes in hand; null while it does not hold the lock. */
  number(): number | null
  /** Gives it back. */
  end(): Promise<void>
}

/**
 * The lock lives and dies with one connection. When that is cut, as by a failover, it is taken again on a new one,
 * once a second until it is held: another program must never take this one for dead, and give its work away.
 */
export function aliveLock(pool: Pool): AliveLock {
  let client: PoolClient | undefined
  let again: NodeJS.Timeout | undefined
  let taking: Promise<unknown> = Promise.resolve()
  let ended = false
  const number = randomInt(1, 2 ** 31)

  async function take(): Promise<boolean> {
    const fresh = await pool.connect()
    const onCut = () => {
      if (client !== fresh) return
      client = undefined
      fresh.release(true)
      later()
    }
    fresh.on('error', onCut)
    try {
      const alone = await fresh.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
        ALIVE_LOCK,
      ])
      await fresh.query('select pg_advisory_lock_shared($1)', [ALIVE_LOCK])
      const isAlone = alone.rows[0]?.alone === true
      if (isAlone) await fresh.query('select pg_advisory_unlock($1)', [ALIVE_LOCK])
      // Shared: after a cut the server may still hold it for the connection that is gone.
      await fresh.query('select pg_advisory_lock_shared($1::int, $2::int)', [PROCESS_LOCKS, number])
      client = fresh
      return isAlone
    } catch (error) {
      fresh.release(true)
      throw error
    }
  }

  function later(): void {
    if (ended) return
    again = setTimeout(() => {
      taking = take().catch(later)
    }, AGAIN_MS)
  }

  return {
    take,
    number: () => (client === undefined ? null : number),
    async end() {
      ended = true
      clearTimeout(again)
      await taking
      client?.release(true)
      client = undefined
    },
  }
}
