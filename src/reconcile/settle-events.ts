import { limits } from '../../config/limits'
import type { ChangedEntity } from '../../connectors/quickbooks/entities'
import { raiseAttention, settleAttentions } from '../attention/attention-table'
import { postponeEvents, settleEvents, type WaitingEvent } from '../inbox/inbox-table'
import { addRetry } from '../inbox/retry-event-table'
import type { StoredDocument } from '../invoices/books/document'
import { readDocuments } from '../invoices/books/document-table'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'

/** An event whose document can't be seen yet is looked for this often before a person is told. */
const MOST_ATTEMPTS = 8
export const DOCUMENTS = ['Invoice', 'Payment', 'CreditMemo', 'RefundReceipt'] as const
export type DocumentEntity = (typeof DOCUMENTS)[number]
export const isDocument = (name: string): name is DocumentEntity => DOCUMENTS.some((kind) => kind === name)

/** A row that lacks what Milepost relies on. `at` is when it changed, where it says so. */
export interface Unreadable {
  readonly kind: ChangedEntity
  readonly id: string
  readonly at: Date | null
}

/** Whether what is held is older than what an event speaks of. Vendor times have whole seconds. */
export function isBehind(held: Date | null, occurredAt: Date | null): boolean {
  if (held === null) return true
  return occurredAt !== null && Math.floor(held.getTime() / 1000) < Math.floor(occurredAt.getTime() / 1000)
}

const causeOf = (entity: string, ids: readonly string[]): string => `poison:${entity}:${ids.join(',')}`

/** An event is settled when what is stored has reached its time; otherwise it waits, with growing pauses. */
export async function settleReached(sql: Sql, events: readonly WaitingEvent[]): Promise<void> {
  const stored = new Map<string, StoredDocument>()
  for (const kind of DOCUMENTS) {
    const ids = events.filter((event) => event.entity === kind).flatMap((event) => event.entityIds)
    for (const [id, document] of await readDocuments(sql, kind, ids)) stored.set(`${kind} ${id}`, document)
  }
  const isReached = (event: WaitingEvent): boolean =>
    !isDocument(event.entity) ||
    event.entityIds.every((id) => {
      const document = stored.get(`${event.entity} ${id}`)
      return document?.deletedAt || !isBehind(document?.changedAt ?? null, event.occurredAt)
    })
  const waiting = events.filter((event) => !isReached(event))
  const settled = events.filter((event) => !waiting.includes(event)).map((event) => event.eventId)
  await settleEvents(sql, settled, 'read')
  await giveUp(
    sql,
    waiting.filter((event) => event.attempts >= MOST_ATTEMPTS),
  )
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const ids = waiting.filter((event) => event.attempts === attempts).map((event) => event.eventId)
    if (ids.length > 0) await postponeEvents(sql, ids, limits.retryFirstMs * 2 ** attempts)
  }
}

async function giveUp(sql: Sql, events: readonly WaitingEvent[]): Promise<void> {
  await settleEvents(
    sql,
    events.map((event) => event.eventId),
    'given up',
  )
  // One that was set aside was told of in better words.
  for (const { entity, entityIds } of events.filter((event) => event.operation !== 'unreadable')) {
    await raiseAttention(sql, {
      cause: causeOf(entity, entityIds),
      kind: 'poison',
      title: `QuickBooks spoke of ${entity} ${entityIds.join(', ')}, but never showed it`,
      detail: 'Everything else goes on. Check now reads it again.',
      actions: [{ action: 'check_now', label: 'Check now' }],
    })
  }
}

/**
 * Rows that can't be read stop nobody else: a person is told of each, and a document is asked for again by its
 * id. What could be read after all is nobody's question any more.
 */
export async function setAside(
  sql: Sql,
  unreadable: readonly Unreadable[],
  readable: readonly { kind: string; id: string }[],
): Promise<void> {
  await settleAttentions(
    sql,
    readable.map(({ kind, id }) => causeOf(kind, [id])),
    program('QuickBooks').who,
    'read',
  )
  for (const { kind, id, at } of unreadable) {
    await raiseAttention(sql, {
      cause: causeOf(kind, [id]),
      kind: 'poison',
      title: `${kind} ${id} of QuickBooks can’t be read`,
      detail:
        'It lacks something that Milepost relies on, so what is shown of it may be old. Everything else goes on, and it is read again when it changes.',
    })
    if (isDocument(kind)) await addRetry(sql, { source: 'quickbooks', entity: kind, id, at })
  }
}
