import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { Changes, Company } from '../../connectors/quickbooks/company'
import { type ChangedEntity, changedEntities } from '../../connectors/quickbooks/entities'
import type { Clock } from '../clock/clock'
import { type CustomerMerge, followMerges } from '../customers/follow-merges'
import { type WaitingEvent, waitingEvents } from '../inbox/inbox-table'
import { isOfContents } from '../inbox/of-contents'
import { readOrFail } from '../inbox/read-failed'
import type { Lease } from '../inbox/reading-lease'
import { moveCursor, readReading, renewReading } from '../inbox/reading-table'
import type { ReadDocument } from '../invoices/books/document-table'
import { followMergedPayers } from '../invoices/books/follow-merged-payers'
import { hasUntold, readUntold } from '../invoices/books/untold-document-table'
import { retireCustomers } from '../masters/customer-search-table'
import { type CachedKind, forgetMasters, markMastersStale } from '../masters/master-table'
import type { Database, Sql } from '../postgres/database'
import { applyFound, keepFound, type TellLog } from './apply-found'
import { confirmGone } from './confirm-gone'
import { findMerges, findUntoldMerges } from './find-merges'
import { type Found, type Named, namesOf, slicesOf } from './found'
import { type Feed, gatherChanges } from './gather-changes'
import { type BeyondFeed, nothingBeyond, readBeyondFeed } from './read-beyond-feed'
import { readRungTime } from './read-rung-time'
import { isDocument, knownEvents, setAside, settleReached, type Unreadable } from './settle-events'
import { tellUntold } from './tell-untold'

const done = <T>(answer: Answer<T>): T => readOrFail('quickbooks', answer)

const MOST_EVENTS = 1_000
const MOST_UNTOLD = 10_000
/** So many are stored in one transaction, so that one of an import holds no lock for long. */
const MOST_AT_ONCE = 500

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

/** What reading needs; `lease` is under which it reads, `log` is told of what could not be taken in. */
export interface ReadParts {
  readonly database: Database
  readonly clock: Clock
  readonly lease?: Lease
  readonly log?: (error: unknown, what: string, workspaceId: string) => void
}

/**
 * Lines 6 and 7 of the story: QuickBooks rang, or the sweep came by, or a person pressed "Check now": it is
 * all this function, with an older or a newer cursor. One change-data call returns everything that changed,
 * with bodies; the effects and the cursor commit together. Answers how many documents were new.
 *
 * What is more than one answer, or can't all be taken in, is stored in parts; once all of it is, it is told, so that the
 * history says what it would have said of one act after the other, and the cursor moves last. A reading that breaks off
 * leaves what it stored to be told by the next that comes to its end.
 *
 * Where nobody asks for the feed, and every event was looked for before or speaks of what is held already, documents
 * are read by id and nothing else. What can't be read or taken in is set aside, and holds up nothing else. Throws
 * ReadFailed, and LeaseLost where another reading took over.
 */
export async function readChanges(
  parts: ReadParts,
  company: Company,
  workspaceId: string,
  askFeed = true,
): Promise<number> {
  const { database, clock, lease = null } = parts
  const within = <T>(work: (sql: Sql) => Promise<T>) => database.inWorkspace(workspaceId, work)
  const hold = async () => {
    if (lease !== null) await within((sql) => renewReading(sql, 'quickbooks', lease, limits.leaseMs))
  }
  const { events, reading, known, left } = await within(async (sql) => {
    const waiting = await waitingEvents(sql, 'quickbooks', MOST_EVENTS)
    return {
      events: waiting,
      reading: await readReading(sql, 'quickbooks'),
      known: await knownEvents(sql, waiting),
      left: await hasUntold(sql),
    }
  })
  const isOld = (event: WaitingEvent) => event.attempts > 0 || known.has(event.eventId)
  const byIdOnly = !askFeed && !left && events.length > 0 && events.every(isOld)
  const askedAt = clock.now()
  const feed = byIdOnly ? noFeed(clock.now()) : await readFeed(clock, company, reading.cursorAt, hold)
  const { changes } = feed
  const refused: Unreadable[] = []
  const kept: Named[] = []
  let taken = 0
  const tellLog: TellLog = (error, { kind, id }) => parts.log?.(error, `taking in ${kind} ${id}`, workspaceId)
  const keep = async (found: Found): Promise<void> => {
    const answer = await keepFound(within, { ...found, documents: asOf(askedAt, found.documents) }, tellLog)
    const bad = answer.refused.map(({ name, why }) => ({
      ...name,
      at: timeOf(found, name),
      refused: { why },
    }))
    refused.push(...bad)
    kept.push(...namesOf(found))
    taken += answer.taken
  }
  const goneCustomers = await confirmGone(parts, company, workspaceId, deletedOf(changes, 'Customer'))
  // First of all, and by itself: newer documents do not say any more whose they were, and told again it changes nothing.
  const merges = [
    // What rang, and what didn't: a feed that calls a customer gone does not say who took over.
    ...mergesIn(events),
    ...(feed.beyondFeed.includes('Customer')
      ? await findUntoldMerges(parts, company, workspaceId, hold)
      : []),
    ...(await findMerges(parts, company, workspaceId, goneCustomers, hold)),
  ]
  await within((sql) => followMerges(sql, merges, followMergedPayers))
  await hold()
  const kinds = feed.beyondFeed.filter(isDocument)
  const beyond =
    kinds.length === 0
      ? nothingBeyond
      : await readBeyondFeed(
          parts,
          company,
          workspaceId,
          { kinds, since: feed.since, begunAt: changes.time },
          keep,
        )
  const behind = left && !kinds.includes('Invoice') ? await within(behindUntold) : []
  const gathered = await gatherChanges(
    parts,
    company,
    workspaceId,
    feed,
    events,
    { ...beyond, behind: [...beyond.behind, ...behind] },
    reading.failures,
  )
  await hold()
  await readRungTime(parts, company, workspaceId, events)
  // Again, after the vendor's answers: whoever saved a plan while a merge was stored did not know of it.
  if (merges.length > 0) await within((sql) => followMerges(sql, merges, followMergedPayers))

  const all: Found = {
    documents: asOf(askedAt, gathered.documents),
    buried: gathered.buried,
    customers: [...(changes.changed.Customer ?? []), ...gathered.customers],
    estimates: [...(changes.changed.Estimate ?? []), ...gathered.estimates],
  }
  const finish = async (sql: Sql, names: readonly Named[]) => {
    const unreadable = [...gathered.unreadable, ...refused]
    const bad = new Set(refused.map(({ kind, id }) => `${kind} ${id}`))
    const takenIn = names.filter(({ kind, id }) => !bad.has(`${kind} ${id}`))
    // What is there no more is nobody's question either.
    const good = [...takenIn, ...gathered.missing]
    await forgetMasters(sql, 'estimates', deletedOf(changes, 'Estimate'))
    await retireCustomers(sql, goneCustomers)
    for (const kind of staleKinds(events, feed)) await markMastersStale(sql, kind)
    await settleReached(sql, events, unreadable, good)
    await setAside(sql, unreadable, good)
    if (byIdOnly) return
    const cursorAt = new Date(changes.time.getTime() - limits.cursorOverlapMs)
    await moveCursor(sql, 'quickbooks', lease, { cursorAt, askedAt })
  }
  if (kinds.length === 0 && !left) {
    try {
      return await within((sql) => applyFound(sql, all, () => finish(sql, namesOf(all))))
    } catch (error) {
      if (!isOfContents(error)) throw error
    }
  }
  for (const part of slicesOf(all, MOST_AT_ONCE)) {
    await keep(part)
    await hold()
  }
  refused.push(...(await tellUntold(within, hold, tellLog)))
  await within((sql) => finish(sql, kept))
  return taken
}

/** However long it takes to store them: they are known as of when they were asked for. */
const asOf = (askedAt: Date, documents: readonly ReadDocument[]): ReadDocument[] =>
  documents.map((document) => ({ ...document, askedAt: document.askedAt ?? askedAt }))

/** Invoices that a reading before this one left untold: a payment may have touched them since they were read. */
async function behindUntold(sql: Sql): Promise<BeyondFeed['behind']> {
  const { invoices } = await readUntold(sql, MOST_UNTOLD)
  return invoices.map((id) => ({ kind: 'Invoice', id }))
}

/** When a document that was found changed, where that can be said. */
function timeOf({ documents }: Found, { kind, id }: Named): Date | null {
  const document = documents.find((each) => each.kind === kind && each.quickbooksId === id)
  return document === undefined || Number.isNaN(document.changedAt.getTime()) ? null : document.changedAt
}

/**
 * Asks for what changed since the cursor. A full answer may have cut any kind: then each that filled it is asked for alone, and
 * the others together, so that a burst of two kinds costs four calls; what alone still fills an answer is listed. What lies before the feed's horizon is listed too, but for the lists
 * of names, which are read again as a whole.
 */
async function readFeed(
  clock: Clock,
  company: Company,
  cursorAt: Date | null,
  hold: () => Promise<void>,
): Promise<Feed> {
  const horizon = new Date(clock.now().getTime() - limits.cdcHorizonMs)
  const ask = async (kinds: readonly ChangedEntity[], since: Date) =>
    done(await company.changes(kinds, since))
  if (cursorAt !== null && cursorAt < horizon) {
    const changes = await ask(['Customer', 'Estimate'], horizon)
    return { changes, since: cursorAt, beyondFeed: changedEntities }
  }
  const since = cursorAt ?? horizon
  const whole = await ask(changedEntities, since)
  if (whole.truncated.length === 0) return { changes: whole, since, beyondFeed: [] }
  const parts: Changes[] = []
  const askApart = async (full: Changes, kinds: readonly ChangedEntity[]): Promise<void> => {
    const most = kinds.filter((kind) => rowsOf(full, kind) >= rowsOf(full) / kinds.length)
    const others = kinds.filter((kind) => !most.includes(kind))
    for (const some of [...most.map((kind) => [kind]), others]) {
      if (some.length === 0) continue
      await hold()
      const part = await ask(some, since)
      if (some.length > 1 && part.truncated.length > 0) await askApart(part, some)
      else parts.push(part)
    }
  }
  await askApart(whole, changedEntities)
  return {
    changes: {
      // The first answer's: what changed while the others were asked is told again.
      time: whole.time,
      changed: Object.fromEntries(parts.flatMap(({ changed }) => Object.entries(changed))),
      deleted: parts.flatMap(({ deleted }) => deleted),
      unreadable: parts.flatMap(({ unreadable }) => unreadable),
      truncated: parts.flatMap(({ truncated }) => truncated),
    },
    since,
    beyondFeed: parts.flatMap(({ truncated }) => truncated),
  }
}

/** How many rows an answer has, of one kind or of all. */
function rowsOf({ changed, deleted, unreadable }: Changes, kind?: ChangedEntity): number {
  const named = [...deleted, ...unreadable].filter(({ entity }) => kind === undefined || entity === kind)
  const kinds: readonly ChangedEntity[] = kind === undefined ? changedEntities : [kind]
  return named.length + kinds.reduce((sum, each) => sum + (changed[each]?.length ?? 0), 0)
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
