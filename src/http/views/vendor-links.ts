import type { Sql } from '../../postgres/database'
import { sealPlace } from '../../tenants/access-token'
import { type Connection, readConnection, type Vendor } from '../../tenants/connection-table'
import type { Sealer } from '../../tenants/seal'

/** Where a person opens the vendors' own pages; null when the vendor is not connected. */
export interface VendorLinks {
  deal(dealId: string): string | null
  invoice(quickbooksId: string): string | null
  /** A document's own page; null where it has none. */
  document(kind: DocumentPage, quickbooksId: string): string | null
  /** A page of QuickBooks, of one record where its id is given. */
  books(page: BooksPage, id: string | null): string | null
}

export const booksPages = ['customers', 'items', 'accounts', 'taxes', 'settings'] as const
export type BooksPage = (typeof booksPages)[number]

/** The documents that have a page. */
export type DocumentPage = 'Invoice' | 'Payment' | 'CreditMemo' | 'RefundReceipt'

/** `pages` say where the vendors' web applications are; the simulators have pages of their own. */
export interface VendorPages {
  deal(uiDomain: string, portalId: string, dealId: string): string
  invoice(realmId: string, quickbooksId: string): string
  /** Of what is no invoice. */
  document(realmId: string, kind: Exclude<DocumentPage, 'Invoice'>, quickbooksId: string): string | null
  books(realmId: string, page: BooksPage, id: string | null): string
}

export async function readVendorLinks(
  sql: Sql,
  sealer: Sealer,
  workspaceId: string,
  pages: VendorPages,
): Promise<VendorLinks> {
  const [hubspot, quickbooks] = await Promise.all([
    readConnection(sql, 'hubspot'),
    readConnection(sql, 'quickbooks'),
  ])
  const portalId = openExternalId(sealer, workspaceId, 'hubspot', hubspot)
  const realmId = openExternalId(sealer, workspaceId, 'quickbooks', quickbooks)
  return {
    deal: (dealId) =>
      portalId === null ? null : pages.deal(hubspot?.facts.uiDomain ?? 'app.hubspot.com', portalId, dealId),
    invoice: (quickbooksId) => (realmId === null ? null : pages.invoice(realmId, quickbooksId)),
    document: (kind, quickbooksId) => {
      if (realmId === null) return null
      return kind === 'Invoice'
        ? pages.invoice(realmId, quickbooksId)
        : pages.document(realmId, kind, quickbooksId)
    },
    books: (page, id) => (realmId === null ? null : pages.books(realmId, page, id)),
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

/** Where QuickBooks' web application has what a person is sent to mend. */
export function quickBooksPage(page: BooksPage, id: string | null): string {
  switch (page) {
    case 'customers':
      return id === null ? 'customers' : `customerdetail?nameId=${id}`
    case 'items':
      return 'items'
    case 'accounts':
      return 'chartofaccounts'
    case 'taxes':
      return 'taxrates'
    case 'settings':
      return 'settings'
  }
}

/** Where QuickBooks' web application has a document that is no invoice. */
export function quickBooksDocument(kind: Exclude<DocumentPage, 'Invoice'>, quickbooksId: string): string {
  const place = { Payment: 'recvpayment', CreditMemo: 'creditmemo', RefundReceipt: 'refundreceipt' } as const
  return `${place[kind]}?txnId=${quickbooksId}`
}

/** The pages of the simulators, whose bookkeeper has some for customers and invoices, and one for all the rest. */
export const simulatorPages = (hubspotUrl: string, quickbooksUrl: string): VendorPages => ({
  deal: (_uiDomain, portalId, dealId) => `${hubspotUrl}/portals/${portalId}/deals/${dealId}`,
  invoice: (realmId, quickbooksId) =>
    `${quickbooksUrl}/books/${realmId}${quickbooksId === '' ? '' : `/invoices/${quickbooksId}`}`,
  document: (realmId, kind, quickbooksId) =>
    `${quickbooksUrl}/books/${realmId}/${kind === 'Payment' ? `payments/${quickbooksId}` : 'credits'}`,
  books: (realmId, page, id) =>
    `${quickbooksUrl}/books/${realmId}${page === 'customers' && id !== null ? `/customers/${id}` : ''}`,
})
