import { Client } from 'pg'

export interface Listening {
  close(): Promise<void>
}

const RECONNECT_MS = 1_000

/**
 * Listens to notification channels on a connection of its own. When it breaks, it connects again and calls
 * `onGap`, because notifications sent meanwhile are gone: whoever waits for one must look.
 */
export async function listen(options: {
  url: string
  channels: readonly string[]
  onMessage: (channel: string, payload: string) => void
  onGap: () => void
}): Promise<Listening> {
  let client: Client | null = null
  let closed = false

  async function connect(): Promise<void> {
    const next = new Client({ connectionString: options.url, keepAlive: true })
    next.on('error', () => undefined)
    next.on('notification', (message) => options.onMessage(message.channel, message.payload ?? ''))
    next.on('end', () => {
      if (!closed && client === next) setTimeout(() => void reconnect(), RECONNECT_MS).unref()
    })
    await next.connect()
    client = next
    for (const channel of options.channels) await next.query(`listen ${channel}`)
  }

  async function reconnect(): Promise<void> {
    if (closed) return
    try {
      await connect()
      options.onGap()
    } catch {
      setTimeout(() => void reconnect(), RECONNECT_MS).unref()
    }
  }

  await connect()
  return {
    async close() {
      closed = true
      await client?.end()
    },
  }
}
