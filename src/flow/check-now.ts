import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../../config/limits'
import { refusalOf } from '../http/problem'
import { lookAgain } from '../inbox/inbox-table'
import { ReadFailed } from '../inbox/read-failed'
import { LeaseLost } from '../inbox/reading-lease'
import { leaseReading, releaseReading } from '../inbox/reading-table'
import type { Vendor } from '../tenants/connection-table'
import { Refusal } from '../tenants/refusal'
import { type FlowParts, readHubSpot, readQuickBooks } from './flow'

/** A reading that is under way usually ends well before this; a person waits no longer. */
const PATIENCE_MS = 10_000
const LOOK_EVERY_MS = 100
const BEING_READ = 'it is being read already, or could not be read a moment ago.'

/**
 * "Check now": both vendors are read at once, as the sweep would, and the answer comes when that is done. A reading
 * that is under way may have begun before what the person asks about, so it is waited for and followed by another.
 * One that can't be read, or is being read all the while, keeps nobody from the other: what went wrong is told when both
 * were asked. Refuses as the first of them does: vendor_unavailable, connection_lost.
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
  const [documents] = await Promise.allSettled([
    under('quickbooks', async (lease) => {
      await parts.database.inWorkspace(workspaceId, (sql) =>
        lookAgain(sql, 'quickbooks', { most: 100, givenUpBefore: null }),
      )
      return readQuickBooks(parts, workspaceId, lease, true, 'check_now')
    }),
  ])
  const [deals] = await Promise.allSettled([
    under('hubspot', (lease) => readHubSpot(parts, workspaceId, lease, true)),
  ])
  if (documents.status === 'fulfilled' && deals.status === 'fulfilled')
    return { documents: documents.value, deals: deals.value }
  throw whatFailed(documents, deals)
}

/** What went wrong, and that the other one was read; what nobody expects is told as it is. */
function whatFailed(documents: PromiseSettledResult<number>, deals: PromiseSettledResult<number>): unknown {
  const errors = [documents, deals].flatMap((each) =>
    each.status === 'rejected' ? [{ error: each.reason as unknown, refusal: refusalOf(each.reason) }] : [],
  )
  const unexpected = errors.find(({ refusal }) => refusal === null)
  if (unexpected) return unexpected.error
  const refusals = errors.flatMap(({ refusal }) => refusal ?? [])
  const [first] = refusals
  if (first === undefined) return new Error('nothing failed')
  const read = documents.status === 'fulfilled' ? 'QuickBooks' : 'HubSpot'
  const words = refusals.map(({ message }) => message)
  if (refusals.length === 1) words.push(`${read} was read.`)
  return new Refusal(first.status, first.code, words.join(' '), first.more)
}

async function waitForLease(parts: FlowParts, workspaceId: string, vendor: Vendor): Promise<string> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const lease = await leaseReading(parts.database, workspaceId, vendor, limits.leaseMs)
    if (lease !== null) return lease
    await pause(LOOK_EVERY_MS)
  }
  throw new ReadFailed(vendor, BEING_READ, null)
}
