import nock from 'nock'
import type { Answer, CallRecord, FaultKind } from '../../connectors/answer'
import { openPortal } from '../../connectors/hubspot/open-portal'

const HOST = 'https://api.hubapi.com'
const TOKEN = 'canary-token-5f1c'

beforeAll(() => nock.disableNetConnect())
afterAll(() => {
  nock.enableNetConnect()
  nock.restore()
})
beforeEach(() => {
  if (!nock.isActive()) nock.activate()
})
afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  expect(pending).toEqual([])
})

function open(records: CallRecord[] = []) {
  return openPortal('148000001', {
    baseUrl: HOST,
    accessToken: async () => TOKEN,
    pace: async () => {},
    record: (call) => records.push(call),
    deadlineMs: 2_000,
  })
}

const READ = '/account-info/2026-03/details'
const WRITE = '/crm/objects/2026-03/deals/batch/update'

/** The same reply to a read and to a write: what matters must not depend on which it was. */
async function both(
  status: number,
  body: string | object,
  headers: Record<string, string> = {},
): Promise<[Answer<unknown>, CallRecord][]> {
  const records: CallRecord[] = []
  const portal = open(records)
  nock(HOST).get(READ).reply(status, body, headers)
  const read = await portal.account()
  nock(HOST).post(WRITE).reply(status, body, headers)
  nock(HOST).patch('/crm/objects/2026-03/deals/5').optionally().reply(status, body, headers)
  const write = await portal.updateDeals([{ id: '5', properties: { a: 'b' } }])
  nock.cleanAll()
  const [readRecord, writeRecord] = records
  if (!readRecord || !writeRecord) throw new Error('not recorded')
  return [
    [read, readRecord],
    [write, writeRecord],
  ]
}

test.each<[number, Answer<never>['outcome'], FaultKind]>([
  [401, 'refused', 'unauthorized'],
  [403, 'refused', 'forbidden'],
  [423, 'refused', 'throttled'],
  [429, 'refused', 'throttled'],
  [408, 'unknown', 'timeout'],
  [477, 'unknown', 'unavailable'],
  [500, 'unknown', 'unavailable'],
  [502, 'unknown', 'unavailable'],
  [503, 'unknown', 'unavailable'],
  [504, 'unknown', 'unavailable'],
  [521, 'unknown', 'unavailable'],
  [524, 'unknown', 'unavailable'],
  [302, 'unknown', 'unreadable'],
])('%i is %s, %s, for a read and for a write', async (status, outcome, kind) => {
  for (const [answer, record] of await both(status, { status: 'error', message: 'why', category: 'SOME' })) {
    expect(answer).toMatchObject({ outcome, fault: { kind, status, code: 'SOME', message: 'why' } })
    expect(record).toMatchObject({ outcome, status, code: 'SOME' })
  }
})

test.each<[number, FaultKind]>([
  [400, 'invalid'],
  [404, 'missing'],
  [405, 'invalid'],
  [409, 'duplicate'],
  [414, 'invalid'],
  [422, 'invalid'],
])('%i is refused, %s', async (status, kind) => {
  nock(HOST).get(READ).reply(status, { message: 'why' })
  expect(await open().account()).toMatchObject({ outcome: 'refused', fault: { kind, status, code: null } })
})

test.each<[string, string]>([
  ['nothing', ''],
  ['half an object', '{"results":['],
  ['a page', '<html><body>Just a moment</body></html>'],
  ['another object', '{"hello":true}'],
  ['an error with 200', '{"status":"error","message":"no"}'],
  ['null', 'null'],
])('200 with %s is unknown: it may have happened', async (_, body) => {
  for (const [answer, record] of await both(200, body)) {
    expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'unreadable', status: 200 } })
    expect(record).toMatchObject({ outcome: 'unknown', status: 200 })
  }
})

test("a gateway's page is a fault in our own words", async () => {
  nock(HOST).get(READ).reply(502, '<html>Bad Gateway</html>')
  expect(await open().account()).toMatchObject({
    outcome: 'unknown',
    fault: { code: null, message: 'HubSpot answered 502.' },
  })
})

test('an error whose fields are of other types is still read', async () => {
  nock(HOST)
    .get(READ)
    .reply(400, { status: 7, message: ['a'], category: { b: 1 }, errors: 'x', errorType: 'E' })
  expect(await open().account()).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'invalid', code: 'E', message: 'HubSpot answered 400.' },
  })
})

const policy = (policyName: string) => ({ errorType: 'RATE_LIMIT', policyName, message: 'limit' })
const rolling = { 'x-hubspot-ratelimit-interval-milliseconds': '10000' }

test.each<[string, number, object, Record<string, string>, number | null]>([
  ['Retry-After in seconds', 429, {}, { 'retry-after': '7' }, 7_000],
  ['Retry-After beats the policy', 429, policy('SECONDLY'), { 'retry-after': '3' }, 3_000],
  [
    'Retry-After as a date, by the answer’s own clock',
    429,
    {},
    { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT', date: 'Sat, 21 Nov 2026 10:00:00 GMT' },
    30_000,
  ],
  [
    'a date that is past',
    503,
    {},
    { 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT', date: 'Sat, 21 Nov 2026 10:00:00 GMT' },
    0,
  ],
  ['never more than a day', 477, {}, { 'retry-after': '9999999' }, 86_400_000],
  ['nonsense', 503, {}, { 'retry-after': 'later' }, null],
  ['the rolling limit', 429, policy('TEN_SECONDLY_ROLLING'), {}, 10_000],
  ['the limit by the second', 429, policy('SECONDLY'), rolling, 1_000],
  ['the daily limit', 429, policy('DAILY'), {}, null],
  ['the newer shape, with limit headers', 429, { category: 'RATE_LIMITS' }, rolling, 10_000],
  ['the newer shape, from search', 429, { category: 'RATE_LIMITS' }, {}, 1_000],
  ['a lock', 423, {}, {}, 2_000],
  ['no wait is told by a refusal', 400, {}, {}, null],
])('how long to wait: %s', async (_, status, body, headers, wait) => {
  nock(HOST).get(READ).reply(status, body, headers)
  expect(await open().account()).toMatchObject({ fault: { retryAfterMs: wait } })
})

test('carries HubSpot’s correlation id: from the header, else from the body', async () => {
  nock(HOST).get(READ).reply(400, { correlationId: 'in-body' }, { 'X-HubSpot-Correlation-Id': 'in-header' })
  nock(HOST).get(READ).reply(400, { correlationId: 'in-body' })
  nock(HOST).get(READ).reply(200, { portalId: 1 }, { 'X-HubSpot-Correlation-Id': 'good' })
  const records: CallRecord[] = []
  const portal = open(records)
  expect(await portal.account()).toMatchObject({ fault: { trace: 'in-header' } })
  expect(await portal.account()).toMatchObject({ fault: { trace: 'in-body' } })
  expect(await portal.account()).toMatchObject({ outcome: 'done', trace: 'good' })
  expect(records.map((record) => record.trace)).toEqual(['in-header', 'in-body', 'good'])
})

test('a very long message is cut', async () => {
  nock(HOST)
    .get(READ)
    .reply(400, { message: 'x'.repeat(5_000) })
  const answer = await open().account()
  expect(answer.outcome === 'refused' && answer.fault.message).toBe('x'.repeat(1_000))
})

test('no token in any answer or record, wherever HubSpot or the network repeats it', async () => {
  const echo = `you sent Bearer ${TOKEN}`
  const body = { message: echo, category: TOKEN, correlationId: TOKEN, error: TOKEN }
  const seen: unknown[] = []
  for (const status of [200, 302, 400, 401, 403, 409, 429, 500]) {
    seen.push(...(await both(status, body, { 'x-hubspot-correlation-id': TOKEN })))
  }
  nock(HOST)
    .get(READ)
    .replyWithError(Object.assign(new Error(echo), { code: 'ECONNRESET' }))
  nock(HOST)
    .get(READ)
    .replyWithError(Object.assign(new Error(echo), { code: TOKEN }))
  const records: CallRecord[] = []
  seen.push(await open(records).account(), await open(records).account(), records)
  const text = JSON.stringify(seen)
  expect(text).toContain('ECONNRESET')
  expect(text).toContain('[removed]')
  expect(text).not.toContain(TOKEN)
})

test.each([
  ['ECONNREFUSED', 'refused', 'not_sent'],
  ['ENOTFOUND', 'refused', 'not_sent'],
  ['EAI_AGAIN', 'refused', 'not_sent'],
  ['CERT_HAS_EXPIRED', 'refused', 'not_sent'],
  ['ECONNRESET', 'unknown', 'unavailable'],
  ['EPIPE', 'unknown', 'unavailable'],
  ['ETIMEDOUT', 'unknown', 'unavailable'],
])('%s is %s, %s', async (code, outcome, kind) => {
  nock(HOST)
    .post(WRITE)
    .replyWithError(Object.assign(new Error(code), { code }))
  const records: CallRecord[] = []
  const answer = await open(records).updateDeals([{ id: '5', properties: {} }])
  expect(answer).toMatchObject({ outcome, fault: { kind, status: null, code } })
  expect(records).toMatchObject([{ outcome, status: null, code, write: true }])
})

test('no answer before the deadline is unknown', async () => {
  nock(HOST).post(WRITE).delay(5_000).reply(200, {})
  const portal = openPortal('1', {
    baseUrl: HOST,
    accessToken: async () => TOKEN,
    pace: async () => {},
    record: () => {},
    deadlineMs: 60,
  })
  expect(await portal.updateDeals([{ id: '5', properties: {} }])).toMatchObject({
    outcome: 'unknown',
    fault: { kind: 'timeout', status: null },
  })
  nock.abortPendingRequests()
})

test('the record says what was asked, and the wait for limits is the last thing before the call; its end is told', async () => {
  const steps: string[] = []
  const portal = openPortal('1', {
    baseUrl: HOST,
    accessToken: async () => {
      steps.push('token')
      return TOKEN
    },
    pace: async (kind) => {
      steps.push(`pace ${kind}`)
      return () => void steps.push('over')
    },
    record: ({ durationMs, ...call }) => {
      steps.push('record')
      expect(durationMs).toBeGreaterThanOrEqual(0)
      expect(call).toEqual({
        vendor: 'hubspot',
        operation: 'read account',
        metered: false,
        write: false,
        requestKey: null,
        outcome: 'done',
        status: 200,
        code: null,
        trace: null,
      })
    },
    deadlineMs: 2_000,
  })
  nock(HOST).get(READ).reply(200, { portalId: 1 })
  await portal.account()
  expect(steps).toEqual(['token', 'pace call', 'over', 'record'])
})

test('a token that cannot be had is its owner’s failure, not HubSpot’s: it passes, and nothing is sent', async () => {
  const records: CallRecord[] = []
  const portal = openPortal('1', {
    baseUrl: HOST,
    accessToken: () => Promise.reject(new Error('no connection')),
    pace: async () => {},
    record: (call) => records.push(call),
    deadlineMs: 2_000,
  })
  await expect(portal.account()).rejects.toThrow('no connection')
  expect(records).toEqual([])
})
