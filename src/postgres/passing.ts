import { DatabaseAway, DatabaseBusy } from './database'

/**
 * PostgreSQL's classes for what another try may find well: a connection that broke (08), two transactions in each other's way
 * (40), a server that has no room (53) or ends (57P).
 */
const PASSING = /^(?:08|40|53|57P)/

/** Whether an error says nothing against what was tried: the database is away or busy, or another transaction was in the way. */
export function isPassing(error: unknown): boolean {
  if (error instanceof DatabaseAway || error instanceof DatabaseBusy) return true
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && PASSING.test(error.code)
  )
}

/** Whether a statement or its connection failed, and not what was worked out of what came back: such errors have a code. */
export const isOfDatabase = (error: unknown): boolean =>
  error instanceof DatabaseAway ||
  error instanceof DatabaseBusy ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string')
