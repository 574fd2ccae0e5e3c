import type { Request, Response } from 'express'
import { bodyOf } from '../../simulation/raw-body'
import type { Office } from './office'
import { type Html, html, page } from './page'
import type { TokenDesk } from './tokens'

const SCOPES = [
  'com.intuit.quickbooks.accounting',
  'com.intuit.quickbooks.payment',
  'openid',
  'profile',
  'email',
  'phone',
  'address',
]
/** The person who sits before the page. */
const PERSON = 'robin.keeper@example.com'

interface Asked {
  readonly clientId: string
  readonly redirectUri: string
  readonly scope: string
  readonly state: string
  readonly nonce: string
}

function askedBy(parameters: URLSearchParams): Asked {
  const get = (name: string): string => parameters.get(name) ?? ''
  return {
    clientId: get('client_id'),
    redirectUri: get('redirect_uri'),
    scope: get('scope').replace(/\s+/g, ' ').trim(),
    state: get('state'),
    nonce: get('nonce'),
  }
}

function back(res: Response, asked: Asked, answer: Readonly<Record<string, string>>): void {
  const url = new URL(asked.redirectUri)
  for (const [name, value] of Object.entries({ ...answer, state: asked.state }))
    url.searchParams.set(name, value)
  res.redirect(302, url.toString())
}

/** Asks that cannot be sent back to the app are told to the person; the rest goes back as an error. */
function refused(res: Response, asked: Asked, clientId: string, responseType: string | null): boolean {
  const problem =
    asked.clientId !== clientId
      ? 'The app is unknown here (client_id).'
      : /^https?:\/\/[^\s]+$/.test(asked.redirectUri) && URL.canParse(asked.redirectUri)
        ? null
        : 'The address to go back to is no address (redirect_uri).'
  if (problem !== null) {
    res
      .status(400)
      .type('html')
      .end(page('Cannot connect', html`<h1>Sorry, this does not connect</h1><p>${problem}</p>`))
    return true
  }
  const scopes = asked.scope.split(' ')
  if (asked.scope === '' || scopes.some((one) => !SCOPES.includes(one))) {
    back(res, asked, { error: 'invalid_scope' })
    return true
  }
  if (responseType !== 'code' || asked.state === '') {
    back(res, asked, { error: 'invalid_request' })
    return true
  }
  return false
}

const needsCompany = (asked: Asked): boolean =>
  asked.scope.split(' ').some((one) => one.startsWith('com.intuit.'))

function show(req: Request, res: Response, office: Office, clientId: string): void {
  const parameters = new URL(req.originalUrl, 'http://simulator').searchParams
  const asked = askedBy(parameters)
  if (refused(res, asked, clientId, parameters.get('response_type'))) return
  const hidden = (name: string, value: string): Html =>
    html`<input type="hidden" name="${name}" value="${value}">`
  const companies = office
    .companies()
    .map(
      (one, index) =>
        html`<label><input type="radio" name="realmId" value="${one.realmId}"${{ html: index === 0 ? ' checked' : '' }}> ${one.name}</label>`,
    )
  res.type('html').end(
    page(
      'Connect',
      html`<h1>Connect an app to QuickBooks</h1>
<p>The app asks for: ${asked.scope}</p>
<form class="act" method="post" action="/connect/oauth2">
${hidden('client_id', asked.clientId)}${hidden('redirect_uri', asked.redirectUri)}${hidden('scope', asked.scope)}
${hidden('state', asked.state)}${hidden('nonce', asked.nonce)}${hidden('response_type', 'code')}
${needsCompany(asked) ? html`<h2>Which company?</h2>${companies}` : html`<p>You sign in as ${PERSON}.</p>`}
<button name="decision" value="connect">Connect</button>
<button class="quiet" name="decision" value="cancel">Cancel</button></form>`,
    ),
  )
}

function decide(req: Request, res: Response, office: Office, desk: TokenDesk, clientId: string): void {
  const form = new URLSearchParams(bodyOf(req).toString('utf8'))
  const asked = askedBy(form)
  if (refused(res, asked, clientId, form.get('response_type'))) return
  const company = office.company(form.get('realmId') ?? '')
  if (form.get('decision') !== 'connect' || (needsCompany(asked) && company === null))
    return void back(res, asked, { error: 'access_denied' })
  const realmId = needsCompany(asked) ? (company?.realmId ?? null) : null
  const grant = { realmId, scope: asked.scope, nonce: asked.nonce === '' ? null : asked.nonce, email: PERSON }
  const code = desk.authorize(grant, asked.redirectUri)
  back(res, asked, { code, ...(realmId === null ? {} : { realmId }) })
}

/** The page where a person connects a company to an app, or does not. */
export const authorizePage = { show, decide } as const
