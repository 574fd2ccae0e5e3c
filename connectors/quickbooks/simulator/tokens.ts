import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../src/clock/clock'
import { type Change, type Journal, put, remove } from '../../simulation/journal'
import type { Behaviour } from './behaviour'
import { compact, type Entity, flag, isEntity, number, text, type Value } from './value'

const ACCESS_S = 3600
const REFRESH_S = 8_726_400
const HARD_S = 5 * 365 * 24 * 3600
const CODE_MS = 10 * 60 * 1000
const DAY_MS = 24 * 3600 * 1000

export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly accessExpiresInS: number
  readonly refreshExpiresInS: number
  /** Until the five-year end of the grant. */
  readonly hardExpiresInS: number
  readonly grant: Grant
}
export interface Grant {
  readonly realmId: string | null
  readonly scope: string
  readonly nonce: string | null
  readonly email: string
}
export type TokenState =
  | { readonly state: 'good'; readonly realmId: string | null; readonly grant: Grant | null }
  | { readonly state: 'expired' | 'revoked' | 'unknown' }

/** Codes, access and refresh tokens of every grant; all of it survives a restart. */
export interface TokenDesk {
  /** A code for the redirect back to the app, good once and for ten minutes. */
  authorize(grant: Grant, redirectUri: string): string
  exchange(code: string, redirectUri: string): IssuedTokens | null
  refresh(refreshToken: string): IssuedTokens | null
  /** Ends the grant that a token, of either kind, belongs to; false when it belongs to none. */
  revoke(token: string): boolean
  /** Ends every grant of a company, as its owner does with Disconnect. */
  disconnect(realmId: string): void
  /** Lets all access tokens of a company (or of all) expire now. */
  expire(realmId: string | null): void
  issue(grant: Grant): IssuedTokens
  check(accessToken: string): TokenState
}

export function openTokenDesk(
  journal: Journal<Value>,
  clock: Clock,
  behaviour: Behaviour,
  staticTokens: ReadonlyMap<string, string>,
): TokenDesk {
  const row = (table: string, id: string): Entity | null => {
    const value = journal.get(table, id)
    return isEntity(value) ? value : null
  }
  const now = (): number => clock.now().getTime()
  const at = (entity: Entity, name: string): number => Number(text(entity, name) ?? '0')
  const fresh = (prefix: string): string => `${prefix}${randomBytes(24).toString('base64url')}`
  const grantOf = (entity: Entity): Grant => ({
    realmId: text(entity, 'realmId'),
    scope: text(entity, 'scope') ?? '',
    nonce: text(entity, 'nonce'),
    email: text(entity, 'email') ?? '',
  })
  const grantRow = (grant: Grant): Entity => compact({ ...grant, began: number(now()) })

  /** New access token for a grant, with the refresh token that goes with it. */
  const hand = (grantId: string, refreshToken: string, changes: Change<Value>[]): IssuedTokens => {
    const accessToken = fresh('eyJsim.')
    changes.push(put('access', accessToken, { grantId, until: number(now() + ACCESS_S * 1000) }))
    journal.commit(changes)
    const grant = row('grant', grantId) ?? {}
    return {
      accessToken,
      refreshToken,
      accessExpiresInS: ACCESS_S,
      refreshExpiresInS: REFRESH_S,
      hardExpiresInS: Math.max(0, HARD_S - Math.floor((now() - at(grant, 'began')) / 1000)),
      grant: grantOf(grant),
    }
  }
  const newRefresh = (grantId: string): { token: string; change: Change<Value> } => {
    const token = fresh('AB1sim')
    const value = { grantId, born: number(now()), until: number(now() + REFRESH_S * 1000) }
    return { token, change: put<Value>('refresh', token, value) }
  }
  const issue = (grant: Grant): IssuedTokens => {
    const grantId = fresh('g')
    const { token, change } = newRefresh(grantId)
    return hand(grantId, token, [put<Value>('grant', grantId, grantRow(grant)), change])
  }
  const end = (grantId: string): void => {
    const grant = row('grant', grantId)
    if (grant !== null) journal.commit([put('grant', grantId, { ...grant, ended: true })])
  }

  return {
    issue,
    authorize: (grant, redirectUri) => {
      const code = fresh('XAB')
      journal.commit([put('code', code, { ...grantRow(grant), redirectUri, until: number(now() + CODE_MS) })])
      return code
    },
    exchange: (code, redirectUri) => {
      const found = row('code', code)
      if (found === null) return null
      const used = text(found, 'usedFor')
      // A code that comes twice has leaked: what it gave is taken back.
      if (used !== null) end(used)
      if (used !== null || at(found, 'until') < now() || text(found, 'redirectUri') !== redirectUri)
        return null
      const grantId = fresh('g')
      const { token, change } = newRefresh(grantId)
      const grant = put<Value>('grant', grantId, grantRow(grantOf(found)))
      return hand(grantId, token, [grant, change, put('code', code, { ...found, usedFor: grantId })])
    },
    refresh: (refreshToken) => {
      const found = row('refresh', refreshToken)
      const grantId = found === null ? null : text(found, 'grantId')
      if (found === null || grantId === null || flag(row('grant', grantId) ?? {}, 'ended')) return null
      if (at(found, 'until') < now()) return null
      const replaced = text(found, 'replacedBy')
      if (replaced !== null) {
        const grace = behaviour.value('old-refresh-token') === '24h' ? DAY_MS : 0
        if (now() >= at(found, 'replacedAt') + grace) return null
        return hand(grantId, replaced, [])
      }
      const rotates = behaviour.value('refresh-rotation') === 'always' || now() - at(found, 'born') >= DAY_MS
      if (!rotates) {
        const longer = { ...found, until: number(now() + REFRESH_S * 1000) }
        return hand(grantId, refreshToken, [put('refresh', refreshToken, longer)])
      }
      const { token, change } = newRefresh(grantId)
      const old = { ...found, replacedBy: token, replacedAt: number(now()) }
      return hand(grantId, token, [change, put('refresh', refreshToken, old)])
    },
    revoke: (token) => {
      const found = row('refresh', token) ?? row('access', token)
      if (found === null) return false
      end(text(found, 'grantId') ?? '')
      return true
    },
    disconnect: (realmId) => {
      for (const [grantId, grant] of journal.list('grant'))
        if (isEntity(grant) && text(grant, 'realmId') === realmId) end(grantId)
    },
    expire: (realmId) => {
      const changes = journal.list('access').flatMap(([token, value]): Change<Value>[] => {
        const grant = isEntity(value) ? row('grant', text(value, 'grantId') ?? '') : null
        if (!isEntity(value) || grant === null) return [remove('access', token)]
        const meant = realmId === null || text(grant, 'realmId') === realmId
        return meant ? [put('access', token, { ...value, until: number(now() - 1) })] : []
      })
      journal.commit(changes)
    },
    check: (accessToken) => {
      const known = staticTokens.get(accessToken)
      if (known !== undefined) return { state: 'good', realmId: known, grant: null }
      const found = row('access', accessToken)
      const grant = found === null ? null : row('grant', text(found, 'grantId') ?? '')
      if (found === null || grant === null) return { state: 'unknown' }
      if (flag(grant, 'ended')) return { state: 'revoked' }
      if (at(found, 'until') <= now()) return { state: 'expired' }
      return { state: 'good', realmId: text(grant, 'realmId'), grant: grantOf(grant) }
    },
  }
}
