import { ring } from '../outbox/ring'
import { type Sql, tell } from '../postgres/database'
import { storableJson } from '../postgres/storable-json'
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
  /** It may be looked for by its id now; another one waits until its pause is over. */
  readonly due: boolean
  /** It came before, and a reading after that had reached it. */
  readonly readBefore: boolean
}

/**
 * Stores events in one statement. One that was seen before is no error: it rings again, because what it
 * spoke of may have been missed the first time.
 */
export async function addEvents(sql: Sql, events: readonly ReceivedEvent[]): Promise<void> {
  const once = [...new Map(events.map((event) => [`${event.source} ${event.key}`, event])).values()]
  // What PostgreSQL can't store must not cost a delivery.
  const text = storableJson(
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
  await tell(
    sql,
    `insert into inbox_event (workspace_id, source, event_key, entity, entity_ids, operation, occurred_at, body)
     select milepost.current_workspace(), e.source, e.event_key, e.entity,
       array(select jsonb_array_elements_text(e.entity_ids)), e.operation, e.occurred_at, e.body
     from jsonb_to_recordset($1::jsonb) as e(source text, event_key text, entity text, entity_ids jsonb,
       operation text, occurred_at timestamptz, body jsonb)
     order by e.event_key
     on conflict (workspace_id, source, event_key) do update
       set settled_at = null, next_at = milepost.now(), attempts = 0,
           -- Gathering counts from the first ring; one that was looked for already begins to gather again.
           rung_at = case when inbox_event.settled_at is null and inbox_event.attempts = 0
                          then inbox_event.rung_at else milepost.now() end`,
    [text],
  )
  for (const source of new Set(once.map((event) => event.source))) await ring(sql, source)
}

/** Events of one vendor that wait, those that are due first, and then the oldest. */
export async function waitingEvents(sql: Sql, source: Vendor, most: number): Promise<WaitingEvent[]> {
  const rows = await sql<{
    event_id: bigint
    entity: string
    entity_ids: string[]
    operation: string
    occurred_at: Date | null
    attempts: number
    due: boolean
    read_before: boolean
  }>(
    `select event_id, entity, entity_ids, operation, occurred_at, attempts, next_at <= milepost.now() as due,
       coalesce(settled_how = 'read', false) as read_before
     from inbox_event where source = $1 and settled_at is null
     order by next_at > milepost.now(), event_id limit $2`,
    [source, most],
  )
  return rows.map((row) => ({
    eventId: row.event_id,
    entity: row.entity,
    entityIds: row.entity_ids,
    operation: row.operation,
    occurredAt: row.occurred_at,
    attempts: row.attempts,
    due: row.due,
    readBefore: row.read_before,
  }))
}

export async function settleEvents(sql: Sql, eventIds: readonly bigint[], how: string): Promise<void> {
  await tell(
    sql,
    'update inbox_event set settled_at = milepost.now(), settled_how = $2 where event_id = any($1::bigint[])',
    [eventIds.map(String), how],
  )
}

/** Puts events off: what they announced is not to be seen yet. */
export async function postponeEvents(sql: Sql, eventIds: readonly bigint[], byMs: number): Promise<void> {
  await tell(
    sql,
    `update inbox_event set attempts = attempts + 1, next_at = milepost.now() + $2 * interval '1 millisecond'
     where event_id = any($1::bigint[])`,
    [eventIds.map(String), byMs],
  )
}

/**
 * Has events looked for once more that were given up, the newest first: all of them, with those whose pause is not over,
 * because a person asked; or those that were given up before then. A try that finds nothing gives them up again.
 */
export async function lookAgain(
  sql: Sql,
  source: Vendor,
  which: { readonly most: number; readonly givenUpBefore: Date | null },
): Promise<void> {
  const rows = await sql(
    `update inbox_event set settled_at = null, next_at = milepost.now()
     where event_id = any(array(select event_id from inbox_event
       where source = $1 and attempts > 0 and (settled_at is null or settled_how = 'given up')
         and ($3::timestamptz is null or settled_at < $3)
       order by event_id desc limit $2)) returning 1 as again`,
    [source, which.most, which.givenUpBefore],
  )
  if (rows.length > 0) await ring(sql, source)
}

/** What was spoken of and never shown is looked for no more, until the vendor rings for it anew. */
export async function leaveEvents(
  sql: Sql,
  source: Vendor,
  of: { readonly entity: string; readonly entityIds: readonly string[] },
): Promise<void> {
  await sql(
    `update inbox_event set settled_at = coalesce(settled_at, milepost.now()), settled_how = 'left'
     where source = $1 and entity = $2 and entity_ids = $3::text[] and attempts > 0 and operation <> 'unreadable'
       and (settled_at is null or settled_how = 'given up')`,
    [source, of.entity, of.entityIds],
  )
}

/**
 * Forgets events that were settled before then, a few at once. One of them that comes again is new, and costs a
 * reading that finds nothing. Answers how many.
 */
export async function thinEvents(sql: Sql, before: Date, most: number): Promise<number> {
  const rows = await sql(
    `delete from inbox_event where event_id = any(array(select event_id from inbox_event
       where settled_at < $1 order by settled_at limit $2)) returning 1 as gone`,
    [before, most],
  )
  return rows.length
}

/** What HubSpot said of a change to a property of a deal. */
export interface ToldChange {
  readonly dealId: string
  readonly property: string
  readonly value: string | null
  readonly changeSource: string | null
  readonly sourceId: string | null
}

/** What HubSpot's events since then said of changes to these properties of these deals: the newest of each value, the newest first. */
export async function changesTold(
  sql: Sql,
  of: { readonly dealIds: readonly string[]; readonly properties: readonly string[]; readonly since: Date },
): Promise<ToldChange[]> {
  const rows = await sql<{
    deal_id: string
    property: string
    value: string | null
    source: string | null
    source_id: string | null
  }>(
    `select * from (select distinct on (d.deal_id, property, value) d.deal_id, e.body->>'propertyName' as property,
       e.body->>'propertyValue' as value, e.body->>'changeSource' as source, e.body->>'sourceId' as source_id,
       e.occurred_at, e.event_id
     from inbox_event e cross join lateral unnest(e.entity_ids) d(deal_id)
     where e.source = 'hubspot' and e.received_at >= $3 and e.entity = 'deal' and e.entity_ids && $1::text[]
       and d.deal_id = any($1) and e.body->>'propertyName' = any($2)
     order by d.deal_id, property, value, e.occurred_at desc nulls last, e.event_id desc) told
     order by occurred_at desc nulls last, event_id desc`,
    [of.dealIds, of.properties, of.since],
  )
  return rows.map((row) => ({
    dealId: row.deal_id,
    property: row.property,
    value: row.value,
    changeSource: row.source,
    sourceId: row.source_id,
  }))
}

export async function lastEventAt(sql: Sql, source: Vendor): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>(
    'select max(received_at) as at from inbox_event where source = $1',
    [source],
  )
  return row?.at ?? null
}
