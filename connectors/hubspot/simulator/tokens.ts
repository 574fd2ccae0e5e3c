import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../../src/clock/clock'
import type { Table, Tables } from './table'

export const accessLifetimeS = 1800
const codeLifetimeS = 60

const grant = z.object({
  portalId: z.number(),
  userId: z.number(),
  scopes: z.array(z.string()),
  /** ISO time of expiry; null for tokens that live until they are revoked. */
  expiresAt: z.string().nullable(),
  revoked: z.boolean(),
})
export type Grant = z.infer<typeof grant>

const code = z.object({
  portalId: z.number(),
  userId: z.number(),
  scopes: z.array(z.string()),
  redirectUri: z.string(),
  expiresAt: z.string(),
})
export type Code = z.infer<typeof code>

export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInS: number
}

/** The OAuth grants of every portal to the one app. */
export interface Tokens {
  readonly access: Table<Grant>
  readonly refresh: Table<Grant>
  /** False once the app was uninstalled, until it is authorised again. */
  readonly isInstalled: (portalId: number) => boolean
  issue(to: { portalId: number; userId: number; scopes: readonly string[] }): IssuedTokens
  /** A fresh access token under a refresh token that stays the same, as HubSpot does it. */
  renew(refreshToken: string, held: Grant): IssuedTokens
  giveCode(to: Omit<Code, 'expiresAt'>): string
  /** The code's facts, once: it is used up by the first look. Null when unknown, used or expired. */
  takeCode(given: string): Code | null
  uninstall(portalId: number): void
}

/** Tables that outlive a reset: going back to the sample data doesn't disconnect the app. */
export const tokenTables = ['access tokens', 'refresh tokens', 'uninstalled']

export function openTokens(tables: Tables, clock: Clock): Tokens {
  const access = tables.open('access tokens', grant)
  const refresh = tables.open('refresh tokens', grant)
  const codes = tables.open('codes', code)
  const uninstalled = tables.open('uninstalled', z.boolean())
  const later = (seconds: number): string => new Date(clock.now().getTime() + seconds * 1000).toISOString()

  function giveAccess(to: { portalId: number; userId: number; scopes: readonly string[] }): string {
    // Real tokens are long: HubSpot asks to allow for 512 characters.
    const token = `CN${randomBytes(144).toString('base64url')}`
    access.put(token, { ...to, scopes: [...to.scopes], expiresAt: later(accessLifetimeS), revoked: false })
    return token
  }

  return {
    access,
    refresh,
    isInstalled: (portalId) => uninstalled.get(String(portalId)) !== true,
    issue: (to) => {
      uninstalled.put(String(to.portalId), false)
      const refreshToken = `na1-${randomUUID()}`
      refresh.put(refreshToken, { ...to, scopes: [...to.scopes], expiresAt: null, revoked: false })
      return { accessToken: giveAccess(to), refreshToken, expiresInS: accessLifetimeS }
    },
    renew: (refreshToken, { portalId, userId, scopes }) => ({
      accessToken: giveAccess({ portalId, userId, scopes }),
      refreshToken,
      expiresInS: accessLifetimeS,
    }),
    giveCode: (to) => {
      const given = randomUUID()
      codes.put(given, { ...to, expiresAt: later(codeLifetimeS) })
      return given
    },
    takeCode: (given) => {
      const found = codes.get(given)
      if (found === undefined) return null
      codes.remove(given)
      return Date.parse(found.expiresAt) > clock.now().getTime() ? found : null
    },
    uninstall: (portalId) => {
      uninstalled.put(String(portalId), true)
      for (const table of [access, refresh]) {
        for (const token of table.ids()) {
          const held = table.get(token)
          if (held?.portalId === portalId) table.put(token, { ...held, revoked: true })
        }
      }
    },
  }
}
