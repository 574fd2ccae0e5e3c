import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { Clock } from '../clock/clock'
import type { Database } from '../postgres/database'
import {
  leaseRefresh,
  loseConnection,
  readConnection,
  releaseRefresh,
  storeTokens,
  type Vendor,
} from './connection-table'
import type { Sealer } from './seal'
import type { LedgerEntry } from './vendor-call-table'

/** Tokens as both vendors give them. Times are from the answer, in seconds. */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly accessExpiresInS: number
  readonly refreshExpiresInS: number | null
}

/** The connection can't be used until a person reconnects it, or the token endpoint can't be reached now. */
export class ConnectionLost extends Error {
  constructor(
    readonly vendor: Vendor,
    readonly needsPerson: boolean,
    detail: string,
  ) {
    super(detail)
  }
}

/** The vendor is left alone for a while, because its last calls said that asking is of no use. */
export class VendorRests extends ConnectionLost {
  constructor(
    vendor: Vendor,
    readonly waitMs: number,
  ) {
    const name = vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot'
    super(
      vendor,
      false,
      `${name} is out, or refuses Milepost’s calls: the connections page says why. It is tried again by itself in ${Math.max(1, Math.ceil(waitMs / 1_000))} seconds.`,
    )
  }
}

export interface TokenKeeper {
  /** A token good for some minutes. Refreshes first when it is about to end. Throws ConnectionLost. */
  accessToken(workspaceId: string, vendor: Vendor): Promise<string>
  /** After a 401: refreshes even if the token looks alive, unless someone already replaced it. */
  refreshNow(workspaceId: string, vendor: Vendor, refused: string): Promise<void>
}

/** Where a sealed column lives, so that a copied cell does not open elsewhere. */
export const sealPlace = (workspaceId: string, vendor: Vendor, column: string): string =>
  `${workspaceId}/connection/${vendor}/${column}`

const WAIT_FOR_OTHER_MS = 150
const WAITS = 200

/**
 * Hands out access tokens. One refresh at a time per connection, over all processes: a lease on its row, and
 * the new refresh token is stored before anyone uses it. `invalid_grant` stops the connection for a person;
 * an unclear refresh is tried again with the same token, because the vendor may have seen it or not.
 */
export function tokenKeeper(parts: {
  database: Database
  sealer: Sealer
  clock: Clock
  refresh: Readonly<Record<Vendor, (refreshToken: string) => Promise<Answer<Tokens>>>>
  /** Refreshes are calls too, free of charge. Told once what they came to is stored, which nothing may undo. */
  onCalls?: (workspaceId: string, calls: readonly LedgerEntry[]) => Promise<void>
  onLost: (workspaceId: string, vendor: Vendor, detail: string) => Promise<void>
}): TokenKeeper {
  const { database, sealer, clock, refresh } = parts

  async function stored(workspaceId: string, vendor: Vendor): Promise<{ token: string; until: number }> {
    const connection = await database.once(workspaceId, (sql) => readConnection(sql, vendor))
    if (!connection?.accessTokenSealed || connection.status !== 'connected') {
      throw new ConnectionLost(vendor, true, connection?.statusDetail ?? `${vendor} is not connected`)
    }
    return {
      token: sealer.open(connection.accessTokenSealed, sealPlace(workspaceId, vendor, 'access')),
      until: connection.accessExpiresAt?.getTime() ?? 0,
    }
  }

  async function renew(
    workspaceId: string,
    vendor: Vendor,
    isStale: (token: string, until: number) => boolean,
  ) {
    for (let wait = 0; wait < WAITS; wait += 1) {
      const leased = await database.inWorkspace(workspaceId, (sql) =>
        leaseRefresh(sql, vendor, limits.refreshLeaseMs),
      )
      const current = await stored(workspaceId, vendor)
      const sealed = leased?.refreshTokenSealed
      if (!isStale(current.token, current.until)) {
        if (sealed) await database.inWorkspace(workspaceId, (sql) => releaseRefresh(sql, vendor, sealed))
        return current
      }
      if (sealed) return exchange(workspaceId, vendor, sealed)
      await pause(WAIT_FOR_OTHER_MS)
    }
    throw new ConnectionLost(vendor, false, `another process is still refreshing the ${vendor} token`)
  }

  /** A person may connect anew, or disconnect, while the vendor is asked: then what they did is what holds. */
  async function exchange(workspaceId: string, vendor: Vendor, leased: string) {
    const refreshToken = sealer.open(leased, sealPlace(workspaceId, vendor, 'refresh'))
    const calls: LedgerEntry[] = []
    const ask = async () => {
      const at = clock.now()
      const begun = performance.now()
      const asked = await refresh[vendor](refreshToken)
      calls.push({ ...callOf(vendor, asked), durationMs: performance.now() - begun, at })
      return asked
    }
    try {
      let answer = await ask()
      if (answer.outcome === 'unknown') answer = await ask()
      return await take(workspaceId, vendor, leased, answer)
    } finally {
      await parts.onCalls?.(workspaceId, calls)
    }
  }

  /** What the vendor answered, stored; throws where that ends the connection, or nobody knows. */
  async function take(workspaceId: string, vendor: Vendor, leased: string, answer: Answer<Tokens>) {
    if (answer.outcome !== 'done') {
      const { fault } = answer
      if (answer.outcome !== 'refused' || fault.kind !== 'unauthorized') {
        await database.inWorkspace(workspaceId, (sql) => releaseRefresh(sql, vendor, leased))
        throw new ConnectionLost(vendor, false, fault.message)
      }
      const lost = await database.inWorkspace(workspaceId, (sql) =>
        loseConnection(sql, vendor, leased, fault.message),
      )
      if (!lost) return stored(workspaceId, vendor)
      await parts.onLost(workspaceId, vendor, fault.message)
      throw new ConnectionLost(vendor, true, fault.message)
    }
    const tokens = answer.value
    const until = clock.now().getTime() + tokens.accessExpiresInS * 1000
    const kept = await database.inWorkspace(workspaceId, (sql) =>
      storeTokens(sql, vendor, leased, {
        accessTokenSealed: sealer.seal(tokens.accessToken, sealPlace(workspaceId, vendor, 'access')),
        refreshTokenSealed: sealer.seal(tokens.refreshToken, sealPlace(workspaceId, vendor, 'refresh')),
        accessExpiresAt: new Date(until),
        refreshExpiresAt:
          tokens.refreshExpiresInS === null
            ? null
            : new Date(clock.now().getTime() + tokens.refreshExpiresInS * 1000),
      }),
    )
    return kept ? { token: tokens.accessToken, until } : stored(workspaceId, vendor)
  }

  const endsSoon = (until: number) => until - clock.now().getTime() < limits.refreshEarlyMs

  return {
    // Read each time: what is kept in memory would outlive a reconnect that another process served.
    async accessToken(workspaceId, vendor) {
      const current = await stored(workspaceId, vendor)
      if (!endsSoon(current.until)) return current.token
      return (await renew(workspaceId, vendor, (_, until) => endsSoon(until))).token
    },
    async refreshNow(workspaceId, vendor, refused) {
      await renew(workspaceId, vendor, (token) => token === refused)
    },
  }
}

/** A refresh as the ledger has it. */
function callOf(vendor: Vendor, answer: Answer<Tokens>): Omit<LedgerEntry, 'at' | 'durationMs'> {
  const call = {
    vendor,
    operation: 'refresh token',
    metered: false,
    write: false,
    requestKey: null,
    outcome: answer.outcome,
    reason: 'connect',
  } as const
  if (answer.outcome === 'done') return { ...call, status: 200, code: null, trace: answer.trace }
  const { kind, status, code, trace } = answer.fault
  return { ...call, kind, status, code, trace }
}
