import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { uptime } from 'node:process'
import express, { type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Clock } from '../clock/clock'
import type { Database } from '../postgres/database'
import type { AppReads } from '../tenants/app-reads'
import { readAppStanding } from '../tenants/app-reads-table'
import type { CallTally } from '../tenants/call-tally'
import { metricsText } from './metrics'
import { countConnections, readDepths } from './operators-table'
import { queuesPage } from './views/queues-page'

/** A dashboard whose Redis doesn't answer is given up after this. */
const BOARD_MS = 5_000

export interface OperatorsParts {
  readonly database: Database
  readonly port: number
  /** Loopback unless the operator's network says otherwise. */
  readonly host: string
  readonly role: 'all' | 'web' | 'worker'
  /** What this process has in hand, by queue. */
  readonly inHand: () => Readonly<Record<string, number>>
  readonly calls: () => readonly CallTally[]
  readonly clock: Clock
  /** What Intuit grants the app a month; null where the operator has not said. */
  readonly app: AppReads | null
  /** Bull's dashboard, to be mounted at /queues; null without Redis. */
  readonly board: ((request: IncomingMessage, response: ServerResponse, next: () => void) => void) | null
}

/**
 * The operators' listener: /metrics for Prometheus, /queues to look at, and /health, on an address of its own that the
 * world never reaches. Answers only what counts things; no name, no amount, no id of a workspace. Nothing can be changed.
 */
export async function startOperators(parts: OperatorsParts): Promise<Server> {
  const app = express()
  app.disable('x-powered-by')
  app.use(headers)
  app.use(onlyLooking)
  app.get('/health', (_request, response) => {
    response.json({ ok: true, role: parts.role, uptimeSeconds: Math.round(uptime()) })
  })
  app.get('/metrics', async (_request, response) => {
    try {
      const depths = await readDepths(parts.database)
      const connections = await countConnections(parts.database)
      const { app, clock } = parts
      const standing = app && (await parts.database.outside((sql) => readAppStanding(sql, app, clock.now())))
      const reads = app && standing && { ...standing, granted: app.monthlyReads }
      const counted = { ...parts, depths, connections, inHand: parts.inHand(), calls: parts.calls(), reads }
      response.type('text/plain; version=0.0.4').send(metricsText(counted))
    } catch {
      // Prometheus takes a failed scrape as "down", which is what a program without its database is.
      response.status(503).type('text/plain').send('the database does not answer\n')
    }
  })
  app.use('/queues', asked, inTime)
  if (parts.board) app.use('/queues', parts.board)
  else
    app.get('/queues', async (_request, response) => {
      try {
        const depths = await readDepths(parts.database)
        response.type('html').send(queuesPage({ role: parts.role, depths, inHand: parts.inHand() }))
      } catch {
        response.status(503).type('text/plain').send('the database does not answer\n')
      }
    })
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('/metrics, /queues and /health are all there is\n')
  })
  return new Promise((resolve, reject) => {
    const server = app.listen(parts.port, parts.host, (error) => (error ? reject(error) : resolve(server)))
  })
}

/** Bull's dashboard styles itself inline, and would fetch its letters from Google: from elsewhere nothing is loaded. */
const headers: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      baseUri: ["'self'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // It is on loopback without TLS.
  strictTransportSecurity: false,
})

const onlyLooking: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next()
  response.status(405).set('allow', 'GET, HEAD').type('text/plain').send('there is nothing to change here\n')
}

/** A page elsewhere may give this machine's address a name of its own, and would then be let read what it shows. */
const asked: RequestHandler = (request, response, next) => {
  if (/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(request.headers.host ?? '')) return next()
  response.status(403).type('text/plain').send('ask for it as 127.0.0.1\n')
}

const inTime: RequestHandler = (_request, response, next) => {
  const late = setTimeout(() => {
    if (!response.headersSent) response.status(503).type('text/plain').send('Redis does not answer\n')
  }, BOARD_MS)
  response.once('close', () => clearTimeout(late))
  next()
}
