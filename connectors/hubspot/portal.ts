import type { Answer, Caller } from '../answer'
import type {
  Account,
  CrmRecord,
  Deal,
  DealPipeline,
  Owner,
  PropertyDefinition,
  PropertyState,
} from './objects'

/**
 * One HubSpot portal, opened for use: every call Milepost makes of it, in HubSpot's own words.
 * `openPortal` (open-portal.ts) makes one. No method throws for what the vendor does; each answers.
 */
export interface Portal {
  readonly portalId: string
  /**
   * Deals by id, 100 a call, with these properties beside the usual ones; live ones, or those in the recycle bin.
   * `missing` are the ids HubSpot does not give (archived, merged, or never), `unreadable` those of rows that lack something.
   */
  readDeals(
    ids: readonly string[],
    how?: { readonly also?: readonly string[]; readonly archived?: boolean },
  ): Promise<Answer<NamedDeals>>
  /** One deal, archived ones too; null when HubSpot says 404. After a merge the answer carries another id. */
  readDeal(id: string): Promise<Answer<Deal | null>>
  /** One page of deals modified since, by id, of those beyond this id (search: lags by seconds). */
  dealsModifiedSince(since: Date, beyond?: string): Promise<Answer<DealPage>>
  /** One page of all live deals, or of all archived ones. */
  listDeals(options: { archived: boolean; after?: string | undefined }): Promise<Answer<DealPage>>
  /** Writes properties of up to 100 deals; each input answers for itself. */
  updateDeals(
    updates: readonly { id: string; properties: Record<string, string> }[],
  ): Promise<Answer<DealUpdate[]>>
  /** Creates the group and the properties that are missing; what exists already is left as it is. */
  ensureDealProperties(
    group: { name: string; label: string },
    definitions: readonly PropertyDefinition[],
  ): Promise<Answer<{ created: string[] }>>
  /** Every property that deals have in this portal, ours and others'. */
  dealPropertyStates(): Promise<Answer<PropertyState[]>>
  /** The names of companies of these deals (primary first), keyed by deal id. Tolerates a stale index. */
  companyNames(dealIds: readonly string[]): Promise<Answer<Record<string, string>>>
  /** The line items of a deal or a quote; what its list still names but is gone is left out. */
  lineItems(of: 'deals' | 'quotes', id: string): Promise<Answer<CrmRecord[]>>
  quotes(dealId: string): Promise<Answer<CrmRecord[]>>
  /** The contacts who sign a quote. */
  signers(quoteId: string): Promise<Answer<CrmRecord[]>>
  /** The companies of a deal, the primary one first, and its contacts: four calls at most. */
  parties(dealId: string): Promise<Answer<Parties>>
  /**
   * Keeps a private file at this path; the same path again is the same file with these bytes, so that it may be repeated.
   */
  keepFile(file: NewFile): Promise<Answer<{ id: string }>>
  /** Every note on a deal that HubSpot's lagging list names; refused with `missing` when the deal is not there. */
  dealNotes(dealId: string): Promise<Answer<CrmRecord[]>>
  /** Adds a note to a deal. Not to be repeated before looking for it: HubSpot adds another. */
  addNote(note: NewNote): Promise<Answer<{ id: string }>>
  /** One note with its words; null when it is gone. */
  readNote(id: string): Promise<Answer<CrmRecord | null>>
  /** Writes a note's words anew. The same words again change nothing; refused with `missing` when it is gone. */
  rewriteNote(id: string, body: string): Promise<Answer<{ id: string }>>
  pipelines(): Promise<Answer<DealPipeline[]>>
  owners(): Promise<Answer<Owner[]>>
  account(): Promise<Answer<Account>>
}

export interface NewFile {
  /** `/Milepost/certificates`. */
  readonly folder: string
  /** With its ending, in plain letters: HubSpot changes others. */
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

export interface NewNote {
  readonly dealId: string
  readonly at: Date
  /** HTML, up to 65,536 characters. */
  readonly body: string
  readonly fileIds: readonly string[]
}

/** Whom a deal is with. Properties are text. */
export interface Parties {
  readonly companies: readonly CrmRecord[]
  readonly contacts: readonly CrmRecord[]
}

/** Deals that were asked for by their ids, and what became of those that did not come. */
export interface NamedDeals {
  readonly deals: Deal[]
  readonly missing: string[]
  readonly unreadable: string[]
}

export interface DealPage {
  readonly items: readonly Deal[]
  /** Ids of deals on this page that can't be read: they lack something. */
  readonly unreadable: readonly string[]
  readonly next: string | null
  /** When HubSpot answered, by its own clock, in whole seconds; null where it does not say. */
  readonly answeredAt: Date | null
}

export type DealUpdate =
  | { readonly id: string; readonly ok: true }
  | { readonly id: string; readonly ok: false; readonly missing: boolean; readonly message: string }

export type OpenPortal = (portalId: string, caller: Caller) => Portal
