import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { webhookRouter } from '../../src/http/webhooks'
import { type Stage, stageSecrets } from '../fixtures/stage'

interface Held {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Deliveries of both vendors, held until the test says how they arrive at the program's own door. */
export interface WebhookTrap {
  /** Waits until the vendors have nothing left to deliver. Answers how many deliveries are held. */
  settle(): Promise<number>
  /** One after the other; `after` each of them, where there is something to do then. */
  arrive(how: 'once' | 'twice' | 'reversed', after?: () => Promise<unknown>): Promise<void>
  lose(): void
  close(): Promise<void>
}

export async function openWebhookTrap(stage: Stage): Promise<WebhookTrap> {
  let held: Held[] = []
  const trap = express()
  trap.post('/webhooks/:vendor', express.raw({ type: () => true }), (request, response) => {
    held.push({ path: request.originalUrl, headers: request.headers, body: request.body })
    response.end()
  })
  const outside = await listening(createServer(trap))
  const program = express()
  program.use(
    '/webhooks',
    webhookRouter({
      database: stage.database,
      clock: stage.clock,
      sealer: stage.sealer,
      publicUrl: outside.url,
      quickbooksTokens: [stageSecrets.quickbooks],
      hubspotSecrets: [stageSecrets.hubspot],
      hubspotAppId: 4242,
      onStranger: () => {
        throw new Error('a webhook for nobody')
      },
    }),
  )
  const inside = await listening(createServer(program))
  await stage.quickbooks.webhooks({ url: `${outside.url}/webhooks/quickbooks` })
  await stage.hubspot.webhooks({ url: `${outside.url}/webhooks/hubspot` })

  async function deliver({ path, headers, body }: Held): Promise<void> {
    const kept = Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !/^(host|content-length|connection|transfer-encoding)$/.test(name)
        ? [[name, value] as [string, string]]
        : [],
    )
    const answer = await fetch(inside.url + path, {
      method: 'POST',
      headers: kept,
      body: new Uint8Array(body),
    })
    await answer.arrayBuffer()
    // HubSpot's signature ends after five minutes: one that the clock has overtaken is refused, and lost.
    if (answer.status !== 200 && answer.status !== 401) throw new Error(`a webhook met ${answer.status}`)
  }

  async function settle(): Promise<number> {
    for (const vendor of [stage.quickbooks, stage.hubspot]) {
      while ((await pending(vendor.url)) > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return held.length
  }
  return {
    settle,
    async arrive(how, after) {
      await settle()
      const now = how === 'reversed' ? held.reverse() : held
      held = []
      for (const each of now) {
        if (how === 'twice') await Promise.all([deliver(each), deliver(each)])
        else await deliver(each)
        await after?.()
      }
    },
    lose() {
      held = []
    },
    async close() {
      await inside.close()
      await outside.close()
    },
  }
}

async function pending(url: string): Promise<number> {
  const state: unknown = await (await fetch(`${url}/simulator/webhooks`)).json()
  return typeof state === 'object' && state !== null && 'pending' in state ? Number(state.pending) : 0
}

async function listening(server: ReturnType<typeof createServer>) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
