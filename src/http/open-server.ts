import type { Server } from 'node:http'
import type { Express } from 'express'

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

/** Begins to listen; a request that doesn't arrive whole within half a minute is given up. Throws where it can't. */
export async function openServer(app: Express, port: number, host: string): Promise<Server> {
  const server = await new Promise<Server>((resolve, reject) => {
    const starting = app.listen(port, host, (error) => (error ? reject(error) : resolve(starting)))
  })
  server.requestTimeout = 30_000
  return server
}
