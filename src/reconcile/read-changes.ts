import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { Changes, Company } from '../../connectors/quickbooks/company'
import { changedEntities } from '../../connectors/quickbooks/entities'
import { raiseAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { postponeEvents, settleEvents, type WaitingEvent, waitingEvents } from '../inbox/inbox-table'
import { readOrFail } from '../inbox/read-failed'
import { moveCursor, readReading } from '../inbox/reading-table'
import {
  buryDocument,
  linksFrom,
  type ReadDocument,
  readDocuments,
  saveDocuments,
} from '../invoices/document-table'
import { markerIn } from '../invoices/find-invoice'
import { documentOf } from '../invoices/from-quickbooks'
import { lockIntentsOf } from '../invoices/intent-table'
import { type CachedKind, markMastersStale, saveMasters } from '../masters/master-table'
import type { Database, Sql } from '../postgres/database'
import { applyInvoices } from './apply-invoices'

const done = <T>(answer: Answer<T>): T => readOrFail('quickbooks', answer)

const MOST_EVENTS = 1_000
/** An event whose document can't be seen yet is looked for this often before a person is told. */
const MOST_ATTEMPTS = 8
const DOCUMENTS = ['Invoice', 'Payment', 'CreditMemo', 'RefundReceipt'] as const
type DocumentEntity = (typeof DOCUMENTS)[number]
/** The words of both webhook formats for a document that is gone. */
const DELETED = new Set(['deleted', 'delete'])
const isDocument = (name: string): name is DocumentEntity => DOCUMENTS.some((kind) => kind === name)

/** Lists that QuickBooks rings for without being in the change feed: they are read again when needed. */
const STALE_BY_EVENT: Readonly<Record<string, CachedKind>> = {
  Item: 'items',
  Term: 'terms',
  Class: 'classes',
  Department: 'locations',
  Preferences: 'preferences',
}

/** Everything one turn of reading found, before it is applied. */
interface Gathered {
  readonly documents: ReadDocument[]
  readonly buried: { kind: DocumentEntity; id: string }[]
  readonly changes: Changes
}

/**
 * Lines 6 and 7 of the story: QuickBooks rang, or the sweep came by, or a person pressed "Check now": it is
 * all this function, with an older or a newer cursor. One change-data call returns everything that changed,
 * with bodies; the effects and the cursor commit together. Answers how many documents were new.
 */
export async function readChanges(
  parts: { database: Database; clock: Clock },
  company: Company,
  workspaceId: string,
): Promise<number> {
  const { database, clock } = parts
  const { events, reading } = await database.inWorkspace(workspaceId, async (sql) => ({
    events: await waitingEvents(sql, 'quickbooks', MOST_EVENTS),
    reading: await readReading(sql, 'quickbooks'),
  }))
  const oldest = new Date(clock.now().getTime() - limits.cdcHorizonMs)
  const since = reading.cursorAt === null || reading.cursorAt < oldest ? oldest : reading.cursorAt
  const changes = done(await company.changes(changedEntities, since))
  const gathered = await gather(parts, company, workspaceId, changes, since, events)

  return database.inWorkspace(workspaceId, async (sql) => {
    const invoiceIds = invoicesIn(gathered)
    await lockIntentsOf(sql, { quickbooksIds: invoiceIds, markers: markersIn(gathered) })
    for (const { kind, id } of gathered.buried) await buryDocument(sql, kind, id)
    const stored = await saveDocuments(sql, gathered.documents)
    await saveMasters(sql, 'customers', customersOf(changes))
    for (const kind of staleKinds(events)) await markMastersStale(sql, kind)
    await applyInvoices(sql, invoiceIds)
    await settle(sql, events)
    await moveCursor(sql, 'quickbooks', new Date(changes.time.getTime() - limits.cursorOverlapMs))
    return stored.size + gathered.buried.length
  })
}

/** Every invoice that was read, is gone, or that a payment touches. */
function invoicesIn({ documents, buried }: Gathered): string[] {
  return [
    ...new Set([
      ...documents.filter((document) => document.kind === 'Invoice').map((document) => document.quickbooksId),
      ...buried.filter((each) => each.kind === 'Invoice').map((each) => each.id),
      ...documents.flatMap((document) =>
        document.links.filter((link) => link.toKind === 'Invoice').map((link) => link.toId),
      ),
    ]),
  ]
}

function markersIn({ documents }: Gathered): string[] {
  return documents.flatMap(({ body }) => {
    const memo: unknown = 'PrivateNote' in body ? body.PrivateNote : undefined
    const marker = typeof memo === 'string' ? markerIn(memo) : null
    return marker === null ? [] : [marker]
  })
}

/**
 * Completes the feed: deletions are confirmed by one read, invoices that a changed payment touches (or
 * touched before) come along, kinds that overflowed the answer are queried, and documents that an event
 * spoke of but the feed does not show yet are read by id.
 */
async function gather(
  parts: { database: Database },
  company: Company,
  workspaceId: string,
  changes: Changes,
  since: Date,
  events: readonly WaitingEvent[],
): Promise<Gathered> {
  const documents = new Map<string, ReadDocument>()
  const buried: Gathered['buried'] = []
  const keep = (document: ReadDocument) =>
    documents.set(`${document.kind} ${document.quickbooksId}`, document)
  for (const kind of DOCUMENTS)
    for (const entity of changes.changed[kind] ?? []) keep(documentOf(kind, entity))
  for (const kind of changes.truncated.filter(isDocument)) {
    const criteria = [
      { field: 'MetaData.LastUpdatedTime', operator: '>=', value: since.toISOString() },
    ] as const
    const rows = done(await company.query(kind, criteria, { orderBy: 'MetaData.LastUpdatedTime' }))
    for (const entity of rows) keep(documentOf(kind, entity))
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
  for (const { kind, id } of wanted.values()) {
    const entity = done(await company.read(kind, id))
    if (entity !== null) keep(documentOf(kind, entity))
    // A tombstone is for ever, so an id that was only spoken of, and never seen, waits: it may not show yet.
    else if (seen.has(`${kind} ${id}`)) buried.push({ kind, id })
  }
  return { documents: [...documents.values()], buried, changes }
}

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

/** Whether what is held is older than what an event speaks of. Vendor times have whole seconds. */
function isBehind(held: Date | null, occurredAt: Date | null): boolean {
  if (held === null) return true
  return occurredAt !== null && Math.floor(held.getTime() / 1000) < Math.floor(occurredAt.getTime() / 1000)
}

function customersOf(changes: Changes) {
  return (changes.changed.Customer ?? []).map((customer) => ({
    quickbooksId: customer.Id,
    name: customer.DisplayName,
    active: customer.Active ?? true,
    body: { ...customer },
  }))
}

function staleKinds(events: readonly WaitingEvent[]): Set<CachedKind> {
  const kinds = events.map((event) => STALE_BY_EVENT[event.entity])
  return new Set(kinds.filter((kind) => kind !== undefined))
}

/** An event is settled when what is stored has reached its time; otherwise it waits, with growing pauses. */
async function settle(sql: Sql, events: readonly WaitingEvent[]): Promise<void> {
  const settled: bigint[] = []
  const waiting: WaitingEvent[] = []
  for (const event of events) {
    if (!isDocument(event.entity)) settled.push(event.eventId)
    else {
      const documents = await readDocuments(sql, event.entity, event.entityIds)
      const reached = event.entityIds.every((id) => {
        const document = documents.get(id)
        return document?.deletedAt || !isBehind(document?.changedAt ?? null, event.occurredAt)
      })
      if (reached) settled.push(event.eventId)
      else waiting.push(event)
    }
  }
  await settleEvents(sql, settled, 'read')
  for (const event of waiting) {
    if (event.attempts >= MOST_ATTEMPTS) {
      await settleEvents(sql, [event.eventId], 'given up')
      await raiseAttention(sql, {
        cause: `poison:${event.entity}:${event.entityIds.join(',')}`,
        kind: 'poison',
        title: `QuickBooks spoke of ${event.entity} ${event.entityIds.join(', ')}, but never showed it`,
        detail: 'Everything else goes on. Check now reads it again.',
        actions: [{ action: 'check_now', label: 'Check now' }],
      })
    } else await postponeEvents(sql, [event.eventId], limits.retryFirstMs * 2 ** event.attempts)
  }
}
