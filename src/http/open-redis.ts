import { createClient } from 'redis'

/** Redis is a convenience: the program starts without it, and uses it when it comes. */
export function openRedis(options: { url: string; onError: (error: unknown) => void }) {
  const client = createClient({
    url: options.url,
    disableOfflineQueue: true,
    // One that takes bytes and says nothing is cut, and connected to again.
    pingInterval: 3_000,
    socket: { connectTimeout: 2_000, socketTimeout: 10_000 },
  })
  client.on('error', options.onError)
  void client.connect().catch(() => undefined)
  return client
}

export type RedisClient = ReturnType<typeof openRedis>
