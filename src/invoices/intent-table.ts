import type { Fault } from '../../connectors/answer'
import { type Sql, tell } from '../postgres/database'
import { addParts, setLineIds } from './billing-part-table'
import type { InvoiceLine } from './composing/invoice-line'
import { divisionFromStored, type StoredDivision } from './credits/credit-division'
import type { BillingIntent, IntentState, IntentSummary } from './intent'
import type { InvoiceChanges } from './prepared/invoice-changes'

interface SummaryRow {
  intent_id: string
  schedule_id: string
  deal_id: string
  other_deals: string[]
  generation: number
  origin: BillingIntent['origin']
  state: IntentState
  request_key: string
  marker: string
  body_hash: string
  customer_id: string
  issued_on: string
  amount_minor: bigint
  size_minor: bigint
  currency: string
  delivery: 'send' | 'post'
  send_state: BillingIntent['sendState']
  quickbooks_id: string | null
  fault: Fault | null
  sent_at: Date | null
  created_at: Date
  created_by: string
  changes: InvoiceChanges
  version: number
  credit_divisions: StoredDivision[]
  generated_at: Date | null
  generated_by: string | null
  delivered_on: string | null
  delivered_by: string | null
}

interface IntentRow extends SummaryRow {
  body: string
}

const SUMMARY = `intent_id, schedule_id, deal_id, other_deals, generation, origin, state, request_key, marker, body_hash, customer_id,
  issued_on, amount_minor, size_minor, currency, delivery, send_state, quickbooks_id, fault, sent_at, created_at, created_by,
  changes, version, credit_divisions, generated_at, generated_by, delivered_on, delivered_by`
const COLUMNS = `${SUMMARY}, body`

const toSummary = (row: SummaryRow): IntentSummary => ({
  intentId: row.intent_id,
  scheduleId: row.schedule_id,
  dealId: row.deal_id,
  otherDeals: row.other_deals,
  generation: row.generation,
  origin: row.origin,
  state: row.state,
  requestKey: row.request_key,
  marker: row.marker,
  bodyHash: row.body_hash,
  customerId: row.customer_id,
  issuedOn: row.issued_on,
  amountMinor: row.amount_minor,
  sizeMinor: row.size_minor,
  currency: row.currency,
  delivery: row.delivery,
  sendState: row.send_state,
  quickbooksId: row.quickbooks_id,
  fault: row.fault,
  sentAt: row.sent_at,
  createdAt: row.created_at,
  createdBy: row.created_by,
  changes: row.changes,
  version: row.version,
  divisions: row.credit_divisions.map(divisionFromStored),
  generated:
    row.generated_at === null || row.generated_by === null
      ? null
      : { at: row.generated_at, by: row.generated_by },
  delivered:
    row.delivered_on === null || row.delivered_by === null
      ? null
      : { on: row.delivered_on, by: row.delivered_by },
})
const toIntent = (row: IntentRow): BillingIntent => ({ ...toSummary(row), body: row.body })

/** An intent as it is decided. */
export type NewIntent = Pick<
  BillingIntent,
  | 'scheduleId'
  | 'dealId'
  | 'otherDeals'
  | 'generation'
  | 'requestKey'
  | 'marker'
  | 'body'
  | 'bodyHash'
  | 'customerId'
  | 'issuedOn'
  | 'amountMinor'
  | 'sizeMinor'
  | 'currency'
  | 'delivery'
  | 'createdBy'
  | 'changes'
> & { readonly state: 'prepared' | 'queued' }

/** Adds an intent with its lines as parts. A part that is live elsewhere violates `billing_part_live`. */
export async function addIntent(sql: Sql, intent: NewIntent, lines: readonly InvoiceLine[]): Promise<string> {
  const [row] = await sql<{ intent_id: string }>(
    `insert into billing_intent (workspace_id, schedule_id, deal_id, generation, request_key, marker, body,
       body_hash, customer_id, issued_on, amount_minor, currency, delivery, send_state, created_by, state, size_minor, other_deals,
       changes)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     returning intent_id`,
    [
      intent.scheduleId,
      intent.dealId,
      intent.generation,
      intent.requestKey,
      intent.marker,
      intent.body,
      intent.bodyHash,
      intent.customerId,
      intent.issuedOn,
      intent.amountMinor,
      intent.currency,
      intent.delivery,
      intent.delivery === 'send' ? 'wanted' : 'none',
      intent.createdBy,
      intent.state,
      intent.sizeMinor,
      [...intent.otherDeals],
      JSON.stringify(intent.changes),
    ],
  )
  if (!row) throw new Error('an intent was not added')
  await addParts(sql, row.intent_id, lines)
  return row.intent_id
}

/** Those of which this column is one of these, frozen bodies with them. */
const readWhole = async (
  sql: Sql,
  column: 'intent_id' | 'quickbooks_id' | 'marker',
  given: readonly string[],
): Promise<BillingIntent[]> =>
  (await sql<IntentRow>(`select ${COLUMNS} from billing_intent where ${column} = any($1)`, [given])).map(
    toIntent,
  )

export const readIntent = async (sql: Sql, intentId: string): Promise<BillingIntent | null> =>
  (await readWholeIntents(sql, [intentId]))[0] ?? null

/** These intents, frozen bodies with them. */
export const readWholeIntents = (sql: Sql, intentIds: readonly string[]): Promise<BillingIntent[]> =>
  readWhole(sql, 'intent_id', intentIds)

export async function lockIntent(sql: Sql, intentId: string): Promise<BillingIntent | null> {
  const [row] = await sql<IntentRow>(
    `select ${COLUMNS} from billing_intent where intent_id = $1 for no key update`,
    [intentId],
  )
  return row ? toIntent(row) : null
}

/** Several at once, in the order in which everyone locks them. */
export async function lockIntents(sql: Sql, intentIds: readonly string[]): Promise<BillingIntent[]> {
  const rows = await sql<IntentRow>(
    `select ${COLUMNS} from billing_intent where intent_id = any($1) order by intent_id for no key update`,
    [intentIds],
  )
  return rows.map(toIntent)
}

/** Which intents are read. */
export type IntentsOf =
  | { readonly scheduleIds: readonly string[] }
  | { readonly milestoneId: string }
  | { readonly intentIds: readonly string[] }

/**
 * Every intent that bills something of these schedules or of this milestone, or these intents, oldest first; frozen bodies
 * stay where they are.
 */
export async function readIntents(sql: Sql, of: IntentsOf): Promise<IntentSummary[]> {
  if ('intentIds' in of && of.intentIds.length === 0) return []
  const [which, given] =
    'scheduleIds' in of
      ? [
          `(schedule_id = any($1) or intent_id in (select p.intent_id from billing_part p where p.schedule_id = any($1)))`,
          of.scheduleIds,
        ]
      : 'milestoneId' in of
        ? ['intent_id in (select p.intent_id from billing_part p where p.milestone_id = $1)', of.milestoneId]
        : ['intent_id = any($1)', of.intentIds]
  const rows = await sql<SummaryRow>(
    `select ${SUMMARY} from billing_intent where ${which} order by created_at, intent_id`,
    [given],
  )
  return rows.map(toSummary)
}

/** The intents behind these QuickBooks invoices. */
export const intentsOfDocuments = (sql: Sql, quickbooksIds: readonly string[]): Promise<BillingIntent[]> =>
  readWhole(sql, 'quickbooks_id', quickbooksIds)

/** Intents by the mark in an invoice's memo: how a copy, or an invoice we lost sight of, is recognised. */
export const intentsOfMarkers = (sql: Sql, markers: readonly string[]): Promise<BillingIntent[]> =>
  readWhole(sql, 'marker', markers)

/**
 * Locks every intent that these documents may concern, before any of them is stored: whoever holds an intent and
 * then stores its invoice must never wait for one who stored the invoice and then wants the intent. Those that bill the
 * same parts are among them: where one gives a part free, another may have it.
 */
export async function lockIntentsOf(
  sql: Sql,
  documents: { readonly quickbooksIds: readonly string[]; readonly markers: readonly string[] },
): Promise<void> {
  await sql(
    `with own as (select intent_id from billing_intent where quickbooks_id = any($1) or marker = any($2))
     select 1 from billing_intent where intent_id in (
       select intent_id from own
       union select other.intent_id from own join billing_part mine using (intent_id)
         join billing_part other on other.workspace_id = mine.workspace_id and other.part_key = mine.part_key)
     order by intent_id for no key update`,
    [documents.quickbooksIds, documents.markers],
  )
}

/** Customers were merged into others in QuickBooks, and their documents with them: that is where ours are looked for. */
export async function moveIntents(
  sql: Sql,
  moves: readonly { readonly deadId: string; readonly survivorId: string }[],
): Promise<void> {
  const [from, to] = [moves.map(({ deadId }) => deadId), moves.map(({ survivorId }) => survivorId)]
  await sql('select 1 from billing_intent where customer_id = any($1) order by intent_id for no key update', [
    from,
  ])
  await sql(
    `update billing_intent set customer_id = m.survivor_id
     from unnest($1::text[], $2::text[]) as m(dead_id, survivor_id) where customer_id = m.dead_id`,
    [from, to],
  )
}

export async function setIntentState(
  sql: Sql,
  intentId: string,
  change: { state: IntentState; fault?: Fault | null; sentAt?: Date },
): Promise<void> {
  await tell(
    sql,
    `update billing_intent set state = $2, fault = $3, sent_at = coalesce($4, sent_at) where intent_id = $1`,
    [intentId, change.state, change.fault ? JSON.stringify(change.fault) : null, change.sentAt ?? null],
  )
}

/** The invoice exists: its id, and the ids of our lines. */
export async function setPosted(
  sql: Sql,
  intentId: string,
  quickbooksId: string,
  lineIds: ReadonlyMap<string, string>,
): Promise<void> {
  await sql(
    `update billing_intent set state = 'posted', quickbooks_id = $2, fault = null,
       posted_at = coalesce(posted_at, milepost.now()) where intent_id = $1`,
    [intentId, quickbooksId],
  )
  await setLineIds(sql, intentId, lineIds)
}

/** What an invoice comes to was agreed anew, by a change order; minor units, net. */
export async function setAmount(
  sql: Sql,
  intentId: string,
  now: Pick<BillingIntent, 'amountMinor' | 'sizeMinor'>,
): Promise<void> {
  await sql('update billing_intent set amount_minor = $2, size_minor = $3 where intent_id = $1', [
    intentId,
    now.amountMinor,
    now.sizeMinor,
  ])
}

export async function setSendState(
  sql: Sql,
  intentId: string,
  sendState: BillingIntent['sendState'],
): Promise<void> {
  await tell(sql, 'update billing_intent set send_state = $2 where intent_id = $1', [intentId, sendState])
}
