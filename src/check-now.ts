import { limits } from '../config/limits'
import { type FlowParts, readHubSpot, readQuickBooks } from './flow'
import { leaseReading, releaseReading } from './inbox/reading-table'
import type { Vendor } from './tenants/connection-table'

/** "Check now": both vendors are read at once, as the sweep would. */
export async function checkNow(
  parts: FlowParts,
  workspaceId: string,
): Promise<{ documents: number; deals: number }> {
  const under = async (vendor: Vendor, read: () => Promise<number>) => {
    if (!(await leaseReading(parts.database, workspaceId, vendor, limits.leaseMs))) return 0
    try {
      return await read()
    } finally {
      await releaseReading(parts.database, workspaceId, vendor)
    }
  }
  return {
    documents: await under('quickbooks', () => readQuickBooks(parts, workspaceId, true)),
    deals: await under('hubspot', () => readHubSpot(parts, workspaceId, true)),
  }
}
