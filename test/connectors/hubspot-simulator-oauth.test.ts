import { agency, app, type Stage, startStage } from './hubspot-simulator-stage'

let stage: Stage
beforeEach(async () => {
  stage = await startStage()
})
afterEach(() => stage.simulator.close())

const redirect_uri = 'http://127.0.0.1:3000/oauth/hubspot/callback'
const scope = 'oauth crm.objects.deals.read crm.objects.deals.write'
const id = { client_id: app.clientId, client_secret: app.clientSecret }
const post = (path: string, form: Record<string, string>) =>
  stage.ask('POST', path, new URLSearchParams(form), '')
const authorizeQuery = (more: Record<string, string> = {}) =>
  new URLSearchParams({ client_id: app.clientId, redirect_uri, scope, state: 's-1', ...more })

async function decide(form: Record<string, string>): Promise<URL> {
  const sent = await post(`/oauth/authorize?${authorizeQuery()}`, form)
  expect(sent.status).toBe(302)
  return new URL(sent.headers.get('location') ?? '')
}

async function code(): Promise<string> {
  const back = await decide({ portal: String(agency.portalId), decision: 'connect' })
  expect(back.href.startsWith(`${redirect_uri}?`)).toBe(true)
  expect(back.searchParams.get('state')).toBe('s-1')
  return back.searchParams.get('code') ?? ''
}

const byCode = async (more: Record<string, string> = {}, path = '/oauth/2026-03/token') =>
  post(path, { grant_type: 'authorization_code', ...id, redirect_uri, code: await code(), ...more })
const refresh = (refresh_token: string, path = '/oauth/2026-03/token') =>
  post(path, { grant_type: 'refresh_token', ...id, refresh_token })

test('a person picks a portal; the code becomes tokens', async () => {
  const page = await stage.get(`/oauth/authorize?${authorizeQuery()}`, '')
  expect(page.body.text).toContain('Harbour &amp; Co')
  const answered = await byCode()
  expect(answered.status).toBe(200)
  expect(answered.body).toEqual({
    token_type: 'bearer',
    refresh_token: expect.stringMatching(/^na1-/),
    access_token: expect.any(String),
    expires_in: 1800,
    hub_id: agency.portalId,
    scopes: scope.split(' '),
  })
  expect((await stage.get('/account-info/2026-03/details', answered.body.access_token)).status).toBe(200)
})

test.each([
  '/oauth/2026-09/token',
  '/oauth/v3/token',
  '/oauth/v1/token',
])('%s exchanges too', async (path) => {
  const first = await byCode({}, path)
  expect(first.status).toBe(200)
  expect('hub_id' in first.body).toBe(!path.includes('v1'))
  const second = await refresh(first.body.refresh_token, path)
  expect(second.body.refresh_token).toBe(first.body.refresh_token)
  expect(second.body.access_token).not.toBe(first.body.access_token)
})

test('cancelling comes back with an error; a wrong request never leaves the page', async () => {
  const back = await decide({ portal: '1', decision: 'cancel' })
  expect(back.searchParams.get('error')).toBe('access_denied')
  const bad: Record<string, string>[] = [
    { client_id: 'other' },
    { redirect_uri: 'javascript:alert(1)' },
    { scope: '' },
  ]
  for (const more of bad) {
    expect((await stage.get(`/oauth/authorize?${authorizeQuery(more)}`, '')).status).toBe(400)
    const posted = await post(`/oauth/authorize?${authorizeQuery(more)}`, {
      portal: '148000001',
      decision: 'connect',
    })
    expect(posted.status).toBe(400)
  }
})

test('a code works once, for its redirect address, within a minute', async () => {
  const once = await code()
  const exchange = { grant_type: 'authorization_code', ...id, redirect_uri, code: once }
  expect((await post('/oauth/2026-03/token', exchange)).status).toBe(200)
  expect((await post('/oauth/2026-03/token', exchange)).body).toMatchObject({ status: 'BAD_AUTH_CODE' })
  expect((await byCode({ redirect_uri: 'http://elsewhere' })).body).toMatchObject({
    status: 'BAD_REDIRECT_URI',
  })
  const late = await code()
  stage.clock.moveTo(61_000)
  expect((await post('/oauth/2026-03/token', { ...exchange, code: late })).status).toBe(400)
})

test.each([
  [{ client_id: 'x' }, 'BAD_CLIENT_ID'],
  [{ client_secret: 'x' }, 'BAD_CLIENT_SECRET'],
  [{ refresh_token: 'x' }, 'BAD_REFRESH_TOKEN'],
  [{ grant_type: 'password' }, 'BAD_GRANT_TYPE'],
])('%j answers %s', async (wrong, status) => {
  const { refreshToken } = stage.simulator.issueTokens(agency.portalId)
  const form = { grant_type: 'refresh_token', ...id, refresh_token: refreshToken, ...wrong }
  expect(await post('/oauth/2026-03/token', form)).toMatchObject({ status: 400, body: { status } })
})

test('an access token ends after half an hour, with the time it has been over', async () => {
  const { accessToken, refreshToken, expiresInS } = stage.simulator.issueTokens(agency.portalId)
  expect(expiresInS).toBe(1800)
  stage.clock.moveTo(1_799_000)
  expect((await stage.get('/crm/v3/objects/deals', accessToken)).status).toBe(200)
  stage.clock.moveTo(1_818_500)
  const refused = await stage.get('/crm/v3/objects/deals', accessToken)
  expect(refused.status).toBe(401)
  expect(refused.body).toMatchObject({
    category: 'EXPIRED_AUTHENTICATION',
    message: 'The OAuth token used to make this call expired 18 second(s) ago.',
    context: { 'expire time': [expect.any(String)] },
  })
  const renewed = await refresh(refreshToken)
  expect((await stage.get('/crm/v3/objects/deals', renewed.body.access_token)).status).toBe(200)
})

test('without a token, or with a wrong one, nobody is let in', async () => {
  for (const token of ['', 'nonsense']) {
    const refused = await stage.get('/crm/v3/objects/deals', token)
    expect(refused).toMatchObject({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } })
  }
})

test('introspection knows live tokens; revoked ones are inactive', async () => {
  const { accessToken, refreshToken } = stage.simulator.issueTokens(agency.portalId)
  const look = (token: string) => post('/oauth/2026-03/token/introspect', { ...id, token })
  expect((await look(accessToken)).body).toMatchObject({
    active: true,
    hub_id: agency.portalId,
    app_id: app.appId,
    user: 'maya@harbourandco.example',
    token_use: 'access_token',
    token_type: 'Bearer',
  })
  expect((await look(refreshToken)).body).toMatchObject({ active: true, token_use: 'refresh_token' })
  expect((await post('/oauth/2026-09/token/revoke', { ...id, token: refreshToken })).status).toBe(204)
  expect((await look(refreshToken)).body).toEqual({ active: false })
  expect((await look(accessToken)).body).toMatchObject({ active: true })
  expect((await refresh(refreshToken)).body).toEqual({
    error: 'invalid_grant',
    error_description: 'refresh token is invalid, expired or revoked',
    status: 'BAD_REFRESH_TOKEN',
    message: 'refresh token is invalid, expired or revoked',
  })
})

test('after the uninstall nothing works, in either wording, until it is authorised again', async () => {
  const { accessToken, refreshToken } = stage.simulator.issueTokens(agency.portalId)
  const gone = await stage.ask('DELETE', '/appinstalls/2026-03/external-install', undefined, accessToken)
  expect(gone.status).toBe(204)
  expect((await stage.get('/crm/v3/objects/deals', accessToken)).status).toBe(401)
  expect((await refresh(refreshToken)).body).toMatchObject({ status: 'BAD_REFRESH_TOKEN' })
  await stage.turn({ uninstalled_refresh: 'BAD_HUB' })
  expect((await refresh(refreshToken)).body).toEqual({
    error: 'access_denied',
    error_description: 'missing or unknown hub id',
    status: 'BAD_HUB',
    message: 'missing or unknown hub id',
  })
  expect((await byCode()).status).toBe(200)
})
