import { holdForVendor } from './hold-for-vendor'
import { asksForReconnect, LOST_PAUSE_MS } from './inbox/put-off-reading'
import { deferMessage, type Message, postponeMessage, readMessage } from './outbox/outbox-table'
import { backoffMs } from './outbox/retry'
import { VendorRests } from './tenants/access-token'
import type { Vendors } from './tenants/vendors'
import { type NoteParts, noteCertificate } from './writeback/note-certificate'

interface Parts extends NoteParts {
  readonly vendors: Vendors
  readonly log: (error: unknown, what: string, workspaceId: string) => void
}

/** Carries one certificate to its deal in HubSpot. QuickBooks has no part in it, so that it holds nothing up. */
export async function deliverNote(parts: Parts, workspaceId: string, message: Message): Promise<void> {
  const { database, vendors } = parts
  try {
    const held = await database.inWorkspace(workspaceId, (sql) =>
      holdForVendor(sql, parts.clock, message, 'hubspot'),
    )
    if (held) return
    await noteCertificate(parts, await vendors.hubspot(workspaceId), workspaceId, message)
  } catch (error) {
    parts.log(error, 'bringing a certificate to its deal', workspaceId)
    await database.inWorkspace(workspaceId, async (sql) => {
      if (asksForReconnect(error) || error instanceof VendorRests)
        return deferMessage(sql, message.messageId, LOST_PAUSE_MS)
      const now = await readMessage(sql, message.messageId)
      await postponeMessage(sql, message.messageId, {
        state: now?.state === 'unclear' ? 'unclear' : 'waiting',
        inMs: backoffMs(message.attempts, null, parts.random),
        fault: null,
      })
    })
  }
}
