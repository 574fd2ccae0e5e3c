import { dropLeases } from '../outbox/claim'
import type { Database } from '../postgres/database'

/**
 * Announces this program, and gives back what a dead one held: only where no other program runs, otherwise leases end
 * by themselves. A web process takes no work, so it has no say in whose work is dead.
 */
export async function giveBackDeadLeases(database: Database, role: 'all' | 'web' | 'worker'): Promise<void> {
  const alone = await database.announce()
  if (alone && role !== 'web') await dropLeases(database)
}
