// Goal: the exact bytes of the requests that are our own, and what their answers become. Method: a real server.
import type { ServerResponse } from 'node:http'
import { openCompany } from '../../connectors/quickbooks/open-company'
import { answerOf, CANARY, callerOf, invoiceText, REALM, serve } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function answering(body: string | Buffer, more: (response: ServerResponse) => void = () => {}) {
  const server = await serve((_, response) => {
    response.setHeader('intuit_tid', '1-abc')
    more(response)
    response.end(body)
  })
  closers.push(server.close)
  const world = callerOf(server.baseUrl)
  return { ...world, company: openCompany(REALM, world.caller), seen: server.seen }
}

const invoicePath = `/v3/company/${REALM}/invoice/145`
const item = (fault: string) =>
  `{"AttachableResponse":[{"Fault":{"Error":[${fault}],"type":"ValidationFault"}}],"time":"x"}`

test('sends with an empty body of bytes, and an address that cannot add parameters', async () => {
  const { company, seen, records } = await answering(
    answerOf('Invoice', invoiceText(',"EmailStatus":"EmailSent"')),
  )
  const answer = await company.sendInvoice('145', 'ana+billing@example.com&sendTo=evil@x.test')
  expect(answer).toMatchObject({ outcome: 'done', value: { EmailStatus: 'EmailSent' }, trace: '1-abc' })
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: `${invoicePath}/send?sendTo=ana%2Bbilling%40example.com%26sendTo%3Devil%40x.test&minorversion=75`,
      headers: {
        authorization: `Bearer ${CANARY}`,
        accept: 'application/json',
        'content-type': 'application/octet-stream',
        'content-length': '0',
      },
    },
  ])
  expect(seen[0]?.body).toHaveLength(0)
  expect(records).toMatchObject([{ operation: 'send Invoice', metered: false, write: true, outcome: 'done' }])
})

test("sends to the invoice's own address when none is given", async () => {
  const { company, seen } = await answering(answerOf('Invoice', invoiceText()))
  expect((await company.sendInvoice('145')).outcome).toBe('done')
  expect(seen[0]?.url).toBe(`${invoicePath}/send?minorversion=75`)
})

test('an answer about another invoice does not count as sent', async () => {
  const { company } = await answering(answerOf('Invoice', invoiceText()))
  expect(await company.sendInvoice('146')).toMatchObject({
    outcome: 'unknown',
    fault: { kind: 'unreadable' },
  })
})

test('fetches the PDF as it is', async () => {
  const pdf = Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    Buffer.from([0, 255, 254, 128, 10]),
    Buffer.from('%%EOF\n'),
  ])
  const { company, seen, records } = await answering(pdf, (response) =>
    response.setHeader('Content-Type', 'application/pdf'),
  )
  const answer = await company.invoicePdf('145')
  expect(answer).toMatchObject({ outcome: 'done' })
  expect(answer.outcome === 'done' && answer.value.equals(pdf)).toBe(true)
  expect(seen).toMatchObject([
    { method: 'GET', url: `${invoicePath}/pdf?minorversion=75`, headers: { accept: 'application/pdf' } },
  ])
  expect(records).toMatchObject([{ operation: 'pdf Invoice', metered: true, write: false }])
})

test.each([
  ['a page', '<html></html>', 200, { outcome: 'unknown', fault: { kind: 'unreadable' } }],
  ['nothing', '', 200, { outcome: 'unknown', fault: { kind: 'unreadable' } }],
  ['the first part', '%PDF-1.7 1 0 obj', 200, { outcome: 'unknown', fault: { kind: 'unreadable' } }],
  [
    'a fault',
    '{"Fault":{"Error":[{"Message":"Object Not Found","Detail":"gone","code":"610"}]}}',
    400,
    { outcome: 'refused', fault: { kind: 'missing', code: '610' } },
  ],
])('%s in place of the PDF is none', async (_, body, status, expected) => {
  const { company } = await answering(body, (response) => {
    response.statusCode = status
  })
  expect(await company.invoicePdf('145')).toMatchObject(expected)
})

test.each([
  [',"InvoiceLink":"https://connect.intuit.com/t/scs-v1-abc"', 'https://connect.intuit.com/t/scs-v1-abc'],
  ['', null],
  [',"InvoiceLink":""', null],
  [',"InvoiceLink":"javascript:alert(1)"', null],
])('reads the pay link from %s', async (more, link) => {
  const { company, seen } = await answering(answerOf('Invoice', invoiceText(more)))
  expect(await company.payLink('145')).toEqual({ outcome: 'done', value: link, trace: '1-abc' })
  expect(seen[0]?.url).toBe(`${invoicePath}?include=invoiceLink&minorversion=75`)
})

test.each(['', '1/../2', '1?x=1', 'abc'])('the id %j leaves its place in no path', async (id) => {
  const { company, seen } = await answering('')
  const refused = { outcome: 'refused', fault: { kind: 'invalid', status: null } }
  expect(await company.sendInvoice(id)).toMatchObject(refused)
  expect(await company.invoicePdf(id)).toMatchObject(refused)
  expect(await company.payLink(id)).toMatchObject(refused)
  expect(seen).toEqual([])
})

const file = {
  fileName: 'Certificate "M2" é.pdf',
  contentType: 'application/pdf',
  bytes: Buffer.from([37, 80, 68, 70, 0, 255, 13, 10]),
  note: 'sha256:ab12',
  attachTo: { entity: 'Invoice', id: '145', includeOnSend: true },
} as const

test('uploads file and link in one request of two paired parts', async () => {
  const stored =
    '{"AttachableResponse":[{"Attachable":{"Id":"5000000000000503624","SyncToken":"0","Size":8,"FileName":"x.pdf"}}],"time":"x"}'
  const { company, seen, records } = await answering(stored)
  expect(await company.upload(file)).toMatchObject({
    outcome: 'done',
    value: { Id: '5000000000000503624', Size: '8' },
  })
  const [request] = seen
  if (!request) throw new Error('nothing came')
  expect([request.method, request.url]).toEqual(['POST', `/v3/company/${REALM}/upload?minorversion=75`])
  const [, boundary] =
    /^multipart\/form-data; boundary=(.+)$/.exec(request.headers['content-type'] ?? '') ?? []
  const [empty, first = '', second = '', end] = request.body.toString('latin1').split(`--${boundary}`)
  expect([empty, end?.trim()]).toEqual(['', '--'])
  const [head = '', metadata = ''] = first.split('\r\n\r\n')
  expect(head).toMatch(
    /name="file_metadata_01"; filename="attachment.json"\r\nContent-Type: application\/json$/,
  )
  expect(JSON.parse(Buffer.from(metadata, 'latin1').toString('utf8'))).toEqual({
    AttachableRef: [{ EntityRef: { type: 'Invoice', value: '145' }, IncludeOnSend: true }],
    FileName: 'Certificate "M2" é.pdf',
    ContentType: 'application/pdf',
    Note: 'sha256:ab12',
  })
  expect(second).toMatch(
    /^\r\nContent-Disposition: form-data; name="file_content_01"; filename="[^"\r\n]+"\r\nContent-Type: application\/pdf\r\n\r\n/,
  )
  expect(Buffer.from(second.slice(second.indexOf('\r\n\r\n') + 4, -2), 'latin1').equals(file.bytes)).toBe(
    true,
  )
  expect(records).toMatchObject([{ operation: 'upload Attachable', metered: false, write: true }])
})

test.each([
  [
    'a link that QuickBooks refuses',
    item('{"Message":"business validation","Detail":"The entity does not exist","code":"6000"}'),
    { outcome: 'refused', fault: { kind: 'invalid', code: '6000', status: 200, trace: '1-abc' } },
  ],
  [
    'a system failure',
    item('{"Message":"m","code":"10000"}'),
    { outcome: 'unknown', fault: { kind: 'unavailable', code: '10000' } },
  ],
  [
    'no answer for the file',
    '{"AttachableResponse":[],"time":"x"}',
    { outcome: 'unknown', fault: { kind: 'unreadable' } },
  ],
  [
    'an attachment without an id',
    '{"AttachableResponse":[{"Attachable":{}}]}',
    { outcome: 'unknown', fault: { kind: 'unreadable' } },
  ],
])('an upload that meets %s in a 200', async (_, body, expected) => {
  const { company } = await answering(body)
  expect(await company.upload(file)).toMatchObject(expected)
})

test.each([
  ['a name that adds a header', { fileName: 'a\r\nX: 1.pdf' }],
  ['no name', { fileName: '' }],
  ['a name too long', { fileName: 'a'.repeat(1_001) }],
  ['a note too long', { note: 'a'.repeat(2_001) }],
  ['a type that adds a header', { contentType: 'text/plain\r\nX: 1' }],
  ['no type', { contentType: '' }],
  ['an id that is none', { attachTo: { ...file.attachTo, id: "1' OR" } }],
])('%s is not uploaded', async (_, more) => {
  const { company, seen } = await answering('')
  expect(await company.upload({ ...file, ...more })).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'invalid' },
  })
  expect(seen).toEqual([])
})
