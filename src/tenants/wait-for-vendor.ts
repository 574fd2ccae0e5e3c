import { limits } from '../../config/limits'
import type { Sql } from '../postgres/database'
import type { Vendor } from './connection-table'
import { restsUntil } from './vendor-trouble'
import { holdTroubles, takeTurn } from './vendor-trouble-table'

/** What waits for a vendor is woken when it is back; should nobody, it looks again by itself. */
const LOOK_ANYWAY_MS = 5 * 60_000

/** What a write may do: go, go ahead of all others that wait, or wait so long. */
export type Leave = { readonly goes: 'free' | 'ahead' } | { readonly goes: 'not'; readonly waitMs: number }

const NOT: Leave = { goes: 'not', waitMs: LOOK_ANYWAY_MS }

/**
 * Whether a write may leave while the vendor may be left alone. Where nothing is answered at all, somebody else looks
 * whether that is over. Where only writing is refused, the first that comes after the rest goes ahead.
 */
export async function waitForVendor(sql: Sql, vendor: Vendor, now: Date): Promise<Leave> {
  const troubles = await holdTroubles(sql)
  if (restsUntil(troubles, vendor, 'anything') !== null) return NOT
  const until = restsUntil(troubles, vendor, 'writes')
  if (until === null) return { goes: 'free' }
  if (until > now) return NOT
  const holdMs = limits.vendorDeadlineMs + 3 * limits.beforeSendMs
  return (await takeTurn(sql, vendor, holdMs)) ? { goes: 'ahead' } : NOT
}
