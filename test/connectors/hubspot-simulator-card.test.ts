import { createServer, type IncomingHttpHeaders } from 'node:http'
import { verifyRequest } from '../../connectors/hubspot/signature'
import { agency, app, type Stage, startStage } from './hubspot-simulator-stage'

/** `hubspot.fetch` from a card, as HubSpot's proxy carries it out. */
interface Seen {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: Buffer
}
let stage: Stage
let seen: Seen[]
let statuses: number[]
const server = createServer((req, res) => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    seen.push({
      method: req.method ?? '',
      url: req.url ?? '',
      headers: req.headers,
      body: Buffer.concat(chunks),
    })
    const status = statuses.shift() ?? 200
    const more = status === 302 ? { location: '/elsewhere' } : {}
    res.writeHead(status, { 'content-type': 'application/json', ...more }).end('{"ok":true}')
  })
})
let origin = ''

beforeAll(async () => {
  stage = await startStage()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterAll(async () => {
  server.close()
  await stage.simulator.close()
})
beforeEach(() => {
  seen = []
  statuses = []
})

const card = (asked: object) =>
  stage.post('/simulator/card-fetch', {
    portalId: agency.portalId,
    url: `${origin}/hubspot/card/schedule?dealId=1`,
    ...asked,
  })

const verdict = ({ method, headers, body }: Seen, uri: string) =>
  verifyRequest({
    method,
    uri,
    headers,
    rawBody: body,
    clientSecrets: [app.clientSecret],
    now: new Date(),
    accept: 'card',
  })

test.each([
  'as_sent',
  'decoded',
])('signs the identity into the URL (%s), and the app believes it', async (signed_uri) => {
  await stage.turn({ signed_uri })
  const answered = await card({ method: 'POST', body: { key: 'k-1' } })
  expect(answered.body).toMatchObject({
    status: 'success',
    responseBody: { ok: true },
    context: { appServerStatusCode: ['200'] },
  })
  const [request] = seen
  if (request === undefined) throw new Error('nothing came')
  const query = new URL(origin + request.url).searchParams
  expect(Object.fromEntries(query)).toEqual({
    dealId: '1',
    userId: '70000001',
    portalId: String(agency.portalId),
    userEmail: 'maya@harbourandco.example',
    appId: String(app.appId),
  })
  expect(JSON.parse(request.body.toString())).toEqual({ key: 'k-1' })
  expect(request.headers['x-hubspot-signature-version']).toBe('v2')
  expect(verdict(request, origin + request.url)).toEqual({ valid: true, version: 'v3' })
  expect(verdict(request, origin + request.url.replace('70000001', '70000002')).valid).toBe(false)
})

test('signs the public URL when another one is called', async () => {
  await card({ signedUrl: 'https://app.example.com/hubspot/card/schedule?dealId=1' })
  const [request] = seen
  if (request === undefined) throw new Error('nothing came')
  expect(verdict(request, `https://app.example.com${request.url}`).valid).toBe(true)
  expect(verdict(request, origin + request.url).valid).toBe(false)
})

test.each([
  [[409], 1, 'BAD_GATEWAY', '409'],
  [[302], 1, 'BAD_GATEWAY', '302'],
  [[503, 503], 2, 'BAD_GATEWAY', '503'],
])('the app answers %j: %i call(s), and the card sees %s', async (given, calls, category, code) => {
  statuses = [...given]
  const answered = await card({})
  expect(seen).toHaveLength(calls)
  expect(answered.body).toMatchObject({ status: 'error', category, context: { appServerStatusCode: [code] } })
})

test('a 5xx is tried once more; nobody there is a timeout', async () => {
  statuses = [500, 200]
  expect((await card({})).body).toMatchObject({ status: 'success' })
  expect(seen).toHaveLength(2)
  expect((await card({ url: 'http://127.0.0.1:1/x' })).body).toMatchObject({ category: 'GATEWAY_TIMEOUT' })
})

test('a user nobody knows, or a request of another shape, is refused', async () => {
  expect((await card({ userId: 1 })).status).toBe(400)
  expect((await card({ method: 'TRACE' })).status).toBe(400)
  expect(seen).toHaveLength(0)
})
