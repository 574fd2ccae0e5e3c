import { randomUUID } from 'node:crypto'
import type { Router } from 'express'
import express, { type Express } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { limits } from '../../config/limits'
import type { Clock, MovableClock } from '../clock/clock'
import { type MailboxItem, readMailbox } from '../mail/mailbox-transport'
import type { Database } from '../postgres/database'
import { Refusal } from '../tenants/refusal'
import type { Sealer } from '../tenants/seal'
import { consoleRouter, nonceOf } from './console'
import { contractRouter, type Handlers } from './contract-router'
import { downloadMemory } from './download-memory'
import type { LiveUpdates } from './events'
import { formMemory } from './form-memory'
import { filesOf, type HandlerParts } from './handlers/handler-parts'
import { healthRouter } from './health'
import { hubspotEvidence } from './hubspot-evidence'
import { mailboxPage } from './mailbox-page'
import { noRemindersPage } from './no-reminders-page'
import { openVendorRouter, shortAddresses } from './open-vendor'
import { openApi } from './openapi'
import { portalApi } from './portal-api'
import { portalPages } from './portal-pages'
import { logFailures, problemHandler, sendProblem } from './problem'
import { sessionRouter } from './sessions'
import { signInLinkRouter } from './sign-in-link'
import { simulatorDoors } from './simulator-doors'
import type { Throttle } from './throttle'
import { verifyPage } from './verify-page'
import type { VendorPages } from './views/vendor-links'
import { type WebhookParts, webhookRouter } from './webhooks'

export interface AppParts {
  readonly database: Database
  readonly clock: Clock
  readonly publicUrl: string
  readonly log: Logger
  readonly handlers: Handlers
  /** What the client's portal stands on. */
  readonly portal: Pick<
    HandlerParts,
    'billing' | 'afterApproval' | 'afterSigning' | 'learnBillingFacts' | 'vendors' | 'makeThumbnail' | 'files'
  >
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
          frameSrc: ["'self'"],
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
  app.use('/api/v1', json, contractRouter({ ...parts, uploads: parts.portal.files?.limits }))
  const downloads = downloadMemory(filesOf(parts.portal).limits.fileBytes)
  app.use('/api/portal', json, portalApi({ ...parts, ...parts.portal, downloads }))
  const onBroken = logFailures(parts.log)
  const company = (id: string) => parts.portal.vendors.quickbooks(id, 'invoice')
  const memory = formMemory(filesOf(parts.portal).limits)
  app.use('/portal', portalPages({ ...parts, ...parts.portal, company, memory, downloads, onBroken }))
  app.use('/hubspot/evidence', hubspotEvidence({ ...parts, ...parts.portal, memory, onBroken }))
  app.use('/verify', verifyPage(parts))
  app.use('/no-reminders', noRemindersPage(parts))
  app.use('/oauth', parts.oauth)
  app.use('/enter', signInLinkRouter(parts))
  app.use('/open', openVendorRouter(parts))
  app.use('/d', shortAddresses())
  if (parts.doors) {
    const { clock, onMoved } = parts.doors
    const readAll = () => readAllMail(parts)
    app.use('/simulator', simulatorDoors(clock, onMoved, readAll))
    app.use('/mailbox', mailboxPage(readAll))
  }
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
  app.use(problemHandler(onBroken))
  return app
}

/** The e-mails of every workspace of the embedded default, oldest first. */
async function readAllMail({ database, sealer, locals }: AppParts): Promise<MailboxItem[]> {
  const boxes: MailboxItem[] = []
  for (const workspaceId of locals)
    boxes.push(...(await database.inWorkspace(workspaceId, (sql) => readMailbox(sql, workspaceId, sealer))))
  return boxes.sort((a, b) => a.at.getTime() - b.at.getTime())
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
