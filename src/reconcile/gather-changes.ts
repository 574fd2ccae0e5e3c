import type { Changes, Company } from '../../connectors/quickbooks/company'
import type { ChangedEntity, Entities } from '../../connectors/quickbooks/entities'
import { momentOf } from '../clock/moment'
import type { WaitingEvent } from '../inbox/inbox-table'
import type { Lease } from '../inbox/reading-lease'
import { type ReadDocument, readDocuments } from '../invoices/books/document-table'
import { documentOf } from '../invoices/books/from-quickbooks'
import type { Database, Sql } from '../postgres/database'
import { findTouchedInvoices } from './find-touched-invoices'
import type { Named } from './found'
import type { BeyondFeed } from './read-beyond-feed'
import { readListed, readWanted } from './read-wanted'
import {
  DELETED,
  DOCUMENTS,
  type DocumentEntity,
  isBehind,
  isDocument,
  isId,
  LISTED,
  type ListedEntity,
  type Unreadable,
} from './settle-events'

/** What the feed told, or nothing where it was not asked. */
export interface Feed {
  readonly changes: Changes
  readonly since: Date
  /** Kinds of which the feed can't have told everything: it was full, or the cursor lies before its horizon. */
  readonly beyondFeed: readonly ChangedEntity[]
}

/** Everything one turn of reading found, before it is applied. */
export interface Gathered {
  readonly documents: readonly ReadDocument[]
  readonly buried: readonly { kind: DocumentEntity; id: string }[]
  readonly unreadable: readonly Unreadable[]
  /** Records of lists that could not be read before, and can now; and those of them that are there no more. */
  readonly customers: readonly Entities['Customer'][]
  readonly estimates: readonly Entities['Estimate'][]
  readonly missing: readonly Named[]
}

/**
 * Completes the feed: deletions are confirmed by one read, invoices that a changed payment touches (or touched before)
 * come along, and documents that an event spoke of but the feed does not show yet are read by id. What the feed can't
 * tell (`beyond`) was read before. `failures` counts readings that failed in a row.
 */
export async function gatherChanges(
  parts: { database: Database; lease?: Lease },
  company: Company,
  workspaceId: string,
  { changes }: Feed,
  events: readonly WaitingEvent[],
  beyond: BeyondFeed,
  failures: number,
): Promise<Gathered> {
  const documents = new Map<string, ReadDocument>()
  const buried = [...beyond.buried]
  const unreadable: Unreadable[] = [
    ...beyond.unreadable,
    ...changes.unreadable.map(({ entity, id, at }) => ({ kind: entity, id, at: momentOf(at) })),
  ]
  const keep = (document: ReadDocument) =>
    documents.set(`${document.kind} ${document.quickbooksId}`, document)
  for (const kind of DOCUMENTS)
    for (const entity of changes.changed[kind] ?? []) keep(documentOf(kind, entity))

  const wanted = new Map<string, { kind: DocumentEntity; id: string }>()
  const want = (kind: string, id: string) => {
    if (isDocument(kind) && isId(id) && !documents.has(`${kind} ${id}`))
      wanted.set(`${kind} ${id}`, { kind, id })
  }
  const deleted = [...changes.deleted, ...buried.map(({ kind, id }) => ({ entity: kind, id }))]
  const { touched, behind, held, gone } = await parts.database.inWorkspace(workspaceId, (sql) =>
    neighbours(sql, [...documents.values()], deleted, events),
  )
  const seen = new Set([...held, ...changes.deleted.map((each) => `${each.entity} ${each.id}`)])
  for (const event of events.filter((each) => DELETED.has(each.operation)))
    for (const id of event.entityIds) seen.add(`${event.entity} ${id}`)
  // The feed repeats a deletion while the overlap covers it; one confirming read is enough.
  for (const { entity, id } of changes.deleted) if (!gone.has(`${entity} ${id}`)) want(entity, id)
  for (const { kind, id } of [...touched, ...behind, ...beyond.behind]) want(kind, id)
  for (const { kind, id } of [...buried, ...unreadable]) wanted.delete(`${kind} ${id}`)
  const read = await readWanted(parts, company, workspaceId, wanted.values(), failures)
  for (const document of read.documents) keep(document)
  unreadable.push(...read.unreadable)
  // A tombstone is for ever, so an id that was only spoken of, and never seen, waits: it may not show yet.
  buried.push(...read.missing.filter(({ kind, id }) => seen.has(`${kind} ${id}`)))
  const listed = await readListed(parts, company, workspaceId, retriesOf(events, changes), failures)
  unreadable.push(...listed.unreadable)
  return { ...listed, documents: [...documents.values()], buried, unreadable }
}

/** Records of lists that are asked for again, and that the feed does not tell of anyway. */
function retriesOf(
  events: readonly WaitingEvent[],
  { changed }: Changes,
): { kind: ListedEntity; id: string }[] {
  const due = events.filter(({ due, operation }) => due && operation === 'unreadable')
  return LISTED.flatMap((kind) => {
    const told = new Set((changed[kind] ?? []).map(({ Id }) => Id))
    const ids = due.filter(({ entity }) => entity === kind).flatMap(({ entityIds }) => entityIds)
    return [...new Set(ids)].filter((id) => isId(id) && !told.has(id)).map((id) => ({ kind, id }))
  })
}

interface Deleted {
  readonly entity: string
  readonly id: string
}

/** What must be read besides the feed: invoices a payment let go of, and what events are ahead of. */
async function neighbours(
  sql: Sql,
  documents: readonly ReadDocument[],
  deleted: readonly Deleted[],
  events: readonly WaitingEvent[],
): Promise<{
  touched: { kind: string; id: string }[]
  behind: { kind: string; id: string }[]
  held: string[]
  gone: ReadonlySet<string>
}> {
  const touched = await findTouchedInvoices(sql, documents, deleted)
  const held = new Map<string, Date | null>()
  for (const kind of DOCUMENTS) {
    const ids = events.filter((event) => event.entity === kind).flatMap((event) => event.entityIds)
    for (const [id, document] of await readDocuments(sql, kind, ids)) {
      held.set(`${kind} ${id}`, document.deletedAt ?? document.changedAt)
    }
  }
  const heldBefore = [...held.keys(), ...touched.map(({ kind, id }) => `${kind} ${id}`)]
  for (const document of documents) held.set(`${document.kind} ${document.quickbooksId}`, document.changedAt)
  const behind = events
    .filter((event) => event.due && isDocument(event.entity))
    .flatMap((event) =>
      event.entityIds
        .filter(
          (id) =>
            event.operation === 'unreadable' ||
            isBehind(held.get(`${event.entity} ${id}`) ?? null, event.occurredAt),
        )
        .map((id) => ({ kind: event.entity, id })),
    )
  return { touched, behind, held: heldBefore, gone: await buriedBefore(sql, deleted) }
}

/** Which of the feed's deletions have their tombstone already. */
async function buriedBefore(sql: Sql, deleted: readonly Deleted[]): Promise<Set<string>> {
  const gone = new Set<string>()
  for (const kind of DOCUMENTS) {
    const ids = deleted.filter((each) => each.entity === kind).map((each) => each.id)
    for (const [id, document] of await readDocuments(sql, kind, ids))
      if (document.deletedAt !== null) gone.add(`${kind} ${id}`)
  }
  return gone
}
