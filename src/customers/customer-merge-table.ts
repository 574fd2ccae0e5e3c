import type { Sql } from '../postgres/database'

/** Keeps that a customer was merged into another; false when that was known. */
export async function addMerge(sql: Sql, merge: { deadId: string; survivorId: string }): Promise<boolean> {
  const rows = await sql(
    `insert into customer_merge (workspace_id, dead_id, survivor_id)
     values (milepost.current_workspace(), $1, $2) on conflict do nothing returning dead_id`,
    [merge.deadId, merge.survivorId],
  )
  return rows.length > 0
}

/** Who stands for a customer now: itself, or whoever it was merged into, however often. */
export async function survivorOf(sql: Sql, customerId: string): Promise<string> {
  const [row] = await sql<{ id: string }>(
    `with recursive chain(id, step) as (
       select $1::text, 0
       union all
       select m.survivor_id, chain.step + 1 from chain join customer_merge m on m.dead_id = chain.id
       where chain.step < 50
     )
     select id from chain order by step desc limit 1`,
    [customerId],
  )
  return row?.id ?? customerId
}
