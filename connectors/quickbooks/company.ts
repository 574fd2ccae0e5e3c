import type { Answer, Caller } from '../answer'
import type { ChangedEntity, Entities, EntityName } from './entities'
import type { Criterion } from './query'

/**
 * One QuickBooks company, opened for use: every call Milepost makes of it, in QuickBooks' own words.
 * `openCompany` (open-company.ts) makes one. No method throws for what the vendor does; each answers.
 */
export interface Company {
  readonly realmId: string
  /** One entity by id; null when QuickBooks says it does not exist (610). A metered read. */
  read<E extends EntityName>(entity: E, id: string): Promise<Answer<Entities[E] | null>>
  /** All rows that meet the criteria, paged by 1,000, ordered by Id. Each page is a metered read. */
  query<E extends EntityName>(
    entity: E,
    criteria: readonly Criterion[],
    options?: { orderBy?: 'Id' | 'MetaData.LastUpdatedTime'; maxRows?: number },
  ): Promise<Answer<Entities[E][]>>
  /** Creates; `requestKey` (≤ 50 characters) makes a repeat answer the first result. */
  create<E extends EntityName>(entity: E, body: object, requestKey: string): Promise<Answer<Entities[E]>>
  /** Sparse update: top-level fields left out keep their value; a `Line` array replaces all lines. */
  update<E extends EntityName>(
    entity: E,
    body: { Id: string; SyncToken: string } & object,
    requestKey: string,
  ): Promise<Answer<Entities[E]>>
  /** Zeroes the document and keeps its number. Sends exactly Id and SyncToken. */
  void(
    entity: 'Invoice' | 'Payment',
    id: string,
    syncToken: string,
    requestKey: string,
  ): Promise<Answer<Entities['Invoice'] | Entities['Payment']>>
  delete(
    entity: EntityName,
    id: string,
    syncToken: string,
    requestKey: string,
  ): Promise<Answer<{ id: string }>>
  /** Everything of these kinds that changed since: one metered read, however much changed. */
  changes(entities: readonly ChangedEntity[], since: Date): Promise<Answer<Changes>>
  /**
   * All of a kind that changed since, as far back as one likes; in the order of time, a page of up to 1,000 at once, each
   * handed over before the next is asked for. Each page is a metered read. Rows are told again where a second is
   * asked for twice; what `take` throws ends the reading and is thrown.
   */
  changedRows<E extends ChangedEntity>(
    entity: E,
    since: Date,
    take: (page: Rows<E>) => Promise<void>,
  ): Promise<Answer<null>>
  /** Those of these documents that there are: 200 in a metered read. An id that is none is not asked for. */
  rowsById<E extends ChangedEntity>(entity: E, ids: readonly string[]): Promise<Answer<Rows<E>>>
  /** QuickBooks e-mails the invoice. Unclear after a lost answer: read EmailStatus before repeating. */
  sendInvoice(id: string, to?: string): Promise<Answer<Entities['Invoice']>>
  /** The invoice as QuickBooks prints it. A metered read. */
  invoicePdf(id: string): Promise<Answer<Buffer>>
  /** The page where the client pays, or null when online payment is off. A metered read. */
  payLink(id: string): Promise<Answer<string | null>>
  /** Stores a file and links it in one multipart request. */
  upload(file: Upload): Promise<Answer<Entities['Attachable']>>
  /**
   * Up to 30 writes of one kind in one request, which is a metered one. Each item has its own outcome; when the
   * whole is unclear, so is every item. `requestKey` has at most 36 characters and goes with exactly these items.
   */
  batch<E extends EntityName>(
    entity: E,
    items: readonly BatchItem[],
    requestKey: string,
  ): Promise<Answer<ReadonlyMap<string, Answer<Entities[E]>>>>
  companyInfo(): Promise<Answer<Entities['CompanyInfo']>>
  preferences(): Promise<Answer<Entities['Preferences']>>
}

export interface Upload {
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Buffer
  readonly note: string
  readonly attachTo: { entity: EntityName; id: string; includeOnSend: boolean }
}

/** Rows of one kind; those that lack a field Milepost relies on are named instead. */
export interface Rows<E extends EntityName> {
  readonly rows: readonly Entities[E][]
  readonly unreadable: readonly { id: string; at: string | null }[]
}

export interface BatchItem {
  /** The caller's name for it, at most 10 characters, unique in the batch. */
  readonly id: string
  readonly operation: 'create' | 'update'
  readonly body: object
}

export interface Changes {
  /** The answer's own time: the next cursor, less an overlap. */
  readonly time: Date
  readonly changed: { readonly [E in ChangedEntity]?: readonly Entities[E][] }
  readonly deleted: readonly { entity: ChangedEntity; id: string; at: string | null }[]
  /** Rows that lack a field Milepost relies on: left out of `changed`, and the caller's to look after. */
  readonly unreadable: readonly { entity: ChangedEntity; id: string; at: string | null }[]
  /** Kinds that filled the answer (1,000 rows), so that more may be missing. */
  readonly truncated: readonly ChangedEntity[]
}

export type OpenCompany = (realmId: string, caller: Caller) => Company
