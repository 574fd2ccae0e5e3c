import { type Sql, tell } from '../postgres/database'
import type { AttentionKind } from './attention-table'

/**
 * What was asked under these causes is over from now on, for everyone, whether it is open or a person left it: should it come
 * again, it is asked again. Unlike `endAttentions` it says when that was also of what was left before: work that waited for a
 * deal goes on by the moment of its restoration.
 */
export async function closeAttentions(
  sql: Sql,
  causes: readonly string[],
  who: string,
  how: string,
): Promise<void> {
  await tell(
    sql,
    `update attention set settled_at = milepost.now(), settled_by = $2, settled_how = $3
     where cause = any($1) and (settled_at is null or settled_how = 'leave')`,
    [causes, who, how],
  )
}

/** What a person left under this cause before then is over: what came after it is asked about anew. */
export async function endLeftBefore(sql: Sql, cause: string, before: Date, how: string): Promise<void> {
  await tell(
    sql,
    `update attention set settled_how = 'left, ' || $3
     where cause = $1 and settled_how = 'leave' and settled_at < $2`,
    [cause, before, how],
  )
}

/**
 * What was asked of these kinds is over, whether it is open or a person left it, but for these causes: should it come again, it
 * is asked again. `of` is what the causes of those that may be over begin with; left out, all of these kinds may.
 */
export async function endOthers(
  sql: Sql,
  kinds: readonly AttentionKind[],
  butFor: readonly string[],
  who: string,
  how: string,
  of = '',
): Promise<void> {
  await tell(
    sql,
    `update attention set settled_at = coalesce(settled_at, milepost.now()), settled_by = coalesce(settled_by, $3),
       settled_how = case when settled_at is null then $4 else 'left, ' || $4 end
     where kind = any($1) and (settled_at is null or settled_how = 'leave') and cause <> all($2) and starts_with(cause, $5)`,
    [kinds, butFor, who, how, of],
  )
}

/** A question that a person left, and that holds: what it asked about. */
export interface LeftQuestion {
  readonly cause: string
  readonly amountMinor: bigint | null
  readonly about: string | null
}

/** What people left under these causes, and is left still. */
export async function readLeft(sql: Sql, causes: readonly string[]): Promise<LeftQuestion[]> {
  const rows = await sql<{ cause: string; amount_minor: bigint | null; about: string | null }>(
    `select cause, amount_minor, about from attention
     where cause = any($1) and settled_how = 'leave'`,
    [causes],
  )
  return rows.map((row) => ({ cause: row.cause, amountMinor: row.amount_minor, about: row.about }))
}

/** What people left under these causes is asked about anew: it is another question by now. */
export async function endLeft(sql: Sql, causes: readonly string[], how: string): Promise<void> {
  await tell(
    sql,
    `update attention set settled_how = 'left, ' || $2 where cause = any($1) and settled_how = 'leave'`,
    [causes, how],
  )
}
