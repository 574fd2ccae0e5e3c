import { randomUUID } from 'node:crypto'
import type { Router } from 'express'
import express, { type Express } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { limits } from '../../config/limits'
import type { Clock, MovableClock } from '../clock/clock'
import type { Database } from '../postgres/database'
import { Refusal } from '../tenants/refusal'
import type { Sealer } from '../tenants/seal'
import { consoleRouter, nonceOf } from './console'
import { contractRouter, type Handlers } from './contract-router'
import type { LiveUpdates } from './events'
import type { HandlerParts } from './handlers/handler-parts'
import { healthRouter } from './health'
import { openVendorRouter, shortAddresses } from './open-vendor'
import { openApi } from './openapi'
import { portalApi } from './portal-api'
import { problemHandler, sendProblem } from './problem'
import { sessionRouter } from './sessions'
import { signInLinkRouter } from './sign-in-link'
import { simulatorDoors } from './simulator-doors'
import type { Throttle } from './throttle'
import type { VendorPages } from './views/vendor-links'
import { type WebhookParts, webhookRouter } from './webhooks'

export interface AppParts {
  readonly database: Database
  readonly clock: Clock
  readonly publicUrl: string
  readonly log: Logger
  readonly handlers: Handlers
  /** What the client's portal stands on. */
  readonly portal: Pick<HandlerParts, 'billing' | 'afterApproval' | 'learnBillingFacts'>
  readonly webhooks: WebhookParts
  readonly live: LiveUpdates
  readonly oauth: Router
  readonly throttle: Throttle
  /** Workspaces whose people may sign in by a click; empty in production. */
  readonly locals: readonly string[]
  readonly intuit: boolean
  /** The built console's folder; null serves none. */
  readonly consoleFolder: string | null
  /** The movable clock of the embedded default; null mounts no doors. */
  readonly doors: { clock: MovableClock; onMoved: (offsetMs: number) => void } | null
  /** Checks every answer against the contract, and breaks loudly: for tests. */
  readonly checkAnswers: boolean
  /** How many proxies in front are believed about who asks; limits are per asker. */
  readonly proxies: number
  readonly sealer: Sealer
  readonly pages: VendorPages
  readonly ready: () => Promise<boolean>
}

/** Everything that HTTP brings in, in the order a request meets it. */
export function createApp(parts: AppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', parts.proxies)
  app.use((_request, response, next) => {
    response.locals['requestId'] = randomUUID()
    response.set('x-request-id', String(response.locals['requestId']))
    next()
  })

  app.use(healthRouter(parts.ready))
  app.use('/webhooks', webhookRouter(parts.webhooks))

  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: [
            "'self'",
            (_request, response) =>
              `'nonce-${nonceOf('locals' in response ? asRecord(response.locals) : {})}'`,
          ],
          styleSrcAttr: ["'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: parts.publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  )
  const json = express.json({ limit: limits.bodyBytes, strict: false, type: ['application/json', '*/json'] })
  app.get('/openapi.json', (_request, response) => {
    response.json(openApi(parts.publicUrl))
  })
  app.use('/api/v1/sessions', json, sessionRouter(parts))
  app.use('/api/v1', parts.live.router)
  app.use('/api/v1', json, contractRouter(parts))
  app.use('/api/portal', json, portalApi({ ...parts, ...parts.portal }))
  app.use('/oauth', parts.oauth)
  app.use('/enter', signInLinkRouter(parts))
  app.use('/open', openVendorRouter(parts))
  app.use('/d', shortAddresses())
  if (parts.doors) app.use('/simulator', simulatorDoors(parts.doors.clock, parts.doors.onMoved))
  app.use('/api', (_request, response) => {
    sendProblem(
      response,
      new Refusal(404, 'not_found', 'There is no such address. /openapi.json lists them all.'),
    )
  })
  if (parts.consoleFolder !== null) app.use(consoleRouter(parts.consoleFolder))
  app.use((_request, response) => {
    sendProblem(response, new Refusal(404, 'not_found', 'There is no such address.'))
  })
  app.use(
    problemHandler((error, request, id) =>
      parts.log.error(
        { err: error, method: request.method, path: request.path, requestId: id },
        'a request failed',
      ),
    ),
  )
  return app
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
