/**
 * Connecting, reconnecting, being launched and disconnecting, as a browser lives it: the program on its embedded
 * default, both vendors' consent pages, cookies, and redirects followed by hand. What comes back from a vendor is
 * unsigned, so the other half of the tests plays someone who lies.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { readSettings } from '../../config/settings'
import { startEmbeddedDefault } from '../../src/start/embedded-default'
import type { Program } from '../../src/start/program'
import { testDatabase } from '../fixtures/database'

const endpoints = z.object({
  app: z.string(),
  hubspot: z.object({ portalId: z.string() }),
  quickbooks: z.object({ baseUrl: z.string(), realmId: z.string() }),
  other: z.object({ realmId: z.string() }),
})

let dataDir: string
let database: Awaited<ReturnType<typeof testDatabase>>
let program: Program
let at: z.infer<typeof endpoints>

async function threeFreePorts(): Promise<number> {
  for (let port = 21_000 + (process.pid % 20_000); ; port += 10) {
    const free = await Promise.all([0, 1, 2, 9].map((more) => isFree(port + more)))
    if (free.every(Boolean)) return port
  }
}
const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'milepost-connect-'))
  database = await testDatabase()
  const settings = readSettings({
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    DEMO: 'off',
    LOG_LEVEL: 'silent',
    PORT: String(await threeFreePorts()),
  })
  program = await startEmbeddedDefault(settings, null)
  at = endpoints.parse(JSON.parse(readFileSync(path.join(dataDir, 'endpoints.json'), 'utf8')))
})
afterAll(async () => {
  await program.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** A browser that keeps cookies for our host and follows no redirect by itself. */
function browser() {
  const jar = new Map<string, string>()
  const go = async (address: string, options: RequestInit = {}) => {
    const url = new URL(address, at.app)
    const headers = new Headers(options.headers)
    if (url.origin === at.app)
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...options, redirect: 'manual', headers })
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s)
      if (/max-age=0/i.test(cookie)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  const send = async (method: string, address: string, body: object) => {
    const me = z
      .object({ csrf: z.string().optional() })
      .loose()
      .parse(await (await go('/api/v1/me')).json())
    return go(address, {
      method,
      headers: { 'content-type': 'application/json', ...(me.csrf && { 'x-csrf-token': me.csrf }) },
      body: JSON.stringify(body),
    })
  }
  return { go, send, jar }
}
type Browser = ReturnType<typeof browser>

async function signedIn(name: string): Promise<Browser> {
  const surfing = browser()
  const { choices } = z
    .object({ choices: z.array(z.object({ id: z.string(), name: z.string() })) })
    .parse(await (await surfing.go('/api/v1/sessions/choices')).json())
  const id = choices.find((choice) => choice.name === name)?.id
  const response = await surfing.go('/api/v1/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ choice: id }),
  })
  expect(response.status).toBe(204)
  return surfing
}

const target = (response: Response): string => response.headers.get('location') ?? ''

/** A person on Intuit's page: presses Connect for a company, and is sent back. Answers where to. */
async function consentAtIntuit(authorizeUrl: string, realmId: string, decision = 'connect'): Promise<string> {
  const page = await (await fetch(authorizeUrl)).text()
  const fields = [...page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')] as [string, string],
  )
  const body = new URLSearchParams([...fields, ['realmId', realmId], ['decision', decision]])
  return target(
    await fetch(`${at.quickbooks.baseUrl}/connect/oauth2`, { method: 'POST', redirect: 'manual', body }),
  )
}

const connectionOf = async (surfing: Browser, vendor: string) => {
  const { items } = z
    .object({
      items: z.array(
        z.object({ vendor: z.string(), status: z.string(), externalId: z.string().nullable() }).loose(),
      ),
    })
    .parse(await (await surfing.go('/api/v1/connections')).json())
  return items.find((item) => item.vendor === vendor)
}

test('an admin reconnects QuickBooks; the same callback twice connects nothing', async () => {
  const surfing = await signedIn('Adam Reyes')
  const back = await consentAtIntuit(
    target(await surfing.go('/oauth/quickbooks/reconnect')),
    at.quickbooks.realmId,
  )
  expect(target(await surfing.go(back))).toBe('/connections?connected=quickbooks')
  expect(await connectionOf(surfing, 'quickbooks')).toMatchObject({
    status: 'connected',
    externalId: at.quickbooks.realmId,
  })
  const again = await surfing.go(back)
  expect([again.status, await again.json()]).toMatchObject([400, { code: 'malformed' }])
})

test('a state that is someone else’s, or made up, connects nothing', async () => {
  const [adam, olivia] = [await signedIn('Adam Reyes'), await signedIn('Olivia Marsh')]
  const back = await consentAtIntuit(target(await adam.go('/oauth/quickbooks/start')), at.quickbooks.realmId)
  expect((await olivia.go(back)).status).toBe(400)
  expect((await browser().go(back)).status).toBe(401)
  expect((await adam.go(back.replace(/state=[^&]*/, 'state=guess'))).status).toBe(400)
  expect(target(await adam.go(back))).toBe('/connections?connected=quickbooks')
})

test('a callback that names another company than its tokens is not believed', async () => {
  const surfing = await signedIn('Adam Reyes')
  const back = await consentAtIntuit(
    target(await surfing.go('/oauth/quickbooks/start')),
    at.quickbooks.realmId,
  )
  const lie = await surfing.go(back.replace(at.quickbooks.realmId, at.other.realmId))
  expect(lie.status).toBe(502)
  expect(await connectionOf(surfing, 'quickbooks')).toMatchObject({ externalId: at.quickbooks.realmId })
})

test('a company of another workspace is refused', async () => {
  const surfing = await signedIn('Adam Reyes')
  const back = await consentAtIntuit(target(await surfing.go('/oauth/quickbooks/start')), at.other.realmId)
  const answer = await surfing.go(back)
  expect([answer.status, (await answer.json()).detail]).toEqual([
    409,
    expect.stringContaining('another Milepost workspace'),
  ])
})

test('a person who presses Cancel is back on the connections page, and nothing changed', async () => {
  const surfing = await signedIn('Adam Reyes')
  const back = await consentAtIntuit(
    target(await surfing.go('/oauth/quickbooks/start')),
    at.quickbooks.realmId,
    'cancel',
  )
  expect(target(await surfing.go(back))).toBe('/connections?refused=quickbooks')
  expect(await connectionOf(surfing, 'quickbooks')).toMatchObject({ status: 'connected' })
})

test('a bookkeeper can’t connect, and is told who can', async () => {
  const answer = await (await signedIn('Beth Sandoval')).go('/oauth/quickbooks/start')
  expect([answer.status, (await answer.json()).detail]).toEqual([
    403,
    expect.stringContaining('an admin or an owner'),
  ])
})

test('whoever connected QuickBooks signs in by launching it; a stranger does not', async () => {
  const owner = await signedIn('Olivia Marsh')
  const connected = await consentAtIntuit(
    target(await owner.go('/oauth/quickbooks/start')),
    at.quickbooks.realmId,
  )
  await owner.go(connected)

  const launched = browser()
  const back = await consentAtIntuit(
    target(await launched.go('/oauth/quickbooks/launch')),
    at.quickbooks.realmId,
  )
  const landed = await launched.go(back)
  expect([landed.status, target(landed)]).toEqual([302, '/'])
  expect((await launched.go('/api/v1/me')).status).toBe(200)

  // The same way back in a browser that did not set out.
  const thief = browser()
  expect((await thief.go(back)).status).toBe(401)
})

test('HubSpot reconnects in the same way', async () => {
  const surfing = await signedIn('Adam Reyes')
  const consent = target(await surfing.go('/oauth/hubspot/start'))
  const body = new URLSearchParams({ portal: at.hubspot.portalId, decision: 'connect' })
  const back = target(await fetch(consent, { method: 'POST', redirect: 'manual', body }))
  expect(target(await surfing.go(back))).toBe('/connections?connected=hubspot')
})

test('disconnecting forgets the tokens; connecting again brings the work back', async () => {
  const surfing = await signedIn('Olivia Marsh')
  expect((await surfing.send('POST', '/api/v1/connections/quickbooks/disconnect', {})).status).toBe(200)
  expect(await connectionOf(surfing, 'quickbooks')).toMatchObject({
    status: 'disconnected',
    externalId: null,
  })
  const checked = await surfing.send('POST', '/api/v1/sync/check-now', {})
  expect([checked.status, (await checked.json()).code]).toEqual([503, 'connection_lost'])

  const back = await consentAtIntuit(
    target(await surfing.go('/oauth/quickbooks/start')),
    at.quickbooks.realmId,
  )
  await surfing.go(back)
  expect((await surfing.send('POST', '/api/v1/sync/check-now', {})).status).toBe(200)
})
