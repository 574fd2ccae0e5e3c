import { createServer, type Server } from 'node:http'
import type { Express } from 'express'
import { limits } from '../../config/limits'

const GRACE_MS = 5_000

/**
 * Takes no new request and lets those under way end, for a few seconds: what they committed must reach the person who
 * asked. Connections that wait for nothing are cut at once, the others when the time is over.
 */
export async function closeServer(server: Server, graceMs: number = GRACE_MS): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const impatience = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(impatience)
}

type Patience = Record<'requestMs' | 'requestHeadersMs' | 'requestLookMs', number>

/** Begins to listen; a request that doesn't arrive whole within two minutes is given up. Throws where it can't. */
export async function openServer(
  app: Express,
  port: number,
  host: string,
  { requestMs, requestHeadersMs, requestLookMs }: Patience = limits,
): Promise<Server> {
  // Left to itself, Node looks every half minute: what stalls would hold its room for twice as long.
  const patience = {
    requestTimeout: requestMs,
    headersTimeout: requestHeadersMs,
    connectionsCheckingInterval: requestLookMs,
  }
  const server = createServer(patience, app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return server
}
