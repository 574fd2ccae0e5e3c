import { ring } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Vendor } from '../tenants/connection-table'

/** A verified webhook event, before anything is believed of it. */
export interface ReceivedEvent {
  readonly source: Vendor
  /** Hash of the event without its attempt number: the vendors' own ids are not unique. */
  readonly key: string
  readonly entity: string
  readonly entityIds: readonly string[]
  readonly operation: string
  readonly occurredAt: Date | null
  readonly body: unknown
}

export interface WaitingEvent {
  readonly eventId: bigint
  readonly entity: string
  readonly entityIds: readonly string[]
  readonly operation: string
  readonly occurredAt: Date | null
  readonly attempts: number
}

/** JSON's words for what PostgreSQL can't store: NUL, and half of a surrogate pair. One must not cost a delivery. */
const UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/g

/**
 * Stores events in one statement. One that was seen before is no error: it rings again, because what it
 * spoke of may have been missed the first time.
 */
export async function addEvents(sql: Sql, events: readonly ReceivedEvent[]): Promise<void> {
  const once = [...new Map(events.map((event) => [`${event.source} ${event.key}`, event])).values()]
  const text = JSON.stringify(
    once.map((event) => ({
      source: event.source,
      event_key: event.key,
      entity: event.entity,
      entity_ids: event.entityIds,
      operation: event.operation,
      occurred_at: event.occurredAt?.toISOString() ?? null,
      body: event.body,
    })),
  )
  await sql(
    `insert into inbox_event (workspace_id, source, event_key, entity, entity_ids, operation, occurred_at, body)
     select milepost.current_workspace(), e.source, e.event_key, e.entity,
       array(select jsonb_array_elements_text(e.entity_ids)), e.operation, e.occurred_at, e.body
     from jsonb_to_recordset($1::jsonb) as e(source text, event_key text, entity text, entity_ids jsonb,
       operation text, occurred_at timestamptz, body jsonb)
     order by e.event_key
     on conflict (workspace_id, source, event_key) do update
       set settled_at = null, next_at = milepost.now(), attempts = 0,
           rung_at = case when inbox_event.settled_at is null then inbox_event.rung_at else milepost.now() end`,
    [text.replace(UNSTORABLE, '\\ufffd')],
  )
  for (const source of new Set(once.map((event) => event.source))) await ring(sql, source)
}

/** Events of one vendor that wait, oldest first. */
export async function waitingEvents(sql: Sql, source: Vendor, most: number): Promise<WaitingEvent[]> {
  const rows = await sql<{
    event_id: bigint
    entity: string
    entity_ids: string[]
    operation: string
    occurred_at: Date | null
    attempts: number
  }>(
    `select event_id, entity, entity_ids, operation, occurred_at, attempts from inbox_event
     where source = $1 and settled_at is null order by event_id limit $2`,
    [source, most],
  )
  return rows.map((row) => ({
    eventId: row.event_id,
    entity: row.entity,
    entityIds: row.entity_ids,
    operation: row.operation,
    occurredAt: row.occurred_at,
    attempts: row.attempts,
  }))
}

export async function settleEvents(sql: Sql, eventIds: readonly bigint[], how: string): Promise<void> {
  await sql(
    'update inbox_event set settled_at = milepost.now(), settled_how = $2 where event_id = any($1::bigint[])',
    [eventIds.map(String), how],
  )
}

/** Puts events off: what they announced is not to be seen yet. */
export async function postponeEvents(sql: Sql, eventIds: readonly bigint[], byMs: number): Promise<void> {
  await sql(
    `update inbox_event set attempts = attempts + 1, next_at = milepost.now() + $2 * interval '1 millisecond'
     where event_id = any($1::bigint[])`,
    [eventIds.map(String), byMs],
  )
}

export async function lastEventAt(sql: Sql, source: Vendor): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>(
    'select max(received_at) as at from inbox_event where source = $1',
    [source],
  )
  return row?.at ?? null
}
