import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../config/limits'
import { type FlowParts, readHubSpot, readQuickBooks } from './flow'
import { lookAgain } from './inbox/inbox-table'
import { ReadFailed } from './inbox/read-failed'
import { LeaseLost } from './inbox/reading-lease'
import { leaseReading, releaseReading } from './inbox/reading-table'
import type { Vendor } from './tenants/connection-table'

/** A reading that is under way usually ends well before this; a person waits no longer. */
const PATIENCE_MS = 10_000
const LOOK_EVERY_MS = 100
const BEING_READ = 'it is being read already, or could not be read a moment ago.'

/**
 * "Check now": both vendors are read at once, as the sweep would, and the answer comes when that is done. A reading
 * that is under way may have begun before what the person asks about, so it is waited for and followed by another.
 * Throws ReadFailed when a vendor can't be read, or is being read all the while.
 */
export async function checkNow(
  parts: FlowParts,
  workspaceId: string,
): Promise<{ documents: number; deals: number }> {
  const under = async (vendor: Vendor, read: (lease: string) => Promise<number>) => {
    const lease = await waitForLease(parts, workspaceId, vendor)
    try {
      return await read(lease)
    } catch (error) {
      throw error instanceof LeaseLost ? new ReadFailed(vendor, BEING_READ, null) : error
    } finally {
      await releaseReading(parts.database, workspaceId, vendor, lease)
    }
  }
  return {
    documents: await under('quickbooks', async (lease) => {
      await parts.database.inWorkspace(workspaceId, (sql) =>
        lookAgain(sql, 'quickbooks', { most: 100, givenUpBefore: null }),
      )
      return readQuickBooks(parts, workspaceId, lease, true, 'check_now')
    }),
    deals: await under('hubspot', (lease) => readHubSpot(parts, workspaceId, lease, true)),
  }
}

async function waitForLease(parts: FlowParts, workspaceId: string, vendor: Vendor): Promise<string> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const lease = await leaseReading(parts.database, workspaceId, vendor, limits.leaseMs)
    if (lease !== null) return lease
    await pause(LOOK_EVERY_MS)
  }
  throw new ReadFailed(vendor, BEING_READ, null)
}
