import { timingSafeEqual } from 'node:crypto'
import type { World } from './open-world'
import type { Grant, IssuedTokens } from './tokens'

/** The one app that this simulator knows. */
export interface App {
  readonly appId: number
  readonly clientId: string
  readonly clientSecret: string
}

/** OAuth refusals have words of their own, and no correlation id in the body. */
export class OAuthRefusal extends Error {
  constructor(
    readonly status: string,
    message: string,
    readonly error = 'invalid_request',
  ) {
    super(message)
  }
}

const badRefresh = (): OAuthRefusal =>
  new OAuthRefusal('BAD_REFRESH_TOKEN', 'refresh token is invalid, expired or revoked', 'invalid_grant')

function same(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Throws unless the form names this app and knows its secret. */
export function checkApp(app: App, form: URLSearchParams): void {
  if (form.get('client_id') !== app.clientId) {
    throw new OAuthRefusal('BAD_CLIENT_ID', 'missing or unknown client id', 'invalid_client')
  }
  if (!same(form.get('client_secret') ?? '', app.clientSecret)) {
    throw new OAuthRefusal('BAD_CLIENT_SECRET', 'missing or invalid client secret', 'invalid_client')
  }
}

/** Tokens for a code or a refresh token, and whom they are for; throws OAuthRefusal. */
export function exchange(world: World, form: URLSearchParams): { held: Grant; issued: IssuedTokens } {
  const { tokens, switches } = world
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const code = tokens.takeCode(form.get('code') ?? '')
      if (code === null)
        throw new OAuthRefusal('BAD_AUTH_CODE', 'missing or unknown auth code', 'invalid_grant')
      if (code.redirectUri !== form.get('redirect_uri')) {
        throw new OAuthRefusal('BAD_REDIRECT_URI', 'missing or invalid redirect URI', 'invalid_grant')
      }
      const held = { ...code, expiresAt: null, revoked: false }
      return { held, issued: tokens.issue(code) }
    }
    case 'refresh_token': {
      const given = form.get('refresh_token') ?? ''
      const held = tokens.refresh.get(given)
      if (held === undefined) throw badRefresh()
      if (!tokens.isInstalled(held.portalId) && switches.value('uninstalled_refresh') === 'BAD_HUB') {
        throw new OAuthRefusal('BAD_HUB', 'missing or unknown hub id', 'access_denied')
      }
      if (held.revoked) throw badRefresh()
      return { held, issued: tokens.renew(given, held) }
    }
    default:
      throw new OAuthRefusal('BAD_GRANT_TYPE', 'missing or unknown grant type', 'unsupported_grant_type')
  }
}
