import { randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { Behaviour } from './behaviour'
import { type GatewayForm, gatewayFault, THROTTLED } from './gateway'
import type { Turnstile } from './limits'
import type { Office } from './office'
import { faultOf, refuse } from './refusal'
import type { TokenDesk } from './tokens'

/** Intuit's id of one exchange. */
export const newTid = (): string => `1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')}`

/** The headers every answer carries. */
export const vendorHeaders: RequestHandler = (_req, res, next) => {
  res.set({
    intuit_tid: newTid(),
    'QBO-Version': '1988.128',
    'Service-Time': 'total=85, db=77',
    Expires: '0',
    'Cache-Control': 'max-age=0, no-cache, no-store, must-revalidate, private',
    'X-Content-Type-Options': 'nosniff',
  })
  next()
}

const formNow = (behaviour: Behaviour): GatewayForm => {
  const form = behaviour.value('error-bodies')
  return form === 'xml' || form === 'html' ? form : 'json'
}

function deny(res: Response, status: number, detail: string | null, office: Office): void {
  const said = gatewayFault(status, detail, office.clock, formNow(office.behaviour))
  res.status(status).set(said.headers ?? {})
  res.setHeader('Content-Type', said.contentType)
  if (status === 429 && office.behaviour.value('retry-after-on-429') === '60') res.set('Retry-After', '60')
  res.end(said.body)
}

/** Reads cost money at Intuit; these are the calls it counts. */
const isMetered = (req: Request, rest: string): boolean =>
  req.method === 'GET' || rest === 'query' || rest === 'batch'

/**
 * What stands before every company: the token (401), whose company it is (403), the company's limits and the
 * month's budget (429). Other paths pass.
 */
export function companyGate(office: Office, desk: TokenDesk, turnstile: Turnstile): RequestHandler {
  return (req, res, next) => {
    const path = /^\/v3\/company\/([^/]+)\/?([^/]*)/.exec(req.path)
    if (path === null) return void next()
    const [, realmId = '', rest = ''] = path
    const [, token = ''] = /^Bearer\s+(\S+)\s*$/i.exec(req.get('Authorization') ?? '') ?? []
    if (token === '') return void deny(res, 401, 'Malformed bearer token: too short or too long', office)
    const checked = desk.check(token)
    if (checked.state === 'revoked' && office.behaviour.value('revoked-connection') === '403')
      return void deny(res, 403, null, office)
    if (checked.state !== 'good') {
      const why = checked.state === 'unknown' ? 'Token unknown' : `Token ${checked.state}`
      return void deny(res, 401, `${why}: the access token is not, or no longer, valid`, office)
    }
    if (checked.realmId !== realmId || office.company(realmId) === null)
      return void deny(res, 403, null, office)
    if (checked.grant !== null && !checked.grant.scope.includes('com.intuit.quickbooks.accounting'))
      return void deny(res, 403, null, office)
    const subscription = office.behaviour.value('subscription')
    const isRead = req.method === 'GET' || rest === 'query'
    if (subscription.startsWith('ended') || (subscription.startsWith('read-only') && !isRead)) {
      const status = subscription.endsWith('403') ? 403 : 400
      return void res.status(status).json({
        Fault: faultOf(refuse.subscription()),
        time: office.clock.now().toISOString(),
      })
    }
    if (office.behaviour.value('budget') === 'used-up' && isMetered(req, rest)) {
      const quota = office.behaviour.value('budget-body') === 'quota'
      return void deny(
        res,
        429,
        quota ? 'The monthly CorePlus quota of this app is used up' : THROTTLED,
        office,
      )
    }
    // Intuit counts for each company and app: the token that never expires is another app than ours.
    const app = checked.grant === null ? 'tests' : 'app'
    const leave = turnstile.enter(`${realmId}/${app}`, rest === 'batch' ? 'batch' : 'call')
    if (leave === null) return void deny(res, 429, THROTTLED, office)
    res.on('close', leave)
    next()
  }
}
