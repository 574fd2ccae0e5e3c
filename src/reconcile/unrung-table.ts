import type { Sql } from '../postgres/database'
import type { Vendor } from '../tenants/connection-table'

/** Changes that were read and that nobody rang for, since the vendor's last event. */
export interface Unrung {
  readonly found: number
  readonly first: Date | null
  readonly last: Date | null
}

/**
 * A webhook may be late, an invoice that we write ourselves need not ring, and what was found long after it changed was
 * missed because nobody was there.
 */
const BESIDES = `changed_at < milepost.now() - interval '15 minutes' and read_at < changed_at + interval '45 minutes'
  and changed_at > coalesce((select max(received_at) from inbox_event where source = $1), '-infinity')
  and changed_at > (select connected_at + interval '15 minutes' from connection where vendor = $1)
  and not exists (select from vendor_call c where c.vendor = $1 and c.is_write
    and c.at between changed_at - interval '5 minutes' and changed_at + interval '5 minutes')`

const CHANGES: Readonly<Record<Vendor, string>> = {
  quickbooks: 'select changed_at, read_at from document',
  // A deal's time moves with properties that nobody subscribes to: a day of silence says more than one of them.
  hubspot: `select modified_at as changed_at, read_at from deal
    where modified_at > coalesce((select max(received_at) from inbox_event where source = 'hubspot'), '-infinity')
      + interval '1 day'`,
}

/** Counts what an event should have told of and none did. */
export async function countUnrung(sql: Sql, vendor: Vendor): Promise<Unrung> {
  const [row] = await sql<{ found: number; first: Date | null; last: Date | null }>(
    `select count(*)::int as found, min(changed_at) as first, max(changed_at) as last
     from (${CHANGES[vendor]}) changes where ${BESIDES}`,
    [vendor],
  )
  return { found: row?.found ?? 0, first: row?.first ?? null, last: row?.last ?? null }
}
