import { type Request, type Response, Router } from 'express'
import { bodyOf } from '../../../simulation/raw-body'
import type { World } from '../open-world'
import { type Authorization, authorizePage, authorizeProblem } from './authorize-page'

function words(text: string | null): string[] {
  return (text ?? '').split(/[ ,]+/).filter((word) => word !== '')
}

function isWeb(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
}

/** What the URL asks for, or why it can't be granted. */
function read(query: URLSearchParams, clientId: string): Authorization | string {
  const redirectUri = query.get('redirect_uri') ?? ''
  const scopes = words(query.get('scope'))
  if (query.get('client_id') !== clientId) return 'The client_id belongs to no app here.'
  if (!isWeb(redirectUri)) return 'The redirect_uri is missing or no web address.'
  if (scopes.length === 0) return 'The scope parameter is missing.'
  const state = query.get('state')
  return { clientId, redirectUri, scopes: [...scopes, ...words(query.get('optional_scope'))], state }
}

function back(asked: Authorization, answer: Readonly<Record<string, string>>): string {
  const url = new URL(asked.redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  if (asked.state !== null) url.searchParams.set('state', asked.state)
  return url.toString()
}

/** HubSpot's authorisation page: `/oauth/authorize`, or with the account in the path. */
export function authorizeRoutes(world: World, clientId: string): Router {
  const routes = Router()
  const queryOf = (req: Request): URLSearchParams => new URL(req.originalUrl, 'http://simulator').searchParams
  const refuse = (res: Response, reason: string): void =>
    void res.status(400).type('html').send(authorizeProblem(reason))

  routes.get(['/oauth/authorize', '/oauth/:portalId/authorize'], (req, res) => {
    const query = queryOf(req)
    const asked = read(query, clientId)
    const { portalId } = req.params
    if (typeof asked === 'string') refuse(res, asked)
    else {
      const chosen = typeof portalId === 'string' ? Number(portalId) : null
      res.type('html').send(authorizePage(asked, [...world.portals.values()], chosen, query.toString()))
    }
  })
  routes.post('/oauth/authorize', (req, res) => {
    const asked = read(queryOf(req), clientId)
    const form = new URLSearchParams(bodyOf(req).toString('utf8'))
    const portal = world.portals.get(Number(form.get('portal')))
    if (typeof asked === 'string') refuse(res, asked)
    else if (form.get('decision') === 'cancel') {
      const answer = { error: 'access_denied', error_description: 'the user cancelled' }
      res.redirect(302, back(asked, answer))
    } else if (portal === undefined) refuse(res, 'Choose a portal.')
    else {
      const { portalId, owners } = portal.settings
      const userId = owners[0]?.userIdIncludingInactive ?? 0
      const { redirectUri, scopes } = asked
      const code = world.tokens.giveCode({ portalId, userId, scopes: [...scopes], redirectUri })
      world.flush()
      res.redirect(302, back(asked, { code }))
    }
  })
  return routes
}
