import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { Changes, Company } from '../../connectors/quickbooks/company'
import type { ChangedEntity } from '../../connectors/quickbooks/entities'
import type { WaitingEvent } from '../inbox/inbox-table'
import { readOrFail } from '../inbox/read-failed'
import { renewReading } from '../inbox/reading-table'
import { linksFrom, type ReadDocument, readDocuments } from '../invoices/books/document-table'
import { documentOf } from '../invoices/books/from-quickbooks'
import type { Database, Sql } from '../postgres/database'
import { liveDocumentIds } from './held-document-table'
import { DOCUMENTS, type DocumentEntity, isBehind, isDocument, type Unreadable } from './settle-events'

const done = <T>(answer: Answer<T>): T => readOrFail('quickbooks', answer)

/** The words of both webhook formats for a document that is gone. */
const DELETED = new Set(['deleted', 'delete'])

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
}

const changedSince = (since: Date) =>
  [{ field: 'MetaData.LastUpdatedTime', operator: '>=', value: since.toISOString() }] as const

/**
 * Completes the feed: deletions are confirmed by one read, invoices that a changed payment touches (or
 * touched before) come along, kinds that overflowed the answer are queried, and documents that an event
 * spoke of but the feed does not show yet are read by id.
 */
export async function gatherChanges(
  parts: { database: Database },
  company: Company,
  workspaceId: string,
  { changes, since, beyondFeed }: Feed,
  events: readonly WaitingEvent[],
): Promise<Gathered> {
  const documents = new Map<string, ReadDocument>()
  const buried: { kind: DocumentEntity; id: string }[] = []
  const unreadable: Unreadable[] = changes.unreadable.map(({ entity, id, at }) => ({
    kind: entity,
    id,
    at: at === null ? null : new Date(at),
  }))
  const keep = (document: ReadDocument) =>
    documents.set(`${document.kind} ${document.quickbooksId}`, document)
  for (const kind of DOCUMENTS)
    for (const entity of changes.changed[kind] ?? []) keep(documentOf(kind, entity))
  for (const kind of beyondFeed.filter(isDocument)) {
    const rows = done(await company.query(kind, changedSince(since), { orderBy: 'MetaData.LastUpdatedTime' }))
    for (const entity of rows) keep(documentOf(kind, entity))
    // A query omits what was deleted: so what we hold is asked for by id, and what is missing there is gone.
    const held = await parts.database.inWorkspace(workspaceId, async (sql) => {
      await renewReading(sql, 'quickbooks', limits.leaseMs)
      return liveDocumentIds(sql, kind)
    })
    const ids = held.filter((id) => !documents.has(`${kind} ${id}`))
    const live = done(await company.query(kind, [{ field: 'Id', operator: 'IN', value: ids }]))
    for (const entity of live) keep(documentOf(kind, entity))
    for (const id of ids) if (!documents.has(`${kind} ${id}`)) buried.push({ kind, id })
  }

  const wanted = new Map<string, { kind: DocumentEntity; id: string }>()
  const want = (kind: string, id: string) => {
    if (isDocument(kind) && !documents.has(`${kind} ${id}`)) wanted.set(`${kind} ${id}`, { kind, id })
  }
  const { touched, behind, held, gone } = await parts.database.inWorkspace(workspaceId, (sql) =>
    neighbours(sql, [...documents.values()], changes, events),
  )
  const seen = new Set([...held, ...changes.deleted.map((each) => `${each.entity} ${each.id}`)])
  for (const event of events.filter((each) => DELETED.has(each.operation)))
    for (const id of event.entityIds) seen.add(`${event.entity} ${id}`)
  // The feed repeats a deletion while the overlap covers it; one confirming read is enough.
  for (const { entity, id } of changes.deleted) if (!gone.has(`${entity} ${id}`)) want(entity, id)
  for (const { kind, id } of [...touched, ...behind]) want(kind, id)
  for (const { kind, id } of [...buried, ...unreadable]) wanted.delete(`${kind} ${id}`)
  for (const { kind, id } of wanted.values()) {
    const entity = await readOne(company, kind, id)
    if (entity === 'unreadable') unreadable.push({ kind, id, at: null })
    else if (entity !== null) keep(documentOf(kind, entity))
    // A tombstone is for ever, so an id that was only spoken of, and never seen, waits: it may not show yet.
    else if (seen.has(`${kind} ${id}`)) buried.push({ kind, id })
  }
  return { documents: [...documents.values()], buried, unreadable }
}

/** One document; asked twice before it is called unreadable, because a gateway's page is not its fault. */
async function readOne(company: Company, kind: DocumentEntity, id: string) {
  let answer = await company.read(kind, id)
  if (isUnreadable(answer)) answer = await company.read(kind, id)
  return isUnreadable(answer) ? 'unreadable' : done(answer)
}

const isUnreadable = (answer: Answer<unknown>): boolean =>
  answer.outcome === 'unknown' && answer.fault.kind === 'unreadable'

/** What must be read besides the feed: invoices a payment let go of, and what events are ahead of. */
async function neighbours(
  sql: Sql,
  documents: readonly ReadDocument[],
  changes: Changes,
  events: readonly WaitingEvent[],
): Promise<{
  touched: { kind: string; id: string }[]
  behind: { kind: string; id: string }[]
  held: string[]
  gone: ReadonlySet<string>
}> {
  const touched = await touchedInvoices(sql, documents, changes)
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
    .filter((event) => isDocument(event.entity))
    .flatMap((event) =>
      event.entityIds
        .filter((id) => isBehind(held.get(`${event.entity} ${id}`) ?? null, event.occurredAt))
        .map((id) => ({ kind: event.entity, id })),
    )
  return { touched, behind, held: heldBefore, gone: await buriedBefore(sql, changes) }
}

/** Which of the feed's deletions have their tombstone already. */
async function buriedBefore(sql: Sql, changes: Changes): Promise<Set<string>> {
  const gone = new Set<string>()
  for (const kind of DOCUMENTS) {
    const ids = changes.deleted.filter((each) => each.entity === kind).map((each) => each.id)
    for (const [id, document] of await readDocuments(sql, kind, ids))
      if (document.deletedAt !== null) gone.add(`${kind} ${id}`)
  }
  return gone
}

/** Invoices that a payment which really changed touches, or touched before, as far as we hold them. */
async function touchedInvoices(
  sql: Sql,
  documents: readonly ReadDocument[],
  changes: Changes,
): Promise<{ kind: string; id: string }[]> {
  const payments = documents.filter((document) => document.kind === 'Payment')
  const held = await readDocuments(
    sql,
    'Payment',
    payments.map((payment) => payment.quickbooksId),
  )
  const newer = payments.filter((payment) => {
    const before = held.get(payment.quickbooksId)?.changedAt ?? null
    return before === null || before < payment.changedAt
  })
  const gone = changes.deleted.filter((each) => each.entity === 'Payment').map((each) => each.id)
  const before = await linksFrom(sql, 'Payment', [...newer.map((payment) => payment.quickbooksId), ...gone])
  const ids = [...before, ...newer.flatMap((payment) => payment.links)]
    .filter((link) => link.toKind === 'Invoice')
    .map((link) => link.toId)
  const known = await readDocuments(sql, 'Invoice', ids)
  return [...known.values()]
    .filter((invoice) => invoice.deletedAt === null)
    .map((invoice) => ({ kind: 'Invoice', id: invoice.quickbooksId }))
}
