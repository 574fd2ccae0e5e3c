import { limits } from '../../config/limits'
import type { Clock } from '../clock/clock'
import { wakeOne } from '../outbox/outbox-table'
import type { Database } from '../postgres/database'
import { countUnrung } from '../reconcile/unrung-table'
import { readConnection, type Vendor } from '../tenants/connection-table'
import { restsUntil, type Trouble, tellAt } from '../tenants/vendor-trouble'
import {
  endRests,
  forgetTroubles,
  listTroubles,
  meetTrouble,
  takeTurn,
} from '../tenants/vendor-trouble-table'
import type { Vendors } from '../tenants/vendors'
import { recordEnd, tellOfConnection } from './tell-of-connection'

interface WatchParts {
  readonly database: Database
  readonly clock: Clock
  readonly vendors: Vendors
  /** Told before a vendor is asked that may not answer: whoever holds a place for it lets others have it. */
  readonly stepAside?: (() => void) | undefined
}

const vendorNames = ['hubspot', 'quickbooks'] as const

/** What becomes of a turn is known by then: the call, and what must come before its first byte. */
const TURN_MS = limits.vendorDeadlineMs + limits.beforeSendMs

/**
 * Looks after a workspace's connections although nobody calls: asks a vendor that was left alone whether it is back, with
 * one call; notices webhooks that don't come; tells people what has lasted long enough. Answers in how many milliseconds
 * there is something to look after again, null when nothing is wrong.
 */
export async function watchConnections(parts: WatchParts, workspaceId: string): Promise<number | null> {
  for (const vendor of vendorNames) {
    await tryVendor(parts, workspaceId, vendor)
    await noticeUnrung(parts, workspaceId, vendor)
  }
  return parts.database.inWorkspace(workspaceId, async (sql) => {
    for (const vendor of vendorNames) await tellOfConnection(sql, parts.clock, vendor)
    return nextLookMs(await listTroubles(sql), parts.clock.now())
  })
}

/**
 * One call to a vendor that was left alone and whose rest is over; `atOnce`: a person does not wait for its end. Where
 * only writing is refused, one that waits to be written goes ahead instead.
 */
export async function tryVendor(
  parts: WatchParts,
  workspaceId: string,
  vendor: Vendor,
  atOnce = false,
): Promise<void> {
  const { vendors } = parts
  const now = parts.clock.now()
  const asks = await parts.database.inWorkspace(workspaceId, async (sql) => {
    if (atOnce) await endRests(sql, vendor)
    const troubles = await listTroubles(sql)
    const until = restsUntil(troubles, vendor, 'anything')
    const writes = restsUntil(troubles, vendor, 'writes')
    const connected = (await readConnection(sql, vendor))?.status === 'connected'
    if (!connected) return atOnce
    if (until === null) {
      if (writes !== null && (atOnce || writes <= now)) await wakeOne(sql, vendor)
      return atOnce
    }
    return (atOnce || until <= now) && (await takeTurn(sql, vendor, TURN_MS))
  })
  if (!asks) return
  parts.stepAside?.()
  try {
    if (vendor === 'quickbooks') await (await vendors.quickbooks(workspaceId, 'connect')).companyInfo()
    else await (await vendors.hubspot(workspaceId, 'connect')).account()
  } finally {
    await vendors.flush()
  }
}

/** Changes that were found, and that no event told of, since the last event came. */
async function noticeUnrung(parts: WatchParts, workspaceId: string, vendor: Vendor): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const { found, first, last } = await countUnrung(sql, vendor)
    const held = (await listTroubles(sql)).find((each) => each.vendor === vendor && each.trouble === 'unrung')
    if (held?.times === found) return
    if (held && found === 0) {
      await forgetTroubles(sql, vendor, ['unrung'])
      if (held.toldAt !== null) await recordEnd(sql, held)
    }
    if (first !== null && last !== null) {
      await meetTrouble(sql, vendor, 'unrung', {
        times: found - (held?.times ?? 0),
        first,
        last,
        onWrite: false,
        operation: null,
      })
    }
  })
}

/** The end of a rest, or the moment from which people are told. */
function nextLookMs(troubles: readonly Trouble[], now: Date): number | null {
  const moments = troubles
    .flatMap((each) => [each.restUntil, each.toldAt === null ? tellAt(each) : null])
    .flatMap((at) => (at === null ? [] : [Math.max(at.getTime() - now.getTime(), 1_000)]))
  return moments.length === 0 ? null : Math.min(...moments)
}
