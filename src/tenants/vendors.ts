import { limits } from '../../config/limits'
import type { Caller, CallRecord } from '../../connectors/answer'
import type { OpenPortal, Portal } from '../../connectors/hubspot/portal'
import type { Company, OpenCompany } from '../../connectors/quickbooks/company'
import type { Clock } from '../clock/clock'
import type { Database } from '../postgres/database'
import { ConnectionLost, sealPlace, type TokenKeeper, VendorRests } from './access-token'
import type { CallReason } from './call-reason'
import { readConnection, type Vendor } from './connection-table'
import { type HeldToken, heldToken } from './held-token'
import { type Noted, noteTroubles } from './note-troubles'
import type { Pace } from './pace'
import { type Renewal, refreshingOnce } from './renewal'
import type { Sealer } from './seal'
import { addVendorCalls, type LedgerEntry } from './vendor-call-table'
import { type Denial, isDenial, restsUntil } from './vendor-trouble'
import { listTroubles } from './vendor-trouble-table'

/** Opens the vendors for a workspace: paced, counted, with a live token. */
export interface Vendors {
  /**
   * Throws ConnectionLost when the workspace has no usable connection, VendorRests while the vendor is left alone; a
   * call to see how it is (`connect`) is made all the same. Its calls are counted under this reason.
   */
  quickbooks(workspaceId: string, reason?: CallReason): Promise<Company>
  hubspot(workspaceId: string, reason?: CallReason): Promise<Portal>
  /** Writes what the ledger of calls still holds in memory. */
  flush(): Promise<void>
}

const FLUSH_AFTER_MS = 100

export function openVendors(parts: {
  database: Database
  sealer: Sealer
  clock: Clock
  tokens: TokenKeeper
  openCompany: OpenCompany
  openPortal: OpenPortal
  baseUrl: Readonly<Record<Vendor, string>>
  paces: Readonly<Record<Vendor, Pace>>
  log: (error: unknown, what: string) => void
  /** Told of every finished call, whichever workspace's. */
  onCall?: (call: CallRecord) => void
  /** Told of what calls say about the vendor itself. Left out, nobody minds, and no vendor is left alone. */
  onTroubles?: (workspaceId: string, noted: Noted) => Promise<void>
}): Vendors {
  const { database, sealer, clock, tokens } = parts
  let waiting = new Map<string, (LedgerEntry | Denial)[]>()
  let timer: NodeJS.Timeout | null = null

  /** One after the other: whoever flushes last knows that all before it is written too. */
  let flushing: Promise<void> = Promise.resolve()
  function flush(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    flushing = flushing.then(writeWaiting)
    return flushing
  }

  async function writeWaiting(): Promise<void> {
    const calls = waiting
    waiting = new Map()
    for (const [workspaceId, list] of calls) {
      const counted = list.flatMap((each) => (isDenial(each) ? [] : each))
      await database
        .inWorkspace(workspaceId, async (sql) => {
          await addVendorCalls(sql, counted)
          return parts.onTroubles ? noteTroubles(sql, list) : []
        })
        .then((noted) => tellNoted(workspaceId, noted))
        .catch((error: unknown) => parts.log(error, 'counting vendor calls'))
    }
  }

  /** Until when each vendor of a workspace is left alone, as this process heard last; who opens one reads it anew. */
  const rests = new Map<string, number>()
  const restKey = (workspaceId: string, vendor: Vendor) => `${workspaceId} ${vendor}`

  async function tellNoted(workspaceId: string, noted: readonly Noted[]): Promise<void> {
    for (const each of noted) {
      const key = restKey(workspaceId, each.vendor)
      if (each.restsUntil === null) rests.delete(key)
      else rests.set(key, each.restsUntil.getTime())
      if (each.over.length + each.stand.length > 0) await parts.onTroubles?.(workspaceId, each)
    }
  }

  /** How much longer the vendor is left alone, from what this process knows. */
  const restingMs = (workspaceId: string, vendor: Vendor): number =>
    (rests.get(restKey(workspaceId, vendor)) ?? 0) - clock.now().getTime()

  /** Connections whose token was refreshed after a 401, and of which no call has worked since. */
  const unproven = new Set<string>()

  function note(workspaceId: string, told: LedgerEntry | Denial): void {
    const list = waiting.get(workspaceId) ?? []
    list.push(told)
    waiting.set(workspaceId, list)
    timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS)
  }

  function ledger(workspaceId: string, reason: CallReason): (call: CallRecord) => void {
    return (call) => {
      parts.onCall?.(call)
      if (call.outcome === 'done') unproven.delete(restKey(workspaceId, call.vendor))
      note(workspaceId, { ...call, at: clock.now(), reason })
    }
  }

  async function accountOf(workspaceId: string, vendor: Vendor, reason: CallReason): Promise<string> {
    const [connection, until] = await database.inWorkspace(workspaceId, (sql) =>
      Promise.all([
        readConnection(sql, vendor),
        parts.onTroubles
          ? listTroubles(sql).then((troubles) => restsUntil(troubles, vendor, 'anything'))
          : null,
      ]),
    )
    if (connection?.status !== 'connected' || !connection.externalIdSealed) {
      throw new ConnectionLost(vendor, true, connection?.statusDetail ?? `${vendor} is not connected`)
    }
    const key = restKey(workspaceId, vendor)
    if (until === null) rests.delete(key)
    else rests.set(key, until.getTime())
    const waitMs = restingMs(workspaceId, vendor)
    if (waitMs > 0 && reason !== 'connect') throw new VendorRests(vendor, waitMs)
    return sealer.open(connection.externalIdSealed, sealPlace(workspaceId, vendor, 'external_id'))
  }

  /** Before each call: what was opened while the vendor was well asks nothing once it is left alone. */
  const leave = (workspaceId: string, vendor: Vendor, reason: CallReason) => () => {
    const waitMs = restingMs(workspaceId, vendor)
    if (waitMs > 0 && reason !== 'connect') throw new VendorRests(vendor, waitMs)
  }

  function caller(workspaceId: string, vendor: Vendor, reason: CallReason, token: HeldToken): Caller {
    return {
      baseUrl: parts.baseUrl[vendor],
      accessToken: () => inTime(token.read(), vendor),
      pace: (kind) => inTime(parts.paces[vendor].enter(workspaceId, kind), vendor),
      record: ledger(workspaceId, reason),
      deadlineMs: limits.vendorDeadlineMs,
    }
  }

  function renewal(workspaceId: string, vendor: Vendor, reason: CallReason, token: HeldToken): Renewal {
    const key = restKey(workspaceId, vendor)
    return {
      token: () => inTime(token.read(), vendor),
      async renew(refused) {
        const isReplaced = async () => {
          token.forget()
          return (await inTime(token.read(), vendor)) !== refused
        }
        if (await isReplaced()) return true
        // Another call may have had a new one stored while this one's was read.
        if (unproven.has(key)) return isReplaced()
        await token.renew(refused)
        unproven.add(key)
        return true
      },
      denied: () => note(workspaceId, { vendor, denied: true, at: clock.now() }),
      leave: leave(workspaceId, vendor, reason),
    }
  }

  return {
    async quickbooks(workspaceId, reason = 'other') {
      const account = await accountOf(workspaceId, 'quickbooks', reason)
      const token = heldToken(tokens, workspaceId, 'quickbooks')
      return refreshingOnce(
        parts.openCompany(account, caller(workspaceId, 'quickbooks', reason, token)),
        renewal(workspaceId, 'quickbooks', reason, token),
        (forMs) => parts.paces.quickbooks.quiet(workspaceId, forMs),
      )
    },
    async hubspot(workspaceId, reason = 'other') {
      const account = await accountOf(workspaceId, 'hubspot', reason)
      const token = heldToken(tokens, workspaceId, 'hubspot')
      return refreshingOnce(
        parts.openPortal(account, caller(workspaceId, 'hubspot', reason, token)),
        renewal(workspaceId, 'hubspot', reason, token),
        (forMs) => parts.paces.hubspot.quiet(workspaceId, forMs),
      )
    },
    flush,
  }
}

/**
 * Bounds what happens before the first byte leaves: whoever waits for an attempt to be over counts from its
 * beginning, so a call must not set out late.
 */
async function inTime<T>(waited: Promise<T>, vendor: Vendor): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ConnectionLost(vendor, false, 'there was no token, or no place in line, in time')),
      limits.beforeSendMs,
    )
  })
  try {
    return await Promise.race([waited, late])
  } finally {
    clearTimeout(timer)
  }
}
