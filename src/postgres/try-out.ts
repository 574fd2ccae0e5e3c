import type { Sql } from './database'

/**
 * Does work inside a transaction and takes it back, whatever it wrote: what was stored before stays. Throws what the work
 * does, and what became of statements that nobody waited for; the transaction is lost then.
 */
export async function tryOut(sql: Sql, work: () => Promise<unknown>): Promise<void> {
  await sql('savepoint before')
  await sql('savepoint tried')
  await work()
  // Refused where any statement before it failed; going back alone would heal that, and hide it.
  await sql('release savepoint tried')
  await sql('rollback to savepoint before')
}
