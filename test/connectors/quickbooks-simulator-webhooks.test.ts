/**
 * Goal: QuickBooks rings for what changed, signed, in both shapes, and again when nobody answers. Method: a real
 * receiver that keeps the bytes.
 */
import { createHmac } from 'node:crypto'
import { type RunningServer, startServer } from '../../connectors/simulation/server'
import { type Answer, type Bench, NL, openBench, US, VERIFIER } from './quickbooks-simulator-client'

interface Came {
  readonly body: Answer
  readonly raw: string
  readonly headers: Record<string, string | string[] | undefined>
}
let receiver: RunningServer
let bench: Bench
let came: Came[] = []
let statuses: number[] = []

beforeAll(async () => {
  receiver = await startServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8')
      came.push({ raw, body: JSON.parse(raw), headers: req.headers })
      res.statusCode = statuses.shift() ?? 200
      res.end()
    })
  }, 0)
  bench = await openBench({
    webhook: { url: `${receiver.url}/webhooks/quickbooks`, verifierToken: VERIFIER },
  })
})
afterAll(async () => {
  await bench.close()
  await receiver.close()
})
beforeEach(async () => {
  await bench.door('POST', '/reset')
  came = []
  statuses = []
})

const settle = async (): Promise<void> => {
  for (let round = 0; round < 300; round += 1) {
    await new Promise((done) => setTimeout(done, 20))
    if ((await bench.door('GET', '/webhooks')).pending === 0) return
  }
}
/** By their time: of calls that come far apart each has a delivery, and these may overtake each other. */
const types = () =>
  came
    .flatMap((one) => one.body as Answer[])
    .sort((a, b) => a.time.localeCompare(b.time))
    .map((event) => `${event.type} ${event.intuitentityid}`)

/** Makes an invoice and ends one of before, in one call, so that both ring in one delivery. */
async function madeAndEnded(operation: 'void' | 'delete'): Promise<{ made: string; ended: string }> {
  const { Id: ended, SyncToken, Line } = await bench.invoice(10)
  await settle()
  came = []
  const { BatchItemResponse } = await bench.post('/batch', {
    BatchItemRequest: [
      { bId: '1', operation: 'create', Invoice: { CustomerRef: { value: '1' }, Line: [Line[0]] } },
      { bId: '2', operation, Invoice: { Id: ended, SyncToken } },
    ],
  })
  await settle()
  return { made: BatchItemResponse[0].Invoice.Id, ended }
}

test('CloudEvents in one array, signed over the very bytes', async () => {
  const { made, ended } = await madeAndEnded('void')
  expect(came).toHaveLength(1)
  const [delivery] = came
  expect(delivery?.headers['intuit-signature']).toBe(
    createHmac('sha256', VERIFIER)
      .update(delivery?.raw ?? '')
      .digest('base64'),
  )
  expect(delivery?.headers).toMatchObject({
    'intuit-notification-schema-version': '0.1',
    'user-agent': 'intuit_notification_server/0.1',
    'intuit-t-id': expect.any(String),
    'intuit-created-time': expect.any(String),
  })
  expect(delivery?.body[0]).toEqual({
    specversion: '1.0',
    id: expect.any(String),
    source: expect.stringMatching(/^intuit\..+=$/),
    type: 'qbo.invoice.created.v1',
    datacontenttype: 'application/json',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/),
    intuitentityid: made,
    intuitaccountid: US,
    data: {},
  })
  expect(types()).toEqual([`qbo.invoice.created.v1 ${made}`, `qbo.invoice.voided.v1 ${ended}`])
})

test('the older shape by format', async () => {
  await bench.door('PUT', '/webhooks', { format: 'classic' })
  const { made, ended } = await madeAndEnded('delete')
  expect(came[0]?.body).toEqual({
    eventNotifications: [
      {
        realmId: US,
        dataChangeEvent: {
          entities: [
            { name: 'Invoice', id: made, operation: 'Create', lastUpdated: expect.any(String) },
            { name: 'Invoice', id: ended, operation: 'Delete', lastUpdated: expect.any(String) },
          ],
        },
      },
    ],
  })
})

test('a payment rings for itself and, unless by switch, for its invoice', async () => {
  const { Id } = await bench.invoice(10)
  const first = await bench.payment(10, [['Invoice', Id, 4]])
  await settle()
  expect(types()).toEqual([
    `qbo.invoice.created.v1 ${Id}`,
    `qbo.payment.created.v1 ${first.Id}`,
    `qbo.invoice.updated.v1 ${Id}`,
  ])
  came = []
  await bench.door('PUT', '/switches', { 'invoice-event-on-payment': 'no' })
  await bench.post('/payment?include=void', { Id: first.Id, SyncToken: '0', sparse: true })
  await settle()
  expect(types()).toEqual([`qbo.payment.voided.v1 ${first.Id}`])
})

test('sending, masters and settings ring; reading, files and refusals do not', async () => {
  const { Id } = await bench.invoice(10, { BillEmail: { Address: 'a@example.com' } })
  await bench.call('POST', `/invoice/${Id}/send`)
  await bench.post('/term', { Name: 'Net 45', DueDays: 45 })
  const { Preferences } = await bench.get('/preferences')
  await bench.post('/preferences', { Id: '1', SyncToken: Preferences.SyncToken, sparse: true })
  await bench.post('/attachable', { Note: 'x' })
  await bench.refused('/invoice', {})
  await settle()
  expect(types().map((one) => one.split(' ')[0])).toEqual([
    'qbo.invoice.created.v1',
    'qbo.invoice.emailed.v1',
    'qbo.term.created.v1',
    'qbo.preferences.updated.v1',
  ])
})

test('a merge on the web rings with the id that died; its documents live on', async () => {
  const { Id } = await bench.invoice(30, { CustomerRef: { value: '2' } })
  await settle()
  came = []
  const merge = (other: string) =>
    fetch(`${bench.simulator.url}/books/${US}/customers/1/merge`, {
      method: 'POST',
      body: new URLSearchParams({ other }),
      redirect: 'manual',
    })
  expect((await merge('1')).status).toBe(400)
  expect((await merge('2')).status).toBe(303)
  await settle()
  expect(came[0]?.body[0]).toMatchObject({
    type: 'qbo.customer.merged.v1',
    intuitentityid: '1',
    data: { deletedid: '2' },
  })
  expect(types()).toHaveLength(1)
  expect((await bench.get(`/invoice/${Id}`)).Invoice.CustomerRef).toEqual({
    value: '1',
    name: "Amy's Bird Sanctuary",
  })
  expect((await bench.get('/customer/1')).Customer.Balance).toBe(30)
  expect((await bench.call('GET', '/customer/2')).body.Fault.Error[0].code).toBe('610')
})

test('companies never share a delivery', async () => {
  await bench.invoice(10)
  await fetch(`${bench.simulator.url}/v3/company/${NL}/customer`, {
    method: 'POST',
    headers: { Authorization: 'Bearer nl-token' },
    body: '{"DisplayName":"Nieuw"}',
  })
  await settle()
  const companies = came.map((one) => [
    ...new Set<string>(one.body.map((event: Answer) => event.intuitaccountid)),
  ])
  // Beside each other, so either may come first.
  expect(companies.sort()).toEqual([[US], [NL]])
})

test('own writes stay silent by switch', async () => {
  await bench.door('PUT', '/switches', { 'echo-own-writes': 'no' })
  await bench.invoice(10)
  await settle()
  expect(came).toEqual([])
})

test('what is not answered with 2xx comes again, the same event under the same id', async () => {
  statuses = [500, 200]
  await bench.invoice(10)
  await settle()
  expect(came).toHaveLength(2)
  expect(came[1]?.body[0].id).toBe(came[0]?.body[0].id)
})

test('duplicated, it comes twice', async () => {
  await bench.door('PUT', '/webhooks', { mode: 'duplicate' })
  await bench.invoice(10)
  await settle()
  expect(came.map((one) => one.body[0].id)).toEqual([came[0]?.body[0].id, came[0]?.body[0].id])
})
