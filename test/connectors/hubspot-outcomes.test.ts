import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer, CallRecord } from '../../connectors/answer'
import { hubSpotOAuth } from '../../connectors/hubspot/oauth'
import { verifyRequest } from '../../connectors/hubspot/signature'
import { type HubSpotSimulator, startHubSpotSimulator } from '../../connectors/hubspot/simulator/start'
import { isOwnEcho, parseWebhook } from '../../connectors/hubspot/webhook'
import { movableClock } from '../../src/clock/clock'
import { done, eventually, open, type Place } from './hubspot-battery'

const app = { appId: 39000001, clientId: 'a-client-id', clientSecret: 'a-client-secret-0001' }
const PORTAL = 148000001

describe('against a HubSpot that misbehaves', () => {
  const clock = movableClock()
  let simulator: HubSpotSimulator
  let ear: Awaited<ReturnType<typeof listen>>
  const token = 'pat-na1-battery'
  const place = (): Place => ({ baseUrl: simulator.url, token })

  beforeAll(async () => {
    ear = await listen()
    simulator = await startHubSpotSimulator({
      port: 0,
      clock,
      journalPath: null,
      portals: [{ portalId: PORTAL, name: 'Battery', sample: 'agency', accessToken: token }],
      ...app,
      webhook: { url: ear.url },
    })
  })
  afterAll(async () => {
    await simulator.close()
    await ear.close()
  })
  beforeEach(() => clock.moveTo(clock.offsetMs() + 20_000))

  async function plan(effect: string, more: object = {}): Promise<void> {
    const faults = [{ method: 'POST', path: '/crm/objects/2026-03/deals/batch/update', effect, ...more }]
    const planned = await fetch(`${simulator.url}/simulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ faults }),
    })
    expect(planned.ok).toBe(true)
  }

  async function someDeal(): Promise<string> {
    const [deal] = done(await open(place()).listDeals({ archived: false })).items
    return deal?.id ?? ''
  }

  test.each<[string, object, Answer<never>['outcome'], string, boolean]>([
    ['drop-reply', {}, 'unknown', 'unavailable', true],
    ['reset', {}, 'unknown', 'unavailable', false],
    ['hang', {}, 'unknown', 'timeout', false],
    ['delay', { delayMs: 1_500 }, 'unknown', 'timeout', true],
    ['status', { status: 503, executed: true }, 'unknown', 'unavailable', true],
    ['status', { status: 502 }, 'unknown', 'unavailable', false],
    ['status', { status: 429, retryAfter: 3 }, 'refused', 'throttled', false],
    ['empty-200', { executed: true }, 'unknown', 'unreadable', true],
    ['malformed', {}, 'unknown', 'unreadable', true],
    ['html', { executed: true }, 'unknown', 'unreadable', true],
  ])('%s %j is %s, %s (carried out: %s), and a repeat settles it', async (effect, more, outcome, kind, isDone) => {
    const id = await someDeal()
    const amount = `${1_000 + Math.round(performance.now() * 100) / 100}`
    const updates = [{ id, properties: { amount } }]
    await plan(effect, more)
    const records: CallRecord[] = []
    const answer = await open(place(), records, 700).updateDeals(updates)
    expect(answer).toMatchObject({ outcome, fault: { kind } })
    expect(records).toMatchObject([{ outcome, write: true }])
    expect(JSON.stringify([answer, records])).not.toContain(token)
    const isWritten = async () => done(await open(place()).readDeal(id))?.properties['amount'] === amount
    if (isDone) await eventually(isWritten, (written) => written)
    else expect(await isWritten()).toBe(false)
    expect(done(await open(place()).updateDeals(updates))).toEqual([{ id, ok: true }])
    expect(await isWritten()).toBe(true)
  })

  test('past the limits HubSpot says throttled, and how long', async () => {
    const portal = open(place())
    const answers = await Promise.all(Array.from({ length: 115 }, () => portal.account()))
    const refused = answers.filter((answer) => answer.outcome === 'refused')
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) {
      expect(answer.fault).toMatchObject({ kind: 'throttled', retryAfterMs: 10_000 })
    }
    clock.moveTo(clock.offsetMs() + 20_000)
    const searches = await Promise.all(
      Array.from({ length: 7 }, () => portal.dealsModifiedSince(new Date(clock.now().getTime()))),
    )
    const slowed = searches.filter((answer) => answer.outcome === 'refused')
    expect(slowed.length).toBeGreaterThan(0)
    for (const answer of slowed)
      expect(answer.fault).toMatchObject({ kind: 'throttled', retryAfterMs: 1_000 })
  })

  test('what a change rings with is signed, and names the deal; our own write is an echo', async () => {
    const issued = simulator.issueTokens(PORTAL)
    const ours = open({ baseUrl: simulator.url, token: issued.accessToken })
    const theirs = open(place())
    const id = await someDeal()
    for (const [portal, isOwn] of [
      [ours, true],
      [theirs, false],
    ] as const) {
      ear.heard.length = 0
      done(await portal.updateDeals([{ id, properties: { amount: isOwn ? '7' : '8' } }]))
      const [delivery] = await eventually(
        async () => ear.heard,
        (heard) => heard.length > 0,
      )
      if (!delivery) throw new Error('nothing heard')
      const signed = {
        method: 'POST',
        uri: ear.url,
        rawBody: delivery.rawBody,
        headers: delivery.headers,
        clientSecrets: [app.clientSecret],
        now: clock.now(),
        accept: 'webhook',
      } as const
      expect(verifyRequest(signed)).toEqual({ valid: true, version: 'v3' })
      expect(verifyRequest({ ...signed, clientSecrets: ['another'] }).valid).toBe(false)
      const read = parseWebhook(delivery.rawBody)
      const event = read.ok && read.events.find((each) => each.property === 'amount')
      if (!event) throw new Error('no event')
      expect(event).toMatchObject({
        portalId: String(PORTAL),
        appId: app.appId,
        kind: 'changed',
        objectType: 'deal',
        objectIds: [id],
        attempt: 0,
      })
      expect(isOwnEcho(event, app.appId)).toBe(isOwn)
    }
  })

  test('tokens: whose, renewed, used, expired, revoked', async () => {
    const oauth = hubSpotOAuth({
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      redirectUri: 'https://app.example.com/oauth/hubspot/callback',
      authorizeUrl: `${simulator.url}/oauth/authorize`,
      apiBaseUrl: simulator.url,
      deadlineMs: 5_000,
    })
    const issued = simulator.issueTokens(PORTAL)
    const tokens = done(await oauth.refresh(issued.refreshToken))
    expect(tokens).toMatchObject({ portalId: String(PORTAL), expiresInS: 1800 })
    expect(done(await oauth.introspect(tokens.accessToken))).toMatchObject({
      active: true,
      portalId: String(PORTAL),
      appId: String(app.appId),
      email: expect.stringContaining('@'),
    })
    const portal = open({ baseUrl: simulator.url, token: tokens.accessToken })
    expect(done(await portal.account()).portalId).toBe(PORTAL)

    clock.moveTo(clock.offsetMs() + 1_801_000)
    expect(await portal.account()).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'unauthorized', code: 'EXPIRED_AUTHENTICATION' },
    })
    expect(done(await oauth.introspect(tokens.accessToken))).toEqual({ active: false })

    expect((await oauth.revoke(tokens.refreshToken)).outcome).toBe('done')
    expect(await oauth.refresh(tokens.refreshToken)).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'unauthorized', code: 'BAD_REFRESH_TOKEN' },
    })
    expect(await oauth.exchange('no-such-code')).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'unauthorized', code: 'BAD_AUTH_CODE' },
    })
  })
})

async function listen() {
  const heard: { rawBody: Buffer; headers: Record<string, string | string[] | undefined> }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push({ rawBody: Buffer.concat(chunks), headers: request.headers })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    heard,
    url: `http://127.0.0.1:${port}/webhooks/hubspot`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
