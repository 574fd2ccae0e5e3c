import type { Fault } from '../../connectors/answer'
import { type Sql, tell } from '../postgres/database'
import { ring } from './ring'

export type MessageKind =
  | 'invoice.create'
  | 'customer.create'
  | 'time.create'
  | 'cost.release'
  | 'reminder.send'
  | 'invoice.restore'
  | 'certificate.note'
  | 'mail.send'
export type MessageState = 'waiting' | 'unclear' | 'refused' | 'done' | 'cancelled'

/** One durable promise to a vendor. Its subject (an intent) says what; the message says when and how it goes. */
export interface Message {
  readonly messageId: string
  readonly kind: MessageKind
  readonly subjectId: string
  readonly dealId: string | null
  readonly state: MessageState
  readonly attempts: number
  readonly nextAt: Date
  readonly fault: Fault | null
  readonly createdAt: Date
  readonly leased: boolean
  /** The batch that carries it, or carried it last; a claim takes it out. */
  readonly batchId: string | null
}

interface Row {
  message_id: string
  kind: MessageKind
  subject_id: string
  deal_id: string | null
  state: MessageState
  attempts: number
  next_at: Date
  fault: Fault | null
  created_at: Date
  leased: boolean
  batch_id: string | null
}

const COLUMNS = `message_id, kind, subject_id, deal_id, state, attempts, next_at, fault, created_at, batch_id,
  (lease_until is not null and lease_until > milepost.now()) as leased`

const toMessage = (row: Row): Message => ({
  messageId: row.message_id,
  kind: row.kind,
  subjectId: row.subject_id,
  dealId: row.deal_id,
  state: row.state,
  attempts: row.attempts,
  nextAt: row.next_at,
  fault: row.fault,
  createdAt: row.created_at,
  leased: row.leased,
  batchId: row.batch_id,
})

/** Puts a message in, in the transaction of the decision it carries out. */
export async function addMessage(
  sql: Sql,
  message: { kind: MessageKind; subjectId: string; dealId: string | null },
): Promise<void> {
  await tell(
    sql,
    `insert into outbox_message (workspace_id, kind, subject_id, deal_id)
     values (milepost.current_workspace(), $1, $2, $3)`,
    [message.kind, message.subjectId, message.dealId],
  )
  await ring(sql, 'outbox')
}

export async function readMessage(sql: Sql, messageId: string): Promise<Message | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from outbox_message where message_id = $1`, [messageId])
  return row ? toMessage(row) : null
}

export async function readMessageOf(sql: Sql, kind: MessageKind, subjectId: string): Promise<Message | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from outbox_message where kind = $1 and subject_id = $2`, [
    kind,
    subjectId,
  ])
  return row ? toMessage(row) : null
}

/** One gathering of a batch at a time in this workspace, until the transaction ends. */
export async function waitToGather(sql: Sql): Promise<void> {
  await sql('select pg_advisory_xact_lock($1, hashtext(milepost.current_workspace()::text))', [GATHER_LOCK])
}

/** Any number: with the workspace's, the key of the lock. */
const GATHER_LOCK = 7_215_503

/**
 * Other messages of a kind that were never tried and are due, oldest first; those in other workers' hands too, which
 * have not begun them as long as no batch has them.
 */
export async function listFirstTries(
  sql: Sql,
  kind: MessageKind,
  besidesId: string,
  most: number,
): Promise<Message[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from outbox_message
     where kind = $1 and goes_to = 'quickbooks' and state = 'waiting' and attempts = 0 and batch_id is null
       and next_at <= milepost.now() and message_id <> $2
       and not exists (select from deal d where d.deal_id = outbox_message.deal_id and d.archived)
     order by next_at limit $3`,
    [kind, besidesId, most],
  )
  return rows.map(toMessage)
}

/** A batch takes these messages, under a lease of its own. */
export async function joinBatch(
  sql: Sql,
  batchId: string,
  messageIds: readonly string[],
  leaseMs: number,
): Promise<void> {
  await sql(
    `update outbox_message set batch_id = $1, lease_until = milepost.now() + $3 * interval '1 millisecond'
     where message_id = any($2)`,
    [batchId, messageIds, leaseMs],
  )
}

/** Ends a message. */
export async function closeMessage(
  sql: Sql,
  messageId: string,
  state: 'done' | 'refused' | 'cancelled',
  fault: Fault | null,
) {
  await tell(
    sql,
    `update outbox_message set state = $2, fault = $3, done_at = milepost.now(), lease_until = null,
       attempts = attempts + 1 where message_id = $1`,
    [messageId, state, fault === null ? null : JSON.stringify(fault)],
  )
}

/** Puts a message off, and gives its lease back. */
export async function postponeMessage(
  sql: Sql,
  messageId: string,
  next: { state: 'waiting' | 'unclear'; inMs: number; fault: Fault | null },
): Promise<void> {
  await tell(
    sql,
    `update outbox_message set state = $2, next_at = milepost.now() + $3 * interval '1 millisecond',
       fault = $4, attempts = attempts + 1, lease_until = null where message_id = $1`,
    [messageId, next.state, next.inMs, next.fault === null ? null : JSON.stringify(next.fault)],
  )
}

/** Lets a message wait for something that is no failure of its own: it is looked at again, and not counted. */
export async function deferMessage(sql: Sql, messageId: string, inMs: number): Promise<void> {
  await tell(
    sql,
    `update outbox_message set next_at = milepost.now() + $2 * interval '1 millisecond', lease_until = null
     where message_id = $1 and state in ('waiting', 'unclear')`,
    [messageId, inMs],
  )
}

/**
 * What waited for a reading, and was never tried, stands in line again by its age and not behind all that came after it.
 * `sinceMs`: how long ago the reading began; `aheadMs`: for how long it was put off at most.
 */
export async function standInLine(
  sql: Sql,
  { sinceMs, aheadMs }: { readonly sinceMs: number; readonly aheadMs: number },
): Promise<void> {
  await sql(
    `update outbox_message set next_at = created_at
     where message_id in (select message_id from outbox_message
       where state = 'waiting' and goes_to = 'quickbooks' and attempts = 0 and next_at > created_at
         and next_at > milepost.now() - $1 * interval '1 millisecond'
         and next_at <= milepost.now() + $2 * interval '1 millisecond'
       for update skip locked)`,
    [sinceMs, aheadMs],
  )
}

/** Makes a message due now: a person pressed "try now", or its cause was mended. */
export async function wakeMessage(sql: Sql, messageId: string): Promise<void> {
  await sql(
    `update outbox_message set state = case when state = 'unclear' then state else 'waiting' end,
       next_at = milepost.now(), done_at = null where message_id = $1`,
    [messageId],
  )
  await ring(sql, 'outbox')
}

/** Makes everything that waits for a vendor due now, oldest first: it is back. What is unclear keeps its own time. */
export async function wakeWaiting(sql: Sql, vendor: 'quickbooks' | 'hubspot'): Promise<void> {
  await sql(
    "update outbox_message set next_at = least(created_at, milepost.now()) where state = 'waiting' and goes_to = $1",
    [vendor],
  )
  await ring(sql, 'outbox')
}

/** The order in which they go ahead: the oldest first, and last what is held back because its deal is deleted. */
const AHEAD = `(exists (select from deal d where d.deal_id = m.deal_id and d.archived), m.created_at, m.message_id)`

/**
 * Makes one that waits for a vendor due now, the first or the one that follows `after`: it goes ahead of the others, to see
 * whether they can follow. False where there is none.
 */
export async function wakeOne(
  sql: Sql,
  vendor: 'quickbooks' | 'hubspot',
  after: string | null = null,
): Promise<boolean> {
  const rows = await sql(
    `update outbox_message set next_at = least(created_at, milepost.now())
     where message_id = (select m.message_id from outbox_message m
       where m.state = 'waiting' and m.goes_to = $1 and (m.lease_until is null or m.lease_until <= milepost.now())
         and ($2::uuid is null or ${AHEAD} > (select ${AHEAD.slice(1, -1)} from outbox_message m where m.message_id = $2))
       order by ${AHEAD} limit 1)
     returning 1 as woken`,
    [vendor, after],
  )
  if (rows.length > 0) await ring(sql, 'outbox')
  return rows.length > 0
}

/** Makes what waits of these deals due now: what held it back is over. */
export async function wakeDeals(sql: Sql, dealIds: readonly string[]): Promise<void> {
  await sql(
    "update outbox_message set next_at = milepost.now() where deal_id = any($1) and state = 'waiting'",
    [dealIds],
  )
  await ring(sql, 'outbox')
}

/** Holds a message back for a reason that is no failure of its own; it says why, and is not counted as a try. */
export async function holdMessage(
  sql: Sql,
  messageId: string,
  held: { inMs: number; fault: Fault },
): Promise<void> {
  await sql(
    `update outbox_message set next_at = milepost.now() + $2 * interval '1 millisecond', fault = $3,
       lease_until = null
     where message_id = $1 and state = 'waiting'`,
    [messageId, held.inMs, JSON.stringify(held.fault)],
  )
}

/** What is still owed to QuickBooks, oldest first; refused ones too, because someone still waits for them. */
export async function listOwed(sql: Sql, page: { limit: number; offset: number }): Promise<Message[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from outbox_message where state in ('waiting', 'unclear', 'refused')
     order by created_at, message_id limit $1 offset $2`,
    [page.limit, page.offset],
  )
  return rows.map(toMessage)
}

/** These messages, in any order. */
export async function readMessages(sql: Sql, messageIds: readonly string[]): Promise<Message[]> {
  const rows = await sql<Row>(`select ${COLUMNS} from outbox_message where message_id = any($1::uuid[])`, [
    messageIds,
  ])
  return rows.map(toMessage)
}
