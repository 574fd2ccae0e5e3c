import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { Changes, Company } from '../../connectors/quickbooks/company'
import { type ChangedEntity, changedEntities } from '../../connectors/quickbooks/entities'
import type { Clock } from '../clock/clock'
import { type CustomerMerge, followMerges } from '../customers/follow-merges'
import { type WaitingEvent, waitingEvents } from '../inbox/inbox-table'
import { readOrFail } from '../inbox/read-failed'
import { moveCursor, readReading } from '../inbox/reading-table'
import { buryDocument, type ReadDocument, saveDocuments } from '../invoices/books/document-table'
import { lockIntentsOf, moveIntents } from '../invoices/intent-table'
import { markerIn } from '../invoices/sending/find-invoice'
import { customerMaster } from '../masters/customer-master'
import { retireCustomers } from '../masters/customer-search-table'
import { estimateMaster } from '../masters/estimate-master'
import { type CachedKind, forgetMasters, markMastersStale, saveMasters } from '../masters/master-table'
import type { Database } from '../postgres/database'
import { applyInvoices } from './apply-invoices'
import { type Feed, gatherChanges } from './gather-changes'
import { readRungTime } from './read-rung-time'
import { setAside, settleReached } from './settle-events'

const done = <T>(answer: Answer<T>): T => readOrFail('quickbooks', answer)

const MOST_EVENTS = 1_000

/** Lists that QuickBooks rings for without being in the change feed: they are read again when needed. */
const STALE_BY_EVENT: Readonly<Record<string, CachedKind>> = {
  Item: 'items',
  Term: 'terms',
  Class: 'classes',
  Department: 'locations',
  Employee: 'employees',
  Vendor: 'vendors',
  Account: 'accounts',
  Preferences: 'preferences',
}

/**
 * Lines 6 and 7 of the story: QuickBooks rang, or the sweep came by, or a person pressed "Check now": it is
 * all this function, with an older or a newer cursor. One change-data call returns everything that changed,
 * with bodies; the effects and the cursor commit together. Answers how many documents were new.
 *
 * Where nobody asks for the feed and every event was looked for before, they are read by id and nothing else.
 */
export async function readChanges(
  parts: { database: Database; clock: Clock },
  company: Company,
  workspaceId: string,
  askFeed = true,
): Promise<number> {
  const { database, clock } = parts
  const { events, reading } = await database.inWorkspace(workspaceId, async (sql) => ({
    events: await waitingEvents(sql, 'quickbooks', MOST_EVENTS),
    reading: await readReading(sql, 'quickbooks'),
  }))
  const retriesOnly = !askFeed && events.length > 0 && events.every((event) => event.attempts > 0)
  const feed = retriesOnly ? noFeed(clock.now()) : await readFeed(clock, company, reading.cursorAt)
  const { changes } = feed
  const { documents, buried, unreadable } = await gatherChanges(parts, company, workspaceId, feed, events)
  await readRungTime(parts, company, workspaceId, events)

  // Before the schedules' intents are locked, and by itself: told again, it changes nothing.
  await database.inWorkspace(workspaceId, async (sql) => {
    const merges = mergesIn(events)
    await followMerges(sql, merges)
    for (const { deadId, survivorId } of merges) await moveIntents(sql, deadId, survivorId)
  })
  return database.inWorkspace(workspaceId, async (sql) => {
    const invoiceIds = invoicesIn(documents, buried)
    await lockIntentsOf(sql, { quickbooksIds: invoiceIds, markers: markersIn(documents) })
    for (const { kind, id } of buried) await buryDocument(sql, kind, id)
    const stored = await saveDocuments(sql, documents)
    await saveMasters(sql, 'customers', (changes.changed.Customer ?? []).map(customerMaster))
    await saveMasters(sql, 'estimates', (changes.changed.Estimate ?? []).map(estimateMaster))
    await forgetMasters(sql, 'estimates', deletedOf(changes, 'Estimate'))
    await retireCustomers(sql, deletedOf(changes, 'Customer'))
    for (const kind of staleKinds(events, feed)) await markMastersStale(sql, kind)
    await applyInvoices(sql, invoiceIds)
    await settleReached(sql, events)
    await setAside(sql, unreadable, [
      ...documents.map(({ kind, quickbooksId }) => ({ kind, id: quickbooksId })),
      ...buried,
      ...(changes.changed.Customer ?? []).map(({ Id }) => ({ kind: 'Customer', id: Id })),
      ...(changes.changed.Estimate ?? []).map(({ Id }) => ({ kind: 'Estimate', id: Id })),
    ])
    if (!retriesOnly) {
      await moveCursor(sql, 'quickbooks', new Date(changes.time.getTime() - limits.cursorOverlapMs))
    }
    return stored.size + buried.length
  })
}

/** Every invoice that was read, is gone, or that a payment touches. */
function invoicesIn(
  documents: readonly ReadDocument[],
  buried: readonly { kind: string; id: string }[],
): string[] {
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

/** The marks in their memos: whose invoices they may be. */
function markersIn(documents: readonly ReadDocument[]): string[] {
  return documents.flatMap((document) => {
    const memo = 'PrivateNote' in document.body ? document.body.PrivateNote : undefined
    const marker = typeof memo === 'string' ? markerIn(memo) : null
    return marker === null ? [] : [marker]
  })
}

/** Asks for what changed since the cursor; of what lies before its horizon the feed can't tell everything. */
async function readFeed(clock: Clock, company: Company, cursorAt: Date | null): Promise<Feed> {
  const horizon = new Date(clock.now().getTime() - limits.cdcHorizonMs)
  const isLate = cursorAt !== null && cursorAt < horizon
  const changes = done(
    await company.changes(changedEntities, cursorAt === null || isLate ? horizon : cursorAt),
  )
  return {
    changes,
    since: cursorAt ?? horizon,
    beyondFeed: isLate ? changedEntities : changes.truncated,
  }
}

const noFeed = (now: Date): Feed => ({
  changes: { time: now, changed: {}, deleted: [], unreadable: [], truncated: [] },
  since: now,
  beyondFeed: [],
})

function deletedOf(changes: Changes, kind: ChangedEntity): string[] {
  return changes.deleted.filter(({ entity }) => entity === kind).map(({ id }) => id)
}

/** Customers that became one: the event names the survivor first, and then whose id is dead. */
function mergesIn(events: readonly WaitingEvent[]): CustomerMerge[] {
  return events.flatMap(({ entity, operation, entityIds: [survivorId, deadId] }) =>
    entity === 'Customer' && operation === 'merged' && survivorId !== undefined && deadId !== undefined
      ? [{ survivorId, deadId }]
      : [],
  )
}

function staleKinds(events: readonly WaitingEvent[], feed: Feed): Set<CachedKind> {
  const kinds = events.map((event) => STALE_BY_EVENT[event.entity])
  return new Set([
    ...kinds.filter((kind) => kind !== undefined),
    ...(feed.beyondFeed.includes('Customer') ? (['customers'] as const) : []),
    ...(feed.beyondFeed.includes('Estimate') ? (['estimates'] as const) : []),
  ])
}
