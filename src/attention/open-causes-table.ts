import type { Sql } from '../postgres/database'
import type { AttentionKind } from './attention-table'

const OF_SAME_PLANS = `select other.milestone_id from milestone one
  join milestone other on other.workspace_id = one.workspace_id and other.schedule_id = one.schedule_id
  where one.milestone_id = any($1)`

/** What is open about a deal, about milestones, or about those of the same plans too, of this kind; null: about anything. */
export async function openCauses(
  sql: Sql,
  kind: AttentionKind,
  about:
    | { readonly dealId: string }
    | { readonly milestoneIds: readonly string[] }
    | { readonly plansOf: readonly string[] }
    | null,
): Promise<string[]> {
  const [where, value] =
    about === null
      ? ['$1::text is null', null]
      : 'dealId' in about
        ? ['deal_id = $1', about.dealId]
        : 'milestoneIds' in about
          ? ['milestone_id = any($1)', about.milestoneIds]
          : [`milestone_id in (${OF_SAME_PLANS})`, about.plansOf]
  const rows = await sql<{ cause: string }>(
    `select cause from attention where ${where} and kind = $2 and settled_at is null order by cause`,
    [value, kind],
  )
  return rows.map((row) => row.cause)
}
