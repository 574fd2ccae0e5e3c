// Goal: every way in which QuickBooks or the network can disappoint, as one of three outcomes, without a secret.
// Method: the same create, and the same send, against a real server that misbehaves in each way.
import type { ServerResponse } from 'node:http'
import type { Answer } from '../../connectors/answer'
import { openCompany } from '../../connectors/quickbooks/open-company'
import { answerOf, CANARY, callerOf, closedPort, invoiceText, REALM, serve } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const json = { 'Content-Type': 'application/json;charset=utf-8', intuit_tid: '1-abc' }

/** Create goes through node-quickbooks, send is a request of our own: both must judge alike. */
const writes: [string, (company: ReturnType<typeof openCompany>) => Promise<Answer<unknown>>][] = [
  ['create', (company) => company.create('Invoice', { CustomerRef: { value: '1' }, Line: [] }, 'key-1')],
  ['send', (company) => company.sendInvoice('145', 'ana@example.com')],
]

async function against(
  write: (typeof writes)[number][1],
  handle: (response: ServerResponse) => void,
  more: Parameters<typeof callerOf>[1] = {},
) {
  const server = await serve((_, response) => handle(response))
  closers.push(server.close)
  const { caller, records } = callerOf(server.baseUrl, more)
  const answer = await write(openCompany(REALM, caller))
  expect(records).toHaveLength(1)
  expect(records[0]).toMatchObject({ outcome: answer.outcome, write: true })
  expect(JSON.stringify([answer, records])).not.toContain(CANARY)
  expect(server.seen).toHaveLength(1)
  return { answer, records, server }
}

const service = (code: string, type = 'ValidationFault') =>
  `{"Fault":{"Error":[{"Message":"Said so","Detail":"In detail","code":"${code}","element":""}],"type":"${type}"},"time":"2026-11-21T04:10:00.123-08:00"}`
const gateway = (code: string, words: string) =>
  `{"warnings":null,"fault":{"error":[{"message":"message=${words}; errorCode=${code}","detail":"about ${CANARY}","code":"${code}","element":null}],"type":"SERVICE"},"time":1601391072830}`
const page = '<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>'
const xml =
  '<IntuitResponse><Fault type="SERVICE"><Error code="6002"><Message>GatewayTimeout</Message></Error></Fault></IntuitResponse>'

type Row = [name: string, status: number, body: string, outcome: string, kind: string, code: string | null]
const answers: Row[] = [
  ['a stale SyncToken', 400, service('5010'), 'refused', 'stale', '5010'],
  ['a document that is gone', 400, service('610'), 'refused', 'missing', '610'],
  ['a number that is taken', 400, service('6140'), 'refused', 'duplicate', '6140'],
  ['a name that is taken', 400, service('6240'), 'refused', 'duplicate', '6240'],
  ['a request id that is taken', 400, service('600'), 'unknown', 'duplicate', '600'],
  ['closed books', 400, service('6210'), 'refused', 'closed', '6210'],
  ['lost rights', 400, service('5020', 'AuthorizatonFault'), 'refused', 'forbidden', '5020'],
  ['an ended subscription', 400, service('6190'), 'refused', 'forbidden', '6190'],
  ['an unknown field', 400, service('2010'), 'refused', 'invalid', '2010'],
  ['a code nobody listed', 400, service('99999'), 'refused', 'invalid', '99999'],
  ['a system failure as a 400', 400, service('10000', 'SystemFault'), 'unknown', 'unavailable', '10000'],
  ['a 400 in HTML', 400, page, 'unknown', 'unreadable', null],
  ['an expired token', 401, gateway('003200', 'AuthenticationFailed'), 'refused', 'unauthorized', '3200'],
  ['a 401 without a word', 401, '', 'refused', 'unauthorized', null],
  [
    'a wrong environment',
    403,
    gateway('003100', 'ApplicationAuthorizationFailed'),
    'refused',
    'forbidden',
    '3100',
  ],
  ['a 403 that is a throttle', 403, gateway('003001', 'ThrottleExceeded'), 'refused', 'throttled', '3001'],
  ['a throttle', 429, gateway('003001', 'ThrottleExceeded'), 'refused', 'throttled', '3001'],
  [
    'a used-up budget',
    429,
    '{"fault":{"error":[{"message":"m","detail":"The monthly CorePlus quota is used up","code":"3001"}]}}',
    'refused',
    'budget',
    '3001',
  ],
  ['a throttle in XML', 429, xml, 'refused', 'throttled', null],
  ['a gateway that gave up on the request', 408, '', 'unknown', 'timeout', null],
  ['an internal error', 500, gateway('003100', 'InternalServerError'), 'unknown', 'unavailable', '3100'],
  ['a 500 with a validation fault', 500, service('5010'), 'unknown', 'unavailable', '5010'],
  ['a 502 page', 502, page, 'unknown', 'unavailable', null],
  ['a 503 page', 503, page, 'unknown', 'unavailable', null],
  ['a 504 in XML', 504, xml, 'unknown', 'unavailable', null],
  ['a fault in a 200', 200, service('6000'), 'unknown', 'unreadable', '6000'],
  ['a system failure in a 200', 200, service('10000', 'SystemFault'), 'unknown', 'unavailable', '10000'],
  [
    'a lower-case fault in a 200',
    200,
    gateway('003200', 'AuthenticationFailed'),
    'unknown',
    'unreadable',
    '3200',
  ],
  ['an empty 200', 200, '', 'unknown', 'unreadable', null],
  ['a 200 that did nothing', 200, '{"BatchItemResponse":[],"time":"x"}', 'unknown', 'unreadable', null],
  ['a 200 of another kind', 200, answerOf('Payment', invoiceText()), 'unknown', 'unreadable', null],
  [
    'a document without its total',
    200,
    answerOf('Invoice', '{"Id":"145","SyncToken":"0"}'),
    'unknown',
    'unreadable',
    null,
  ],
  ['a page in a 200', 200, page, 'unknown', 'unreadable', null],
  ['JSON cut off', 200, answerOf('Invoice', invoiceText()).slice(0, 200), 'unknown', 'unreadable', null],
  ['JSON nested beyond reason', 200, '['.repeat(200_000), 'unknown', 'unreadable', null],
  ['a redirect', 302, '', 'unknown', 'unreadable', null],
]

describe.each(writes)('%s', (_, write) => {
  test.each(answers)('%s (%d)', async (_name, status, body, outcome, kind, code) => {
    const { answer, records } = await against(write, (response) => {
      response.writeHead(status, { ...json, Location: 'http://127.0.0.1:1/elsewhere' })
      response.end(body)
    })
    expect(answer).toMatchObject({ outcome, fault: { kind, code, status, trace: '1-abc' } })
    expect(records).toMatchObject([{ status, code, trace: '1-abc' }])
  })

  test('a success is done', async () => {
    const { answer } = await against(write, (response) => {
      response.writeHead(200, json)
      response.end(answerOf('Invoice', invoiceText()))
    })
    expect(answer).toMatchObject({
      outcome: 'done',
      value: { Id: '145', TotalAmt: '2666.66' },
      trace: '1-abc',
    })
  })

  test('nobody listening: nothing left, so it certainly did not happen', async () => {
    const { caller, records } = callerOf(`http://127.0.0.1:${await closedPort()}`)
    expect(await write(openCompany(REALM, caller))).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'not_sent', code: 'ECONNREFUSED', status: null },
    })
    expect(records).toMatchObject([{ outcome: 'refused', status: null, code: 'ECONNREFUSED' }])
  })

  test('a token that no header can carry is not sent, and not shown', async () => {
    const { caller } = callerOf(`http://127.0.0.1:${await closedPort()}`, {
      accessToken: async () => `${CANARY}\r\nX-Evil: 1`,
    })
    const answer = await write(openCompany(REALM, caller))
    expect(answer).toMatchObject({ outcome: expect.stringMatching(/refused|unknown/) })
    expect(JSON.stringify(answer)).not.toContain(CANARY)
  })

  test('no answer before the deadline: it may have happened', async () => {
    const started = performance.now()
    let hungUp = false
    const hang = (response: ServerResponse) => {
      response.on('close', () => {
        hungUp = true
      })
    }
    const { answer } = await against(write, hang, { deadlineMs: 150 })
    expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'timeout', status: null } })
    expect(performance.now() - started).toBeLessThan(10_000)
    await until(() => hungUp)
  })

  test('an answer that drips past the deadline counts as none, and is hung up on', async () => {
    let hungUp = false
    const drip = (response: ServerResponse) => {
      response.writeHead(200, json)
      const drops = setInterval(() => response.write(' '), 20)
      response.on('close', () => {
        clearInterval(drops)
        hungUp = true
      })
    }
    const { answer } = await against(write, drip, { deadlineMs: 200 })
    expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'timeout' } })
    await until(() => hungUp)
  })

  test('an answer without end is not read to its end', async () => {
    const block = Buffer.alloc(1024 * 1024, ' ')
    let written = 0
    const flood = (response: ServerResponse) => {
      response.writeHead(200, json)
      const pour = () => {
        while (!response.destroyed && written < 400 && response.write(block)) written += 1
        written += 1
      }
      response.on('drain', pour)
      pour()
    }
    const { answer } = await against(write, flood, { deadlineMs: 60_000 })
    expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'unreadable' } })
    expect(written).toBeLessThan(200)
  })

  test('a connection reset after the request: it may have happened', async () => {
    const { answer } = await against(write, (response) => response.socket?.resetAndDestroy())
    expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'unavailable', status: null } })
  })

  test('an answer that breaks off: it may have happened', async () => {
    const { answer } = await against(write, (response) => {
      response.writeHead(200, { ...json, 'Content-Length': '5000' })
      response.write('{"Invoice":')
      setTimeout(() => response.socket?.destroy(), 20)
    })
    expect(answer).toMatchObject({ outcome: 'unknown' })
  })

  test.each([
    ['7', {}, 7_000],
    ['Sat, 21 Nov 2026 04:11:00 GMT', { Date: 'Sat, 21 Nov 2026 04:10:00 GMT' }, 60_000],
    ['soon', {}, null],
  ])('Retry-After %s is understood', async (retryAfter, headers, retryAfterMs) => {
    const { answer } = await against(write, (response) => {
      response.writeHead(429, { 'Retry-After': retryAfter, ...headers })
      response.end()
    })
    expect(answer).toMatchObject({ outcome: 'refused', fault: { kind: 'throttled', retryAfterMs } })
  })
})

test('a fault that quotes the token comes back without it, and cut to 1,000 characters', async () => {
  const echo = `{"Fault":{"Error":[{"Message":"Bearer ${CANARY} and ","Detail":"${'x'.repeat(5_000)}","code":"${CANARY}"}]}}`
  const [, write] = writes[0] ?? []
  if (!write) throw new Error('no write')
  const { answer } = await against(write, (response) => {
    response.writeHead(400, { intuit_tid: CANARY })
    response.end(echo)
  })
  if (answer.outcome === 'done') throw new Error('was done')
  expect(answer.fault.message).toHaveLength(1_000)
  expect(answer.fault).toMatchObject({ kind: 'invalid', code: '[removed]', trace: '[removed]' })
})

async function until(check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100 && !check(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
  expect(check()).toBe(true)
}
