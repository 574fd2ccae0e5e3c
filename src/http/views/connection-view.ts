import type { Clock } from '../../clock/clock'
import { lastEventAt } from '../../inbox/inbox-table'
import { readReading } from '../../inbox/reading-table'
import { countWaiting } from '../../insight/waiting-work-table'
import type { Sql } from '../../postgres/database'
import { connectionHealth } from '../../tenants/connection-state'
import { readConnection, type Vendor } from '../../tenants/connection-table'
import type { Sealer } from '../../tenants/seal'
import { lastCallAt } from '../../tenants/vendor-call-table'
import { listTroubles } from '../../tenants/vendor-trouble-table'
import type { ConnectionView } from '../contract/workspace'
import { moneyView } from './money-view'
import { openExternalId, readVendorLinks, type VendorPages } from './vendor-links'

/** Where each vendor says itself how it is. */
const STATUS_PAGES: Readonly<Record<Vendor, string>> = {
  quickbooks: 'https://status.developer.intuit.com/',
  hubspot: 'https://status.hubspot.com/',
}

/** One vendor: connected to what, how it is, and what waits for it. */
export async function connectionView(
  parts: { sealer: Sealer; pages: VendorPages; publicUrl: string; clock: Clock },
  sql: Sql,
  workspaceId: string,
  vendor: Vendor,
): Promise<ConnectionView> {
  const held = await readConnection(sql, vendor)
  const links = await readVendorLinks(sql, parts.sealer, workspaceId, parts.pages)
  const reading = await readReading(sql, vendor)
  const health = connectionHealth(vendor, held, await listTroubles(sql), parts.clock.now())
  const waits = await countWaiting(sql)
  const iso = (at: Date | null | undefined) => at?.toISOString() ?? null
  const own = vendor === 'quickbooks'
  return {
    vendor,
    status: held?.status ?? 'disconnected',
    name: held?.name ?? null,
    externalId: openExternalId(parts.sealer, workspaceId, vendor, held),
    since: iso(held?.connectedAt),
    lastCall: iso(await lastCallAt(sql, vendor)),
    lastEvent: iso(await lastEventAt(sql, vendor)),
    lastRead: iso(reading.readAt),
    reading: reading.progress,
    slowed: reading.slowed,
    detail: held?.statusDetail ?? null,
    health: { ...health, since: iso(health.since), triesAgainAt: iso(health.triesAgainAt) },
    waits: {
      invoices: own ? waits.invoices : 0,
      money: own ? waits.money.map(({ minor, currency }) => moneyView(minor, currency)) : [],
      others: own ? waits.others : 0,
      deals: own ? 0 : waits.deals,
    },
    refusedAccount: held?.refusedAccount ?? null,
    webhookUrl: `${parts.publicUrl}/webhooks/${vendor}`,
    statusUrl: STATUS_PAGES[vendor],
    connectUrl: `/oauth/${vendor}/start`,
    openUrl: held?.status === 'connected' && own ? links.invoice('') : null,
  }
}
