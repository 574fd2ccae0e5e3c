import { Router } from 'express'
import { bodyOf } from '../../simulation/raw-body'
import { authorizePage } from './authorize-page'
import type { Office } from './office'
import type { OpenId } from './openid'
import type { IssuedTokens, TokenDesk } from './tokens'
import { isEntity, parseValue, text } from './value'

export interface AppCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** Intuit's OAuth 2.0 and OpenID hosts, all on the simulator's one. */
export function oauthRoutes(office: Office, desk: TokenDesk, openId: OpenId, app: AppCredentials): Router {
  const routes = Router()
  const isApp = (header: string | undefined, form: URLSearchParams): boolean => {
    const [, basic] = /^Basic\s+(\S+)$/i.exec(header ?? '') ?? []
    const sent =
      basic === undefined
        ? `${form.get('client_id') ?? ''}:${form.get('client_secret') ?? ''}`
        : Buffer.from(basic, 'base64').toString('utf8')
    return sent === `${app.clientId}:${app.clientSecret}`
  }
  const answerOf = async (tokens: IssuedTokens, withHardEnd: boolean): Promise<object> => ({
    token_type: 'bearer',
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    expires_in: tokens.accessExpiresInS,
    x_refresh_token_expires_in: tokens.refreshExpiresInS,
    ...(withHardEnd ? { x_refresh_token_hard_expires_in: tokens.hardExpiresInS } : {}),
    ...(tokens.grant.scope.split(' ').includes('openid')
      ? { id_token: await openId.idToken(tokens.grant, app.clientId) }
      : {}),
  })

  routes.post('/oauth2/v1/tokens/bearer', async (req, res) => {
    const form = new URLSearchParams(bodyOf(req).toString('utf8'))
    res.set({ 'Cache-Control': 'no-cache, no-store', Pragma: 'no-cache' })
    if (!isApp(req.get('Authorization'), form)) return void res.status(401).json({ error: 'invalid_client' })
    const grantType = form.get('grant_type')
    if (grantType !== 'authorization_code' && grantType !== 'refresh_token')
      return void res.status(400).json({ error: 'unsupported_grant_type' })
    const tokens =
      grantType === 'refresh_token'
        ? desk.refresh(form.get('refresh_token') ?? '')
        : desk.exchange(form.get('code') ?? '', form.get('redirect_uri') ?? '')
    if (tokens === null) {
      const what =
        grantType === 'refresh_token' ? 'Incorrect or invalid refresh token' : 'Invalid authorization code'
      return void res.status(400).json({ error: 'invalid_grant', error_description: what })
    }
    res.json(await answerOf(tokens, req.get('x-include-refresh-token-hard-expires-in') === 'true'))
  })

  routes.post('/v2/oauth2/tokens/revoke', (req, res) => {
    const body = bodyOf(req).toString('utf8')
    if (!isApp(req.get('Authorization'), new URLSearchParams()))
      return void res.status(401).json({ error: 'invalid_client' })
    const parsed = parseValue(body)
    const token = parsed !== null && isEntity(parsed.value) ? text(parsed.value, 'token') : null
    if (token === null || !desk.revoke(token)) return void res.status(400).json({ error: 'invalid_request' })
    res.status(200).end()
  })

  routes.get(
    ['/.well-known/openid_configuration', '/.well-known/openid_sandbox_configuration'],
    (_req, res) => void res.json(openId.discovery()),
  )
  routes.get('/op/v1/jwks', async (_req, res) => void res.json(await openId.keys()))
  routes.get('/v1/openid_connect/userinfo', (req, res) => {
    const [, token = ''] = /^Bearer\s+(\S+)$/i.exec(req.get('Authorization') ?? '') ?? []
    const checked = desk.check(token)
    if (checked.state !== 'good' || checked.grant === null || !checked.grant.scope.includes('openid'))
      return void res.status(401).json({ error: 'invalid_token' })
    res.json(openId.userInfo(checked.grant))
  })

  routes.get('/connect/oauth2', (req, res) => authorizePage.show(req, res, office, app.clientId))
  routes.post('/connect/oauth2', (req, res) => authorizePage.decide(req, res, office, desk, app.clientId))
  return routes
}
