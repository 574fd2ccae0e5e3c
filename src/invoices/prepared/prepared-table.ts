import type { Sql } from '../../postgres/database'
import { addParts } from '../billing-part-table'
import type { InvoiceLine } from '../composing/invoice-line'
import type { NewIntent } from '../intent-table'
import type { InvoiceChanges } from './invoice-changes'

/** A prepared invoice, as far as taking its place goes. */
export interface HeldPrepared {
  readonly intentId: string
  readonly requestKey: string
  readonly generation: number
  /** The day on which it was prepared, `YYYY-MM-DD`. */
  readonly issuedOn: string
}

interface Row {
  intent_id: string
  request_key: string
  generation: number
  issued_on: string
}

const toHeld = (row: Row): HeldPrepared => ({
  intentId: row.intent_id,
  requestKey: row.request_key,
  generation: row.generation,
  issuedOn: row.issued_on,
})

/** Prepared invoices that hold any of these parts' keys, locked in the order in which everyone locks them. */
export async function lockPreparedHolding(sql: Sql, partKeys: readonly string[]): Promise<HeldPrepared[]> {
  const rows = await sql<Row>(
    `select intent_id, request_key, generation, issued_on::text from billing_intent where state = 'prepared' and intent_id in (
       select intent_id from billing_part where part_key = any($1) and live)
     order by intent_id for no key update`,
    [partKeys],
  )
  return rows.map(toHeld)
}

/** Prepared invoices with any line of these milestones, locked. */
export async function lockPreparedOf(sql: Sql, milestoneIds: readonly string[]): Promise<HeldPrepared[]> {
  const rows = await sql<Row>(
    `select intent_id, request_key, generation, issued_on::text from billing_intent where state = 'prepared' and intent_id in (
       select intent_id from billing_part where milestone_id = any($1) and live)
     order by intent_id for no key update`,
    [milestoneIds],
  )
  return rows.map(toHeld)
}

/** Locks whatever is prepared with a line of this schedule's. */
export async function lockPreparedOfSchedule(sql: Sql, scheduleId: string): Promise<void> {
  await sql(
    `select 1 from billing_intent where state = 'prepared' and intent_id in (
       select intent_id from billing_part where schedule_id = $1 and live)
     order by intent_id for no key update`,
    [scheduleId],
  )
}

/** Prepared invoices with a line of this milestone's work that is none of these parts, locked. */
export async function lockOutdatedOf(
  sql: Sql,
  milestoneId: string,
  partKeys: readonly string[],
): Promise<HeldPrepared[]> {
  const rows = await sql<Row>(
    `select intent_id, request_key, generation, issued_on::text from billing_intent where state = 'prepared' and intent_id in (
       select intent_id from billing_part
       where milestone_id = $1 and kind in ('work', 'deposit') and live and part_key <> all($2))
     order by intent_id for no key update`,
    [milestoneId, partKeys],
  )
  return rows.map(toHeld)
}

/** Writes a prepared invoice anew, or has it made: its head, its lines and how it goes; its id stays. */
export async function replacePrepared(
  sql: Sql,
  intentId: string,
  intent: NewIntent,
  lines: readonly InvoiceLine[],
): Promise<void> {
  const generated = intent.state === 'queued'
  await sql(
    `update billing_intent set generation = $2, marker = $3, body = $4, body_hash = $5, customer_id = $6, issued_on = $7,
       amount_minor = $8, size_minor = $9, delivery = $10, send_state = $11, state = $12, changes = $13, other_deals = $14,
       version = version + 1, generated_at = case when $15 then milepost.now() end,
       generated_by = case when $15 then $16 end
     where intent_id = $1 and state = 'prepared'`,
    [
      intentId,
      intent.generation,
      intent.marker,
      intent.body,
      intent.bodyHash,
      intent.customerId,
      intent.issuedOn,
      intent.amountMinor,
      intent.sizeMinor,
      intent.delivery,
      intent.delivery === 'send' && generated ? 'wanted' : 'none',
      intent.state,
      JSON.stringify(intent.changes),
      [...intent.otherDeals],
      generated,
      intent.createdBy,
    ],
  )
  await sql('delete from billing_part where intent_id = $1', [intentId])
  await addParts(sql, intentId, lines)
}

/** Keeps what a bookkeeper changed of a prepared invoice. */
export async function saveChanges(sql: Sql, intentId: string, changes: InvoiceChanges): Promise<void> {
  await sql(
    `update billing_intent set changes = $2, version = version + 1 where intent_id = $1 and state = 'prepared'`,
    [intentId, JSON.stringify(changes)],
  )
}
