import type { Sql } from '../postgres/database'

/** Planned deals whose expected cash another month moves: where some of these properties was never written, or is not nothing. */
export async function listExpecting(sql: Sql, properties: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `select m.deal_id from deal_mirror m
     join schedule s on s.workspace_id = m.workspace_id and s.deal_id = m.deal_id
     where exists (select from unnest($1::text[]) p
       where coalesce(m.written->>p, 'never') !~ '^0?([.]0+)?$') order by 1`,
    [properties],
  )
  return rows.map((row) => row.deal_id)
}
