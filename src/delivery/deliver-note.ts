import { asksForReconnect, LOST_PAUSE_MS } from '../inbox/put-off-reading'
import { deferMessage, type Message } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import { isPassing } from '../postgres/passing'
import { VendorRests } from '../tenants/access-token'
import type { Vendors } from '../tenants/vendors'
import { type NoteParts, noteCertificate } from '../writeback/note-certificate'
import { goAhead, holdForVendor, keepsAll } from './hold-for-vendor'
import { putOffFailed } from './raise-stuck'

interface Parts extends NoteParts {
  readonly vendors: Vendors
  readonly log: (error: unknown, what: string, workspaceId: string) => void
}

/**
 * Carries one certificate to its deal in HubSpot. QuickBooks has no part in it, so that it holds nothing up. Trouble puts it
 * off, never loses it.
 */
export async function deliverNote(parts: Parts, workspaceId: string, message: Message): Promise<void> {
  const { database, vendors } = parts
  const within = <T>(work: (sql: Sql) => Promise<T>) => database.inWorkspace(workspaceId, work)
  const carry = async (): Promise<boolean> => {
    try {
      await noteCertificate(parts, await vendors.hubspot(workspaceId), workspaceId, message)
      return true
    } catch (error) {
      parts.log(error, 'bringing a certificate to its deal', workspaceId)
      const waits = asksForReconnect(error) || error instanceof VendorRests || isPassing(error)
      await within((sql) =>
        waits
          ? deferMessage(sql, message.messageId, LOST_PAUSE_MS)
          : putOffFailed(sql, parts.random, message, error),
      )
      return !keepsAll(error)
    }
  }
  const goes = await within((sql) => holdForVendor(sql, parts.clock, message, 'hubspot'))
  if (goes === 'ahead') await goAhead(parts, workspaceId, message, 'hubspot', carry)
  else if (goes === 'free') await carry()
}
