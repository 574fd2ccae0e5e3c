import type { Sql } from '../../postgres/database'
import { sealPlace } from '../../tenants/access-token'
import { type Connection, readConnection, type Vendor } from '../../tenants/connection-table'
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
  const portalId = openExternalId(sealer, workspaceId, 'hubspot', hubspot)
  const realmId = openExternalId(sealer, workspaceId, 'quickbooks', quickbooks)
  return {
    deal: (dealId) =>
      portalId === null ? null : pages.deal(hubspot?.facts.uiDomain ?? 'app.hubspot.com', portalId, dealId),
    invoice: (quickbooksId) => (realmId === null ? null : pages.invoice(realmId, quickbooksId)),
  }
}

/** The company or portal of a connection; null when there is none, or its seal key is gone. */
export function openExternalId(
  sealer: Sealer,
  workspaceId: string,
  vendor: Vendor,
  held: Connection | null,
): string | null {
  if (!held?.externalIdSealed) return null
  try {
    return sealer.open(held.externalIdSealed, sealPlace(workspaceId, vendor, 'external_id'))
  } catch {
    return null
  }
}
