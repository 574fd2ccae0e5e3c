import type { Sql } from '../../postgres/database'

/** A deal that has a schedule, as far as a list says it. */
export interface PlannedDeal {
  readonly dealId: string
  readonly name: string
  readonly company: string | null
  readonly archived: boolean
}

/** The next deals that have a schedule, in the order of their ids; null begins. */
export async function listPlannedDeals(
  sql: Sql,
  after: string | null,
  limit: number,
): Promise<PlannedDeal[]> {
  const rows = await sql<{ deal_id: string; name: string | null; company: string | null; archived: boolean }>(
    `select s.deal_id, d.name, d.company, coalesce(d.archived, false) as archived from schedule s
     left join deal d on d.workspace_id = s.workspace_id and d.deal_id = s.deal_id
     where $1::text is null or s.deal_id > $1 order by s.deal_id limit $2`,
    [after, limit],
  )
  return rows.map((row) => ({
    dealId: row.deal_id,
    name: row.name ?? 'Unnamed deal',
    company: row.company,
    archived: row.archived,
  }))
}
