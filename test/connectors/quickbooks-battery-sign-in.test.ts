// Goal: connect, refresh, sign in, disconnect, and be rung, against the simulator's own OAuth, OpenID and webhooks.

import { quickBooksOAuth } from '../../connectors/quickbooks/oauth'
import { openCompany } from '../../connectors/quickbooks/open-company'
import {
  type QuickBooksSimulator,
  startQuickBooksSimulator,
} from '../../connectors/quickbooks/simulator/start'
import { parseWebhook, type QuickBooksEvent, verifyWebhook } from '../../connectors/quickbooks/webhook'
import { movableClock } from '../../src/clock/clock'
import { done } from './quickbooks-battery'
import { callerOf, serve } from './quickbooks-fixture'

const clock = movableClock()
const realmId = '4620816365'
const redirectUri = 'http://127.0.0.1:1/oauth/quickbooks/callback'
const verifierToken = 'a-verifier-token'
const events: QuickBooksEvent[] = []
const formats: string[] = []
let receiver: Awaited<ReturnType<typeof serve>>
let simulator: QuickBooksSimulator

beforeAll(async () => {
  receiver = await serve(({ headers, body }, response) => {
    const signature = headers['intuit-signature']
    const checked = verifyWebhook({
      rawBody: body,
      signature: typeof signature === 'string' ? signature : undefined,
      verifierTokens: ['the-next-token', verifierToken],
    })
    const delivery = parseWebhook(body)
    if (checked.valid && delivery.ok && delivery.skipped === 0) events.push(...delivery.events)
    formats.push(body.toString().startsWith('[') ? 'cloudevents' : 'classic')
    response.statusCode = checked.valid ? 200 : 401
    response.end()
  })
  simulator = await startQuickBooksSimulator({
    port: 0,
    clock,
    journalPath: null,
    companies: [{ realmId, name: 'Garden', sample: 'landscaping', accessToken: 'static-token' }],
    clientId: 'a-client-id',
    clientSecret: 'a-client-secret-0001',
    webhook: { url: `${receiver.baseUrl}/webhooks/quickbooks`, verifierToken },
  })
})
afterAll(async () => {
  await simulator.close()
  await receiver.close()
})

function oauthHere(clientSecret = 'a-client-secret-0001') {
  const at = simulator.url
  return quickBooksOAuth({
    clientId: 'a-client-id',
    clientSecret,
    redirectUri,
    authorizeUrl: `${at}/connect/oauth2`,
    tokenUrl: `${at}/oauth2/v1/tokens/bearer`,
    revokeUrl: `${at}/v2/oauth2/tokens/revoke`,
    userInfoUrl: `${at}/v1/openid_connect/userinfo`,
    issuer: `${at}/op/v1`,
    jwksUrl: `${at}/op/v1/jwks`,
    deadlineMs: 5_000,
    clock,
  })
}

const scopes = ['com.intuit.quickbooks.accounting', 'openid', 'email']

/** A person at the vendor's page: shows it, then presses Connect; answers where the browser is sent. */
async function press(url: string, decision: 'connect' | 'cancel') {
  const html = await (await fetch(url)).text()
  const form = new URLSearchParams()
  for (const [tag] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1] ?? ''
    const value = /value="([^"]*)"/.exec(tag)?.[1] ?? ''
    form.set(name, value.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"'))
  }
  form.set('realmId', realmId)
  form.set('decision', decision)
  const answer = await fetch(`${simulator.url}/connect/oauth2`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  return new URL(answer.headers.get('location') ?? 'http://nowhere').searchParams
}

test('connects, says who it is, works, refreshes, and disconnects', async () => {
  const oauth = oauthHere()
  const back = await press(oauth.authorizeUrl({ state: 's-1', nonce: 'n-1', scopes }), 'connect')
  expect([back.get('state'), back.get('realmId')]).toEqual(['s-1', realmId])
  const code = back.get('code') ?? ''
  const tokens = done(await oauth.exchange(code))
  expect(tokens).toMatchObject({ accessExpiresInS: 3600, refreshExpiresInS: expect.any(Number) })
  expect(tokens.hardExpiresInS).toBeGreaterThan(tokens.refreshExpiresInS ?? 0)

  const identity = done(await oauth.identify(tokens.idToken ?? '', 'n-1'))
  const user = done(await oauth.userInfo(tokens.accessToken))
  expect(identity).toMatchObject({ subject: user.subject, realmId })
  expect(user.email).toContain('@')
  expect(await oauth.identify(tokens.idToken ?? '', 'n-2')).toMatchObject({ outcome: 'refused' })

  let accessToken = tokens.accessToken
  const { caller } = callerOf(simulator.url, { accessToken: async () => accessToken })
  const company = openCompany(realmId, caller)
  expect((await company.companyInfo()).outcome).toBe('done')

  clock.moveTo(clock.offsetMs() + 3_601_000)
  expect(await company.companyInfo()).toMatchObject({ outcome: 'refused', fault: { kind: 'unauthorized' } })
  const refreshed = done(await oauth.refresh(tokens.refreshToken))
  accessToken = refreshed.accessToken
  expect((await company.companyInfo()).outcome).toBe('done')

  expect(await oauth.revoke(refreshed.refreshToken)).toMatchObject({ outcome: 'done' })
  expect(await company.companyInfo()).toMatchObject({ outcome: 'refused', fault: { kind: 'unauthorized' } })
  expect(await oauth.refresh(refreshed.refreshToken)).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'unauthorized', code: 'invalid_grant' },
  })
})

test('a code works once, a cancelled connection gives none, a wrong secret nothing', async () => {
  const oauth = oauthHere()
  const code = (await press(oauth.authorizeUrl({ state: 's', scopes }), 'connect')).get('code') ?? ''
  expect(await oauthHere('a-wrong-secret').exchange(code)).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'invalid', code: 'invalid_client' },
  })
  expect((await oauth.exchange(code)).outcome).toBe('done')
  expect(await oauth.exchange(code)).toMatchObject({ outcome: 'refused', fault: { code: 'invalid_grant' } })
  const back = await press(oauth.authorizeUrl({ state: 's', scopes }), 'cancel')
  expect([back.get('error'), back.get('code')]).toEqual(['access_denied', null])
})

test('an old refresh token is a dead grant after a day, not a reason to try again', async () => {
  const oauth = oauthHere()
  const { refreshToken } = simulator.issueTokens(realmId)
  clock.moveTo(clock.offsetMs() + 26 * 3_600_000)
  const { refreshToken: newer } = done(await oauth.refresh(refreshToken))
  expect(newer).not.toBe(refreshToken)
  clock.moveTo(clock.offsetMs() + 26 * 3_600_000)
  expect(await oauth.refresh(refreshToken)).toMatchObject({
    outcome: 'refused',
    fault: { code: 'invalid_grant' },
  })
  expect((await oauth.refresh(newer)).outcome).toBe('done')
})

test.each(['cloudevents', 'classic'] as const)('what changes rings, signed, as %s', async (format) => {
  await fetch(`${simulator.url}/simulator/webhooks`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ format }),
  })
  events.length = 0
  formats.length = 0
  const { caller } = callerOf(simulator.url, { accessToken: async () => 'static-token' })
  const company = openCompany(realmId, caller)
  const line = {
    Amount: 10,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '1' } },
  }
  const body = { CustomerRef: { value: '1' }, Line: [line] }
  const { Id, SyncToken } = done(await company.create('Invoice', body, `ring:${format}`))
  done(await company.void('Invoice', Id, SyncToken, `ring:void:${format}`))
  for (let turn = 0; turn < 200 && events.length < 2; turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
  expect(events).toMatchObject([
    { realmId, entity: 'Invoice', id: Id, operation: 'created' },
    { realmId, entity: 'Invoice', id: Id, operation: 'voided' },
  ])
  expect(new Set(formats)).toEqual(new Set([format]))
  expect(new Set(events.map(({ key }) => key)).size).toBe(2)
})
