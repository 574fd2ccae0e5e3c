import { limits } from '../../config/limits'
import type { ChangedEntity } from '../../connectors/quickbooks/entities'
import { endAttentions, raiseAttention } from '../attention/attention-table'
import { endLeftBefore } from '../attention/left-question-table'
import { settleUnreadable, unreadableCause } from '../attention/unreadable-table'
import { postponeEvents, settleEvents, type WaitingEvent } from '../inbox/inbox-table'
import { addRetry } from '../inbox/retry-event-table'
import type { StoredDocument } from '../invoices/books/document'
import { readDocuments } from '../invoices/books/document-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { readTouchedDeals } from './read-touched-deals'

/** An event whose document can't be seen yet is looked for this often before a person is told. */
export const MOST_ATTEMPTS = 8
export const DOCUMENTS = ['Invoice', 'Payment', 'CreditMemo', 'RefundReceipt'] as const
export type DocumentEntity = (typeof DOCUMENTS)[number]
export const isDocument = (name: string): name is DocumentEntity => DOCUMENTS.some((kind) => kind === name)

/** A row that lacks what Milepost relies on. `at` is when it changed, where it says so. */
export interface Unreadable {
  readonly kind: ChangedEntity
  readonly id: string
  readonly at: Date | null
  /** It was read, and could not be taken in: what is wrong with it, or null where only the log can say. */
  readonly refused?: { readonly why: string | null }
}

/** Whether what is held is older than what an event speaks of. Vendor times have whole seconds. */
export function isBehind(held: Date | null, occurredAt: Date | null): boolean {
  if (held === null) return true
  return occurredAt !== null && Math.floor(held.getTime() / 1000) < Math.floor(occurredAt.getTime() / 1000)
}

/**
 * A webhook's own time may be a little later than that of the change it speaks of; how much isn't known. A document
 * that was read so often after it, and is no newer, is what the webhook spoke of.
 */
const LATEST_WORDS_MS = 60_000
const ENOUGH_LOOKS = 2

const lateBy = (held: Date | null, occurredAt: Date | null): number =>
  held === null || occurredAt === null ? Number.POSITIVE_INFINITY : occurredAt.getTime() - held.getTime()

/** The words of both webhook formats for a document that is gone, and for one that was made. */
export const DELETED: ReadonlySet<string> = new Set(['deleted', 'delete'])
const CREATED: ReadonlySet<string> = new Set(['created', 'create'])

const UNREAD =
  'It lacks something that Milepost relies on: open it in QuickBooks, look for what is empty or odd, and save it there.'
const UNTAKEN =
  'Something in it can’t be stored or compared: open it in QuickBooks, look for an odd amount, date or number, and save it there.'
const OLD = 'What is shown of it may be old.'
const UNKNOWN = 'Until then the sums of the deal that hang on it are unknown.'
const AGAIN = 'It is read again when it changes, every day, and with “Check now”.'

const unseenCause = (entity: string, ids: readonly string[]): string => `unseen:${entity}:${ids.join(',')}`

/** What was spoken of and never shown, from the cause of what is asked about it; null for any other cause. */
export function unseenOfCause(cause: string): { entity: string; entityIds: string[] } | null {
  const [, entity, ids] = /^unseen:([^:]+):(.+)$/.exec(cause) ?? []
  return entity === undefined || ids === undefined ? null : { entity, entityIds: ids.split(',') }
}

/** An event may speak of anything; only what can be an id is asked for, and only of that somebody may hear. */
export const isId = (text: string): boolean => /^\d{1,30}$/.test(text)

/** Records that are kept without being documents: those that could not be read are asked for by their ids too. */
export const LISTED = ['Customer', 'Estimate'] as const
export type ListedEntity = (typeof LISTED)[number]
export const isListed = (name: string): name is ListedEntity => LISTED.some((kind) => kind === name)
const isRetry = ({ entity, operation }: WaitingEvent): boolean =>
  operation === 'unreadable' && isListed(entity)

/**
 * Events that tell nothing new: what they speak of is held as it was later, or was made by us and stored from the
 * answer, or is gone for ever, or was read after they came before. They cost no read. Within one second of the
 * vendor's time only the making of a document is certain to be the first of it.
 */
export async function knownEvents(sql: Sql, events: readonly WaitingEvent[]): Promise<Set<bigint>> {
  const stored = await storedOf(sql, events)
  const isKnown = (event: WaitingEvent): boolean =>
    isDocument(event.entity) &&
    event.entityIds.every((id) => {
      const document = stored.get(`${event.entity} ${id}`)
      if (!document) return false
      if (document.deletedAt !== null) return true
      if (event.occurredAt === null || DELETED.has(event.operation)) return false
      if (event.operation === 'unreadable') return false
      if (isBehind(document.changedAt, event.occurredAt)) return false
      return (
        CREATED.has(event.operation) || event.readBefore || isBehind(event.occurredAt, document.changedAt)
      )
    })
  return new Set(events.filter(isKnown).map((event) => event.eventId))
}

async function storedOf(sql: Sql, events: readonly WaitingEvent[]): Promise<Map<string, StoredDocument>> {
  const stored = new Map<string, StoredDocument>()
  for (const kind of DOCUMENTS) {
    const ids = events.filter((event) => event.entity === kind).flatMap((event) => event.entityIds)
    if (ids.length === 0) continue
    for (const [id, document] of await readDocuments(sql, kind, ids)) stored.set(`${kind} ${id}`, document)
  }
  return stored
}

/** An event is settled when what is stored has reached its time (`taken`: what was, just now); otherwise it waits, with growing pauses. */
export async function settleReached(
  sql: Sql,
  events: readonly WaitingEvent[],
  unreadable: readonly Unreadable[],
  taken: readonly { kind: string; id: string }[],
): Promise<void> {
  const stored = await storedOf(sql, events)
  const now = new Set(taken.map(({ kind, id }) => `${kind} ${id}`))
  const isReached = (event: WaitingEvent): boolean =>
    (!isDocument(event.entity) && !isRetry(event)) ||
    event.entityIds.filter(isId).every((id) => {
      // What was set aside has no time to be reached: it is over when it was taken in.
      if (event.operation === 'unreadable') return now.has(`${event.entity} ${id}`)
      const document = stored.get(`${event.entity} ${id}`)
      if (document?.deletedAt || !isBehind(document?.changedAt ?? null, event.occurredAt)) return true
      return (
        event.attempts >= ENOUGH_LOOKS &&
        now.has(`${event.entity} ${id}`) &&
        lateBy(document?.changedAt ?? null, event.occurredAt) <= LATEST_WORDS_MS
      )
    })
  const waiting = events.filter((event) => !isReached(event))
  const settled = events.filter((event) => !waiting.includes(event)).map((event) => event.eventId)
  await settleEvents(sql, settled, 'read')
  // The others were not looked for: their pauses are not over.
  const due = waiting.filter((event) => event.due)
  await giveUp(
    sql,
    due.filter((event) => event.attempts >= MOST_ATTEMPTS),
    unreadable,
    stored,
  )
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const ids = due.filter((event) => event.attempts === attempts).map((event) => event.eventId)
    if (ids.length > 0) await postponeEvents(sql, ids, limits.retryFirstMs * 2 ** attempts)
  }
}

async function giveUp(
  sql: Sql,
  events: readonly WaitingEvent[],
  unreadable: readonly Unreadable[],
  stored: ReadonlyMap<string, StoredDocument>,
): Promise<void> {
  await settleEvents(
    sql,
    events.map((event) => event.eventId),
    'given up',
  )
  // One that was set aside was told of in better words, and of one that is held the newest was read each time.
  const told = new Set(unreadable.map(({ kind, id }) => `${kind} ${id}`))
  const isTold = (event: WaitingEvent) =>
    event.operation === 'unreadable' ||
    event.entityIds.every((id) => stored.has(`${event.entity} ${id}`) || told.has(`${event.entity} ${id}`))
  for (const { entity, entityIds, occurredAt } of events.filter((event) => !isTold(event))) {
    const cause = unseenCause(entity, entityIds)
    // Whoever left it left what was spoken of by then: this happened to it since. The same word once more says nothing new.
    if (occurredAt !== null) await endLeftBefore(sql, cause, occurredAt, 'spoken of again')
    await raiseAttention(sql, {
      cause,
      kind: 'poison',
      title: `QuickBooks spoke of ${entity} ${entityIds.join(', ')}, but never showed it`,
      detail:
        'Everything else goes on. It is looked for again every day, and with “Check now”, until you leave it or it is there.',
      actions: [
        { action: 'check_now', label: 'Check now' },
        { action: 'leave', label: 'Leave it' },
      ],
    })
  }
}

/**
 * Rows that can't be read stop nobody else: a person is told of each, and it is asked for again by its id. What could be read after all is nobody's question any more.
 * Where it touches deals it is asked on each of them: while it is, the sums that hang on it are unknown.
 */
export async function setAside(
  sql: Sql,
  unreadable: readonly Unreadable[],
  readable: readonly { kind: string; id: string }[],
): Promise<void> {
  const known = await settleUnreadable(sql, readable, program('QuickBooks').who)
  await endAttentions(
    sql,
    readable.map(({ kind, id }) => unseenCause(kind, [id])),
    program('QuickBooks').who,
    'read',
  )
  const unknown: string[] = []
  for (const { kind, id, at, refused } of unreadable) {
    const why = refused ? (refused.why ?? UNTAKEN) : UNREAD
    const touched = await readTouchedDeals(sql, kind, id)
    const meaning = touched.length > 0 ? UNKNOWN : OLD
    for (const [place, where] of (touched.length > 0 ? touched : [null]).entries()) {
      await raiseAttention(sql, {
        ...where,
        cause: unreadableCause(kind, [id], place === 0 ? null : (where?.dealId ?? null)),
        kind: 'poison',
        title: `${kind} ${id} of QuickBooks can’t be ${refused ? 'taken in' : 'read'}`,
        detail: `${why} ${meaning} Everything else goes on. ${AGAIN}`,
        actions: [{ action: 'check_now', label: 'Check now' }],
      })
    }
    unknown.push(...touched.map(({ dealId }) => dealId))
    await addRetry(sql, { source: 'quickbooks', entity: kind, id, at })
  }
  await markDirty(sql, [...known, ...unknown])
}
