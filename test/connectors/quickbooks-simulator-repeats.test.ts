/**
 * Goal: repeats, refusals of the gateway and limits behave as Intuit's do, and every unknown is a switch. Method:
 * the same call sent again; tokens that ran out; more calls than allowed; faults played on the way.
 */
import { type Bench, NL, openBench, US } from './quickbooks-simulator-client'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.door('POST', '/reset'))

const body = (amount: number) => ({
  CustomerRef: { value: '1' },
  Line: [
    { Amount: amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } },
  ],
})
const create = (key: string, amount = 10) => bench.call('POST', `/invoice?requestid=${key}`, body(amount))
const count = async (): Promise<number> =>
  (await bench.query('select count(*) from Invoice')).QueryResponse.totalCount
const turn = (name: string, value: string) => bench.door('PUT', '/switches', { [name]: value })

describe('requestid', () => {
  test('a repeat gets the first answer and makes nothing, even after the invoice is gone', async () => {
    const before = await count()
    const first = await create('k1')
    const { Id } = first.body.Invoice
    expect((await create('k1')).text).toBe(first.text)
    expect(await count()).toBe(before + 1)
    await bench.post('/invoice?operation=delete', { Id, SyncToken: '0' })
    expect((await create('k1')).body.Invoice.Id).toBe(Id)
    expect(await count()).toBe(before)
  })

  test('one key serves one company, all entities, and at most 50 characters', async () => {
    await create('k1')
    const other = await bench.call('POST', '/customer?requestid=k1', { DisplayName: 'Somebody' })
    expect(other.body.Customer).toBeUndefined()
    expect(other.body.Invoice).toBeDefined()
    expect((await create('x'.repeat(51))).body.Fault.Error[0].code).toBe('6000')
    expect((await create('x'.repeat(50))).status).toBe(200)
  })

  test('a lost reply is found again by its key', async () => {
    const before = await count()
    await bench.door('POST', '/faults', {
      faults: [{ method: 'POST', path: '/v3/company/*/invoice', effect: 'drop-reply' }],
    })
    await expect(create('k1')).rejects.toThrow()
    expect((await create('k1')).status).toBe(200)
    expect(await count()).toBe(before + 1)
  })

  test.each([
    ['replay', 200, 10, 1],
    ['600', 400, undefined, 1],
    ['execute', 200, 20, 2],
  ])('with another body, switch %s', async (value, status, total, made) => {
    await turn('requestid-other-body', value)
    const before = await count()
    await create('k1', 10)
    const again = await create('k1', 20)
    expect([again.status, again.body.Invoice?.TotalAmt]).toEqual([status, total])
    expect(await count()).toBe(before + made)
  })

  test('ignored by switch, it makes another; forgotten by switch, after a minute', async () => {
    const before = await count()
    await turn('requestid', 'ignore')
    await create('k1')
    await create('k1')
    expect(await count()).toBe(before + 2)
    await turn('requestid', 'forget')
    await create('k2')
    await create('k2')
    expect(await count()).toBe(before + 3)
    bench.clock.moveTo(bench.clock.offsetMs() + 61_000)
    await create('k2')
    expect(await count()).toBe(before + 4)
  })

  test.each([
    ['execute', 200],
    ['replay', 400],
  ])('a refused call is, by switch %s, tried again', async (value, status) => {
    await turn('requestid-of-fault', value)
    const wrong = { ...body(1), CustomerRef: { value: '30' } }
    expect((await bench.call('POST', '/invoice?requestid=k1', wrong)).status).toBe(400)
    expect((await create('k1')).status).toBe(status)
  })
})

describe('tokens', () => {
  const as = (token: string) =>
    bench.call('GET', '/customer/1', undefined, { Authorization: `Bearer ${token}` })

  test('an unknown or expired one is 401 in lower case; another company is 403', async () => {
    const unknown = await as('nonsense-token')
    expect(unknown.status).toBe(401)
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer realm="Intuit", error="invalid_token"')
    expect(unknown.body.fault).toEqual({
      error: [
        {
          message: expect.stringContaining('errorCode=003200; statusCode=401'),
          detail: expect.any(String),
          code: '3200',
          element: null,
        },
      ],
      type: 'AUTHENTICATION',
    })
    expect(typeof unknown.body.time).toBe('number')
    const { accessToken } = bench.simulator.issueTokens(US)
    expect((await as(accessToken)).status).toBe(200)
    bench.clock.moveTo(bench.clock.offsetMs() + 3_600_000)
    expect((await as(accessToken)).body.fault.error[0].detail).toContain('expired')
    const foreign = await as(bench.simulator.issueTokens(NL).accessToken)
    expect([foreign.status, foreign.body.fault.error[0].code, foreign.body.fault.type]).toEqual([
      403,
      '3100',
      'SERVICE',
    ])
    expect((await bench.call('GET', '/customer/1', undefined, { Authorization: '' })).status).toBe(401)
  })

  test('doors let tokens run out and disconnect a company', async () => {
    const { accessToken } = bench.simulator.issueTokens(US)
    await bench.door('POST', '/tokens/expire', { realmId: US })
    expect((await as(accessToken)).status).toBe(401)
    const next = bench.simulator.issueTokens(US).accessToken
    await bench.door('POST', '/tokens/disconnect', { realmId: US })
    expect((await as(next)).status).toBe(401)
    await turn('revoked-connection', '403')
    expect((await as(next)).status).toBe(403)
    expect(await bench.door('POST', '/tokens/disconnect', {})).toHaveProperty('problem')
  })

  test.each([
    ['xml', 'application/xml', '<Error code="3200">'],
    ['html', 'text/html', '<html>'],
  ])('by switch, gateway faults come as %s', async (form, type, text) => {
    await turn('error-bodies', form)
    const answer = await as('nonsense-token')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, expect.stringContaining(type)])
    expect(answer.text).toContain(text)
  })
})

describe('limits', () => {
  const statuses = async (own: Bench, times: number, path = '/customer/1') => {
    const all: number[] = []
    for (let at = 0; at < times; at += 1)
      all.push(
        (
          await own.call(
            path === '/batch' ? 'POST' : 'GET',
            path,
            path === '/batch' ? { BatchItemRequest: [] } : undefined,
          )
        ).status,
      )
    return all
  }

  test('ten calls a second by default; the eleventh is 429 in the words of the gateway', async () => {
    const own = await openBench({ limits: {} })
    // The clock stands still, so that a slow machine changes nothing.
    const still = own.clock.now()
    own.clock.now = () => still
    expect(await statuses(own, 10)).not.toContain(429)
    const refused = await own.call('GET', '/customer/1')
    expect(refused.status).toBe(429)
    expect(refused.body.fault.error[0]).toEqual({
      message: 'message=ThrottleExceeded; errorCode=003001; statusCode=429',
      detail: 'The request limit was reached.  Try again later',
      code: '3001',
      element: null,
    })
    expect(refused.headers.get('retry-after')).toBeNull()
    await own.door('PUT', '/switches', { 'retry-after-on-429': '60' })
    expect((await own.call('GET', '/customer/1')).headers.get('retry-after')).toBe('60')
    own.clock.now = () => new Date(still.getTime() + 1001)
    expect(await statuses(own, 1)).toEqual([200])
    await own.close()
  })

  test('a minute and batches have their own; what is refused counts for nothing', async () => {
    const own = await openBench({
      limits: { requestsPerMinute: 5, requestsPerSecond: 99, concurrent: 99, batchesPerMinute: 2 },
    })
    expect(await statuses(own, 3, '/batch')).toEqual([400, 400, 429])
    expect(await statuses(own, 4)).toEqual([200, 200, 200, 429])
    own.clock.moveTo(60_001)
    expect(await statuses(own, 1)).toEqual([200])
    await own.close()
  })

  test('more at once than allowed are refused while the others are inside', async () => {
    const own = await openBench({
      limits: { requestsPerMinute: 99, requestsPerSecond: 99, concurrent: 2, batchesPerMinute: 9 },
    })
    await own.door('POST', '/faults', {
      faults: [{ method: 'GET', path: '*', times: 2, effect: { type: 'delay', delayMs: 3_000 } }],
    })
    const slow = [own.call('GET', '/customer/1'), own.call('GET', '/customer/1')]
    while ((await own.door('GET', '/log')).items.length < 2) await new Promise((done) => setTimeout(done, 20))
    expect((await own.call('GET', '/customer/1')).status).toBe(429)
    expect((await Promise.all(slow)).map((one) => one.status)).toEqual([200, 200])
    expect((await own.call('GET', '/customer/1')).status).toBe(200)
    await own.close()
  })

  test('a used-up budget refuses metered reads and lets writes pass', async () => {
    await turn('budget', 'used-up')
    expect((await bench.call('GET', '/customer/1')).body.fault.error[0].code).toBe('3001')
    await turn('budget-body', 'quota')
    expect((await bench.call('GET', '/customer/1')).body.fault.error[0].detail).toContain('quota')
    expect((await create('k9')).status).toBe(200)
  })
})

describe('faults in the words of QuickBooks', () => {
  const played = async (effect: object) => {
    await bench.door('POST', '/faults', {
      faults: [{ method: 'POST', path: '/v3/company/*/invoice*', ...effect }],
    })
    return create('k1')
  }
  test('every answer has its intuit_tid, the played ones too', async () => {
    expect((await create('k0')).headers.get('intuit_tid')).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/)
    expect((await played({ effect: 'status', status: 500 })).headers.get('intuit_tid')).toMatch(/^1-/)
  })
  test.each([
    [{ effect: 'status', status: 503 }, 503, 'text/html', '503'],
    [{ effect: 'status', status: 504 }, 504, 'application/xml', 'GatewayTimeout'],
    [{ effect: 'status', status: 429, retryAfter: 1 }, 429, 'application/json', 'ThrottleExceeded'],
    [{ effect: 'status', status: 500, executed: true }, 500, 'application/json', 'InternalServerError'],
    [{ effect: 'status', status: 401 }, 401, 'application/json', 'AuthenticationFailed'],
    [{ effect: 'fault-200' }, 200, 'application/json', 'System Failure Error'],
    [{ effect: 'empty-200' }, 200, 'application/json', '"BatchItemResponse":[]'],
    [{ effect: 'html' }, 200, 'text/html', '<!DOCTYPE html>'],
  ])('%j', async (effect, status, type, text) => {
    const answer = await fetch(`${bench.simulator.url}/simulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ faults: [{ method: 'POST', path: '/v3/company/*/invoice', ...effect }] }),
    })
    expect(answer.status).toBe(200)
    const seen = await create('k1')
    expect([seen.status, seen.headers.get('content-type'), seen.text]).toEqual([
      status,
      expect.stringContaining(type),
      expect.stringContaining(text),
    ])
  })
})
