import { DatabaseAway, DatabaseBusy } from '../postgres/database'
import { ConnectionLost } from '../tenants/access-token'
import { ReadFailed } from './read-failed'
import { LeaseLost } from './reading-lease'

/**
 * PostgreSQL's classes for contents that it can't take: data exceptions (22), broken constraints (23), limits of the
 * program such as an index row that is too long (54), and what our own triggers refuse.
 */
const OF_CONTENTS = /^(?:22|23|54|P0001|ERR_)/

/**
 * Whether an error is one of what was to be stored, so that storing it again fails again. The database that is away, a
 * deadlock or a vendor that does not answer are not: another try may find them well.
 */
export function isOfContents(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  if (error instanceof DatabaseAway || error instanceof DatabaseBusy) return false
  if (error instanceof ReadFailed || error instanceof ConnectionLost || error instanceof LeaseLost)
    return false
  return 'code' in error && typeof error.code === 'string' ? OF_CONTENTS.test(error.code) : true
}
