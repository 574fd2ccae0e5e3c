/**
 * Goal: connecting, refreshing, revoking and signing in go as they do at Intuit. Method: the person's page and the
 * token endpoints over HTTP, with a clock that is moved.
 */
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { type Answer, APP, type Bench, openBench, US } from './quickbooks-simulator-client'

let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.close())

const BACK = 'https://app.example.com/callback'
const ACCOUNTING = 'com.intuit.quickbooks.accounting'
const basic = `Basic ${Buffer.from(`${APP.clientId}:${APP.clientSecret}`).toString('base64')}`
const asked = (more: Record<string, string> = {}) =>
  new URLSearchParams({
    client_id: APP.clientId,
    response_type: 'code',
    scope: ACCOUNTING,
    redirect_uri: BACK,
    state: 's-1',
    ...more,
  })
const decide = async (decision: string, more: Record<string, string> = {}): Promise<URL> => {
  const answer = await fetch(`${bench.simulator.url}/connect/oauth2`, {
    method: 'POST',
    redirect: 'manual',
    body: asked({ decision, realmId: US, ...more }),
  })
  expect(answer.status).toBe(302)
  return new URL(answer.headers.get('location') ?? '')
}
const tokens = async (
  form: Record<string, string>,
  headers: Record<string, string> = { Authorization: basic },
) => {
  const answer = await fetch(`${bench.simulator.url}/oauth2/v1/tokens/bearer`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })
  return { status: answer.status, body: (await answer.json()) as Answer, headers: answer.headers }
}
const exchange = (code: string) => tokens({ grant_type: 'authorization_code', code, redirect_uri: BACK })
const refresh = (token: string) => tokens({ grant_type: 'refresh_token', refresh_token: token })
const reads = async (token: string) =>
  (await bench.call('GET', '/customer/1', undefined, { Authorization: `Bearer ${token}` })).status
const connect = async (more: Record<string, string> = {}): Promise<Answer> => {
  const url = await decide('connect', more)
  return (await exchange(url.searchParams.get('code') ?? '')).body
}
const move = (ms: number) => bench.clock.moveTo(bench.clock.offsetMs() + ms)
const DAY = 86_400_000

describe('the page where a person connects', () => {
  test('shows the companies, escapes what it was given, and works without scripts', async () => {
    const answer = await fetch(
      `${bench.simulator.url}/connect/oauth2?${asked({ state: '"><script>x</script>' })}`,
    )
    const text = await answer.text()
    expect(answer.status).toBe(200)
    expect(text).toContain('Garden Company')
    expect(text).not.toContain('<script')
    expect(text).toContain('<form')
  })

  test('Connect goes back with code, state and company; Cancel with access_denied', async () => {
    const url = await decide('connect')
    expect(`${url.origin}${url.pathname}`).toBe(BACK)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      code: expect.any(String),
      state: 's-1',
      realmId: US,
    })
    const cancelled = await decide('cancel')
    expect(Object.fromEntries(cancelled.searchParams)).toEqual({ error: 'access_denied', state: 's-1' })
  })

  test('an unknown app or address stays here; a wrong scope goes back', async () => {
    const page = (more: Record<string, string>) =>
      fetch(`${bench.simulator.url}/connect/oauth2?${asked(more)}`, { redirect: 'manual' })
    expect((await page({ client_id: 'other' })).status).toBe(400)
    expect((await page({ redirect_uri: 'javascript:alert(1)' })).status).toBe(400)
    expect((await page({ scope: 'everything' })).headers.get('location')).toContain('error=invalid_scope')
    expect((await page({ state: '' })).headers.get('location')).toContain('error=invalid_request')
  })
})

describe('tokens', () => {
  test('a code gives tokens once; a second use kills them', async () => {
    const code = (await decide('connect')).searchParams.get('code') ?? ''
    const { body } = await exchange(code)
    expect(body).toEqual({
      token_type: 'bearer',
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 3600,
      x_refresh_token_expires_in: 8726400,
    })
    expect(await reads(body.access_token)).toBe(200)
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await reads(body.access_token)).toBe(401)
  })

  test('a code of another address or an old one gives nothing', async () => {
    const code = (await decide('connect')).searchParams.get('code') ?? ''
    const wrong = await tokens({
      grant_type: 'authorization_code',
      code,
      redirect_uri: 'https://else.example.com',
    })
    expect(wrong.status).toBe(400)
    const late = (await decide('connect')).searchParams.get('code') ?? ''
    move(11 * 60_000)
    expect((await exchange(late)).status).toBe(400)
  })

  test('the app must know its secret, and ask for something known', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'x' }
    expect(await tokens(form, { Authorization: 'Basic bm86bm8=' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
    expect((await tokens({ grant_type: 'password' })).body.error).toBe('unsupported_grant_type')
    expect((await refresh('never-issued')).body).toEqual({
      error: 'invalid_grant',
      error_description: 'Incorrect or invalid refresh token',
    })
  })

  test('the refresh token stays for a day, then changes; the old one lives on for a day at most', async () => {
    const first = await connect()
    const same = (await refresh(first.refresh_token)).body
    expect(same.refresh_token).toBe(first.refresh_token)
    expect(same.access_token).not.toBe(first.access_token)
    expect([await reads(first.access_token), await reads(same.access_token)]).toEqual([200, 200])
    move(DAY)
    const next = (await refresh(first.refresh_token)).body
    expect(next.refresh_token).not.toBe(first.refresh_token)
    move(DAY - 1000)
    expect((await refresh(first.refresh_token)).body.refresh_token).toBe(next.refresh_token)
    move(2000)
    expect((await refresh(first.refresh_token)).status).toBe(400)
    expect((await refresh(next.refresh_token)).status).toBe(200)
  })

  test('by switch it changes each time, and the old one dies at once', async () => {
    await bench.door('PUT', '/switches', { 'refresh-rotation': 'always', 'old-refresh-token': '0' })
    const first = await connect()
    const next = (await refresh(first.refresh_token)).body
    expect(next.refresh_token).not.toBe(first.refresh_token)
    expect((await refresh(first.refresh_token)).status).toBe(400)
  })

  test('unused for 101 days it is dead', async () => {
    const { refresh_token } = await connect()
    move(102 * DAY)
    expect((await refresh(refresh_token)).status).toBe(400)
  })

  test('the five-year end is told to those who ask', async () => {
    const { refresh_token } = await connect()
    move(30 * DAY)
    const form = { grant_type: 'refresh_token', refresh_token }
    const { body } = await tokens(form, {
      Authorization: basic,
      'x-include-refresh-token-hard-expires-in': 'true',
    })
    expect(body.x_refresh_token_hard_expires_in).toBe((5 * 365 - 30) * 86_400)
  })

  test('revoking ends both tokens', async () => {
    const issued = await connect()
    const revoke = (token: string, authorization = basic) =>
      fetch(`${bench.simulator.url}/v2/oauth2/tokens/revoke`, {
        method: 'POST',
        headers: { Authorization: authorization, 'Content-Type': 'application/json' },
        body: JSON.stringify({ token }),
      })
    expect((await revoke(issued.refresh_token, 'Basic bm86bm8=')).status).toBe(401)
    expect((await revoke(issued.refresh_token)).status).toBe(200)
    expect((await revoke('never-issued')).status).toBe(400)
    expect(await reads(issued.access_token)).toBe(401)
    expect((await refresh(issued.refresh_token)).status).toBe(400)
  })
})

describe('sign in with Intuit', () => {
  test('the discovery document leads to a signed id token with nonce, company and audience', async () => {
    const discovery = (await (
      await fetch(`${bench.simulator.url}/.well-known/openid_configuration`)
    ).json()) as Answer
    const issued = await connect({ scope: `openid email ${ACCOUNTING}`, nonce: 'n-1' })
    const keys = createRemoteJWKSet(new URL(discovery.jwks_uri))
    const { payload } = await jwtVerify(issued.id_token, keys, {
      issuer: discovery.issuer,
      audience: APP.clientId,
      algorithms: ['RS256'],
    })
    expect(payload).toMatchObject({
      nonce: 'n-1',
      realmid: US,
      aud: [APP.clientId],
      auth_time: expect.any(Number),
    })
    const info = await fetch(discovery.userinfo_endpoint, {
      headers: { Authorization: `Bearer ${issued.access_token}` },
    })
    expect(await info.json()).toMatchObject({
      sub: payload.sub,
      email: expect.stringContaining('@'),
      emailVerified: true,
    })
  })

  test('without accounting there is no company, and no way into one', async () => {
    const url = await decide('connect', { scope: 'openid email', realmId: '' })
    expect(url.searchParams.get('realmId')).toBeNull()
    const { body } = await exchange(url.searchParams.get('code') ?? '')
    expect(await reads(body.access_token)).toBe(403)
    const other = bench.simulator.issueTokens(US).accessToken
    const info = await fetch(`${bench.simulator.url}/v1/openid_connect/userinfo`, {
      headers: { Authorization: `Bearer ${other}` },
    })
    expect(info.status).toBe(401)
  })
})
