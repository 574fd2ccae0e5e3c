/**
 * Goal: files, mails, PDFs and pay links go as QuickBooks documents them. Method: multipart by hand, and the
 * addresses that answers give.
 */
import { type Answer, type Bench, openBench } from './quickbooks-simulator-client'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.door('POST', '/reset'))

const BYTES = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 13, 10, 255])
const upload = async (metadata: object | null, query = ''): Promise<Answer> => {
  const part = (name: string, file: string, type: string, bytes: Buffer) =>
    Buffer.concat([
      Buffer.from(
        `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: ${type}\r\n\r\n`,
      ),
      bytes,
      Buffer.from('\r\n'),
    ])
  const about =
    metadata === null
      ? Buffer.alloc(0)
      : part('file_metadata_01', 'attachment.json', 'application/json', Buffer.from(JSON.stringify(metadata)))
  const body = Buffer.concat([
    about,
    part('file_content_01', 'raw.pdf', 'application/pdf', BYTES),
    Buffer.from('--b--\r\n'),
  ])
  const answer = await fetch(`${bench.simulator.url}/v3/company/4620816365/upload${query}`, {
    method: 'POST',
    headers: { Authorization: 'Bearer us-token', 'Content-Type': 'multipart/form-data; boundary=b' },
    body,
  })
  return { status: answer.status, body: await answer.json() }
}
const linkedTo = (type: string, value: string) => ({
  AttachableRef: [{ EntityRef: { type, value }, IncludeOnSend: true }],
  FileName: 'M2 Design.pdf',
  ContentType: 'application/pdf',
  Note: 'sha256 abc',
})

describe('an upload', () => {
  test('stores the file with an id no float holds, and its bytes are found at a short-lived address', async () => {
    const { Id } = await bench.invoice(10)
    const { status, body } = await upload(linkedTo('Invoice', Id))
    expect(status).toBe(200)
    const { Attachable } = body.AttachableResponse[0]
    expect(Attachable).toMatchObject({
      FileName: 'M2 Design.pdf',
      Size: BYTES.length,
      ContentType: 'application/pdf',
      SyncToken: '0',
      AttachableRef: [{ EntityRef: { value: Id, type: 'Invoice' }, IncludeOnSend: true }],
    })
    expect(BigInt(Attachable.Id)).toBeGreaterThan(5_000_000_000_000_000_000n)
    const again = (await bench.get(`/attachable/${Attachable.Id}`)).Attachable
    expect(Buffer.from(await (await fetch(again.TempDownloadUri)).arrayBuffer())).toEqual(BYTES)
    const address = (await bench.call('GET', `/download/${Attachable.Id}`)).text
    expect((await fetch(address)).headers.get('content-type')).toContain('application/pdf')
    bench.clock.moveTo(bench.clock.offsetMs() + 15 * 60_000 + 1000)
    expect((await fetch(address)).status).toBe(403)
  })

  test('a bad link is refused inside a 200', async () => {
    const { status, body } = await upload(linkedTo('Estimate', '75'))
    expect(status).toBe(200)
    expect(body.AttachableResponse[0].Fault.Error[0]).toMatchObject({
      code: '6000',
      Detail:
        'Business Validation Error: The entity Estimate 75 that you are trying to link does not exist. Estimate 75',
    })
  })

  test('is found by what it is linked to, and deleted by its id alone', async () => {
    const { Id } = await bench.invoice(10)
    const { body } = await upload(linkedTo('Invoice', Id))
    const file = body.AttachableResponse[0].Attachable.Id
    const found = await bench.query(
      `select * from Attachable where AttachableRef.EntityRef.Type = 'invoice' and AttachableRef.EntityRef.value = '${Id}'`,
    )
    expect(found.QueryResponse.Attachable[0]).toMatchObject({ Id: file, Note: 'sha256 abc' })
    const deleted = await bench.post('/attachable?operation=delete', { Id: file })
    expect(deleted.Attachable).toEqual({ domain: 'QBO', status: 'Deleted', Id: file })
    expect((await bench.call('GET', `/attachable/${file}`)).body.Fault.Error[0].code).toBe('610')
  })

  test('a repeat with the same requestid makes another file, unless by switch', async () => {
    const once = async () => (await upload(null, '?requestid=u1')).body.AttachableResponse[0].Attachable.Id
    expect(await once()).not.toBe(await once())
    await bench.door('PUT', '/switches', { 'upload-honours-requestid': 'yes' })
    expect(await once()).toBe(await once())
  })

  test('a note needs neither file nor link; nothing at all is refused; a broken body too', async () => {
    expect((await bench.post('/attachable', { Note: 'call back' })).Attachable.Note).toBe('call back')
    expect(await bench.refused('/attachable', { Category: 'x' })).toMatchObject({
      code: '6000',
      detail: expect.stringContaining('note string'),
    })
    expect((await bench.refused('/upload', 'no parts')).code).toBe('2010')
  })
})

describe('sending', () => {
  const send = (id: string, to?: string) =>
    bench.call(
      'POST',
      `/invoice/${id}/send${to === undefined ? '' : `?sendTo=${encodeURIComponent(to)}`}`,
      undefined,
      {
        'Content-Type': 'application/octet-stream',
      },
    )

  test('marks the invoice as sent and takes the address over; the token stays, unless by switch', async () => {
    const { Id } = await bench.invoice(10)
    const { Invoice } = (await send(Id, 'a+b@example.com')).body
    expect(Invoice).toMatchObject({
      EmailStatus: 'EmailSent',
      BillEmail: { Address: 'a+b@example.com' },
      DeliveryInfo: { DeliveryType: 'Email', DeliveryTime: expect.any(String) },
      SyncToken: '0',
    })
    await bench.door('PUT', '/switches', { 'send-bumps-synctoken': 'yes' })
    expect((await send(Id)).body.Invoice.SyncToken).toBe('1')
  })

  test('needs an address, and a real one', async () => {
    const { Id } = await bench.invoice(10)
    expect((await send(Id)).body.Fault.Error[0].code).toBe('6420')
    expect((await send(Id, 'nobody')).body.Fault.Error[0].code).toBe('2210')
    expect((await send('99999', 'a@example.com')).body.Fault.Error[0].code).toBe('610')
    expect((await bench.call('POST', '/customer/1/send?sendTo=a@example.com')).body.Fault.Error[0].code).toBe(
      '500',
    )
  })
})

test('a PDF is one', async () => {
  const { Id, DocNumber } = await bench.invoice(10, { PrivateNote: '(x' })
  const answer = await bench.call('GET', `/invoice/${Id}/pdf`)
  expect(answer.headers.get('content-type')).toBe('application/pdf')
  expect(answer.text).toMatch(/^%PDF-1\.4[\s\S]+%%EOF\n$/)
  expect(answer.text).toContain(`INVOICE ${DocNumber}`)
  expect((await bench.call('GET', '/invoice/99999/pdf')).body.Fault.Error[0].code).toBe('610')
})

test('a pay link needs online payment, the setting and an address', async () => {
  const link = async (more: object) => {
    const { Id } = await bench.invoice(10, more)
    return (await bench.get(`/invoice/${Id}?include=invoiceLink`)).Invoice.InvoiceLink
  }
  const wanted = { AllowOnlineACHPayment: true, BillEmail: { Address: 'a@example.com' } }
  expect(await link(wanted)).toMatch(/^http:/)
  expect(await link({ AllowOnlineACHPayment: true })).toBeUndefined()
  expect(await link({ BillEmail: { Address: 'a@example.com' } })).toBeUndefined()
  const { Preferences } = await bench.get('/preferences')
  await bench.post('/preferences', {
    Id: '1',
    SyncToken: Preferences.SyncToken,
    sparse: true,
    SalesFormsPrefs: { ETransactionPaymentEnabled: false },
  })
  expect(await link(wanted)).toBeUndefined()
})
