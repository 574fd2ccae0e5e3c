import { timingSafeEqual } from 'node:crypto'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { bodyOf } from '../../simulation/raw-body'
import { api, type Desk } from './call'
import type { World } from './open-world'
import type { Grant, IssuedTokens, Tokens } from './tokens'

/** The one app that this simulator knows. */
export interface App {
  readonly appId: number
  readonly clientId: string
  readonly clientSecret: string
}

/** OAuth refusals have words of their own, and no correlation id in the body. */
class OAuthRefusal extends Error {
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

function checkApp(app: App, form: URLSearchParams): void {
  if (form.get('client_id') !== app.clientId) {
    throw new OAuthRefusal('BAD_CLIENT_ID', 'missing or unknown client id', 'invalid_client')
  }
  if (!same(form.get('client_secret') ?? '', app.clientSecret)) {
    throw new OAuthRefusal('BAD_CLIENT_SECRET', 'missing or invalid client secret', 'invalid_client')
  }
}

function exchange(world: World, form: URLSearchParams): { held: Grant; issued: IssuedTokens } {
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

function introspect(world: World, app: App, form: URLSearchParams): object {
  // HubSpot's page and its specification name this field differently: all three are taken.
  const token = form.get('token') ?? form.get('access_token') ?? form.get('refresh_token') ?? ''
  const access = world.tokens.access.get(token)
  const held = access ?? world.tokens.refresh.get(token)
  const leftMs =
    held?.expiresAt == null
      ? Number.POSITIVE_INFINITY
      : Date.parse(held.expiresAt) - world.clock.now().getTime()
  if (held === undefined || held.revoked || leftMs <= 0) return { active: false }
  const user = userOf(world, held)
  return {
    active: true,
    token,
    hub_id: held.portalId,
    user_id: held.userId,
    client_id: app.clientId,
    app_id: app.appId,
    user: user.email,
    hub_domain: user.domain,
    scopes: held.scopes,
    ...(access === undefined
      ? {}
      : { signed_access_token: signedToken(app, held), expires_in: Math.floor(leftMs / 1000) }),
    is_private_distribution: false,
    token_use: access === undefined ? 'refresh_token' : 'access_token',
    token_type: 'Bearer',
  }
}

function signedToken(app: App, held: Grant): object {
  return {
    expiresAt: Date.parse(held.expiresAt ?? ''),
    scopes: '',
    hubId: held.portalId,
    userId: held.userId,
    appId: app.appId,
    signature: '',
    scopeToScopeGroupPks: '',
    newSignature: '',
    hublet: 'na1',
    trialScopes: '',
    trialScopeToScopeGroupPks: '',
    isUserLevel: false,
    isPrivateDistribution: false,
  }
}

function userOf(world: World, held: Grant): { email: string; domain: string } {
  const owners = world.portals.get(held.portalId)?.settings.owners ?? []
  const email = owners.find((owner) => owner.userId === held.userId)?.email ?? 'nobody@portal.example'
  return { email, domain: email.split('@')[1] ?? '' }
}

function route(
  world: World,
  answer: (form: URLSearchParams, req: Request, res: Response) => void,
): RequestHandler {
  return (req, res, next) => {
    try {
      answer(new URLSearchParams(bodyOf(req).toString('utf8')), req, res)
    } catch (error) {
      if (!(error instanceof OAuthRefusal)) next(error)
      else
        res.status(400).json({
          error: error.error,
          error_description: error.message,
          status: error.status,
          message: error.message,
        })
    } finally {
      world.flush()
    }
  }
}

/** Revokes a refresh token. Access tokens made with it live on until they expire. */
function revoke(tokens: Tokens, token: string): void {
  const held = tokens.refresh.get(token)
  if (held !== undefined) tokens.refresh.put(token, { ...held, revoked: true })
}

/** Token exchange, introspection, revocation and uninstalling, under every path HubSpot serves them. */
export function oauthRoutes(desk: Desk, app: App): Router {
  const { world } = desk
  const routes = Router()
  const paths = (rest: string): string[] =>
    ['2026-03', '2026-09', 'v3'].map((v) => `/oauth/${v}/token${rest}`)
  routes.post(
    [...paths(''), '/oauth/v1/token'],
    route(world, (form, req, res) => {
      checkApp(app, form)
      const { held, issued } = exchange(world, form)
      const tokens = {
        token_type: 'bearer',
        refresh_token: issued.refreshToken,
        access_token: issued.accessToken,
        expires_in: issued.expiresInS,
      }
      // The oldest endpoint doesn't say which portal the tokens are for.
      res.json(req.path.includes('/v1/') ? tokens : { ...tokens, hub_id: held.portalId, scopes: held.scopes })
    }),
  )
  routes.post(
    paths('/introspect'),
    route(world, (form, _req, res) => {
      checkApp(app, form)
      res.json(introspect(world, app, form))
    }),
  )
  routes.post(
    paths('/revoke'),
    route(world, (form, _req, res) => {
      checkApp(app, form)
      revoke(world.tokens, form.get('token') ?? form.get('refresh_token') ?? '')
      res.status(204).end()
    }),
  )
  routes.delete(
    '/oauth/v1/refresh-tokens/:token',
    route(world, (_form, req, res) => {
      const { token } = req.params
      if (typeof token === 'string') revoke(world.tokens, token)
      res.status(204).end()
    }),
  )
  routes.get(
    '/oauth/v1/access-tokens/:token',
    route(world, (_form, req, res) => {
      const { token = '' } = req.params
      const form = new URLSearchParams({ token: String(token) })
      const facts = introspect(world, app, form)
      if ('token' in facts) res.json(facts)
      else res.status(404).json({ status: 'error', message: 'access token not found' })
    }),
  )
  routes.delete(
    ['2026-03', '2026-09', 'v3'].map((v) => `/appinstalls/${v}/external-install`),
    api(desk, 'calls', (call) => {
      world.tokens.uninstall(call.token.portalId)
      return { status: 204 }
    }),
  )
  return routes
}
