import type { Clock } from './clock/clock'
import { deferMessage, type Message } from './outbox/outbox-table'
import type { Sql } from './postgres/database'
import type { Vendor } from './tenants/connection-table'
import { waitForVendor } from './tenants/wait-for-vendor'

/**
 * While a vendor is out, one call looks whether it is back, and wakes what waits: not each message its own. True where
 * this one is held back for it.
 */
export async function holdForVendor(
  sql: Sql,
  clock: Clock,
  message: Message,
  vendor: Vendor,
): Promise<boolean> {
  const waitMs = await waitForVendor(sql, vendor, clock.now())
  if (waitMs > 0) await deferMessage(sql, message.messageId, waitMs)
  return waitMs > 0
}

/** Whether a message waits because QuickBooks is out; what goes elsewhere asks for itself. */
export async function isHeld(sql: Sql, clock: Clock, message: Message): Promise<boolean> {
  if (message.kind === 'mail.send' || message.kind === 'certificate.note') return false
  return holdForVendor(sql, clock, message, 'quickbooks')
}
