import express, { type RequestHandler } from 'express'
import type { Clock } from '../../src/clock/clock'
import { type DoorOptions, simulatorDoors } from './doors'
import { createFaults, type FaultWords } from './faults'
import { readRawBody } from './raw-body'
import { createRequestLog } from './request-log'
import { type RunningServer, startServer } from './server'

export interface VendorOptions extends Pick<DoorOptions, 'webhooks' | 'switches' | 'reset'> {
  readonly port: number
  readonly clock: Clock
  readonly words: FaultWords
  /** Further doors under /simulator, tried before the common ones. */
  readonly doors?: RequestHandler
  /** The web page of a person; what it gets is neither logged nor disturbed. Calls next for paths not its own. */
  readonly page: RequestHandler
  /** What stands before the vendor even when a fault is played: headers, tokens, limits. */
  readonly gate?: RequestHandler
  /** The vendor itself; its requests are logged and meet the planned faults. */
  readonly vendor: RequestHandler
}

/** Puts doors, page, log, faults and vendor in order behind one port. Bodies reach all of them as raw bytes. */
export async function serveVendor(options: VendorOptions): Promise<RunningServer> {
  const log = createRequestLog(options.clock)
  const faults = createFaults(options.words, log.markFault)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  if (options.doors !== undefined) app.use('/simulator', options.doors)
  app.use('/simulator', simulatorDoors({ ...options, log, faults }))
  app.use(readRawBody)
  app.use(options.page)
  app.use((_request, response, next) => {
    response.setHeader('Date', options.clock.now().toUTCString())
    next()
  })
  app.use(log.middleware)
  if (options.gate !== undefined) app.use(options.gate)
  app.use(faults.middleware)
  app.use(options.vendor)
  return startServer(app, options.port)
}
