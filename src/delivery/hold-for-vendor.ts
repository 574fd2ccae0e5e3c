import type { Clock } from '../clock/clock'
import { ReadFailed } from '../inbox/read-failed'
import { deferMessage, type Message, wakeOne } from '../outbox/outbox-table'
import type { Database, Sql } from '../postgres/database'
import { isPassing } from '../postgres/passing'
import { ConnectionLost } from '../tenants/access-token'
import type { Vendor } from '../tenants/connection-table'
import { hasWrittenSince } from '../tenants/vendor-call-table'
import { giveTurnBack, lockTroubles } from '../tenants/vendor-trouble-table'
import type { Vendors } from '../tenants/vendors'
import { type Leave, waitForVendor } from '../tenants/wait-for-vendor'

/**
 * While a vendor is out, one call looks whether it is back, and wakes what waits: not each message its own. *not* where this
 * one is held back for it, *ahead* where this one is to see whether the others can follow.
 */
export async function holdForVendor(
  sql: Sql,
  clock: Clock,
  message: Message,
  vendor: Vendor,
): Promise<Leave['goes']> {
  const leave = await waitForVendor(sql, vendor, clock.now())
  if (leave.goes === 'not') await deferMessage(sql, message.messageId, leave.waitMs)
  return leave.goes
}

/** The same of a message for QuickBooks; what goes elsewhere asks for itself. */
export async function holdForQuickBooks(sql: Sql, clock: Clock, message: Message): Promise<Leave['goes']> {
  if (message.kind === 'mail.send' || message.kind === 'certificate.note') return 'free'
  return holdForVendor(sql, clock, message, 'quickbooks')
}

/** Whether what went wrong with one message goes for all that go there. */
export const keepsAll = (error: unknown): boolean =>
  error instanceof ConnectionLost || error instanceof ReadFailed || isPassing(error)

/** Whoever is woken is due since it was promised, or before where a clock was set back; nobody else is, but what is new. */
const isWoken = ({ nextAt, createdAt }: Message): boolean => nextAt <= createdAt

/**
 * Carries a message that goes ahead. Where it came to itself and wrote nothing (its deal is deleted, its hour is quiet), it
 * says nothing of the vendor: the next one goes ahead at once. `carry` answers false where what kept it keeps all of them.
 */
export async function goAhead(
  parts: { readonly database: Database; readonly clock: Clock; readonly vendors: Vendors },
  workspaceId: string,
  message: Message,
  vendor: Vendor,
  carry: () => Promise<boolean>,
): Promise<void> {
  const since = parts.clock.now()
  if (!(await carry())) return
  await parts.vendors.flush()
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    if (await hasWrittenSince(sql, vendor, since)) return
    // Of those that were woken each wakes the one after it, and the last keeps the turn: all are looked at again when it is
    // over. One that came by itself stands anywhere among them, so they begin anew.
    const after = isWoken(message) ? message.messageId : null
    // Troubles before messages, as whoever looks by itself locks the two.
    await lockTroubles(sql, vendor)
    if (await wakeOne(sql, vendor, after)) await giveTurnBack(sql, vendor)
  })
}
