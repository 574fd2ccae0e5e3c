import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import nock from 'nock'
import { hubSpotOAuth } from '../../connectors/hubspot/oauth'

const HOST = 'https://api.hubapi.com'
const SECRET = 'canary-client-secret'
const TOKEN = '/oauth/2026-03/token'

const settings = {
  clientId: 'the-client-id',
  clientSecret: SECRET,
  redirectUri: 'https://app.example.com/oauth/hubspot/callback',
  authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
  apiBaseUrl: HOST,
  deadlineMs: 2_000,
}
const oauth = hubSpotOAuth(settings)
const client = { client_id: 'the-client-id', client_secret: SECRET }
const answer = {
  token_type: 'bearer',
  access_token: 'new-access',
  refresh_token: 'new-refresh',
  expires_in: 1800,
  hub_id: 148000001,
  scopes: ['oauth', 'crm.objects.deals.read'],
}

beforeEach(() => nock.disableNetConnect())
afterAll(() => {
  nock.enableNetConnect()
  nock.restore()
})
afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  expect(pending).toEqual([])
})

/** The token endpoint: a form, and no Authorization header. */
const hubspot = () =>
  nock(HOST, {
    reqheaders: { 'content-type': 'application/x-www-form-urlencoded' },
    badheaders: ['authorization'],
  })

describe('authorizeUrl', () => {
  test('spaces are %20, everything is encoded', () => {
    expect(oauth.authorizeUrl({ state: 'a b&c', scopes: ['oauth', 'crm.objects.deals.read'] })).toBe(
      'https://app.hubspot.com/oauth/authorize?client_id=the-client-id' +
        '&redirect_uri=https%3A%2F%2Fapp.example.com%2Foauth%2Fhubspot%2Fcallback' +
        '&scope=oauth%20crm.objects.deals.read&state=a%20b%26c',
    )
  })

  test('optional scopes have a parameter of their own', () => {
    const url = new URL(oauth.authorizeUrl({ state: 's', scopes: ['oauth'], optionalScopes: ['files', 'x'] }))
    expect(url.searchParams.get('optional_scope')).toBe('files x')
    expect(url.searchParams.get('scope')).toBe('oauth')
  })
})

describe('exchange', () => {
  const form = {
    grant_type: 'authorization_code',
    redirect_uri: settings.redirectUri,
    code: 'the-code',
    ...client,
  }

  test('trades the code for tokens', async () => {
    hubspot()
      .post(TOKEN, form)
      .reply(200, { ...answer, user_id: 7, new: 1 }, { 'x-hubspot-correlation-id': 'c' })
    expect(await oauth.exchange('the-code')).toEqual({
      outcome: 'done',
      trace: 'c',
      value: {
        accessToken: 'new-access',
        refreshToken: 'new-refresh',
        expiresInS: 1800,
        portalId: '148000001',
        scopes: ['oauth', 'crm.objects.deals.read'],
        userId: '7',
      },
    })
  })

  test('scopes and user may be left out', async () => {
    const { scopes, ...rest } = answer
    hubspot().post(TOKEN, form).reply(200, rest)
    expect(await oauth.exchange('the-code')).toMatchObject({ value: { scopes: [], userId: null } })
  })

  test.each([
    'access_token',
    'refresh_token',
    'expires_in',
    'hub_id',
  ] as const)('an answer without %s is unknown', async (field) => {
    const { [field]: _, ...rest } = answer
    hubspot().post(TOKEN, form).reply(200, rest)
    expect(await oauth.exchange('the-code')).toMatchObject({
      outcome: 'unknown',
      fault: { kind: 'unreadable' },
    })
  })

  test('a used code asks for a new consent', async () => {
    hubspot()
      .post(TOKEN, form)
      .reply(400, { status: 'BAD_AUTH_CODE', message: 'missing or unknown auth code' })
    expect(await oauth.exchange('the-code')).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'unauthorized', code: 'BAD_AUTH_CODE' },
    })
  })
})

describe('refresh', () => {
  const form = { grant_type: 'refresh_token', refresh_token: 'old-refresh', ...client }

  test('gives new tokens', async () => {
    hubspot().post(TOKEN, form).reply(200, answer)
    expect(await oauth.refresh('old-refresh')).toMatchObject({ value: { refreshToken: 'new-refresh' } })
  })

  test('keeps the refresh token when none comes back', async () => {
    const { refresh_token, ...rest } = answer
    hubspot().post(TOKEN, form).reply(200, rest)
    expect(await oauth.refresh('old-refresh')).toMatchObject({
      outcome: 'done',
      value: { accessToken: 'new-access', refreshToken: 'old-refresh' },
    })
  })

  test.each<[string, object, string]>([
    [
      'revoked',
      { error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN', message: 'invalid' },
      'BAD_REFRESH_TOKEN',
    ],
    ['app removed', { error: 'access_denied', status: 'BAD_HUB', message: 'unknown hub id' }, 'BAD_HUB'],
    ['the standard words only', { error: 'invalid_grant', error_description: 'expired' }, 'invalid_grant'],
    ['another status', { error: 'invalid_grant', status: 'SOMETHING', message: 'no' }, 'SOMETHING'],
  ])('a dead grant is unauthorized: %s', async (_, body, code) => {
    hubspot().post(TOKEN, form).reply(400, body)
    expect(await oauth.refresh('old-refresh')).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'unauthorized', status: 400, code },
    })
  })

  test.each([
    'BAD_CLIENT_ID',
    'BAD_CLIENT_SECRET',
    'BAD_REDIRECT_URI',
  ])('%s is a fault of our settings, and no reason to ask for a reconnect', async (status) => {
    hubspot().post(TOKEN, form).reply(400, { status, error: 'invalid_grant', message: 'x' })
    expect(await oauth.refresh('old-refresh')).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'invalid', code: status },
    })
  })

  test.each([500, 502, 503])('%i is unknown, and no reason to ask for a reconnect', async (status) => {
    hubspot().post(TOKEN, form).reply(status, { error: 'invalid_grant' })
    expect(await oauth.refresh('old-refresh')).toMatchObject({
      outcome: 'unknown',
      fault: { kind: 'unavailable' },
    })
  })

  test('the words of a dead grant under another status than 400 are not believed', async () => {
    hubspot().post(TOKEN, form).reply(403, { status: 'BAD_HUB', message: 'blocked on the way' })
    expect(await oauth.refresh('old-refresh')).toMatchObject({ fault: { kind: 'forbidden' } })
  })

  test('429 says how long to wait', async () => {
    hubspot().post(TOKEN, form).reply(429, {}, { 'retry-after': '5' })
    expect(await oauth.refresh('old-refresh')).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'throttled', retryAfterMs: 5_000 },
    })
  })

  test('no answer in time is unknown; nobody there was never sent', async () => {
    nock.enableNetConnect('127.0.0.1')
    const server = createServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const local = hubSpotOAuth({ ...settings, apiBaseUrl: `http://127.0.0.1:${port}`, deadlineMs: 100 })
    expect(await local.refresh('old-refresh')).toMatchObject({
      outcome: 'unknown',
      fault: { kind: 'timeout' },
    })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(await local.refresh('old-refresh')).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'not_sent' },
    })
  })
})

describe('revoke', () => {
  const form = { token: 'old-refresh', token_type_hint: 'refresh_token', ...client }

  test.each<[number, string | object]>([
    [200, ''],
    [204, ''],
    [200, { revoked: true }],
  ])('%i %j is done', async (status, body) => {
    hubspot().post(`${TOKEN}/revoke`, form).reply(status, body)
    expect(await oauth.revoke('old-refresh')).toEqual({ outcome: 'done', value: null, trace: null })
  })

  test('a failure is told', async () => {
    hubspot().post(`${TOKEN}/revoke`, form).reply(500)
    expect(await oauth.revoke('old-refresh')).toMatchObject({ outcome: 'unknown' })
  })
})

describe('introspect', () => {
  const form = { token: 'an-access-token', token_type_hint: 'access_token', ...client }
  const introspect = () => hubspot().post(`${TOKEN}/introspect`, form)

  test('says whose token it is', async () => {
    introspect().reply(200, {
      active: true,
      token: 'an-access-token',
      hub_id: 148000001,
      user_id: 70000001,
      app_id: 39000001,
      user: 'ana@example.com',
      scopes: ['oauth'],
      signed_access_token: { hublet: 'na1' },
    })
    expect(await oauth.introspect('an-access-token')).toMatchObject({
      outcome: 'done',
      value: {
        active: true,
        portalId: '148000001',
        userId: '70000001',
        email: 'ana@example.com',
        appId: '39000001',
        scopes: ['oauth'],
      },
    })
  })

  test('a dead token is inactive', async () => {
    introspect().reply(200, { active: false })
    expect(await oauth.introspect('an-access-token')).toMatchObject({ value: { active: false } })
  })

  test.each<[string, object]>([
    ['nothing of it', {}],
    ['active without a portal', { active: true }],
  ])('an answer that says %s is unknown', async (_, body) => {
    introspect().reply(200, body)
    expect(await oauth.introspect('an-access-token')).toMatchObject({
      outcome: 'unknown',
      fault: { kind: 'unreadable' },
    })
  })
})

test('no secret, code or token in any fault, wherever it is repeated', async () => {
  const faults: unknown[] = []
  for (const status of [200, 400, 401, 500]) {
    for (const canary of ['canary-code', 'canary-refresh', 'canary-access']) {
      const said = `${canary} ${SECRET}`
      const body = { message: said, status: said, error: said, error_description: said, correlationId: said }
      nock(HOST).post(/.*/).times(3).reply(status, body, { 'x-hubspot-correlation-id': said })
      if (canary === 'canary-code') faults.push(await oauth.exchange(canary))
      else if (canary === 'canary-access') faults.push(await oauth.introspect(canary))
      else {
        faults.push(await oauth.refresh(canary))
        const revoked = await oauth.revoke(canary)
        if (revoked.outcome !== 'done') faults.push(revoked)
      }
      nock.cleanAll()
    }
  }
  nock(HOST)
    .post(TOKEN)
    .replyWithError(Object.assign(new Error(`client_secret=${SECRET}`), { code: 'ECONNRESET' }))
  faults.push(await oauth.refresh('canary-refresh'))
  const text = JSON.stringify(faults)
  expect(text).toContain('[removed]')
  expect(text).not.toContain('canary')
})
