/**
 * Goal: a request that comes twice acts once, one that comes late changes nothing, and a webhook that is not signed
 * is nobody's. Method: over HTTP, with the state compared before and after.
 */
import { createHmac } from 'node:crypto'
import { must } from '../fixtures/must'
import { type ContractStage, openContractStage, plan } from './contract-stage'

let stage: ContractStage
beforeAll(async () => {
  stage = await openContractStage()
}, 120_000)
afterAll(() => stage.close())

const milestone = () => `/api/v1/milestones/${stage.ids.milestone}`

test('an Idempotency-Key: the same request again gets the first answer, another one is refused', async () => {
  const headers = { 'idempotency-key': 'a-key-of-this-test' }
  const send = (body: object) => stage.ask('POST', `${milestone()}/start`, { body, headers })
  const first = await send({})
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null])
  const entries = await stage.count('history')
  const again = await send({})
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
  expect(again.body).toEqual(first.body)
  const other = await stage.ask('POST', `${milestone()}/complete`, { body: { note: 'x' }, headers })
  expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused'])
  expect(await stage.count('history')).toBe(entries)
})

test('ten at once under one key act once', async () => {
  const address = `/api/v1/deals/${stage.ids.deal}/milestones`
  const before = await stage.count('milestone')
  const add = () =>
    stage.ask('POST', address, {
      body: { name: 'Once', amount: { amount: '1.00', currency: 'USD' } },
      headers: { 'idempotency-key': 'ten-at-once' },
    })
  const answers = await Promise.all(Array.from({ length: 10 }, add))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
  expect(new Set(answers.map((answer) => answer.body['id'])).size).toBe(1)
  expect(await stage.count('milestone')).toBe(before + 1)
})

test('a stale If-Match changes nothing: 412; the present one passes; one that is no ETag is 400', async () => {
  const read = await stage.ask('GET', `/api/v1/deals/${stage.ids.deal}`)
  const page = read.body as { milestones: { id: string; version: number }[] }
  const { version } = must(page.milestones.find((each) => each.id === stage.ids.milestone))
  const before = await stage.fingerprint()
  const stale = (value: string) => ({ headers: { 'if-match': value } })
  const rename = (value: string) =>
    stage.ask('PATCH', milestone(), { body: { name: 'Renamed' }, ...stale(value) })
  const old = await rename(`"${version + 7}"`)
  expect([old.status, old.body['code']]).toEqual([412, 'version_conflict'])
  expect((await rename('seven')).status).toBe(400)
  expect((await stage.ask('DELETE', milestone(), stale(`"${version + 7}"`))).status).toBe(412)
  const schedule = await stage.ask('PUT', `/api/v1/deals/${stage.ids.deal}/schedule`, {
    body: plan(),
    ...stale('"999999"'),
  })
  expect(schedule.status).toBe(412)
  expect(await stage.fingerprint()).toBe(before)
  expect((await rename(`"${version}"`)).status).toBe(200)
})

describe('a webhook with a signature that does not fit', () => {
  const body = JSON.stringify([{ specversion: '1.0', id: '1', intuitaccountid: '9', intuitentityid: '1' }])
  const sign = (secret: string) => createHmac('sha256', secret).update(body).digest('base64')
  const post = async (vendor: string, headers: Record<string, string>) =>
    (await stage.ask('POST', `/webhooks/${vendor}`, { token: null, raw: body, headers })).status

  test('is 401 for each of the two, and stores nothing', async () => {
    const stored = await stage.count('inbox_event')
    expect(await post('quickbooks', {})).toBe(401)
    expect(await post('quickbooks', { 'intuit-signature': sign('another secret') })).toBe(401)
    expect(await post('quickbooks', { 'intuit-signature': 'x' })).toBe(401)
    const at = String(Date.now())
    const v3 = (secret: string, time: string) =>
      createHmac('sha256', secret)
        .update(`POST${stage.embedded.url}/webhooks/hubspot${body}${time}`)
        .digest('base64')
    const headers = (secret: string, time: string) => ({
      'x-hubspot-signature-v3': v3(secret, time),
      'x-hubspot-request-timestamp': time,
    })
    expect(await post('hubspot', {})).toBe(401)
    expect(await post('hubspot', headers('another secret', at))).toBe(401)
    const sixMinutesAgo = String(Date.now() - 360_000)
    expect(await post('hubspot', headers(stage.hubspotSecret, sixMinutesAgo))).toBe(401)
    expect(await stage.count('inbox_event')).toBe(stored)
    // The same with the right secret and time passes, so it is the signature that was refused.
    expect(await post('hubspot', headers(stage.hubspotSecret, at))).not.toBe(401)
  })
})

test('signing in without end is throttled: 429 with Retry-After', async () => {
  for (let tries = 0; tries < 500; tries += 1) {
    const answer = await stage.ask('POST', '/api/v1/sessions', { token: null, body: { personId: 'nobody' } })
    expect(answer.status).toBeLessThan(500)
    if (answer.status !== 429) continue
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    return
  }
  throw new Error('500 sign-ins in a row were answered')
})
