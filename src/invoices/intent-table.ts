import type { Fault } from '../../connectors/answer'
import type { Sql } from '../postgres/database'
import type { BillingIntent, BillingPart, IntentState, IntentSummary, PartKind } from './intent'

interface SummaryRow {
  intent_id: string
  schedule_id: string
  deal_id: string
  generation: number
  origin: BillingIntent['origin']
  state: IntentState
  request_key: string
  marker: string
  body_hash: string
  customer_id: string
  issued_on: string
  amount_minor: bigint
  currency: string
  delivery: 'send' | 'post'
  send_state: BillingIntent['sendState']
  quickbooks_id: string | null
  fault: Fault | null
  sent_at: Date | null
  created_at: Date
  created_by: string
}

interface IntentRow extends SummaryRow {
  body: string
}

const SUMMARY = `intent_id, schedule_id, deal_id, generation, origin, state, request_key, marker, body_hash, customer_id,
  issued_on, amount_minor, currency, delivery, send_state, quickbooks_id, fault, sent_at, created_at, created_by`
const COLUMNS = `${SUMMARY}, body`

const toSummary = (row: SummaryRow): IntentSummary => ({
  intentId: row.intent_id,
  scheduleId: row.schedule_id,
  dealId: row.deal_id,
  generation: row.generation,
  origin: row.origin,
  state: row.state,
  requestKey: row.request_key,
  marker: row.marker,
  bodyHash: row.body_hash,
  customerId: row.customer_id,
  issuedOn: row.issued_on,
  amountMinor: row.amount_minor,
  currency: row.currency,
  delivery: row.delivery,
  sendState: row.send_state,
  quickbooksId: row.quickbooks_id,
  fault: row.fault,
  sentAt: row.sent_at,
  createdAt: row.created_at,
  createdBy: row.created_by,
})
const toIntent = (row: IntentRow): BillingIntent => ({ ...toSummary(row), body: row.body })

interface PartRow {
  intent_id: string
  part_key: string
  milestone_id: string
  kind: PartKind
  amount_minor: bigint
  line_id: string | null
  live: boolean
}

const toPart = (row: PartRow): BillingPart => ({
  intentId: row.intent_id,
  partKey: row.part_key,
  milestoneId: row.milestone_id,
  kind: row.kind,
  amountMinor: row.amount_minor,
  lineId: row.line_id,
  live: row.live,
})

/** Adds an intent with its parts. A part that is live elsewhere violates `billing_part_live`. */
export async function addIntent(
  sql: Sql,
  intent: Omit<
    BillingIntent,
    'intentId' | 'origin' | 'state' | 'sendState' | 'quickbooksId' | 'fault' | 'sentAt' | 'createdAt'
  >,
  parts: readonly Pick<BillingPart, 'partKey' | 'milestoneId' | 'kind' | 'amountMinor'>[],
): Promise<string> {
  const [row] = await sql<{ intent_id: string }>(
    `insert into billing_intent (workspace_id, schedule_id, deal_id, generation, request_key, marker, body,
       body_hash, customer_id, issued_on, amount_minor, currency, delivery, send_state, created_by)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
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
    ],
  )
  if (!row) throw new Error('an intent was not added')
  for (const part of parts) {
    await sql(
      `insert into billing_part (workspace_id, intent_id, part_key, milestone_id, kind, amount_minor)
       values (milepost.current_workspace(), $1, $2, $3, $4, $5)`,
      [row.intent_id, part.partKey, part.milestoneId, part.kind, part.amountMinor],
    )
  }
  return row.intent_id
}

export async function readIntent(sql: Sql, intentId: string): Promise<BillingIntent | null> {
  const [row] = await sql<IntentRow>(`select ${COLUMNS} from billing_intent where intent_id = $1`, [intentId])
  return row ? toIntent(row) : null
}

export async function lockIntent(sql: Sql, intentId: string): Promise<BillingIntent | null> {
  const [row] = await sql<IntentRow>(
    `select ${COLUMNS} from billing_intent where intent_id = $1 for update`,
    [intentId],
  )
  return row ? toIntent(row) : null
}

/** Several at once, in the order in which everyone locks them. */
export async function lockIntents(sql: Sql, intentIds: readonly string[]): Promise<BillingIntent[]> {
  const rows = await sql<IntentRow>(
    `select ${COLUMNS} from billing_intent where intent_id = any($1) order by intent_id for update`,
    [intentIds],
  )
  return rows.map(toIntent)
}

/** Every intent of these schedules, or these intents, oldest first; frozen bodies stay where they are. */
export async function readIntents(
  sql: Sql,
  of: { readonly scheduleIds: readonly string[] } | { readonly intentIds: readonly string[] },
): Promise<IntentSummary[]> {
  const [column, ids] = 'scheduleIds' in of ? ['schedule_id', of.scheduleIds] : ['intent_id', of.intentIds]
  const rows = await sql<SummaryRow>(
    `select ${SUMMARY} from billing_intent where ${column} = any($1) order by created_at, intent_id`,
    [ids],
  )
  return rows.map(toSummary)
}

export async function readParts(sql: Sql, intentIds: readonly string[]): Promise<BillingPart[]> {
  const rows = await sql<PartRow>(
    `select intent_id, part_key, milestone_id, kind, amount_minor, line_id, live from billing_part
     where intent_id = any($1) order by part_key`,
    [intentIds],
  )
  return rows.map(toPart)
}

/** The intents behind these QuickBooks invoices. */
export async function intentsOfDocuments(
  sql: Sql,
  quickbooksIds: readonly string[],
): Promise<BillingIntent[]> {
  const rows = await sql<IntentRow>(`select ${COLUMNS} from billing_intent where quickbooks_id = any($1)`, [
    quickbooksIds,
  ])
  return rows.map(toIntent)
}

/** Intents by the mark in an invoice's memo: how a copy, or an invoice we lost sight of, is recognised. */
export async function intentsOfMarkers(sql: Sql, markers: readonly string[]): Promise<BillingIntent[]> {
  return (
    await sql<IntentRow>(`select ${COLUMNS} from billing_intent where marker = any($1)`, [markers])
  ).map(toIntent)
}

/**
 * Locks every intent that these documents may concern, before any of them is stored: whoever holds an intent and
 * then stores its invoice must never wait for one who stored the invoice and then wants the intent.
 */
export async function lockIntentsOf(
  sql: Sql,
  documents: { readonly quickbooksIds: readonly string[]; readonly markers: readonly string[] },
): Promise<void> {
  await sql(
    `select 1 from billing_intent where quickbooks_id = any($1) or marker = any($2) order by intent_id for update`,
    [documents.quickbooksIds, documents.markers],
  )
}

export async function setIntentState(
  sql: Sql,
  intentId: string,
  change: { state: IntentState; fault?: Fault | null; sentAt?: Date },
): Promise<void> {
  await sql(
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
  for (const [key, lineId] of lineIds) {
    await sql('update billing_part set line_id = $3 where intent_id = $1 and part_key = $2', [
      intentId,
      key,
      lineId,
    ])
  }
}

export async function setSendState(
  sql: Sql,
  intentId: string,
  sendState: BillingIntent['sendState'],
): Promise<void> {
  await sql('update billing_intent set send_state = $2 where intent_id = $1', [intentId, sendState])
}

/** Gives the keys of an intent's parts free: its invoice is not effective any more, or never will be. */
export async function freeParts(sql: Sql, intentId: string): Promise<void> {
  await sql('update billing_part set live = false where intent_id = $1', [intentId])
}

/**
 * Takes the keys of an intent's parts again; false when another intent holds one of them, or what is billed of the
 * milestone meanwhile, divided otherwise, leaves no room for them.
 */
export async function takeParts(sql: Sql, intentId: string): Promise<boolean> {
  const taken = await sql(
    `update billing_part mine set live = true where mine.intent_id = $1
       and not exists (
         select from billing_part wanted
         join billing_part other on other.workspace_id = wanted.workspace_id
           and other.milestone_id = wanted.milestone_id and other.intent_id <> wanted.intent_id and other.live
         join milestone m on m.workspace_id = wanted.workspace_id and m.milestone_id = wanted.milestone_id
         where wanted.intent_id = $1
         group by wanted.part_key, wanted.amount_minor, m.amount_minor
         having bool_or(other.part_key = wanted.part_key)
           or sum(other.amount_minor) + wanted.amount_minor > m.amount_minor)
     returning 1 as taken`,
    [intentId],
  )
  return taken.length > 0
}
