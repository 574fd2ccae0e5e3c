import type { Sql } from '../postgres/database'
import type { AttentionKind } from './attention-table'

/** What is open about a deal, or about milestones, of this kind; null: about anything. */
export async function openCauses(
  sql: Sql,
  kind: AttentionKind,
  about: { readonly dealId: string } | { readonly milestoneIds: readonly string[] } | null,
): Promise<string[]> {
  const [where, value] =
    about === null
      ? ['$1::text is null', null]
      : 'dealId' in about
        ? ['deal_id = $1', about.dealId]
        : ['milestone_id = any($1)', about.milestoneIds]
  const rows = await sql<{ cause: string }>(
    `select cause from attention where ${where} and kind = $2 and settled_at is null order by cause`,
    [value, kind],
  )
  return rows.map((row) => row.cause)
}

/** What is open of this kind about milestones of the plans of these, and what a person left of it. */
export async function standingCauses(
  sql: Sql,
  kind: AttentionKind,
  milestoneIds: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ cause: string }>(
    `select distinct cause from attention
     where kind = $2 and (settled_at is null or settled_how = 'leave') and milestone_id in (
       select other.milestone_id from milestone one join milestone other on other.schedule_id = one.schedule_id
       where one.milestone_id = any($1))
     order by cause`,
    [milestoneIds, kind],
  )
  return rows.map((row) => row.cause)
}
