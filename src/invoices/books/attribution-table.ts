import type { Sql } from '../../postgres/database'
import { type Attributed, type AttributedKind, attributedFrom } from './attributed'
import type { StoredDocument } from './document'

/** What a person said that a document is for; no intent: for none of our invoices. */
export interface Attribution {
  readonly kind: AttributedKind
  readonly quickbooksId: string
  readonly intentId: string | null
  readonly milestoneId: string | null
  readonly by: string
  readonly at: Date
}

interface Row {
  kind: AttributedKind
  quickbooks_id: string
  intent_id: string | null
  milestone_id: string | null
  said_by: string
  said_at: Date
}

export async function readAttribution(
  sql: Sql,
  kind: AttributedKind,
  quickbooksId: string,
): Promise<Attribution | null> {
  const [row] = await sql<Row>(
    `select kind, quickbooks_id, intent_id, milestone_id, said_by, said_at from attribution
     where kind = $1 and quickbooks_id = $2`,
    [kind, quickbooksId],
  )
  if (!row) return null
  return {
    kind: row.kind,
    quickbooksId: row.quickbooks_id,
    intentId: row.intent_id,
    milestoneId: row.milestone_id,
    by: row.said_by,
    at: row.said_at,
  }
}

/** Keeps what was said; false where somebody said something of this document before. */
export async function addAttribution(sql: Sql, said: Omit<Attribution, 'at'>): Promise<boolean> {
  const rows = await sql(
    `insert into attribution (workspace_id, kind, quickbooks_id, intent_id, milestone_id, said_by)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5) on conflict do nothing returning 1`,
    [said.kind, said.quickbooksId, said.intentId, said.milestoneId, said.by],
  )
  return rows.length > 0
}

export async function removeAttribution(sql: Sql, kind: AttributedKind, quickbooksId: string): Promise<void> {
  await sql('delete from attribution where kind = $1 and quickbooks_id = $2', [kind, quickbooksId])
}

/** Takes back all that was said to be for this intent's invoice; answers QuickBooks' ids of the refunds among it. */
export async function removeAttributionsOf(sql: Sql, intentId: string): Promise<string[]> {
  const rows = await sql<{ kind: AttributedKind; quickbooks_id: string }>(
    'delete from attribution where intent_id = $1 returning kind, quickbooks_id',
    [intentId],
  )
  return rows.filter(({ kind }) => kind === 'RefundReceipt').map((row) => row.quickbooks_id)
}

/** What people said is for these invoices' intents, as it counts now, by intent; the oldest word first. */
export async function readAttributed(
  sql: Sql,
  intents: readonly { readonly intentId: string; readonly currency: string }[],
): Promise<Map<string, Attributed[]>> {
  const rows = await sql<Row & Pick<StoredDocument, 'body'> & { intent_id: string; deleted_at: Date | null }>(
    `select a.kind, a.quickbooks_id, a.intent_id, a.milestone_id, a.said_by, a.said_at, d.body, d.deleted_at
     from attribution a join document d on d.kind = a.kind and d.quickbooks_id = a.quickbooks_id
       and d.workspace_id = a.workspace_id
     where a.intent_id = any($1) order by a.said_at, a.kind, a.quickbooks_id`,
    [intents.map(({ intentId }) => intentId)],
  )
  const currencies = new Map(intents.map(({ intentId, currency }) => [intentId, currency]))
  const byIntent = new Map<string, Attributed[]>()
  for (const row of rows) {
    const document = { quickbooksId: row.quickbooks_id, body: row.body, deletedAt: row.deleted_at }
    const currency = currencies.get(row.intent_id) ?? ''
    const each = attributedFrom(row.kind, document, row.milestone_id, currency)
    byIntent.set(row.intent_id, [...(byIntent.get(row.intent_id) ?? []), each])
  }
  return byIntent
}

/** QuickBooks' ids of the invoices that these refunds and credit memos were said to be for. */
export async function invoicesOfAttributed(
  sql: Sql,
  documents: readonly { readonly kind: string; readonly quickbooksId: string }[],
): Promise<string[]> {
  const own = documents.filter(({ kind }) => kind === 'CreditMemo' || kind === 'RefundReceipt')
  if (own.length === 0) return []
  const rows = await sql<{ quickbooks_id: string }>(
    `select distinct i.quickbooks_id from attribution a
     join unnest($1::text[], $2::text[]) as d(kind, id) on d.kind = a.kind and d.id = a.quickbooks_id
     join billing_intent i on i.intent_id = a.intent_id and i.workspace_id = a.workspace_id
     where i.quickbooks_id is not null`,
    [own.map(({ kind }) => kind), own.map(({ quickbooksId }) => quickbooksId)],
  )
  return rows.map((row) => row.quickbooks_id)
}
