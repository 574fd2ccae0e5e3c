/**
 * Goal: the parts that both simulators stand on keep what they promise. Method: the journal on a real file that is
 * torn by hand; deliveries to a real server that refuses, or is gone.
 */
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jsonCodec, openJournal, put, remove } from '../../connectors/simulation/journal'
import { parseMultipart } from '../../connectors/simulation/multipart'
import { type RunningServer, startServer } from '../../connectors/simulation/server'
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
      timeoutMs: 3_000,
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
