// Goal: the exact token requests, each way they can end, and no secret in any of it. Method: real servers.
import type { ServerResponse } from 'node:http'
import OAuthClient from 'intuit-oauth'
import type { Answer } from '../../connectors/answer'
import { type QuickBooksOAuth, quickBooksOAuth } from '../../connectors/quickbooks/oauth'
import { closedPort, type Seen, serve } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const app = {
  clientId: 'app-id',
  clientSecret: 'canary-secret',
  redirectUri: 'https://milepost.test/oauth/quickbooks/callback',
  issuer: 'https://issuer.test',
  deadlineMs: 2_000,
}
const basic = Buffer.from('app-id:canary-secret').toString('base64')
const canaries = ['canary-secret', basic, 'canary-code', 'canary-refresh', 'canary-access']

function settingsAt(base: string) {
  return {
    ...app,
    authorizeUrl: `${base}/connect/oauth2`,
    tokenUrl: `${base}/oauth2/v1/tokens/bearer`,
    revokeUrl: `${base}/v2/oauth2/tokens/revoke`,
    userInfoUrl: `${base}/v1/openid_connect/userinfo`,
    jwksUrl: `${base}/op/v1/jwks`,
  }
}

async function world(
  handle: (response: ServerResponse, seen: Seen) => void,
  more: { deadlineMs?: number } = {},
) {
  const server = await serve((seen, response) => {
    response.setHeader('intuit_tid', '1-abc')
    handle(response, seen)
  })
  closers.push(server.close)
  return { oauth: quickBooksOAuth({ ...settingsAt(server.baseUrl), ...more }), seen: server.seen, server }
}

const tokens = {
  token_type: 'bearer',
  access_token: 'new-access',
  refresh_token: 'new-refresh',
  expires_in: 3600,
  x_refresh_token_expires_in: 8726400,
}
const give = (body: object) => (response: ServerResponse) => response.end(JSON.stringify(body))

test('sends the browser away with everything that must come back', async () => {
  const { oauth } = await world(() => {})
  const url = new URL(oauth.authorizeUrl({ state: 's&1', nonce: 'n-1', scopes: ['openid', 'email'] }))
  expect(url.pathname).toBe('/connect/oauth2')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'app-id',
    response_type: 'code',
    scope: 'openid email',
    redirect_uri: 'https://milepost.test/oauth/quickbooks/callback',
    state: 's&1',
    nonce: 'n-1',
  })
  expect(oauth.authorizeUrl({ state: 's', scopes: ['x'] })).not.toContain('nonce')
})

test('exchanges a code, once, and says when everything ends', async () => {
  const { oauth, seen } = await world(
    give({ ...tokens, x_refresh_token_hard_expires_in: 157680000, id_token: 'e.y.j' }),
  )
  expect(await oauth.exchange('canary-code&grant_type=x +')).toEqual({
    outcome: 'done',
    value: {
      accessToken: 'new-access',
      refreshToken: 'new-refresh',
      accessExpiresInS: 3600,
      refreshExpiresInS: 8726400,
      hardExpiresInS: 157680000,
      idToken: 'e.y.j',
    },
    trace: '1-abc',
  })
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: '/oauth2/v1/tokens/bearer',
      headers: {
        authorization: `Basic ${basic}`,
        accept: 'application/json',
        'content-type': expect.stringContaining('application/x-www-form-urlencoded'),
        'x-include-refresh-token-hard-expires-in': 'true',
      },
    },
  ])
  expect(Object.fromEntries(new URLSearchParams(seen[0]?.body.toString()))).toEqual({
    grant_type: 'authorization_code',
    code: 'canary-code&grant_type=x +',
    redirect_uri: 'https://milepost.test/oauth/quickbooks/callback',
  })
})

test('refreshes with exactly the token given', async () => {
  const { oauth, seen } = await world(give(tokens))
  expect(await oauth.refresh('canary-refresh')).toMatchObject({
    outcome: 'done',
    value: { refreshToken: 'new-refresh', hardExpiresInS: null, idToken: null },
  })
  expect(Object.fromEntries(new URLSearchParams(seen[0]?.body.toString()))).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'canary-refresh',
  })
})

test('revokes', async () => {
  const { oauth, seen } = await world((response) => response.end())
  expect(await oauth.revoke('canary-refresh')).toEqual({ outcome: 'done', value: null, trace: '1-abc' })
  expect(seen).toMatchObject([
    { method: 'POST', url: '/v2/oauth2/tokens/revoke', headers: { authorization: `Basic ${basic}` } },
  ])
  expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({ token: 'canary-refresh' })
})

test('asks who the user is, with the access token', async () => {
  const user = {
    sub: 'u-1',
    email: 'ana@example.com',
    emailVerified: true,
    givenName: 'Ana',
    familyName: 'Ruiz',
  }
  const { oauth, seen } = await world(give(user))
  expect(await oauth.userInfo('canary-access')).toMatchObject({
    outcome: 'done',
    value: {
      subject: 'u-1',
      email: 'ana@example.com',
      emailVerified: true,
      givenName: 'Ana',
      familyName: 'Ruiz',
    },
  })
  expect(seen).toMatchObject([{ method: 'GET', headers: { authorization: 'Bearer canary-access' } }])
  const bare = await world(give({ sub: 'u-1' }))
  expect(await bare.oauth.userInfo('a')).toMatchObject({ value: { email: null, emailVerified: false } })
  const nobody = await world(give({}))
  expect(await nobody.oauth.userInfo('a')).toMatchObject({ outcome: 'unknown' })
})

const calls: [string, (oauth: QuickBooksOAuth) => Promise<Answer<unknown>>][] = [
  ['exchange', (oauth) => oauth.exchange('canary-code')],
  ['refresh', (oauth) => oauth.refresh('canary-refresh')],
  ['revoke', (oauth) => oauth.revoke('canary-refresh')],
  ['userInfo', (oauth) => oauth.userInfo('canary-access')],
]

describe.each(calls)('%s', (name, call) => {
  test.each([
    [
      'a dead grant',
      400,
      '{"error":"invalid_grant","error_description":"Incorrect or invalid refresh token"}',
      {
        outcome: 'refused',
        fault: {
          kind: 'unauthorized',
          code: 'invalid_grant',
          message: 'Incorrect or invalid refresh token',
          trace: '1-abc',
        },
      },
    ],
    [
      'a wrong secret',
      401,
      '{"error":"invalid_client"}',
      { outcome: 'refused', fault: { kind: 'invalid', code: 'invalid_client' } },
    ],
    ['a dead token', 401, '', { outcome: 'refused', fault: { kind: 'unauthorized', code: null } }],
    ['a bad request', 400, '{"error":"invalid_request"}', { outcome: 'refused', fault: { kind: 'invalid' } }],
    ['a forbidden app', 403, '', { outcome: 'refused', fault: { kind: 'forbidden' } }],
    ['a throttle', 429, '', { outcome: 'refused', fault: { kind: 'throttled' } }],
    ['an error page', 503, '<html>', { outcome: 'unknown', fault: { kind: 'unavailable' } }],
    ['a 400 page', 400, '<html>', { outcome: 'unknown', fault: { kind: 'unreadable' } }],
    [
      'all its secrets',
      400,
      JSON.stringify({ error: canaries.join(' '), error_description: canaries.join(' ') }),
      { outcome: 'refused' },
    ],
  ])('%s is answered at once, asked once, and without a secret', async (_, status, body, expected) => {
    const { oauth, seen } = await world((response) => {
      response.statusCode = status
      response.end(body)
    })
    const answer = await call(oauth)
    expect(answer).toMatchObject(expected)
    expect(seen).toHaveLength(1)
    const given = canaries.filter((canary) => canary.startsWith('canary-secret') || canary === basic)
    const own =
      { exchange: 'canary-code', refresh: 'canary-refresh', revoke: 'canary-refresh' }[name] ??
      'canary-access'
    for (const canary of [...given, own]) expect(JSON.stringify(answer)).not.toContain(canary)
  })

  test('no answer in time, or a broken connection, is unknown; nobody there is refused', async () => {
    const hanging = await world(() => {}, { deadlineMs: 150 })
    expect(await call(hanging.oauth)).toMatchObject({ outcome: 'unknown', fault: { kind: 'timeout' } })
    const resetting = await world((response) => response.socket?.resetAndDestroy())
    expect(await call(resetting.oauth)).toMatchObject({ outcome: 'unknown', fault: { kind: 'unavailable' } })
    expect(resetting.seen).toHaveLength(1)
    const nobody = quickBooksOAuth(settingsAt(`http://127.0.0.1:${await closedPort()}`))
    expect(await call(nobody)).toMatchObject({ outcome: 'refused', fault: { kind: 'not_sent' } })
  })

  test('no redirect is followed', async () => {
    const elsewhere = await serve((_, response) => response.end(JSON.stringify(tokens)))
    closers.push(elsewhere.close)
    const { oauth } = await world((response) => {
      response.writeHead(307, { Location: elsewhere.baseUrl })
      response.end()
    })
    expect(await call(oauth)).toMatchObject({ outcome: 'unknown', fault: { status: 307 } })
    expect(elsewhere.seen).toEqual([])
  })
})

test.each([
  ['nothing', ''],
  ['no refresh token', '{"access_token":"a","expires_in":3600}'],
  ['an empty access token', '{"access_token":"","refresh_token":"r","expires_in":3600}'],
  ['no lifetime', '{"access_token":"a","refresh_token":"r"}'],
  ['a lifetime that is none', '{"access_token":"a","refresh_token":"r","expires_in":-1}'],
  ['half an answer', '{"access_token":"canary-access","refresh_token":"r'],
])('a 200 with %s is no refresh', async (_, body) => {
  const { oauth } = await world((response) => response.end(body))
  const answer = await oauth.refresh('canary-refresh')
  expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'unreadable' } })
  expect(JSON.stringify(answer)).not.toContain('canary')
})

test('two apps at once never meet, though the package keeps one set of endpoints for all', async () => {
  const slow = (name: string) => (response: ServerResponse) =>
    setTimeout(() => response.end(JSON.stringify({ ...tokens, access_token: name })), 20)
  const one = await world(slow('one'))
  const two = await world(slow('two'))
  OAuthClient.tokenEndpoint = 'http://127.0.0.1:1/somebody-else'
  OAuthClient.retryConfig.maxRetries = 3
  const answers = await Promise.all([
    one.oauth.refresh('r1'),
    two.oauth.refresh('r2'),
    one.oauth.exchange('c1'),
    two.oauth.exchange('c2'),
  ])
  expect(answers.map((answer) => answer.outcome === 'done' && answer.value.accessToken)).toEqual([
    'one',
    'two',
    'one',
    'two',
  ])
  expect([one.seen.length, two.seen.length]).toEqual([2, 2])
})
