import type { Sql } from '../../postgres/database'

/** Which of these keys a live line holds, and by which decision to bill. */
export async function liveAmong(
  sql: Sql,
  partKeys: readonly string[],
): Promise<ReadonlyMap<string, { readonly intentId: string; readonly amountMinor: bigint }>> {
  const rows = await sql<{ part_key: string; intent_id: string; amount_minor: bigint }>(
    'select part_key, intent_id, amount_minor from billing_part where part_key = any($1) and live',
    [partKeys],
  )
  return new Map(
    rows.map((row) => [row.part_key, { intentId: row.intent_id, amountMinor: row.amount_minor }]),
  )
}

/** How often the one of these keys that was billed most often was decided to be billed. */
export async function timesDecided(sql: Sql, partKeys: readonly string[]): Promise<number> {
  const [row] = await sql<{ times: bigint | null }>(
    `select max(times) as times from (
       select count(*) as times from billing_part where part_key = any($1) group by part_key) each`,
    [partKeys],
  )
  return Number(row?.times ?? 0n)
}

/**
 * Decisions to bill any of these keys that don't count any more, and billed nothing else of hours or costs that no other
 * one bills now.
 */
export async function freedIntents(sql: Sql, partKeys: readonly string[]): Promise<string[]> {
  const rows = await sql<{ intent_id: string }>(
    `select distinct p.intent_id from billing_part p where p.part_key = any($1) and not p.live
       and not exists (select from billing_part o where o.intent_id = p.intent_id and o.kind in ('hours', 'cost')
         and not exists (select from billing_part n where n.workspace_id = o.workspace_id
           and n.part_key = o.part_key and n.live))`,
    [partKeys],
  )
  return rows.map((row) => row.intent_id)
}

/** The keys of an intent's lines of this kind. */
export async function keysOfKind(sql: Sql, intentId: string, kind: 'hours' | 'cost'): Promise<string[]> {
  const rows = await sql<{ part_key: string }>(
    'select part_key from billing_part where intent_id = $1 and kind = $2 order by line_no',
    [intentId, kind],
  )
  return rows.map((row) => row.part_key)
}
