import type { FaultKind } from '../../connectors/answer'
import { wordsFor } from '../inbox/put-off-reading'
import { ReadFailed } from '../inbox/read-failed'
import { LeaseLost } from '../inbox/reading-lease'
import { backoffMs } from '../outbox/retry'
import { DatabaseAway, DatabaseBusy, type Sql } from '../postgres/database'
import { ConnectionLost } from '../tenants/access-token'
import { countListTrouble, restList } from './list-trouble-table'
import type { CachedKind } from './master-table'

const OF_ALL: ReadonlySet<FaultKind | null> = new Set<FaultKind>(['throttled', 'budget', 'unauthorized'])

/** Whether what one list met says nothing about this list: that QuickBooks, or the database, admits nothing now. */
export const concernsAll = (error: unknown): boolean =>
  error instanceof ConnectionLost ||
  error instanceof LeaseLost ||
  error instanceof DatabaseAway ||
  error instanceof DatabaseBusy ||
  (error instanceof ReadFailed && OF_ALL.has(error.kind))

const OF_AN_OUTAGE: ReadonlySet<FaultKind | null> = new Set<FaultKind>([
  'unavailable',
  'timeout',
  'not_sent',
  'unreadable',
])
/** Fewer than have QuickBooks taken for out. */
const MOST_IN_A_ROW = 3

/**
 * Whether so many lists in a row met what may be wrong with all of QuickBooks that one more could have it left alone
 * (`vendor-trouble.ts`), its documents too, and these show whether it is. The other lists are for the next reading, which
 * begins with them.
 */
export function isEnough(inARow: readonly unknown[]): boolean {
  const kinds = inARow.map((error) => (error instanceof ReadFailed ? error.kind : null))
  const many = kinds.filter((kind) => OF_AN_OUTAGE.has(kind)).length >= MOST_IN_A_ROW
  // Whoever waited for one that hangs has waited long enough: the documents come after the lists.
  return many || kinds.includes('forbidden') || kinds.includes('timeout')
}

/** Leaves a list that could not be read alone for a while, each time longer. */
export async function putOffList(sql: Sql, kind: CachedKind, error: unknown): Promise<void> {
  const times = await countListTrouble(sql, kind, wordsFor(error))
  // Without chance: readings don't come all at once.
  const pauseMs = backoffMs(times - 1, null, () => 0.5)
  const askedMs = error instanceof ReadFailed ? (error.retryAfterMs ?? 0) : 0
  await restList(sql, kind, Math.max(pauseMs, askedMs))
}
