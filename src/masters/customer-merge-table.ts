import type { Sql } from '../postgres/database'

/** Keeps that a customer was merged into another; told again it changes nothing. */
export async function addMerge(sql: Sql, merge: { deadId: string; survivorId: string }): Promise<void> {
  await sql(
    `insert into customer_merge (workspace_id, dead_id, survivor_id)
     values (milepost.current_workspace(), $1, $2) on conflict do nothing`,
    [merge.deadId, merge.survivorId],
  )
}

/** Who stands for a customer now: itself, or whoever it was merged into, however often. */
export const survivorOf = async (sql: Sql, customerId: string): Promise<string> =>
  (await survivorsOf(sql, [customerId])).get(customerId) ?? customerId

/** Who stands for each of these customers now. */
export async function survivorsOf(
  sql: Sql,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (customerIds.length === 0) return new Map()
  const rows = await sql<{ asked: string; id: string }>(
    `with recursive chain(asked, id, step) as (
       select asked, asked, 0 from unnest($1::text[]) asked
       union all
       select chain.asked, m.survivor_id, chain.step + 1 from chain join customer_merge m on m.dead_id = chain.id
       where chain.step < 50
     )
     select distinct on (asked) asked, id from chain order by asked, step desc`,
    [[...new Set(customerIds)]],
  )
  return new Map(rows.map(({ asked, id }) => [asked, id]))
}

/** A customer, and all that were merged into it, however often: documents may name any of them. */
export async function standsForAll(sql: Sql, customerId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `with recursive own(id, step) as (
       select $1::text, 0
       union select m.dead_id, own.step + 1 from own join customer_merge m on m.survivor_id = own.id where own.step < 50)
     select distinct id from own`,
    [customerId],
  )
  return rows.map(({ id }) => id)
}
