import type { Sql } from '../../postgres/database'

/** A person lets an edited invoice go out as it is, at this net amount. Another edit is another question. */
export async function approveChange(
  sql: Sql,
  intentId: string,
  netMinor: bigint,
  who: string,
): Promise<void> {
  await sql(
    `insert into approved_change (workspace_id, intent_id, net_minor, approved_by)
     values (milepost.current_workspace(), $1, $2, $3) on conflict do nothing`,
    [intentId, netMinor, who],
  )
}

/** Whether a person let this invoice go out at this net amount. */
export async function isApprovedChange(sql: Sql, intentId: string, netMinor: bigint): Promise<boolean> {
  const rows = await sql(
    'select 1 as approved from approved_change where intent_id = $1 and net_minor = $2',
    [intentId, netMinor],
  )
  return rows.length > 0
}
