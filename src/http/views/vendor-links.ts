import type { Sql } from '../../postgres/database'
import { sealPlace } from '../../tenants/access-token'
import { readConnection } from '../../tenants/connection-table'
import type { Sealer } from '../../tenants/seal'

/** Where a person opens the vendors' own pages; null when the vendor is not connected. */
export interface VendorLinks {
  deal(dealId: string): string | null
  invoice(quickbooksId: string): string | null
}

/** `pages` say where the vendors' web applications are; the simulators have pages of their own. */
export interface VendorPages {
  deal(uiDomain: string, portalId: string, dealId: string): string
  invoice(realmId: string, quickbooksId: string): string
}

export async function readVendorLinks(
  sql: Sql,
  sealer: Sealer,
  workspaceId: string,
  pages: VendorPages,
): Promise<VendorLinks> {
  const hubspot = await readConnection(sql, 'hubspot')
  const quickbooks = await readConnection(sql, 'quickbooks')
  const open = (sealed: string | null | undefined, vendor: 'hubspot' | 'quickbooks') =>
    sealed ? sealer.open(sealed, sealPlace(workspaceId, vendor, 'external_id')) : null
  const portalId = open(hubspot?.externalIdSealed, 'hubspot')
  const realmId = open(quickbooks?.externalIdSealed, 'quickbooks')
  return {
    deal: (dealId) =>
      portalId === null ? null : pages.deal(hubspot?.facts.uiDomain ?? 'app.hubspot.com', portalId, dealId),
    invoice: (quickbooksId) => (realmId === null ? null : pages.invoice(realmId, quickbooksId)),
  }
}
