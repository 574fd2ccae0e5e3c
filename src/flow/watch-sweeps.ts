import { limits } from '../../config/limits'
import type { Clock } from '../clock/clock'
import { waitingEvents } from '../inbox/inbox-table'
import type { Lease } from '../inbox/reading-lease'
import { postponeReading, readReading } from '../inbox/reading-table'
import type { Database } from '../postgres/database'
import type { Vendor } from '../tenants/connection-table'

interface SweepParts {
  readonly database: Database
  readonly clock: Clock
  /** How often each vendor is read although nobody rang. */
  readonly sweepMs: number
}

/** Whether a vendor is to be read although nobody rang. */
export async function sweepIsDue(parts: SweepParts, workspaceId: string, vendor: Vendor): Promise<boolean> {
  const { readAt, slowed } = await parts.database.once(workspaceId, (sql) => readReading(sql, vendor))
  const everyMs = slowed ? parts.sweepMs * limits.slowedSweeps : parts.sweepMs
  return readAt === null || parts.clock.now().getTime() - readAt.getTime() >= everyMs
}

/**
 * Past the month's budget of reads QuickBooks is left alone for a while after each reading: what rings is gathered
 * longer, and the sweep comes more seldom. An invoice that is to leave has what it needs read all the same.
 */
export async function restsNow(parts: SweepParts, workspaceId: string, lease: Lease): Promise<boolean> {
  const { readAt, slowed, rung } = await parts.database.inWorkspace(workspaceId, async (sql) => ({
    ...(await readReading(sql, 'quickbooks')),
    rung: (await waitingEvents(sql, 'quickbooks', 1)).some(({ due }) => due),
  }))
  if (!slowed || readAt === null) return false
  const age = parts.clock.now().getTime() - readAt.getTime()
  const restsUntil = rung ? limits.slowedGatherMs : parts.sweepMs * limits.slowedSweeps
  if (age >= restsUntil) return false
  const restMs = Math.min(restsUntil - age, limits.slowedGatherMs)
  await postponeReading(parts.database, workspaceId, 'quickbooks', lease, restMs)
  return true
}
