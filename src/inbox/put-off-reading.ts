import { limits } from '../../config/limits'
import { raiseAttention, settleAttention } from '../attention/attention-table'
import { backoffMs } from '../outbox/retry'
import type { Database } from '../postgres/database'
import { ConnectionLost, VendorRests } from '../tenants/access-token'
import { program } from '../tenants/actor'
import type { Vendor } from '../tenants/connection-table'
import { isTroubled } from '../tenants/vendor-trouble-table'
import { raiseRefusedReads, settleRefusedReads } from './raise-refused-reads'
import { ReadFailed } from './read-failed'
import { type Lease, LeaseLost } from './reading-lease'
import { countFailure, forgetFailures, postponeReading } from './reading-table'

/** A vendor that can't be read now is left alone this long at most; its connection says why. */
export const LOST_PAUSE_MS = 30_000

/** A reading of a vendor that is left alone looks again so soon: it costs no call. */
const RESTING_LOOK_MS = 5_000

const nameOf = (vendor: Vendor): string => (vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot')

/** What to tell a person of an error: vendors' faults in their words, our own only where the log is. */
export const wordsFor = (error: unknown): string =>
  error instanceof ReadFailed || error instanceof ConnectionLost
    ? error.message
    : 'Milepost itself failed at it; its log says where.'

/** True where a person was asked to connect again: then that is the question, and nothing else is counted. */
export const asksForReconnect = (error: unknown): boolean =>
  error instanceof ConnectionLost && error.needsPerson

/**
 * Puts the next reading off after one that failed, each time longer, and asks a person after several in a row.
 * Answers for how long.
 */
export async function putOffReading(
  parts: { database: Database; random: () => number },
  workspaceId: string,
  vendor: Vendor,
  lease: Lease,
  error: unknown,
): Promise<number> {
  // Whoever took over reads all of it: this one neither failed nor is to be repeated.
  if (error instanceof LeaseLost) return RESTING_LOOK_MS
  // Its connection says what is wrong, and one call looks whether it is over: this is no reading that failed.
  if (error instanceof VendorRests) {
    await postponeReading(parts.database, workspaceId, vendor, lease, RESTING_LOOK_MS)
    return RESTING_LOOK_MS
  }
  const capped = error instanceof ReadFailed && error.kind === 'budget'
  const asked = error instanceof ReadFailed ? (error.retryAfterMs ?? (capped ? limits.retryLongestMs : 0)) : 0
  const failures = await parts.database.inWorkspace(workspaceId, async (sql) => {
    if (asksForReconnect(error)) return limits.attemptsBeforeAttention
    const count = await countFailure(sql, vendor)
    if (capped) await raiseRefusedReads(sql)
    else if (count >= limits.attemptsBeforeAttention && !(await isTroubled(sql, vendor))) {
      await raiseAttention(sql, {
        cause: `stuck:reading:${vendor}`,
        kind: 'stuck',
        title: `${nameOf(vendor)} can’t be read`,
        detail: `${wordsFor(error)} ${vendor === 'quickbooks' ? 'No invoice leaves meanwhile. ' : ''}Nothing is lost: trying goes on.`,
        actions: [{ action: 'retry', label: 'Try now' }],
      })
    }
    return count
  })
  const pause = Math.min(backoffMs(failures - 1, null, parts.random), LOST_PAUSE_MS)
  await postponeReading(parts.database, workspaceId, vendor, lease, Math.max(pause, asked))
  return Math.max(pause, asked)
}

/** A reading went well: what was asked about the ones before it is settled. */
export async function readingWorked(database: Database, workspaceId: string, vendor: Vendor): Promise<void> {
  await database.inWorkspace(workspaceId, async (sql) => {
    if (!(await forgetFailures(sql, vendor))) return
    await settleAttention(sql, `stuck:reading:${vendor}`, program(nameOf(vendor)).who, 'read')
    if (vendor === 'quickbooks') await settleRefusedReads(sql)
  })
}
