import { createHash, createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordingsFolder } from '../../config/recordings'
import { type SignedRequest, verifyRequest } from '../../connectors/hubspot/signature'

const SECRET = 'a-client-secret'
const URI = 'https://app.example.com/webhooks/hubspot'
const NOW = new Date('2026-11-21T10:00:00Z')
const BODY = '[{"eventId":1,"propertyValue":"Café 学"}]'

const hmac = (source: string, secret = SECRET) =>
  createHmac('sha256', secret).update(source, 'utf8').digest('base64')
const sha = (source: string) => createHash('sha256').update(source, 'utf8').digest('hex')

function request(more: Partial<SignedRequest> = {}): SignedRequest {
  return {
    method: 'POST',
    uri: URI,
    rawBody: Buffer.from(BODY),
    headers: {},
    clientSecrets: [SECRET],
    now: NOW,
    accept: 'webhook',
    ...more,
  }
}

function v3Headers(
  more: { at?: number; uri?: string; method?: string; body?: string; secret?: string } = {},
) {
  const at = String(more.at ?? NOW.getTime())
  return {
    'x-hubspot-request-timestamp': at,
    'x-hubspot-signature-v3': hmac(
      (more.method ?? 'POST') + (more.uri ?? URI) + (more.body ?? BODY) + at,
      more.secret,
    ),
  }
}

const v1Headers = { 'x-hubspot-signature': sha(SECRET + BODY), 'x-hubspot-signature-version': 'v1' }
const v2Headers = {
  'x-hubspot-signature': sha(`${SECRET}POST${URI}${BODY}`),
  'x-hubspot-signature-version': 'v2',
}
const bad = { valid: false, reason: 'bad_signature' }
const missing = { valid: false, reason: 'missing_signature' }
const stale = { valid: false, reason: 'stale' }

describe('v3', () => {
  test.each(['webhook', 'card', 'workflow'] as const)('is taken from a %s', (accept) => {
    expect(verifyRequest(request({ headers: v3Headers(), accept }))).toEqual({ valid: true, version: 'v3' })
  })

  test.each([
    ['300,000 ms old', -300_000, { valid: true, version: 'v3' }],
    ['300,001 ms old', -300_001, stale],
    ['300,000 ms ahead', 300_000, { valid: true, version: 'v3' }],
    ['300,001 ms ahead', 300_001, stale],
  ])('%s', (_, offset, verdict) => {
    const headers = v3Headers({ at: NOW.getTime() + offset })
    expect(verifyRequest(request({ headers }))).toEqual(verdict)
  })

  test.each(['', 'soon', '1e3', '-5', '17.5', '1790000000000000000'])('refuses the timestamp %j', (at) => {
    const headers = {
      'x-hubspot-request-timestamp': at,
      'x-hubspot-signature-v3': hmac(`POST${URI}${BODY}${at}`),
    }
    expect(verifyRequest(request({ headers }))).toEqual(bad)
  })

  test('needs its timestamp', () => {
    const { 'x-hubspot-signature-v3': signature } = v3Headers()
    expect(verifyRequest(request({ headers: { 'x-hubspot-signature-v3': signature } }))).toEqual(missing)
  })

  test.each<[string, Partial<SignedRequest>]>([
    ['one byte of the body changed', { rawBody: Buffer.from(BODY.replace('1', '2')) }],
    ['the method changed', { method: 'GET' }],
    ['http for https', { uri: URI.replace('https', 'http') }],
    ['a query added', { uri: `${URI}?a=1` }],
    ['another secret', { clientSecrets: ['another'] }],
    ['no secret', { clientSecrets: [] }],
  ])('refuses when %s', (_, change) => {
    expect(verifyRequest(request({ headers: v3Headers(), ...change }))).toEqual(bad)
  })

  test('refuses re-ordered query parameters', () => {
    const headers = v3Headers({ uri: `${URI}?a=1&b=2` })
    expect(verifyRequest(request({ headers, uri: `${URI}?b=2&a=1` }))).toEqual(bad)
  })

  test.each([
    '',
    'x',
    'ü'.repeat(22),
    `${hmac('x')}==`,
  ])('refuses the signature %j without throwing', (signature) => {
    const headers = { ...v3Headers(), 'x-hubspot-signature-v3': signature }
    expect(verifyRequest(request({ headers }))).toEqual(bad)
  })

  test('refuses two signatures in one request', () => {
    const headers = v3Headers()
    const twice = [headers['x-hubspot-signature-v3'], headers['x-hubspot-signature-v3']]
    expect(verifyRequest(request({ headers: { ...headers, 'x-hubspot-signature-v3': twice } }))).toEqual(bad)
  })

  test('any of several secrets will do, while one is being replaced', () => {
    const headers = v3Headers({ secret: 'old' })
    expect(verifyRequest(request({ headers, clientSecrets: ['new', 'old'] })).valid).toBe(true)
  })

  test('an empty body counts as nothing', () => {
    const headers = v3Headers({ method: 'GET', body: '' })
    const given = request({ headers, method: 'get', rawBody: Buffer.alloc(0), accept: 'card' })
    expect(verifyRequest(given).valid).toBe(true)
  })

  test('the URL may have been signed raw or decoded', () => {
    const uri = `${URI}?userEmail=rep%40example.com&x=%28a%29`
    const decoded = `${URI}?userEmail=rep@example.com&x=(a)`
    expect(verifyRequest(request({ uri, headers: v3Headers({ uri }) })).valid).toBe(true)
    expect(verifyRequest(request({ uri, headers: v3Headers({ uri: decoded }) })).valid).toBe(true)
  })

  test.each([
    ['%3A', ':'],
    ['%2F', '/'],
    ['%3F', '?'],
    ['%40', '@'],
    ['%21', '!'],
    ['%24', '$'],
    ['%27', "'"],
    ['%28', '('],
    ['%29', ')'],
    ['%2A', '*'],
    ['%2C', ','],
    ['%3B', ';'],
    ['%3a', ':'],
  ])('decodes %s', (code, plain) => {
    const headers = v3Headers({ uri: `${URI}?q=${plain}` })
    expect(verifyRequest(request({ uri: `${URI}?q=${code}`, headers })).valid).toBe(true)
  })

  test.each([
    ['%20', ' '],
    ['%26', '&'],
    ['%3D', '='],
    ['%23', '#'],
    ['%25', '%'],
    ['%2B', '+'],
    ['%2540', '@'],
  ])('leaves %s alone', (code, plain) => {
    const headers = v3Headers({ uri: `${URI}?q=${plain}` })
    expect(verifyRequest(request({ uri: `${URI}?q=${code}`, headers }))).toEqual(bad)
  })
})

describe('the older versions', () => {
  test('v1 is taken from a webhook that came without v3', () => {
    expect(verifyRequest(request({ headers: v1Headers }))).toEqual({ valid: true, version: 'v1' })
  })

  test('v2 is taken from a workflow action that came without v3', () => {
    expect(verifyRequest(request({ headers: v2Headers, accept: 'workflow' }))).toEqual({
      valid: true,
      version: 'v2',
    })
  })

  test('the version header may be absent', () => {
    const headers = { 'x-hubspot-signature': v1Headers['x-hubspot-signature'] }
    expect(verifyRequest(request({ headers })).valid).toBe(true)
  })

  test('a signature announced as another version is refused, even when it would fit', () => {
    const headers = { ...v1Headers, 'x-hubspot-signature-version': 'v2' }
    expect(verifyRequest(request({ headers }))).toEqual(bad)
  })

  test('v1 is never taken from a workflow action, v2 never from a webhook', () => {
    expect(verifyRequest(request({ headers: v1Headers, accept: 'workflow' }))).toEqual(bad)
    expect(verifyRequest(request({ headers: v2Headers, accept: 'webhook' }))).toEqual(bad)
  })

  test.each([v1Headers, v2Headers])('a card needs v3', (headers) => {
    expect(verifyRequest(request({ headers, accept: 'card' }))).toEqual(missing)
  })

  test('a wrong or stale v3 is not rescued by a good older one', () => {
    const wrong = { ...v1Headers, ...v3Headers({ secret: 'x' }) }
    const old = { ...v1Headers, ...v3Headers({ at: NOW.getTime() - 300_001 }) }
    expect(verifyRequest(request({ headers: wrong }))).toEqual(bad)
    expect(verifyRequest(request({ headers: old }))).toEqual(stale)
    const workflow = { ...v2Headers, ...v3Headers({ secret: 'x' }) }
    expect(verifyRequest(request({ headers: workflow, accept: 'workflow' }))).toEqual(bad)
  })

  test('a changed body is refused', () => {
    const rawBody = Buffer.from(`${BODY} `)
    expect(verifyRequest(request({ headers: v1Headers, rawBody }))).toEqual(bad)
    expect(verifyRequest(request({ headers: v2Headers, rawBody, accept: 'workflow' }))).toEqual(bad)
  })
})

test.each(['webhook', 'card', 'workflow'] as const)('an unsigned %s is refused', (accept) => {
  expect(verifyRequest(request({ accept }))).toEqual(missing)
})

interface Vector {
  name: string
  version: 'v1' | 'v2' | 'v3'
  secret: string
  method?: string
  uriRaw?: string
  uriAsSigned?: string
  body: string
  timestamp?: string
  expected: string
}

const vectorFile = join(recordingsFolder('hubspot'), 'signature-vectors.json')

if (existsSync(vectorFile)) {
  const { vectors } = JSON.parse(readFileSync(vectorFile, 'utf8')) as { vectors: Vector[] }
  describe('published vectors', () => {
    test.each(vectors.map((vector): [string, Vector] => [vector.name, vector]))('%s', (_, vector) => {
      const older = { 'x-hubspot-signature': vector.expected, 'x-hubspot-signature-version': vector.version }
      const headers =
        vector.version === 'v3'
          ? {
              'x-hubspot-signature-v3': vector.expected,
              'x-hubspot-request-timestamp': vector.timestamp ?? '',
            }
          : older
      const given = request({
        method: vector.method ?? 'POST',
        uri: vector.uriRaw ?? vector.uriAsSigned ?? '',
        rawBody: Buffer.from(vector.body),
        headers,
        clientSecrets: [vector.secret],
        now: new Date(Number(vector.timestamp ?? 0)),
        accept: vector.version === 'v2' ? 'workflow' : 'webhook',
      })
      expect(verifyRequest(given)).toEqual({ valid: true, version: vector.version })
      expect(verifyRequest({ ...given, clientSecrets: ['wrong'] }).valid).toBe(false)
    })
  })
} else {
  test.skip(`published signature vectors: not run, no ${vectorFile}`, () => {})
}
