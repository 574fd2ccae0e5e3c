import type { Sql } from '../postgres/database'

/** Deeper than QuickBooks lets customers stand below each other. */
export const DEEPEST = 10

/**
 * With $1 customers and $2 `DEEPEST`: `above` and `below`, rows of `own` and `id`, begin with each of them itself. Goes after
 * "with recursive".
 */
export const FAMILIES = `above as (
       select c as own, c as id, 0 as depth from unnest($1::text[]) c
       union select a.own, m.body->'ParentRef'->>'value', a.depth + 1 from above a
         join master m on m.kind = 'customers' and m.quickbooks_id = a.id
         where m.body->'ParentRef'->>'value' is not null and a.depth < $2),
     below as (
       select c as own, c as id, 0 as depth from unnest($1::text[]) c
       union select b.own, m.quickbooks_id, b.depth + 1 from below b
         join master m on m.kind = 'customers' and m.body->'ParentRef'->>'value' = b.id
         where b.depth < $2)`

/**
 * For each of these customers itself, whoever stands above it, and whoever stands below it: who may pay for it or be paid
 * back in its place. Its sisters are other jobs. From the cache alone.
 */
export async function customerFamilies(
  sql: Sql,
  customerIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const families = new Map(customerIds.map((id) => [id, new Set([id])]))
  if (customerIds.length === 0) return families
  const rows = await sql<{ own: string; id: string }>(
    `with recursive ${FAMILIES}
     select own, id from above union select own, id from below`,
    [customerIds, DEEPEST],
  )
  for (const { own, id } of rows) families.get(own)?.add(id)
  return families
}
