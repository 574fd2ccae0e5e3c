// Goal: whatever goes wrong at QuickBooks or on the way, the connector's outcome is true, and the same key mends it.
// Method: the simulator plays each fault on a create, and then says what it really holds.
import { openCompany } from '../../connectors/quickbooks/open-company'
import {
  type QuickBooksSimulator,
  startQuickBooksSimulator,
} from '../../connectors/quickbooks/simulator/start'
import { movableClock } from '../../src/clock/clock'
import { done } from './quickbooks-battery'
import { callerOf } from './quickbooks-fixture'

const clock = movableClock()
const realmId = '4620816365'
let simulator: QuickBooksSimulator
beforeAll(async () => {
  simulator = await startQuickBooksSimulator({
    port: 0,
    clock,
    journalPath: null,
    companies: [
      { realmId, name: 'Faults', sample: 'landscaping', accessToken: 'fault-token' },
      { realmId: '77', name: 'Other', sample: 'small', accessToken: 'other-token' },
    ],
    clientId: 'a-client-id',
    clientSecret: 'a-client-secret-0001',
    webhook: { url: null, verifierToken: 'a-verifier-token' },
  })
})
afterAll(() => simulator.close())
beforeEach(async () => {
  clock.moveTo(clock.offsetMs() + 61_000)
  await door('DELETE', 'faults')
  await door('PUT', 'switches', { requestid: 'replay', budget: 'left', 'revoked-connection': '401' })
})

async function door(method: string, name: string, body?: object): Promise<void> {
  const answer = await fetch(`${simulator.url}/simulator/${name}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
const play = (effect: object, method = 'POST', path = '/v3/company/*/invoice') =>
  door('POST', 'faults', { faults: [{ method, path, times: 1, ...effect }] })

let turn = 0
function open(more: Parameters<typeof callerOf>[1] = {}) {
  const { caller, records } = callerOf(simulator.url, { accessToken: async () => 'fault-token', ...more })
  turn += 1
  return { company: openCompany(realmId, caller), records, key: `faults:${turn}` }
}

const body = {
  CustomerRef: { value: '1' },
  Line: [
    { Amount: 2666.66, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } },
  ],
}

type Row = [name: string, effect: object, outcome: string, kind: string, carriedOut: boolean]
test.each<Row>([
  ['a reply that is lost', { effect: 'drop-reply' }, 'unknown', 'unavailable', true],
  ['a reset before it', { effect: 'reset' }, 'unknown', 'unavailable', false],
  ['a 500 after it', { effect: 'status', status: 500, executed: true }, 'unknown', 'unavailable', true],
  [
    'a 503 page before it',
    { effect: 'status', status: 503, executed: false },
    'unknown',
    'unavailable',
    false,
  ],
  [
    'a 504 in XML after it',
    { effect: 'status', status: 504, executed: true },
    'unknown',
    'unavailable',
    true,
  ],
  ['an answer that never comes', { effect: 'hang' }, 'unknown', 'timeout', false],
  ['an answer that comes too late', { effect: 'delay', delayMs: 1_500 }, 'unknown', 'timeout', true],
  ['a cut answer', { effect: 'malformed', executed: true }, 'unknown', 'unreadable', true],
  ['a page', { effect: 'html' }, 'unknown', 'unreadable', false],
  ['a 200 that did nothing', { effect: 'empty-200' }, 'unknown', 'unreadable', false],
  ['a fault in a 200', { effect: 'fault-200' }, 'unknown', 'unavailable', false],
  ['a throttle', { effect: 'status', status: 429, retryAfter: 3 }, 'refused', 'throttled', false],
  ['an expired token', { effect: 'status', status: 401 }, 'refused', 'unauthorized', false],
  ['a wrong environment', { effect: 'status', status: 403 }, 'refused', 'forbidden', false],
])('%s: the outcome is true, and the same key makes exactly one', async (_, effect, outcome, kind, carriedOut) => {
  const { company, records, key } = open({ deadlineMs: 700 })
  const patient = open().company
  const before = await invoices()
  await play(effect)
  const answer = await company.create('Invoice', body, key)
  expect(answer).toMatchObject({ outcome, fault: { kind } })
  if (kind === 'throttled') expect(answer).toMatchObject({ fault: { retryAfterMs: 3_000 } })
  expect(records).toMatchObject([{ operation: 'create Invoice', requestKey: key, outcome }])
  expect(JSON.stringify(answer)).not.toContain('fault-token')
  // What came too late is carried out after we stopped waiting.
  if (kind === 'timeout' && carriedOut) await new Promise((resolve) => setTimeout(resolve, 1_200))
  expect((await invoices()).length - before.length).toBe(carriedOut ? 1 : 0)
  const made = done(await patient.create('Invoice', body, key))
  const after = await invoices()
  expect(after.length - before.length).toBe(1)
  expect(after).toContain(made.Id)
})

/** What the company holds, by a look of its own. */
async function invoices(): Promise<string[]> {
  const query = encodeURIComponent("select Id from Invoice where CustomerRef = '1' maxresults 1000")
  const answer = await fetch(`${simulator.url}/v3/company/${realmId}/query?query=${query}`, {
    headers: { Authorization: 'Bearer fault-token', Accept: 'application/json' },
  })
  const { QueryResponse } = (await answer.json()) as { QueryResponse: { Invoice?: { Id: string }[] } }
  return (QueryResponse.Invoice ?? []).map(({ Id }) => Id)
}

test.each(['invoice/*/send', 'upload'])('a lost reply of %s is unknown', async (path) => {
  const { company, key } = open()
  const { Id } = done(await company.create('Invoice', body, key))
  await play({ effect: 'drop-reply' }, 'POST', `/v3/company/*/${path}`)
  const file = {
    fileName: 'a.txt',
    contentType: 'text/plain',
    bytes: Buffer.from('a'),
    note: key,
    attachTo: { entity: 'Invoice', id: Id, includeOnSend: true },
  } as const
  const answer =
    path === 'upload' ? await company.upload(file) : await company.sendInvoice(Id, 'a@example.com')
  expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'unavailable' } })
  const read = done(await company.read('Invoice', Id))
  if (path !== 'upload') expect(read?.EmailStatus).toBe('EmailSent')
})

test('reads that go wrong are never "nothing there"', async () => {
  const { company } = open({ deadlineMs: 700 })
  for (const effect of ['empty-200', 'html', 'malformed', 'reset', 'hang', 'fault-200']) {
    clock.moveTo(clock.offsetMs() + 2_000)
    await play({ effect }, 'GET', '/v3/company/*')
    expect(await company.read('Invoice', '999999999')).toMatchObject({ outcome: 'unknown' })
    await play({ effect }, 'GET', '/v3/company/*')
    expect(await company.query('Customer', [])).toMatchObject({ outcome: 'unknown' })
    await play({ effect }, 'GET', '/v3/company/*')
    expect(await company.changes(['Invoice'], clock.now())).toMatchObject({ outcome: 'unknown' })
  }
})

test('a repeated key whose memory is gone makes a second one: the key alone proves nothing', async () => {
  await door('PUT', 'switches', { requestid: 'ignore' })
  const { company, key } = open()
  const first = done(await company.create('Invoice', body, key))
  const second = done(await company.create('Invoice', body, key))
  expect(second.Id).not.toBe(first.Id)
})

test('a used-up monthly cap stops reads, and is no throttle', async () => {
  await door('PUT', 'switches', { budget: 'used-up', 'budget-body': 'quota' })
  const { company, key } = open()
  expect(await company.preferences()).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'budget', status: 429 },
  })
  expect((await company.create('Invoice', body, key)).outcome).toBe('done')
})

test("another company's token is forbidden", async () => {
  const { company } = open({ accessToken: async () => 'other-token' })
  expect(await company.preferences()).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'forbidden', status: 403 },
  })
})

test("the eleventh call within a second meets QuickBooks' own limit", async () => {
  const { company } = open()
  const answers = await Promise.all(Array.from({ length: 25 }, () => company.preferences()))
  const kinds = answers.map((answer) => (answer.outcome === 'done' ? 'done' : answer.fault.kind))
  expect(new Set(kinds)).toEqual(new Set(['done', 'throttled']))
})
