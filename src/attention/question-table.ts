import { type Sql, tell } from '../postgres/database'
import type { AttentionKind } from './attention-table'

/** A question that was asked about an invoice, and what a person answered. */
export interface AskedQuestion {
  readonly cause: string
  readonly kind: AttentionKind
  readonly intentId: string
  readonly since: Date
  /** The action that they chose; null while it is open. */
  readonly answer: string | null
}

/**
 * What was asked about these invoices, of these kinds, the oldest first. What settled itself (an invoice that was edited back)
 * is no answer, and left out.
 */
export async function readQuestions(
  sql: Sql,
  intentIds: readonly string[],
  kinds: readonly AttentionKind[],
): Promise<AskedQuestion[]> {
  if (intentIds.length === 0) return []
  const rows = await sql<{
    cause: string
    kind: AttentionKind
    intent_id: string
    since: Date
    answer: string | null
  }>(
    `select a.cause, a.kind, a.intent_id, a.since, a.settled_how as answer from attention a
     where a.intent_id = any($1) and a.kind = any($2)
       and (a.settled_at is null or a.settled_how = any(array(select x->>'action' from jsonb_array_elements(a.actions) x)))
     order by a.since, a.attention_id`,
    [intentIds, kinds],
  )
  return rows.map((row) => ({
    cause: row.cause,
    kind: row.kind,
    intentId: row.intent_id,
    since: row.since,
    answer: row.answer,
  }))
}

/** What the open question of this cause is about beside its deal and milestone; null where nothing is asked. */
export async function readOpenSubject(
  sql: Sql,
  cause: string,
): Promise<{ readonly about: string | null; readonly intentId: string | null } | null> {
  const [row] = await sql<{ about: string | null; intent_id: string | null }>(
    'select about, intent_id from attention where cause = $1 and settled_at is null',
    [cause],
  )
  return row ? { about: row.about, intentId: row.intent_id } : null
}

/** Of these causes, those under which something is asked now. */
export async function openAmong(sql: Sql, causes: readonly string[]): Promise<ReadonlySet<string>> {
  if (causes.length === 0) return new Set()
  const rows = await sql<{ cause: string }>(
    'select cause from attention where cause = any($1) and settled_at is null',
    [causes],
  )
  return new Set(rows.map((row) => row.cause))
}

/** The open question of this cause is about another sum by now. Minor units. */
export async function setAskedAmount(sql: Sql, cause: string, amountMinor: bigint): Promise<void> {
  await tell(sql, 'update attention set amount_minor = $2 where cause = $1 and settled_at is null', [
    cause,
    amountMinor,
  ])
}
