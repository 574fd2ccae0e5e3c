import type { Sql } from '../postgres/database'
import type { Vendor } from './connection-table'

const KEPT: Readonly<Record<Vendor, string>> = {
  quickbooks: 'select from document union all select from billing_intent union all select from schedule',
  hubspot: 'select from deal union all select from schedule',
}

/**
 * What the workspace has of the account tied to it: `kept` when anything stands on its ids, `being read` while
 * a reading may still bring some (its row stays locked until the transaction ends), otherwise `nothing`.
 */
export async function dataOfAccount(sql: Sql, vendor: Vendor): Promise<'kept' | 'being read' | 'nothing'> {
  const readings = await sql<{ leased: boolean }>(
    `select coalesce(lease_until > milepost.now(), false) as leased from reading where source = $1 for update`,
    [vendor],
  )
  const [row] = await sql<{ kept: boolean }>(`select exists (${KEPT[vendor]}) as kept`)
  if (row?.kept) return 'kept'
  return readings.some((reading) => reading.leased) ? 'being read' : 'nothing'
}

/** Drops what was read of an account without anything standing on it: lists, events, and how far it was read. */
export async function forgetAccount(sql: Sql, vendor: Vendor): Promise<void> {
  await sql('delete from reading where source = $1', [vendor])
  await sql('delete from inbox_event where source = $1', [vendor])
  if (vendor === 'quickbooks') {
    await sql('delete from master')
    await sql('delete from master_reading')
    await sql('delete from list_trouble')
  }
}
