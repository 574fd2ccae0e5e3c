import type { Server } from 'node:http'

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
