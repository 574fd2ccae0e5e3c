import { type Sql, tell } from '../../postgres/database'
import { storableJson } from '../../postgres/storable-json'
import type { DocumentBody, DocumentKind, StoredDocument } from './document'

/** A document as the connector read it. */
export interface ReadDocument {
  readonly kind: DocumentKind
  readonly quickbooksId: string
  readonly syncToken: string
  readonly changedAt: Date
  readonly customerId: string | null
  readonly body: object
  /** Which documents its lines touch: a payment's invoices, say. */
  readonly links: readonly { toKind: string; toId: string; amount: string }[]
  /** When QuickBooks was asked for it, where that was before it is stored. */
  readonly askedAt?: Date
}

/**
 * Stores documents as read; one that is older than what is held is passed over (by the vendor's time, then
 * by SyncToken), and a tombstone stays one. Answers the keys that were stored anew.
 */
export async function saveDocuments(sql: Sql, documents: readonly ReadDocument[]): Promise<Set<string>> {
  const rows = await sql<{ kind: string; quickbooks_id: string }>(
    `insert into document (workspace_id, kind, quickbooks_id, sync_token, changed_at, customer_id, body, read_at)
     select milepost.current_workspace(), kind, quickbooks_id, sync_token, changed_at, customer_id, body,
       least(asked_at, milepost.now())
     from jsonb_to_recordset($1::jsonb) as d(kind text, quickbooks_id text, sync_token text, changed_at timestamptz,
       customer_id text, body jsonb, asked_at timestamptz)
     order by d.kind, d.quickbooks_id
     on conflict (workspace_id, kind, quickbooks_id) do update set sync_token = excluded.sync_token,
       changed_at = excluded.changed_at, customer_id = excluded.customer_id, body = excluded.body,
       read_at = excluded.read_at
     where document.deleted_at is null
       and (document.changed_at is null or excluded.changed_at > document.changed_at
         or (excluded.changed_at = document.changed_at
             and excluded.sync_token::numeric >= coalesce(document.sync_token, '0')::numeric
             and excluded.body is distinct from document.body))
     returning kind, quickbooks_id`,
    [
      storableJson(
        documents.map((document) => ({
          kind: document.kind,
          quickbooks_id: document.quickbooksId,
          sync_token: document.syncToken,
          changed_at: document.changedAt.toISOString(),
          customer_id: document.customerId,
          body: document.body,
          asked_at: document.askedAt?.toISOString() ?? null,
        })),
      ),
    ],
  )
  const stored = new Set(rows.map((row) => documentKey(row.kind, row.quickbooks_id)))
  for (const document of documents) {
    if (stored.has(documentKey(document.kind, document.quickbooksId))) await replaceLinks(sql, document)
  }
  return stored
}

export const documentKey = (kind: string, quickbooksId: string): string => `${kind} ${quickbooksId}`

async function replaceLinks(sql: Sql, document: ReadDocument): Promise<void> {
  await tell(sql, 'delete from document_link where from_kind = $1 and from_id = $2', [
    document.kind,
    document.quickbooksId,
  ])
  if (document.links.length === 0) return
  await tell(
    sql,
    `insert into document_link (workspace_id, from_kind, from_id, line, to_kind, to_id, amount)
     select milepost.current_workspace(), $1, $2, l.line, l.to_kind, l.to_id, l.amount
     from unnest($3::int[], $4::text[], $5::text[], $6::text[]) as l(line, to_kind, to_id, amount)`,
    [
      document.kind,
      document.quickbooksId,
      document.links.map((_, index) => index),
      document.links.map((link) => link.toKind),
      document.links.map((link) => link.toId),
      document.links.map((link) => link.amount),
    ],
  )
}

/** Marks a document as deleted; kept for ever, also when it was never held. Its links end with it. Answers whether that is new. */
export async function buryDocument(sql: Sql, kind: DocumentKind, quickbooksId: string): Promise<boolean> {
  const buried = await sql(
    `insert into document (workspace_id, kind, quickbooks_id, deleted_at)
     values (milepost.current_workspace(), $1, $2, milepost.now())
     on conflict (workspace_id, kind, quickbooks_id) do update
       set deleted_at = milepost.now() where document.deleted_at is null
     returning 1 as buried`,
    [kind, quickbooksId],
  )
  await sql('delete from document_link where from_kind = $1 and from_id = $2', [kind, quickbooksId])
  return buried.length > 0
}

interface Row {
  kind: DocumentKind
  quickbooks_id: string
  sync_token: string | null
  changed_at: Date | null
  body: DocumentBody | null
  deleted_at: Date | null
}

export async function readDocuments(
  sql: Sql,
  kind: DocumentKind,
  quickbooksIds: readonly string[],
): Promise<Map<string, StoredDocument>> {
  if (quickbooksIds.length === 0) return new Map()
  const rows = await sql<Row>(
    `select kind, quickbooks_id, sync_token, changed_at, body, deleted_at from document
     where kind = $1 and quickbooks_id = any($2)`,
    [kind, quickbooksIds],
  )
  return new Map(rows.map((row) => [row.quickbooks_id, toStored(row)]))
}

const toStored = (row: Row): StoredDocument => ({
  kind: row.kind,
  quickbooksId: row.quickbooks_id,
  syncToken: row.sync_token,
  changedAt: row.changed_at,
  body: row.body,
  deletedAt: row.deleted_at,
})

/** Invoices that carry one of these marks of ours and are not deleted, the one with the lowest id first. */
export async function readMarked(sql: Sql, marks: readonly string[]): Promise<StoredDocument[]> {
  const rows = await sql<Row>(
    `select kind, quickbooks_id, sync_token, changed_at, body, deleted_at from document
     where mark = any($1) and kind = 'Invoice' and deleted_at is null order by quickbooks_id::numeric`,
    [marks],
  )
  return rows.map(toStored)
}

/** When a document was read last, changed or not; null when it never was. */
export async function documentReadAt(
  sql: Sql,
  kind: DocumentKind,
  quickbooksId: string,
): Promise<Date | null> {
  const [row] = await sql<{ read_at: Date }>(
    'select read_at from document where kind = $1 and quickbooks_id = $2',
    [kind, quickbooksId],
  )
  return row?.read_at ?? null
}

/** A document was read now, and may not have changed. */
export async function noteDocumentRead(sql: Sql, kind: DocumentKind, quickbooksId: string): Promise<void> {
  await sql('update document set read_at = milepost.now() where kind = $1 and quickbooks_id = $2', [
    kind,
    quickbooksId,
  ])
}

/** One line of a payment that touches a document. */
export interface DocumentLink {
  readonly fromKind: string
  readonly fromId: string
  readonly toKind: string
  readonly toId: string
  readonly amount: string
  /** Of a line over a journal entry, which does not say whether it pays or is paid: the payment's own sums. */
  readonly payment?: { readonly total: string; readonly unapplied: string } | null
}

interface LinkRow {
  from_kind: string
  from_id: string
  to_kind: string
  to_id: string
  amount: string
  payment?: { total: string | null; unapplied: string | null } | null
}

const LINK = `l.from_kind, l.from_id, l.to_kind, l.to_id, l.amount, case when l.to_kind = 'JournalEntry' then (
       select jsonb_build_object('total', p.body->>'TotalAmt', 'unapplied', p.body->>'UnappliedAmt') from document p
       where p.kind = l.from_kind and p.quickbooks_id = l.from_id and p.deleted_at is null) end as payment`

const toLink = (row: LinkRow): DocumentLink => ({
  fromKind: row.from_kind,
  fromId: row.from_id,
  toKind: row.to_kind,
  toId: row.to_id,
  amount: row.amount,
  ...(row.payment?.total && row.payment.unapplied
    ? { payment: { total: row.payment.total, unapplied: row.payment.unapplied } }
    : {}),
})

/** Every line of every payment that touches any of these invoices: the other lines decide what is cash. */
export async function readPaymentLinks(sql: Sql, invoiceIds: readonly string[]): Promise<DocumentLink[]> {
  if (invoiceIds.length === 0) return []
  const rows = await sql<LinkRow>(
    `select ${LINK} from document_link l
     where l.from_kind = 'Payment' and l.from_id in (
       select from_id from document_link where from_kind = 'Payment' and to_kind = 'Invoice' and to_id = any($1))
     order by l.from_id, l.line`,
    [invoiceIds],
  )
  return rows.map(toLink)
}

/** Every line of every payment that applies any of these credit memos. */
export async function readMemoLinks(sql: Sql, memoIds: readonly string[]): Promise<DocumentLink[]> {
  const rows = await sql<LinkRow>(
    `select ${LINK} from document_link l
     where l.from_kind = 'Payment' and l.from_id in (
       select from_id from document_link where from_kind = 'Payment' and to_kind = 'CreditMemo' and to_id = any($1))
     order by l.from_id, l.line`,
    [memoIds],
  )
  return rows.map(toLink)
}

/** QuickBooks' ids of the invoices that payments pay which apply any of these credit memos. */
export async function invoicesOfMemos(sql: Sql, memoIds: readonly string[]): Promise<string[]> {
  if (memoIds.length === 0) return []
  const links = await readMemoLinks(sql, memoIds)
  return [...new Set(links.flatMap(({ toKind, toId }) => (toKind === 'Invoice' ? toId : [])))]
}

/** What these documents touch now, before a newer reading replaces it. */
export async function linksFrom(
  sql: Sql,
  kind: DocumentKind,
  ids: readonly string[],
): Promise<DocumentLink[]> {
  const rows = await sql<LinkRow>(
    'select from_kind, from_id, to_kind, to_id, amount from document_link where from_kind = $1 and from_id = any($2)',
    [kind, ids],
  )
  return rows.map(toLink)
}
