import type { Sql } from '../postgres/database'
import type { Vendor } from './connection-table'
import { advanceUpkeep } from './upkeep-table'
import type { LedgerEntry } from './vendor-call-table'
import { type Denial, hear, restMs, restsUntil, stands, type Trouble } from './vendor-trouble'
import { endTroubles, listTroubles, meetTrouble, restFor } from './vendor-trouble-table'

/** What finished calls changed in what is known of a vendor. */
export interface Noted {
  readonly vendor: Vendor
  /** Troubles that stood and are over. */
  readonly over: readonly Trouble[]
  /** Troubles that stand and were met again, or first. */
  readonly stand: readonly Trouble[]
  /** Nothing at all is asked until then. */
  readonly restsUntil: Date | null
}

/**
 * Holds finished calls against what is known of their vendors, in the transaction that counts them. Calls that went well
 * cost one statement a vendor, which finds nothing.
 */
export async function noteTroubles(sql: Sql, calls: readonly (LedgerEntry | Denial)[]): Promise<Noted[]> {
  const noted: Noted[] = []
  for (const vendor of ['hubspot', 'quickbooks'] as const) {
    const own = calls.filter((call) => call.vendor === vendor)
    if (own.length > 0) noted.push(await noteVendor(sql, vendor, own))
  }
  return noted
}

async function noteVendor(
  sql: Sql,
  vendor: Vendor,
  calls: readonly (LedgerEntry | Denial)[],
): Promise<Noted> {
  const heard = hear(calls)
  const over = (await endTroubles(sql, vendor, heard)).filter(stands)
  const stand: Trouble[] = []
  // In one order, so that two processes never wait for each other.
  for (const [trouble, met] of [...heard.met].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const now = await meetTrouble(sql, vendor, trouble, met)
    if (!stands(now)) continue
    stand.push(now)
    const rest = restMs(now)
    if (rest === null) continue
    await restFor(sql, vendor, trouble, rest)
    await advanceUpkeep(sql, rest)
  }
  const troubled = over.length > 0 || stand.length > 0
  return {
    vendor,
    over,
    stand,
    restsUntil: troubled ? restsUntil(await listTroubles(sql), vendor, 'anything') : null,
  }
}
