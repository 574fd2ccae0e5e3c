import { type Request, type RequestHandler, type Response, Router } from 'express'
import { bodyOf } from '../../simulation/raw-body'
import { api, type Desk } from './call'
import { type App, checkApp, exchange, OAuthRefusal } from './exchange-tokens'
import { introspect } from './introspect-token'
import type { World } from './open-world'
import type { Tokens } from './tokens'

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
