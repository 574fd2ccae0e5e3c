import { limits } from '../../config/limits'
import type { Answer, Caller, CallRecord } from '../../connectors/answer'
import type { OpenPortal } from '../../connectors/hubspot/portal'
import type { OpenCompany } from '../../connectors/quickbooks/company'
import { settleAttentions } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { record } from '../history/history-table'
import { openReading } from '../inbox/reading-table'
import { wakeWaiting } from '../outbox/outbox-table'
import { announceConnection, ring } from '../outbox/ring'
import { type Database, type Sql, violates } from '../postgres/database'
import { sealPlace, type Tokens } from '../tenants/access-token'
import { dataOfAccount, forgetAccount } from '../tenants/account-data-table'
import type { Actor } from '../tenants/actor'
import { connectionCauses } from '../tenants/connection-state'
import {
  type Connection,
  noteRefusedAccount,
  readConnection,
  saveConnection,
  setConnectionStatus,
  shredTokens,
  type Vendor,
} from '../tenants/connection-table'
import { addDoor, hasDoor, removeDoors } from '../tenants/door-table'
import { NoPlace, type Pace } from '../tenants/pace'
import { conflict, Refusal } from '../tenants/refusal'
import type { Sealer } from '../tenants/seal'
import { addVendorCalls } from '../tenants/vendor-call-table'
import { forgetTroubles } from '../tenants/vendor-trouble-table'
import { countCalls, countedIfRefused, tokenCall } from './connect-calls'

export interface ConnectParts {
  readonly database: Database
  readonly clock: Clock
  readonly sealer: Sealer
  readonly openCompany: OpenCompany
  readonly openPortal: OpenPortal
  readonly baseUrl: Readonly<Record<Vendor, string>>
  readonly paces: Readonly<Record<Vendor, Pace>>
}

/**
 * A caller with tokens that are not stored yet: to see whose they are before anything is believed. Its calls are counted with
 * what ties the workspace, or for themselves where that is refused.
 */
function callerWith(
  parts: ConnectParts,
  workspaceId: string,
  vendor: Vendor,
  accessToken: string,
  calls: CallRecord[],
): Caller {
  return {
    baseUrl: parts.baseUrl[vendor],
    accessToken: async () => accessToken,
    pace: (kind) => parts.paces[vendor].enter(workspaceId, kind).catch(sayBusy(vendor)),
    record: (call) => void calls.push(call),
    deadlineMs: limits.vendorDeadlineMs,
  }
}

/** The account was called too often just now: whoever connects it tries again, and is told when. */
function sayBusy(vendor: Vendor): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof NoPlace)) throw error
    const name = vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot'
    throw new Refusal(502, 'vendor_unavailable', `${name} is asked too much just now. ${error.message}`)
  }
}

function verified<T>(answer: Answer<T>, vendor: string): T {
  if (answer.outcome === 'done') return answer.value
  throw new Refusal(
    502,
    'vendor_unavailable',
    `${vendor} did not confirm the connection: ${answer.fault.message}`,
  )
}

/**
 * Ties a QuickBooks company to this workspace. The realm id of the callback is believed only after the
 * company itself has answered for it. Refuses a company that belongs to another workspace.
 */
export async function connectQuickBooks(
  parts: ConnectParts,
  workspaceId: string,
  actor: Actor,
  given: { realmId: string; tokens: Tokens; exchange?: CallRecord },
): Promise<void> {
  const calls = given.exchange ? [given.exchange] : []
  const company = parts.openCompany(
    given.realmId,
    callerWith(parts, workspaceId, 'quickbooks', given.tokens.accessToken, calls),
  )
  await countedIfRefused(parts, workspaceId, calls, async () => {
    const info = verified(await company.companyInfo(), 'QuickBooks')
    await tie(parts, workspaceId, actor, {
      vendor: 'quickbooks',
      door: 'realm',
      externalId: given.realmId,
      name: info.CompanyName,
      tokens: given.tokens,
      facts: {},
      calls,
    })
  })
}

/** Ties a HubSpot portal to this workspace, after the portal itself has said who it is. */
export async function connectHubSpot(
  parts: ConnectParts,
  workspaceId: string,
  actor: Actor,
  given: { portalId: string; tokens: Tokens; exchange?: CallRecord },
): Promise<void> {
  const calls = given.exchange ? [given.exchange] : []
  const portal = parts.openPortal(
    given.portalId,
    callerWith(parts, workspaceId, 'hubspot', given.tokens.accessToken, calls),
  )
  await countedIfRefused(parts, workspaceId, calls, async () => {
    const account = verified(await portal.account(), 'HubSpot')
    if (String(account.portalId) !== given.portalId) {
      throw new Refusal(
        409,
        'connection_lost',
        'HubSpot’s tokens are for another portal than it said. Connect again.',
      )
    }
    await tie(parts, workspaceId, actor, {
      vendor: 'hubspot',
      door: 'portal',
      externalId: given.portalId,
      name: `Portal ${given.portalId}`,
      tokens: given.tokens,
      facts: { ...(account.uiDomain !== undefined && { uiDomain: account.uiDomain }) },
      calls,
    })
  })
}

interface Given {
  readonly vendor: Vendor
  readonly door: 'realm' | 'portal'
  readonly externalId: string
  readonly name: string
  readonly tokens: Tokens
  readonly facts: Connection['facts']
  /** What it cost so far. */
  readonly calls: readonly CallRecord[]
}

/** An account that is not taken is said on the connection's card; its tokens are kept nowhere, and nothing is sent there. */
async function tie(parts: ConnectParts, workspaceId: string, actor: Actor, given: Given): Promise<void> {
  try {
    await tieAccount(parts, workspaceId, actor, given)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'connection_lost') {
      await parts.database.inWorkspace(workspaceId, async (sql) => {
        await noteRefusedAccount(sql, given.vendor, given.name)
        await announceConnection(sql)
      })
    }
    throw error
  }
}

async function tieAccount(
  parts: ConnectParts,
  workspaceId: string,
  actor: Actor,
  given: Given,
): Promise<void> {
  const { sealer } = parts
  const at = parts.clock.now()
  const now = at.getTime()
  const { vendor, tokens } = given
  const hash = sealer.fingerprint(`${given.door}:${given.externalId}`)
  const place = (column: string) => sealPlace(workspaceId, vendor, column)
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    if (!(await hasDoor(sql, given.door, hash))) {
      await removeDoors(sql, given.door)
      await openDoor(sql, given.door, hash, given.name)
    }
    await admitAccount(sql, vendor, hash, given.name)
    await saveConnection(sql, {
      vendor,
      name: given.name,
      accountHash: hash,
      externalIdSealed: sealer.seal(given.externalId, place('external_id')),
      accessTokenSealed: sealer.seal(tokens.accessToken, place('access')),
      refreshTokenSealed: sealer.seal(tokens.refreshToken, place('refresh')),
      accessExpiresAt: new Date(now + tokens.accessExpiresInS * 1000),
      refreshExpiresAt:
        tokens.refreshExpiresInS === null ? null : new Date(now + tokens.refreshExpiresInS * 1000),
      facts: given.facts,
    })
    // Before the vendor's troubles, as whoever counts calls locks them.
    await addVendorCalls(
      sql,
      given.calls.map((call) => ({ ...call, at, reason: 'connect' })),
    )
    // Troubles before messages, as whoever goes ahead of the others locks the two.
    await forgetTroubles(sql, vendor)
    await openReading(sql, vendor)
    await ring(sql, vendor)
    await wakeWaiting(sql, vendor)
    await announceConnection(sql)
    await settleAttentions(sql, connectionCauses(vendor), actor.who, 'reconnected')
    await record(sql, actor, [
      { what: `Connected ${vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot'}: ${given.name}` },
    ])
  })
}

/**
 * A workspace belongs to the account its data came from: ids of another one's documents and deals mean other
 * things, and would overwrite them. As long as nothing was kept of the earlier account it may be exchanged.
 */
async function admitAccount(sql: Sql, vendor: Vendor, hash: Buffer, name: string): Promise<void> {
  const earlier = await readConnection(sql, vendor)
  if (!earlier || earlier.accountHash.equals(hash)) return
  const held = await dataOfAccount(sql, vendor)
  if (held === 'kept') {
    throw conflict(
      'connection_lost',
      `This workspace holds what it read from “${earlier.name ?? 'another account'}”. Connect that one again, or connect “${name}” to a workspace of its own.`,
    )
  }
  if (held === 'being read') {
    throw conflict(
      'connection_lost',
      `“${earlier.name ?? 'The earlier account'}” is being read just now. Connect “${name}” again in a few minutes.`,
    )
  }
  await forgetAccount(sql, vendor)
}

async function openDoor(sql: Sql, kind: 'realm' | 'portal', hash: Buffer, name: string): Promise<void> {
  try {
    await addDoor(sql, { kind, hash, subjectId: null, expiresAt: null })
  } catch (error) {
    if (violates(error, 'door_pkey')) {
      throw conflict(
        'connection_lost',
        `“${name}” is connected to another Milepost workspace. Disconnect it there first.`,
      )
    }
    throw error
  }
}

/** Ends a connection: revoked at the vendor as far as it answers, its tokens shredded here in any case. */
export async function disconnectVendor(
  parts: Pick<ConnectParts, 'database' | 'sealer' | 'clock'> & {
    revoke: Readonly<Record<Vendor, (refreshToken: string) => Promise<Answer<null>>>>
  },
  workspaceId: string,
  vendor: Vendor,
): Promise<void> {
  const held = await parts.database.inWorkspace(workspaceId, (sql) => readConnection(sql, vendor))
  if (!held) return
  const refreshToken = openRefreshToken(parts.sealer, workspaceId, vendor, held)
  const calls: CallRecord[] = []
  if (refreshToken !== null) {
    const began = performance.now()
    const answer = await parts.revoke[vendor](refreshToken)
    calls.push(tokenCall(vendor, 'revoke token', answer, performance.now() - began))
  }
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    await removeDoors(sql, vendor === 'quickbooks' ? 'realm' : 'portal')
    await setConnectionStatus(sql, vendor, 'disconnected', null)
    await shredTokens(sql, vendor)
    await announceConnection(sql)
  })
  // Only now: what is revoked must not stay here because a call could not be counted.
  await countCalls(parts, workspaceId, calls)
}

/** Null when there is none, or its seal key is gone: what can't be opened can't be revoked, but can be shredded. */
function openRefreshToken(
  sealer: Sealer,
  workspaceId: string,
  vendor: Vendor,
  held: Connection,
): string | null {
  if (held.refreshTokenSealed === null) return null
  try {
    return sealer.open(held.refreshTokenSealed, sealPlace(workspaceId, vendor, 'refresh'))
  } catch {
    return null
  }
}
