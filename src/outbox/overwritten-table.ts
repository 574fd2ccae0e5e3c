import type { Sql } from '../postgres/database'

/** A property of ours that somebody in HubSpot makes something else of. */
export interface OverwrittenProperty {
  readonly dealId: string
  readonly property: string
  /** When each overwriting was found, the newest last. */
  readonly foundAt: readonly Date[]
  /** Since when it is not written over any more; null while it is. */
  readonly stoppedAt: Date | null
  /** What HubSpot says instead; null for nothing. */
  readonly theirs: string | null
}

/** What is known of these deals' overwritten properties, locked until the transaction ends. */
export async function lockOverwritten(sql: Sql, dealIds: readonly string[]): Promise<OverwrittenProperty[]> {
  const rows = await sql<{
    deal_id: string
    property: string
    found_at: Date[]
    stopped_at: Date | null
    theirs: string | null
  }>(
    `select deal_id, property, found_at, stopped_at, theirs from overwritten_property where deal_id = any($1)
     order by deal_id, property for no key update`,
    [dealIds],
  )
  return rows.map((row) => ({
    dealId: row.deal_id,
    property: row.property,
    foundAt: row.found_at,
    stoppedAt: row.stopped_at,
    theirs: row.theirs,
  }))
}

/** Keeps what is known of these properties now. */
export async function saveOverwritten(sql: Sql, found: readonly OverwrittenProperty[]): Promise<void> {
  await sql(
    `insert into overwritten_property (workspace_id, deal_id, property, found_at, stopped_at, theirs)
     select milepost.current_workspace(), p.deal_id, p.property,
       array(select t::timestamptz from jsonb_array_elements_text(p.found_at) t), p.stopped_at, p.theirs
     from jsonb_to_recordset($1::jsonb) as p(deal_id text, property text, found_at jsonb, stopped_at timestamptz,
       theirs text) order by 2, 3
     on conflict (workspace_id, deal_id, property) do update set found_at = excluded.found_at,
       stopped_at = excluded.stopped_at, theirs = excluded.theirs`,
    [
      JSON.stringify(
        found.map((each) => ({
          deal_id: each.dealId,
          property: each.property,
          found_at: each.foundAt,
          stopped_at: each.stoppedAt,
          theirs: each.theirs,
        })),
      ),
    ],
  )
}

/** These properties are ours again, as if nobody had ever changed them. */
export async function forgetOverwritten(
  sql: Sql,
  of: readonly Pick<OverwrittenProperty, 'dealId' | 'property'>[],
): Promise<void> {
  await sql(
    `delete from overwritten_property o using jsonb_to_recordset($1::jsonb) as p(deal_id text, property text)
     where o.deal_id = p.deal_id and o.property = p.property`,
    [JSON.stringify(of.map(({ dealId, property }) => ({ deal_id: dealId, property })))],
  )
}

/** Deals that live on under another id have no properties of their own; answers what was known of them. */
export async function dropOverwritten(
  sql: Sql,
  dealIds: readonly string[],
): Promise<Pick<OverwrittenProperty, 'dealId' | 'property'>[]> {
  if (dealIds.length === 0) return []
  const rows = await sql<{ deal_id: string; property: string }>(
    'delete from overwritten_property where deal_id = any($1) returning deal_id, property',
    [dealIds],
  )
  return rows.map((row) => ({ dealId: row.deal_id, property: row.property }))
}
