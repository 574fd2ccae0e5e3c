import type { Sql } from '../../postgres/database'
import { type Attributed, type AttributedKind, attributedFrom, attributedPart } from './attributed'
import type { StoredDocument } from './document'

/** What a person said that a document is for; no intent: for none of our invoices. */
export interface Attribution {
  readonly kind: AttributedKind
  readonly quickbooksId: string
  readonly intentId: string | null
  readonly milestoneId: string | null
  /** How much of a refund this part of it is, tax included, in minor units; null where it is all of the document. */
  readonly shareMinor: bigint | null
  readonly by: string
  readonly at: Date
}

interface Row {
  kind: AttributedKind
  quickbooks_id: string
  intent_id: string | null
  milestone_id: string | null
  share_minor: bigint | null
  said_by: string
  said_at: Date
}

/** What was said that a document is for: one entry, or of a refund that is split one a part, as they were said. */
export async function readAttributions(
  sql: Sql,
  kind: AttributedKind,
  quickbooksId: string,
): Promise<Attribution[]> {
  const rows = await sql<Row>(
    `select kind, quickbooks_id, intent_id, milestone_id, share_minor, said_by, said_at from attribution
     where kind = $1 and quickbooks_id = $2 order by part`,
    [kind, quickbooksId],
  )
  return rows.map((row) => ({
    kind: row.kind,
    quickbooksId: row.quickbooks_id,
    intentId: row.intent_id,
    milestoneId: row.milestone_id,
    shareMinor: row.share_minor,
    by: row.said_by,
    at: row.said_at,
  }))
}

/** Keeps what was said, in its parts; false where somebody said something of this document before: take all back then. */
export async function addAttributions(
  sql: Sql,
  { kind, quickbooksId, by }: Pick<Attribution, 'kind' | 'quickbooksId' | 'by'>,
  parts: readonly Pick<Attribution, 'intentId' | 'milestoneId' | 'shareMinor'>[],
): Promise<boolean> {
  const rows = await sql(
    `insert into attribution (workspace_id, kind, quickbooks_id, said_by, part, intent_id, milestone_id, share_minor)
     select milepost.current_workspace(), $1, $2, $3, p.* from unnest($4::int[], $5::uuid[], $6::uuid[], $7::bigint[]) p
     on conflict do nothing returning 1`,
    [
      kind,
      quickbooksId,
      by,
      parts.map((_, place) => place + 1),
      parts.map(({ intentId }) => intentId),
      parts.map(({ milestoneId }) => milestoneId),
      parts.map(({ shareMinor }) => shareMinor?.toString() ?? null),
    ],
  )
  return rows.length === parts.length
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

/** QuickBooks' ids of the refunds of which a part is said to be for this intent's invoice, and another part for another's. */
export async function sharedRefundsOf(sql: Sql, intentId: string): Promise<string[]> {
  const rows = await sql<{ quickbooks_id: string }>(
    `select distinct a.quickbooks_id from attribution a
     join attribution other on other.workspace_id = a.workspace_id and other.kind = a.kind
       and other.quickbooks_id = a.quickbooks_id and other.intent_id <> a.intent_id
     where a.intent_id = $1 order by a.quickbooks_id`,
    [intentId],
  )
  return rows.map((row) => row.quickbooks_id)
}

interface AttributedRow {
  intent_id: string
  deleted_at: Date | null
  part: number
  shares: readonly (string | null)[]
}

/** One part of a document by its shares, as they were said; all of one that is not split. */
function partOf(whole: Attributed, shares: AttributedRow['shares'], part: number): Attributed {
  const said = shares.flatMap((share) => (share === null ? [] : BigInt(share)))
  return said.length < 2 ? whole : attributedPart(whole, said, part - 1)
}

/** What people said is for these invoices' intents, as it counts now, by intent; the oldest word first. */
export async function readAttributed(
  sql: Sql,
  intents: readonly { readonly intentId: string; readonly currency: string }[],
): Promise<Map<string, Attributed[]>> {
  if (intents.length === 0) return new Map()
  const rows = await sql<
    Pick<Row, 'kind' | 'quickbooks_id' | 'milestone_id'> & Pick<StoredDocument, 'body'> & AttributedRow
  >(
    `select a.kind, a.quickbooks_id, a.intent_id, a.milestone_id, a.part, d.body, d.deleted_at,
       (select array_agg(each.share_minor::text order by each.part) from attribution each
        where each.workspace_id = a.workspace_id and each.kind = a.kind and each.quickbooks_id = a.quickbooks_id) as shares
     from attribution a join document d on d.kind = a.kind and d.quickbooks_id = a.quickbooks_id
       and d.workspace_id = a.workspace_id
     where a.intent_id = any($1) order by a.said_at, a.kind, a.quickbooks_id, a.part`,
    [intents.map(({ intentId }) => intentId)],
  )
  const currencies = new Map(intents.map(({ intentId, currency }) => [intentId, currency]))
  const byIntent = new Map<string, Attributed[]>()
  for (const row of rows) {
    const document = { quickbooksId: row.quickbooks_id, body: row.body, deletedAt: row.deleted_at }
    const currency = currencies.get(row.intent_id) ?? ''
    const whole = attributedFrom(row.kind, document, row.milestone_id, currency)
    const each = partOf(whole, row.shares, row.part)
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
