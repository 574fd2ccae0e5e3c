import { createServer, type IncomingHttpHeaders } from 'node:http'
import { Client } from '@hubspot/api-client'
import { startHubSpotSimulator } from '../../connectors/hubspot/simulator/start'
import { movableClock } from '../../src/clock/clock'

export const agency = { portalId: 148000001, token: 'pat-na1-agency' }
export const small = { portalId: 148000002, token: 'pat-eu1-small' }
export const app = { appId: 39000001, clientId: 'client-id-1', clientSecret: 'test-secret-0001' }

type Options = Parameters<typeof startHubSpotSimulator>[0]

export interface Shown {
  id: string
  properties: Record<string, string | null>
  createdAt: string
  updatedAt: string
  archived: boolean
  archivedAt?: string
  new?: boolean
  objectWriteTraceId?: string
  associations?: Record<string, { results: { id: string; type: string }[] }>
}

/** The fields of answers that tests look at one by one; everything else they compare whole. */
export interface Body extends Shown {
  results: Shown[]
  total: number
  numErrors: number
  errors: { message: string; category?: string; code?: string; context?: Record<string, string[]> }[]
  paging?: { next: { after: string } }
  message: string
  category: string
  status: string
  text: string
  url: string
  access_token: string
  refresh_token: string
}

/** One answer, read. */
export interface Answered {
  status: number
  headers: Headers
  body: Body
}

export async function startStage(more: Partial<Options> = {}) {
  const clock = movableClock()
  const simulator = await startHubSpotSimulator({
    port: 0,
    clock,
    journalPath: null,
    portals: [
      { portalId: agency.portalId, name: 'Harbour & Co', sample: 'agency', accessToken: agency.token },
      { portalId: small.portalId, name: 'Atelier Bakker', sample: 'small', accessToken: small.token },
    ],
    ...app,
    webhook: { url: null },
    limits: { per10s: 100_000, searchPerSecond: 100_000 },
    ...more,
  })

  async function ask(method: string, path: string, body?: unknown, token = agency.token): Promise<Answered> {
    const isForm = body instanceof URLSearchParams || body instanceof FormData
    const answer = await fetch(simulator.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined
        ? {}
        : { body: isForm ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = (answer.headers.get('content-type') ?? '').includes('json')
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : { text } }
  }

  return {
    clock,
    simulator,
    ask,
    get: (path: string, token?: string) => ask('GET', path, undefined, token),
    post: (path: string, body: unknown, token?: string) => ask('POST', path, body, token),
    client: (token = agency.token) =>
      new Client({
        basePath: simulator.url,
        accessToken: token,
        numberOfApiCallRetries: 0,
        limiterOptions: {},
      }),
    turn: (switches: Record<string, string>) => ask('PUT', '/simulator/switches', switches, ''),
    /** The id of a sample deal of the agency, by its name. */
    async dealId(name: string, token = agency.token): Promise<string> {
      const { body } = await ask('GET', '/crm/objects/2026-03/deals?limit=100', undefined, token)
      const deal = body.results.find((each) => each.properties['dealname'] === name)
      if (deal === undefined) throw new Error(`no deal ${name}`)
      return deal.id
    },
  }
}

export type Stage = Awaited<ReturnType<typeof startStage>>

export interface Heard {
  headers: IncomingHttpHeaders
  body: string
  events: Record<string, unknown>[]
}

/** A receiver of webhooks whose answers the test chooses. */
export async function startEar(answer: (count: number) => number | 'hang' = () => 200) {
  const heard: Heard[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      heard.push({ headers: req.headers, body, events: JSON.parse(body) })
      const status = answer(heard.length)
      if (status !== 'hang') res.writeHead(status).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/webhooks/hubspot`,
    heard,
    events: () => heard.flatMap((each) => each.events),
    async until(check: () => boolean, ms = 4000): Promise<void> {
      const end = Date.now() + ms
      while (!check()) {
        if (Date.now() > end) throw new Error(`waited ${ms} ms; heard ${JSON.stringify(heard)}`)
        await new Promise((done) => setTimeout(done, 10))
      }
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
