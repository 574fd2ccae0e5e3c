import type { DealPipeline } from '../../../connectors/hubspot/objects'
import type { LanguageModel } from '../../../connectors/language-model/fill-form'
import type { AfterApproval } from '../../approvals/after-approval'
import type { BillingPolicy } from '../../approvals/billing-policy'
import type { AfterSigning } from '../../change-orders/after-signing'
import type { Clock } from '../../clock/clock'
import { type FileStore, filesInDatabase } from '../../documents/file-store'
import { recogniseType } from '../../documents/file-type'
import type { DrawLogo } from '../../documents/thumbnails/draw-in-thread'
import type { MakeThumbnail } from '../../documents/thumbnails/make-thumbnail'
import type { MasterKind } from '../../masters/master-table'
import type { Database, Sql } from '../../postgres/database'
import type { AppReads } from '../../tenants/app-reads'
import type { Vendor } from '../../tenants/connection-table'
import { Refusal } from '../../tenants/refusal'
import type { Sealer } from '../../tenants/seal'
import type { Vendors } from '../../tenants/vendors'
import { readVendorLinks, type VendorLinks, type VendorPages } from '../views/vendor-links'

/** What handlers stand on; the entry point hands it in. */
export interface HandlerParts {
  readonly database: Database
  readonly clock: Clock
  readonly sealer: Sealer
  readonly billing: BillingPolicy
  /** What follows an approval beside its billing. */
  readonly afterApproval?: AfterApproval | undefined
  /** What follows the client's yes to a change order. */
  readonly afterSigning?: AfterSigning | undefined
  readonly pages: VendorPages
  /** Where Milepost is reached. */
  readonly publicUrl: string
  /** For what a person asks of a vendor and waits for; never inside a transaction. */
  readonly vendors: Vendors
  /** Reads one deal from HubSpot that the workspace has not heard of yet. */
  readonly learnDeal: (workspaceId: string, dealId: string) => Promise<void>
  /** HubSpot's deal pipelines, read now. */
  readonly readPipelines: (workspaceId: string) => Promise<readonly DealPipeline[]>
  /** Makes sure that what a milestone's invoice refers to is in the cache; never fails. */
  readonly learnBillingFacts: (workspaceId: string, milestoneId: string) => Promise<void>
  /** Reads a list of QuickBooks again when it is old; never fails. */
  readonly refreshMasters: (workspaceId: string, kind: MasterKind) => Promise<void>
  /** Where files are kept: in the database unless said. */
  readonly files?: FileStore | undefined
  /** Makes a file's small picture and waits a moment for it; never fails, and never inside a transaction. */
  readonly makeThumbnail: MakeThumbnail
  /** In a thread, unless a test draws. */
  readonly drawLogo?: DrawLogo | undefined
  /** Helps to read plans in plain words; null where no key is set, and then nothing is sent. */
  readonly languageModel: LanguageModel | null
  /** Reads both vendors now. Answers how much was new. */
  readonly checkNow: (workspaceId: string) => Promise<{ documents: number; deals: number }>
  /** Sees whether a vendor that was left alone is back. Throws ConnectionLost where it can't be asked. */
  readonly tryVendor: (workspaceId: string, vendor: Vendor) => Promise<void>
  /** What Intuit grants the operator's app a month, over all companies; nobody is told of it where it is not set. */
  readonly appReads?: AppReads | null | undefined
  /** Ends a connection at the vendor and forgets its tokens. */
  readonly disconnect: (workspaceId: string, vendor: Vendor) => Promise<void>
}

export const filesOf = ({ files }: Pick<HandlerParts, 'files'>): FileStore => files ?? filesInDatabase

/**
 * Brings a file's bytes to where files are kept, before the transaction that makes it one: but for what will be refused,
 * of which nothing is kept. Throws BucketAway.
 */
export async function bringFile(
  parts: Pick<HandlerParts, 'files'>,
  workspaceId: string,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<void> {
  if (!('problem' in recogniseType(file.bytes, file.name)))
    await filesOf(parts).bring(workspaceId, file.bytes)
}

export const linksOf = (parts: HandlerParts, sql: Sql, workspaceId: string): Promise<VendorLinks> =>
  readVendorLinks(sql, parts.sealer, workspaceId, parts.pages)

/** Offset paging behind an opaque cursor. Refuses one that no page gave out: it would silently be page one. */
export function pageOf(query: { limit?: number | undefined; cursor?: string | undefined }): {
  limit: number
  offset: number
} {
  const limit = query.limit ?? 50
  if (query.cursor === undefined) return { limit, offset: 0 }
  const text = Buffer.from(query.cursor, 'base64url').toString()
  if (!/^[1-9]\d{0,8}$/.test(text)) throw badCursor()
  return { limit, offset: Number(text) }
}

export const badCursor = () => new Refusal(400, 'malformed', 'The cursor is none that a page gave as “next”.')

/** The next page's cursor, when a page was full; it was read with one row more than asked. */
export function paged<T>(
  rows: readonly T[],
  page: { limit: number; offset: number },
): { items: T[]; next: string | null } {
  const more = rows.length > page.limit
  return {
    items: rows.slice(0, page.limit),
    next: more ? Buffer.from(String(page.offset + page.limit)).toString('base64url') : null,
  }
}
