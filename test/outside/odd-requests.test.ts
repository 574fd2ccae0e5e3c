/**
 * Goal: whatever a request's address, headers or bytes look like, it is refused with words and changes nothing, or does what
 * it says; nothing breaks. Method: raw requests over a socket, where a client's own checks would be in the way.
 */
import { request as send } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type ContractStage, everyRoute, openContractStage, plan } from './contract-stage'

let stage: ContractStage
beforeAll(async () => {
  stage = await openContractStage()
}, 120_000)
afterAll(() => stage.close())

interface Raw {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** A request as it is written, with headers that fetch would mend. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string | string[]> = {},
  body?: Buffer | string,
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sending = send(
      `${stage.embedded.url}${path}`,
      { method, headers: { authorization: `Bearer ${stage.embedded.at.apiToken}`, ...headers } },
      (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: String(response.headers['content-type']),
            text: Buffer.concat(pieces).toString(),
          }),
        )
      },
    )
    sending.on('error', reject)
    sending.end(body)
  })
}

/** Refused as a person's mistake, in words, with nothing changed. */
async function refused(asking: () => Promise<Raw>, allowed: readonly number[]): Promise<void> {
  const before = await stage.fingerprint()
  const answer = await asking()
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([
    allowed.includes(answer.status) ? answer.status : allowed,
    expect.any(String),
  ])
  expect(answer.type).toContain('application/problem+json')
  expect(JSON.parse(answer.text)).toMatchObject({
    status: answer.status,
    detail: expect.stringMatching(/.{10}/),
  })
  expect(await stage.fingerprint()).toBe(before)
}

const json = { 'content-type': 'application/json' }
const schedule = () => `/api/v1/deals/${stage.ids.deal}/schedule`
const body = JSON.stringify(plan())

describe('a body of bytes that are no plain JSON', () => {
  test.each<[string, Record<string, string>, Buffer | string, readonly number[]]>([
    ['a charset that nobody has', { 'content-type': 'application/json; charset=klingon' }, body, [415]],
    [
      'UTF-16 that says so',
      { 'content-type': 'application/json; charset=utf-16' },
      Buffer.from(body, 'utf16le'),
      [400, 409, 415],
    ],
    [
      'Latin-1 that says so',
      { 'content-type': 'application/json; charset=iso-8859-1' },
      Buffer.from('{"é":1}', 'latin1'),
      [400, 415],
    ],
    [
      'bytes that are no UTF-8',
      json,
      Buffer.concat([Buffer.from('{"billingType":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]),
      [400, 422],
    ],
    ['half a JSON', json, body.slice(0, 40), [400]],
    ['two JSONs', json, `${body}${body}`, [400]],
    ['a number', json, '7', [400, 422]],
    ['null', json, 'null', [400, 422]],
    ['a list', json, '[]', [400, 422]],
    ['a text', json, '"plan"', [400, 422]],
    ['a number that is infinite', json, body.replace('7', '1e999'), [400, 422]],
    ['NaN', json, body.replace('7', 'NaN'), [400]],
    ['a comment', json, `/* plan */${body}`, [400]],
    ['a NUL', json, `${body}\u0000`, [400]],
    ['compressed, and not', { ...json, 'content-encoding': 'gzip' }, body, [400, 415]],
    ['compressed in a way that nobody knows', { ...json, 'content-encoding': 'zstd2' }, body, [415]],
    ['a bomb', { ...json, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(20_000_000, ' ')), [413]],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'billingType=fixed', [415]],
    ['no type at all', {}, body, [415]],
    ['a type that is none', { 'content-type': ';;;' }, body, [415]],
    ['the type of a table', { 'content-type': 'text/csv' }, body, [415]],
    ['a prototype', json, '{"__proto__":{"billingType":"fixed"}}', [400, 422]],
    ['a constructor', json, '{"constructor":{"prototype":{}}}', [400, 422]],
    ['10,000 levels', json, '['.repeat(10_000) + ']'.repeat(10_000), [400, 422]],
    [
      '100,000 fields',
      json,
      `{${Array.from({ length: 50_000 }, (_, index) => `"f${index}":1`).join(',')}}`,
      [400, 413, 422],
    ],
  ])('%s', async (_, headers, bytes, allowed) => {
    await refused(() => raw('PUT', schedule(), headers, bytes), allowed)
  })

  test('a byte order mark and plain UTF-8 in capitals are fine', async () => {
    const renamed = JSON.stringify({ name: 'Renamed' })
    const at = `/api/v1/milestones/${stage.ids.milestone}`
    expect(
      (await raw('PATCH', at, { 'content-type': 'APPLICATION/JSON; CHARSET=UTF-8' }, renamed)).status,
    ).toBe(200)
    expect([200, 400]).toContain((await raw('PATCH', at, json, `\ufeff${renamed}`)).status)
  })
})

describe('conditions and keys', () => {
  const rename = (headers: Record<string, string | string[]>) => () =>
    raw(
      'PATCH',
      `/api/v1/milestones/${stage.ids.milestone}`,
      { ...json, ...headers },
      '{"name":"By a condition"}',
    )
  test.each([
    '7',
    '""',
    '"-1"',
    '"1.5"',
    '"1", "2"',
    '"1e3"',
    '"９"',
    '"99999999999999999999"',
    'W/',
    '*, "1"',
    `"${'1'.repeat(500)}"`,
  ])('If-Match: %s is no version that was read', async (value) => {
    await refused(rename({ 'if-match': Buffer.from(value).toString('latin1') }), [400, 412])
  })
  test('If-Match twice', () => refused(rename({ 'if-match': ['"998"', '"999"'] }), [400, 412]))
  test.each([' ', 'a b', 'ü', 'x'.repeat(201), '\t'])('Idempotency-Key: “%s” is none', async (key) => {
    const asking = () =>
      raw(
        'POST',
        `/api/v1/deals/${stage.ids.deal}/milestones`,
        { ...json, 'idempotency-key': Buffer.from(key).toString('latin1') },
        '{"name":"x"}',
      )
    await refused(asking, [400, 422])
  })
})

describe('who asks', () => {
  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic bXA6eA==',
    'bearer mp_nobody',
    `Bearer ${'x'.repeat(5_000)}`,
    'Bearer mp_\u00e9',
    'Bearer a, Bearer b',
  ])('authorization: “%s”', async (value) => {
    await refused(
      () => raw('GET', '/api/v1/me', { authorization: Buffer.from(value).toString('latin1') }),
      [401],
    )
  })
  test.each([
    'session=',
    '__Host-session=%00',
    'session=a; session=b',
    '=;=',
    `session=${'x'.repeat(4_000)}`,
  ])('cookie: “%s”', async (cookie) => {
    const asking = () => raw('GET', '/api/v1/me', { authorization: '', cookie })
    await refused(asking, [401])
  })
})

describe('addresses', () => {
  const asked = everyRoute.filter(([, , route]) => route.method === 'GET' && route.path !== '/events')
  const queries = fc.oneof(
    fc.webQueryParameters(),
    fc.constantFrom(
      'limit=0',
      'limit=-1',
      'limit=201',
      'limit=1e1',
      'limit=٣',
      'limit=1&limit=2',
      'limit[]=1',
      'limit[a]=1',
      'limit=',
      'cursor=%00',
      'cursor=AAAA',
      'cursor=-1',
      `cursor=${'9'.repeat(400)}`,
      'cursor=null',
      'search=%',
      'search=%25%5F%5C',
      'search=%ff',
      'search=%ED%A0%80',
      'search[$ne]=',
      '__proto__[a]=1',
      'constructor=1',
      'noSuch=1',
      'preview=maybe',
      '%',
      '&&&=',
    ),
  )
  test.each(asked)('%s with odd questions', async (_, _name, route) => {
    const at = stage.addressOf(route, 'real')
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const answer = await raw(
          'GET',
          `${at}?${query}`.replace(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter)),
        )
        expect([query, answer.status < 500]).toEqual([query, true])
        if (answer.status >= 400) expect(answer.type).toContain('application/problem+json')
      }),
      { numRuns: 25 },
    )
  })

  test.each([
    '%00',
    '%',
    '%ff',
    '%E0%A4%A',
    '..%2f..%2fme',
    '%2e%2e',
    'a%2Fb',
    '0',
    '-1',
    '1e3',
    '１２',
    '9'.repeat(400),
    'null',
    '{dealId}',
    "'--",
    '%F0%9F%92%A9',
    'x'.repeat(6_000),
  ])('no deal and no milestone is “%s”', async (id) => {
    const written = id.replace(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter))
    for (const path of [
      `/deals/${written}`,
      `/deals/${written}/history`,
      `/milestones/${written}/preflight`,
    ]) {
      await refused(() => raw('GET', `/api/v1${path}`), [400, 404, 414])
    }
    await refused(() => raw('PUT', `/api/v1/deals/${written}/schedule`, json, body), [400, 404, 414])
    await refused(() => raw('PATCH', `/api/v1/milestones/${written}`, json, '{"name":"x"}'), [400, 404, 414])
  })

  test('methods that nobody offers', async () => {
    for (const method of ['TRACE', 'OPTIONS', 'PROPFIND', 'LOCK']) {
      const { status } = await raw(method, '/api/v1/me')
      expect([method, status >= 400 && status < 500]).toEqual([method, true])
    }
    expect((await raw('HEAD', '/api/v1/me')).status).toBeLessThan(500)
  })
})
