import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'

/** Names of owners by their ids: each as it stands on the deal that was read last. */
export async function readOwnerNames(
  sql: Sql,
  ownerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ owner_id: string; owner: string }>(
    `select asked.owner_id, d.owner from unnest($1::text[]) as asked(owner_id)
     cross join lateral (select owner from deal where deal.owner_id = asked.owner_id and owner is not null
       order by read_at desc limit 1) d`,
    [ownerIds],
  )
  return new Map(rows.map((row) => [row.owner_id, row.owner]))
}

/** Whether any deal has an owner. */
export async function hasOwners(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ some: boolean }>(
    'select exists (select from deal where owner_id is not null) as some',
  )
  return row?.some === true
}

/** Gives deals the names that their owners have now; an owner who is not named keeps the name that was known. */
export async function renameOwners(sql: Sql, names: ReadonlyMap<string, string>): Promise<void> {
  const renamed = await sql<{ deal_id: string }>(
    `update deal d set owner = named.name
     from jsonb_each_text($1::jsonb) as named(owner_id, name)
     where d.owner_id = named.owner_id and d.owner is distinct from named.name
     returning d.deal_id`,
    [JSON.stringify(Object.fromEntries(names))],
  )
  await announceDeals(
    sql,
    renamed.map((row) => row.deal_id),
  )
}
