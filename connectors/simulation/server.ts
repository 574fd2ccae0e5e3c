import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'

export interface RunningServer {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string
  readonly port: number
  /** Stops listening and destroys what is still open. */
  close(): Promise<void>
}

/** Serves on the loopback address; port 0 takes any free one. Rejects when the port is taken. */
export async function startServer(handle: RequestListener, port: number): Promise<RunningServer> {
  const server = createServer(handle)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  // A client pool reuses sockets for long; closing them early looks like a reset to it.
  server.keepAliveTimeout = 65_000
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed)
      done()
    })
  })
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
