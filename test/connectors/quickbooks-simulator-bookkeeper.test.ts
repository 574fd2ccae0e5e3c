/**
 * Goal: a person can play the bookkeeper with a plain browser, and what they do is what the API would have done.
 * Method: the forms as the page has them, sent as a browser sends them; the results read over the API.
 */
import { type Answer, type Bench, NL, openBench, US } from './quickbooks-simulator-client'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.door('POST', '/reset'))

const page = async (path: string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${bench.simulator.url}${path}`)
  return { status: answer.status, text: await answer.text() }
}
const submit = async (
  path: string,
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
) => {
  const answer = await fetch(`${bench.simulator.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
    headers,
  })
  return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() }
}
const read = async (kind: string, id: string): Promise<Answer> =>
  Object.values(await bench.get(`/${kind}/${id}`))[0]
const at = (id: string, act: string) => `/books/${US}/invoices/${id}/${act}`

test('leads from the companies to invoices, customers and payments, without scripts, escaping everything', async () => {
  expect((await page('/')).text).toContain(`href="/books/${US}"`)
  const { Customer } = await bench.post('/customer', { DisplayName: '<img src=x onerror=alert(1)>' })
  const { Id } = await bench.invoice(1234.5, {
    CustomerRef: { value: Customer.Id },
    PrivateNote: '"><script>',
  })
  for (const path of ['', '/customers', '/payments', `/invoices/${Id}`, `/customers/${Customer.Id}`]) {
    const { status, text } = await page(`/books/${US}${path}?done=<b>`)
    expect(status).toBe(200)
    expect(text).not.toMatch(/<script|<img|<b>/)
    expect(text).toContain('<html lang="en">')
  }
  expect((await page(`/books/${US}`)).text).toContain('1,234.50 USD')
})

test('a payment is received in part, then in full', async () => {
  const { Id } = await bench.invoice(100)
  const done = await submit(at(Id, 'pay'), { amount: '40' })
  expect(done).toMatchObject({ status: 303, location: expect.stringContaining(`/invoices/${Id}?done=`) })
  expect((await page(done.location)).text).toContain('The payment is received.')
  expect((await read('invoice', Id)).Balance).toBe(60)
  await submit(at(Id, 'pay'), { amount: '60.00' })
  expect((await page(`/books/${US}/invoices/${Id}`)).text).toContain('paid')
})

test('one payment pays several invoices of a customer', async () => {
  const [a, b] = [await bench.invoice(10), await bench.invoice(20)]
  await submit(`/books/${US}/customers/1/pay`, {
    amount: '35',
    [`invoice-${a.Id}`]: '10',
    [`invoice-${b.Id}`]: '20',
  })
  expect([(await read('invoice', a.Id)).Balance, (await read('invoice', b.Id)).Balance]).toEqual([0, 0])
  expect((await read('customer', '1')).Balance).toBe(-5)
})

test('amounts are edited, and a stale page is refused in QuickBooks’ words', async () => {
  const { Id } = await bench.invoice(100)
  await submit(at(Id, 'edit'), { token: '0', 'line-1': '90' })
  expect(await read('invoice', Id)).toMatchObject({ TotalAmt: 90, SyncToken: '1' })
  const stale = await submit(at(Id, 'edit'), { token: '0', 'line-1': '80' })
  expect(stale.status).toBe(400)
  expect(stale.text).toContain('5010')
  expect((await submit(at(Id, 'pay'), { amount: 'lots' })).text).toContain('lots')
  expect((await read('invoice', Id)).TotalAmt).toBe(90)
})

test('credit, copy, mail, void and delete', async () => {
  const { Id } = await bench.invoice(100, { PrivateNote: 'our mark' })
  await submit(at(Id, 'credit'), { credit: '30' })
  expect((await read('invoice', Id)).Balance).toBe(70)
  const copied = await submit(at(Id, 'copy'))
  const number = /invoice (\d+)/.exec(decodeURIComponent(copied.location))?.[1]
  const [copy] = (await bench.query(`select * from Invoice where DocNumber = '${number}'`)).QueryResponse
    .Invoice
  expect(copy).toMatchObject({ TotalAmt: 100, Balance: 100, PrivateNote: 'our mark' })
  expect((await submit(at(copy.Id, 'send'))).text).toContain('6420')
  await submit(at(copy.Id, 'send'), { to: 'a@example.com' })
  expect((await read('invoice', copy.Id)).EmailStatus).toBe('EmailSent')
  await submit(at(copy.Id, 'void'), { token: '0' })
  expect((await page(`/books/${US}/invoices/${copy.Id}`)).text).toContain('voided')
  expect((await submit(at(copy.Id, 'delete'), { token: '1' })).location).toMatch(
    new RegExp(`^/books/${US}\\?done=`),
  )
  expect((await page(`/books/${US}/invoices/${copy.Id}`)).status).toBe(404)
})

test('payments are voided and deleted; customers get credit, and are put aside', async () => {
  const { Id } = await bench.invoice(50)
  const [first, second] = [
    await bench.payment(10, [['Invoice', Id, 10]]),
    await bench.payment(10, [['Invoice', Id, 10]]),
  ]
  await submit(`/books/${US}/payments/${first.Id}/void`, { token: '0' })
  await submit(`/books/${US}/payments/${second.Id}/delete`, { token: '0' })
  expect((await read('invoice', Id)).Balance).toBe(50)
  await submit(`/books/${US}/customers/1/credit`, { credit: '5' })
  expect((await read('customer', '1')).Balance).toBe(45)
  await submit(`/books/${US}/customers/2/active`)
  expect((await read('customer', '2')).Active).toBe(false)
  await submit(`/books/${US}/customers/2/active`)
  expect(await read('customer', '2')).toMatchObject({ Active: true, DisplayName: "Bill's Windsurf Shop" })
})

test('the Dutch company’s credit needs no thought of VAT', async () => {
  const done = await submit(`/books/${NL}/customers/2/credit`, { credit: '12.10' })
  expect(done.status).toBe(303)
})

test('a client pays behind the pay link', async () => {
  const online = { AllowOnlineACHPayment: true, BillEmail: { Address: 'a@example.com' } }
  const { Id } = await bench.invoice(75, online)
  const { InvoiceLink } = (await bench.get(`/invoice/${Id}?include=invoiceLink`)).Invoice
  const path = new URL(InvoiceLink).pathname
  expect((await page(path)).text).toContain('Pay 75.00 USD')
  expect((await submit(path)).status).toBe(303)
  expect((await read('invoice', Id)).Balance).toBe(0)
  expect((await page(path)).text).toContain('nothing left to pay')
  expect((await page(`${path}x`)).status).toBe(404)
  expect((await submit(`${path}x`)).status).toBe(404)
})

test('forms of other sites, unknown acts and unknown companies do nothing', async () => {
  const { Id } = await bench.invoice(10)
  expect((await submit(at(Id, 'pay'), { amount: '10' }, { Origin: 'http://evil.example.com' })).status).toBe(
    403,
  )
  expect((await submit(at(Id, 'constructor'))).status).toBe(404)
  expect((await submit(`/books/1/invoices/${Id}/pay`, { amount: '1' })).status).toBe(404)
  expect((await page('/books/1')).status).toBe(404)
  expect((await read('invoice', Id)).Balance).toBe(10)
})

describe('money that comes and goes', () => {
  const rows = async (kind: string): Promise<Answer[]> =>
    (await bench.query(`select * from ${kind}`)).QueryResponse[kind] ?? []

  test('one payment over two invoices is moved, unapplied and deleted by its own page', async () => {
    const [one, two] = [await bench.invoice(100), await bench.invoice(60)]
    await submit(`/books/${US}/customers/1/pay`, {
      amount: '150',
      [`invoice-${one.Id}`]: '100',
      [`invoice-${two.Id}`]: '50',
    })
    const [payment] = await rows('Payment')
    const own = `/books/${US}/payments/${payment.Id}`
    const shown = await page(own)
    expect(shown.text).toContain(`It is for Invoice ${one.Id}, Invoice ${two.Id}.`)
    expect(shown.text).toContain(`name="invoice-${two.Id}" value="50.00"`)
    const change = (form: Record<string, string>, token: string) =>
      submit(`${own}/change`, { token, amount: '150', ...form })
    const moved = await change({ [`invoice-${two.Id}`]: '60' }, '0')
    expect(moved).toMatchObject({ status: 303, location: expect.stringContaining(own) })
    expect([(await read('invoice', one.Id)).Balance, (await read('invoice', two.Id)).Balance]).toEqual([
      100, 0,
    ])
    expect((await read('payment', payment.Id)).UnappliedAmt).toBe(90)
    expect((await change({}, '0')).status).toBe(400)
    await change({}, '1')
    expect((await read('payment', payment.Id)).UnappliedAmt).toBe(150)
    const gone = await submit(`${own}/delete`, { token: '2' })
    expect(gone.location).toMatch(/\/payments\?done=/)
    expect((await page(own)).status).toBe(404)
  })

  test('a credit memo that is there is applied, and a part is written off by a journal entry', async () => {
    const { Id } = await bench.invoice(100)
    await submit(`/books/${US}/customers/1/credit`, { credit: '30' })
    const [memo] = await rows('CreditMemo')
    await submit(at(Id, 'apply'), { memo: memo.Id, applied: '20' })
    expect((await read('invoice', Id)).Balance).toBe(80)
    expect((await read('creditmemo', memo.Id)).RemainingCredit).toBe(10)
    await submit(at(Id, 'writeoff'), { writeoff: '5' })
    expect((await read('invoice', Id)).Balance).toBe(75)
    expect((await submit(at(Id, 'apply'), { memo: '999999', applied: '1' })).status).toBe(400)
    expect((await submit(at(Id, 'writeoff'), { writeoff: 'much' })).status).toBe(400)
    expect((await read('invoice', Id)).Balance).toBe(75)
  })

  test('a refund receipt is made and deleted', async () => {
    const made = await submit(`/books/${US}/customers/1/refund`, { refund: '12.50', note: 'for 1042' })
    expect(made).toMatchObject({ status: 303, location: expect.stringContaining('/customers/1?done=') })
    const [receipt] = await rows('RefundReceipt')
    expect(receipt).toMatchObject({ TotalAmt: 12.5, PrivateNote: 'for 1042' })
    expect((await page(`/books/${US}/credits`)).text).toContain(`Refund receipt ${receipt.DocNumber}`)
    const gone = await submit(`/books/${US}/refunds/${receipt.Id}/delete`, { token: '0' })
    expect(gone.location).toMatch(/\/credits\?done=/)
    expect(await rows('RefundReceipt')).toEqual([])
  })

  test('a company elsewhere refunds without sales tax', async () => {
    const customers = await page(`/books/${NL}/customers`)
    const [, id] = /\/customers\/(\d+)"/.exec(customers.text) ?? []
    const made = await submit(`/books/${NL}/customers/${id}/refund`, { refund: '12.50' })
    expect(made.status).toBe(303)
    expect((await page(`/books/${NL}/credits`)).text).toContain('12.50 EUR')
  })
})
