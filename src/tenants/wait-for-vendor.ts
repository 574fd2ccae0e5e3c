import { limits } from '../../config/limits'
import type { Sql } from '../postgres/database'
import type { Vendor } from './connection-table'
import { restsUntil } from './vendor-trouble'
import { holdTroubles, takeTurn } from './vendor-trouble-table'

/** What waits for a vendor is woken when it is back; should nobody, it looks again by itself. */
const LOOK_ANYWAY_MS = 5 * 60_000

/**
 * How long a write must wait because the vendor is left alone; 0: it may go. Where nothing is answered at all, somebody
 * else looks whether that is over. Where only writing is refused, the first that comes after the rest goes ahead.
 */
export async function waitForVendor(sql: Sql, vendor: Vendor, now: Date): Promise<number> {
  const troubles = await holdTroubles(sql)
  if (restsUntil(troubles, vendor, 'anything') !== null) return LOOK_ANYWAY_MS
  const until = restsUntil(troubles, vendor, 'writes')
  if (until === null) return 0
  if (until > now) return LOOK_ANYWAY_MS
  const holdMs = limits.vendorDeadlineMs + 3 * limits.beforeSendMs
  return (await takeTurn(sql, vendor, holdMs)) ? 0 : LOOK_ANYWAY_MS
}
