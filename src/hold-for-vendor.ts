import type { Clock } from './clock/clock'
import { deferMessage, type Message } from './outbox/outbox-table'
import type { Database } from './postgres/database'
import type { Vendor } from './tenants/connection-table'
import { waitForVendor } from './tenants/wait-for-vendor'

/**
 * While a vendor is out, one call looks whether it is back, and wakes what waits: not each message its own. True where
 * this one is held back for it.
 */
export async function holdForVendor(
  parts: { readonly database: Database; readonly clock: Clock },
  workspaceId: string,
  message: Message,
  vendor: Vendor = 'quickbooks',
): Promise<boolean> {
  return parts.database.inWorkspace(workspaceId, async (sql) => {
    const waitMs = await waitForVendor(sql, vendor, parts.clock.now())
    if (waitMs > 0) await deferMessage(sql, message.messageId, waitMs)
    return waitMs > 0
  })
}
