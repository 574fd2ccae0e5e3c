/**
 * Goal: the parts that both simulators stand on do what their doors promise. Method: a vendor of three routes
 * behind the real doors, over HTTP; the journal on a real file that is torn by hand.
 */
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Router } from 'express'
import { jsonCodec, openJournal, put, remove } from '../../connectors/simulation/journal'
import { parseMultipart } from '../../connectors/simulation/multipart'
import { serveVendor } from '../../connectors/simulation/serve-vendor'
import { type RunningServer, startServer } from '../../connectors/simulation/server'
import { createSwitches } from '../../connectors/simulation/switches'
import { createWebhookDelivery, type WebhookDelivery } from '../../connectors/simulation/webhook-delivery'
import { systemClock } from '../../src/clock/clock'

describe('the journal', () => {
  const path = () => join(mkdtempSync(join(tmpdir(), 'journal-')), 'state.jsonl')

  test('holds what was committed after it is opened again', () => {
    const file = path()
    const first = openJournal(file, jsonCodec)
    first.commit([put('cars', '1', { wheels: 4 }), put('cars', '2', { wheels: 3 })])
    first.commit([remove('cars', '2'), put('cars', '1', { wheels: 5 })])
    first.close()
    const second = openJournal(file, jsonCodec)
    expect(second.list('cars')).toEqual([['1', { wheels: 5 }]])
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1)
    second.close()
  })

  test('ignores and cuts a last line that a crash tore off', () => {
    const file = path()
    const first = openJournal(file, jsonCodec)
    first.commit([put('cars', '1', 'whole')])
    first.close()
    appendFileSync(file, '[["cars","1","half"],["cars","2","ha')
    const second = openJournal(file, jsonCodec)
    expect(second.list('cars')).toEqual([['1', 'whole']])
    second.commit([put('cars', '3', 'next')])
    second.close()
    const third = openJournal(file, jsonCodec)
    expect(third.list('cars')).toEqual([
      ['1', 'whole'],
      ['3', 'next'],
    ])
    third.close()
  })

  test('a reset replaces everything, on disk too', () => {
    const file = path()
    const first = openJournal(file, jsonCodec)
    first.commit([put('cars', '1', 1)])
    first.reset([put('boats', '1', 2)])
    first.close()
    const second = openJournal(file, jsonCodec)
    expect(second.list('cars')).toEqual([])
    expect(second.get('boats', '1')).toBe(2)
    second.reset()
    expect(second.isEmpty()).toBe(true)
    second.close()
  })
})

test('a multipart body gives its parts byte for byte', () => {
  const bytes = Buffer.from([0, 13, 10, 45, 45, 255])
  const body = Buffer.concat([
    Buffer.from(
      '--b1\r\nContent-Disposition: form-data; name="a"; filename="x \\"y\\".pdf"\r\nContent-Type: application/pdf\r\n\r\n',
    ),
    bytes,
    Buffer.from('\r\n--b1\r\nContent-Disposition: form-data; name=plain\r\n\r\nhello\r\n--b1--\r\n'),
  ])
  expect(parseMultipart('multipart/form-data; boundary=b1', body)).toEqual([
    { name: 'a', fileName: 'x "y".pdf', contentType: 'application/pdf', bytes },
    { name: 'plain', fileName: null, contentType: null, bytes: Buffer.from('hello') },
  ])
  expect(parseMultipart('multipart/form-data; boundary=b1', body.subarray(0, -20))).toBeNull()
  expect(parseMultipart('text/plain', body)).toBeNull()
})

describe('the doors', () => {
  let server: RunningServer
  let carriedOut = 0
  let resets = 0
  const webhooks: WebhookDelivery<string> = createWebhookDelivery<string>({
    clock: systemClock,
    url: null,
    formats: ['plain', 'fancy'],
    groupOf: () => '',
    maxEvents: 10,
    timeoutMs: 1000,
    retryAfterMs: () => null,
    compose: ({ events }) => ({ headers: {}, body: events.join() }),
  })

  beforeAll(async () => {
    const vendor = Router()
    vendor.use('/thing', (_req, res) => {
      carriedOut += 1
      res.json({ thing: 'a long enough answer' })
    })
    server = await serveVendor({
      port: 0,
      clock: systemClock,
      vendor,
      page: (_req, _res, next) => next(),
      webhooks,
      switches: createSwitches({ colour: { values: ['red', 'blue'], about: 'which' } }),
      reset: () => {
        resets += 1
      },
      words: {
        status: (status) => ({ contentType: 'application/json', body: `{"said":${status}}` }),
        faultIn200: () => ({ contentType: 'application/json', body: '{"Fault":{}}' }),
        empty200: () => ({ contentType: 'application/json', body: '{}' }),
      },
    })
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    await fetch(`${server.url}/simulator/reset`, { method: 'POST' })
    carriedOut = 0
  })

  const door = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${server.url}/simulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const thing = () =>
    fetch(`${server.url}/thing?requestid=r1`, {
      method: 'POST',
      body: 'hello',
      signal: AbortSignal.timeout(400),
    })

  test('the log tells method, path, query, body, status and answer, since a time or a number', async () => {
    const before = new Date().toISOString()
    await thing()
    const { body } = await door('GET', `/log?since=${before}`)
    expect(body['items']).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/thing',
        url: '/thing?requestid=r1',
        query: { requestid: 'r1' },
        body: 'hello',
        status: 200,
        answer: '{"thing":"a long enough answer"}',
        fault: null,
      }),
    ])
    const [{ seq }] = body['items'] as [{ seq: number }]
    expect((await door('GET', `/log?since=${seq}`)).body).toEqual({ items: [] })
    expect((await door('GET', '/log?since=2999-01-01T00:00:00Z')).body).toEqual({ items: [] })
    expect((await door('GET', '/log?since=yesterday')).status).toBe(400)
  })

  const fault = (effect: unknown, more: object = {}) =>
    door('POST', '/faults', {
      faults: [{ method: 'POST', path: '/th*', times: 1, skip: 0, effect, ...more }],
    })

  test.each([
    ['drop-reply', {}, 'no answer', 1],
    ['reset', {}, 'no answer', 0],
    ['hang', {}, 'no answer', 0],
    ['hang', { executed: true }, 'no answer', 1],
    ['delay', { delayMs: 30 }, '200 {"thing":"a long enough answer"}', 1],
    ['status', { status: 503 }, '503 {"said":503}', 0],
    ['status', { status: 500, executed: true }, '500 {"said":500}', 1],
    ['fault-200', {}, '200 {"Fault":{}}', 0],
    ['empty-200', {}, '200 {}', 0],
    ['malformed', {}, '200 {"thing":"a long', 1],
    ['html', {}, '200 <!DOCTYPE html>', 0],
  ])('fault %s %j answers "%s" and is carried out %i times', async (type, parameters, expected, times) => {
    await fault(type, parameters)
    const seen = await thing().then(
      async (answer) => `${answer.status} ${await answer.text()}`,
      () => 'no answer',
    )
    expect(seen.slice(0, expected.length)).toBe(expected)
    if (type === 'malformed') expect(() => JSON.parse(seen.slice(4))).toThrow()
    expect(carriedOut).toBe(times)
    expect((await thing()).status).toBe(200)
    expect((await door('GET', '/log')).body['items']).toEqual([
      expect.objectContaining({ fault: type }),
      expect.objectContaining({ fault: null, status: 200 }),
    ])
  })

  test('skip lets some pass, times counts, Retry-After is said, the object form and DELETE work', async () => {
    await fault({ type: 'status', status: 429, retryAfter: 2 }, { skip: 1, times: 2 })
    const answers = [await thing(), await thing(), await thing(), await thing()]
    expect(answers.map((answer) => answer.status)).toEqual([200, 429, 429, 200])
    expect(answers[1]?.headers.get('retry-after')).toBe('2')
    await fault('reset')
    expect((await door('GET', '/faults')).body['faults']).toHaveLength(1)
    expect((await door('DELETE', '/faults')).body).toEqual({ faults: [] })
    expect((await thing()).status).toBe(200)
  })

  test.each([
    ['an unknown effect', { effect: 'explode' }],
    ['an unknown field', { effect: 'reset', colour: 'red' }],
    ['a missing parameter', { effect: 'delay' }],
    ['no effect', { path: '/x' }],
  ])('%s is refused with the list of effects', async (_name, wrong) => {
    const { status, body } = await door('POST', '/faults', { faults: [wrong] })
    expect(status).toBe(400)
    expect(body['problem']).toContain('drop-reply')
    expect((await door('GET', '/faults')).body).toEqual({ faults: [] })
  })

  test('switches are listed, turned, and refuse names and values they do not know', async () => {
    expect((await door('PUT', '/switches', { colour: 'blue' })).body).toEqual({ colour: 'blue' })
    expect((await door('GET', '/switches')).body).toMatchObject({ colour: 'blue' })
    expect((await door('PUT', '/switches', { colour: 'green' })).body['problem']).toContain('red, blue')
    expect((await door('PUT', '/switches', { size: 'big' })).body['problem']).toContain('colour')
    expect((await door('POST', '/reset')).status).toBe(200)
    expect((await door('GET', '/switches')).body).toMatchObject({ colour: 'red' })
    expect(resets).toBeGreaterThan(0)
  })

  test('webhook settings change field by field; nonsense and unknown doors are refused', async () => {
    await door('PUT', '/webhooks', { mode: 'late', delayMs: 10 })
    expect((await door('PUT', '/webhooks', { format: 'fancy' })).body).toMatchObject({
      mode: 'late',
      delayMs: 10,
      format: 'fancy',
    })
    expect((await door('PUT', '/webhooks', { mode: 'loud' })).status).toBe(400)
    expect((await door('PUT', '/webhooks', { speed: 1 })).status).toBe(400)
    expect((await door('GET', '/nowhere')).status).toBe(404)
    const torn = await fetch(`${server.url}/simulator/faults`, { method: 'POST', body: '{"faults":[' })
    expect(torn.status).toBe(400)
  })
})

describe('webhook delivery', () => {
  let target: RunningServer
  let came: string[] = []
  let answers: number[] = []
  const read = async (req: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString('utf8')
  }
  const delivery = (url: string) =>
    createWebhookDelivery<string>({
      clock: systemClock,
      url,
      formats: ['plain'],
      groupOf: (event) => event.slice(0, 1),
      maxEvents: 3,
      timeoutMs: 300,
      retryAfterMs: (attempt) => (attempt < 3 ? 20 : null),
      compose: ({ events, attempt }) => ({
        headers: { 'x-attempt': String(attempt) },
        body: events.join('+'),
      }),
    })
  const settled = async (sender: WebhookDelivery<string>) => {
    for (let round = 0; round < 200 && sender.pending() > 0; round += 1)
      await new Promise((done) => setTimeout(done, 20))
    sender.close()
  }
  beforeAll(async () => {
    target = await startServer((req, res) => {
      void read(req).then((body) => {
        came.push(`${body}#${String(req.headers['x-attempt'])}`)
        res.statusCode = answers.shift() ?? 200
        res.end()
      })
    }, 0)
  })
  afterAll(() => target.close())
  beforeEach(() => {
    came = []
    answers = []
  })

  test('events of a moment travel together, groups apart, never more than fit', async () => {
    const sender = delivery(target.url)
    sender.send(['a1', 'b1'])
    sender.send(['a2', 'a3', 'a4'])
    await settled(sender)
    expect(came.sort()).toEqual(['a1+a2+a3#1', 'a4#1', 'b1#1'])
  })

  test('a refused delivery comes again by the schedule, then never', async () => {
    answers = [500, 302, 404, 200]
    const sender = delivery(target.url)
    sender.send(['a1'])
    await settled(sender)
    expect(came).toEqual(['a1#1', 'a1#2', 'a1#3'])
    expect(sender.attempts().map((one) => one.status)).toEqual([500, 302, 404])
  })

  test('a target that is down loses nothing but the delivery', async () => {
    const gone = createServer()
    await new Promise<void>((done) => gone.listen(0, '127.0.0.1', done))
    const address = gone.address()
    await new Promise((done) => gone.close(done))
    const sender = delivery(`http://127.0.0.1:${(address as { port: number }).port}`)
    sender.send(['a1'])
    await settled(sender)
    expect(sender.attempts().map((one) => one.status)).toEqual([null, null, null])
  })

  test.each([
    ['duplicate', ['a1', 'a2'], ['a1+a2#1', 'a1+a2#1']],
    ['reorder', ['a1', 'a2', 'a3'], ['a3#1', 'a2#1', 'a1#1']],
    ['off', ['a1'], []],
  ])('mode %s turns %j into %j', async (mode, events, expected) => {
    const sender = delivery(target.url)
    expect(sender.change({ mode })).toBeNull()
    sender.send(events)
    await settled(sender)
    expect(came).toEqual(expected)
  })

  test('mode late holds events back', async () => {
    const sender = delivery(target.url)
    sender.change({ mode: 'late' })
    sender.send(['a1'])
    await new Promise((done) => setTimeout(done, 500))
    expect(came).toEqual([])
    expect(sender.pending()).toBe(1)
    sender.clear()
    expect(sender.pending()).toBe(0)
    expect(sender.settings().mode).toBe('normal')
  })
})
