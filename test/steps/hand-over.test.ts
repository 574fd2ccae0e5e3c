/**
 * Goal: an invoice that exists is e-mailed later at most once, its PDF is read once a version, its page to pay is a
 * current one, and paper is kept here. Method: QuickBooks' stand-in loses, refuses and garbles; people void and pay in
 * between.
 */

import { markDelivered } from '../../src/invoices/hand-over/mark-delivered'
import { readPayLink } from '../../src/invoices/hand-over/read-pay-link'
import { readInvoicePdf } from '../../src/invoices/hand-over/read-pdf'
import { sendLater } from '../../src/invoices/hand-over/send-later'
import { setIntentState, setSendState } from '../../src/invoices/intent-table'
import { generateInvoice } from '../../src/invoices/prepared/generate-invoice'
import { readChanges } from '../../src/reconcile/read-changes'
import { Refusal } from '../../src/tenants/refusal'
import { type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.clearLog()
})

const SEND = '/v3/company/*/invoice/*/send'
const PDF = '/v3/company/*/invoice/*/pdf'
const count = (what: RegExp, method = 'GET') => stage.quickbooks.count(method, what)
const sends = () => count(/\/invoice\/\d+\/send$/, 'POST')
const printed = () => count(/\/invoice\/\d+\/pdf$/)
const vendor = {
  get database() {
    return stage.database
  },
  company: () => stage.vendors.quickbooks(stage.workspaceId),
}
const idOf = async (bill: Billing) => (await bill.intent()).intentId
const send = async (bill: Billing) => {
  const intentId = await idOf(bill)
  await stage.within((sql) => sendLater(sql, owner, intentId))
}
const deliverOnPaper = async (bill: Billing, on: string | null = null) => {
  const intentId = await idOf(bill)
  await stage.within((sql) => markDelivered(sql, owner, stage.clock, { intentId, on }))
}
const pdf = async (bill: Billing) => readInvoicePdf(vendor, stage.workspaceId, await idOf(bill))
const payLink = async (bill: Billing) => readPayLink(vendor, stage.workspaceId, await idOf(bill))
const inQuickBooks = async (bill: Billing) => must((await bill.inQuickBooks())[0])
const readNow = async () => {
  stage.advance(1_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, true)
}
async function posted(): Promise<Billing> {
  const bill = await beginBilling(stage, { delivery: 'post' })
  await deliverAll(stage)
  await stage.quickbooks.clearLog()
  return bill
}

test('room for a printing is asked before one that is kept is loaded; without it, nothing is read', async () => {
  const bill = await posted()
  const sizes: number[] = []
  const room = async (bytes: number) => void sizes.push(bytes)
  const intentId = await idOf(bill)
  const first = await readInvoicePdf({ ...vendor, room }, stage.workspaceId, intentId)
  const again = await readInvoicePdf({ ...vendor, room }, stage.workspaceId, intentId)
  expect(Buffer.from(again.bytes)).toEqual(Buffer.from(first.bytes))
  expect(sizes).toEqual([first.bytes.length, first.bytes.length])
  const full = () => Promise.reject(new Refusal(503, 'busy', 'Too many files are being given out at once.'))
  const refused = await refusalOf(readInvoicePdf({ ...vendor, room: full }, stage.workspaceId, intentId))
  expect(refused).toMatchObject({ code: 'busy' })
  expect(await printed()).toBe(1)
})

describe('e-mailed later', () => {
  test('once, however often it is asked for, and shown as sent', async () => {
    const bill = await posted()
    await send(bill)
    await send(bill)
    await deliverAll(stage)
    expect(await sends()).toBe(1)
    expect(await bill.intent()).toMatchObject({ sendState: 'sent' })
    expect((await bill.tracker()).milestones[0]?.billing.status).toBe('sent')
    expect(await refusalOf(send(bill))).toMatchObject({ code: 'already_sent' })
    await deliverAll(stage)
    expect(await sends()).toBe(1)
  })

  test.each([
    { effect: 'drop-reply' },
    { effect: 'empty-200', executed: true },
    { effect: 'malformed' },
    { effect: 'fault-200', executed: true },
  ])('an answer that is lost (%j) is looked up, and not sent again', async (fault) => {
    const bill = await posted()
    await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, ...fault })
    await send(bill)
    await deliver(stage)
    // Asking meanwhile is no other e-mail.
    await send(bill)
    for (let turn = 0; turn < 3; turn += 1) {
      stage.advance(200_000)
      await deliverAll(stage)
    }
    expect(await sends()).toBe(1)
  })

  test('where it stays unclear a person is asked, and asking to send is refused until they say', async () => {
    const bill = await posted()
    await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'reset' })
    await send(bill)
    for (let turn = 0; turn < 3; turn += 1) {
      await deliverAll(stage)
      stage.advance(200_000)
    }
    expect(await bill.questions()).toEqual(['unclear'])
    expect(await refusalOf(send(bill))).toMatchObject({ code: 'send_unclear' })
    expect(await sends()).toBe(1)
  })

  test('one that was voided, or has no address, is refused in words', async () => {
    const voided = await posted()
    await editInvoice(stage, await inQuickBooks(voided), {}, 'void')
    await readNow()
    expect(await refusalOf(send(voided))).toMatchObject({
      code: 'invoice_not_effective',
      detail: expect.stringMatching(/voided/),
    })
    const silent = await posted()
    await editInvoice(stage, await inQuickBooks(silent), { BillEmail: { Address: '' } })
    await readNow()
    expect(await refusalOf(send(silent))).toMatchObject({ code: 'no_email' })
    expect(await sends()).toBe(0)
  })

  test.each([
    ['queued', /on its way/],
    ['sending', /on its way/],
    ['unclear', /unclear/],
    ['refused', /refused/],
    ['cancelled', /taken back/],
  ] as const)('one that is %s is not there yet', async (state, words) => {
    const bill = await beginBilling(stage, { delivery: 'post' })
    const { intentId } = await bill.intent()
    await stage.within((sql) => setIntentState(sql, intentId, { state }))
    const refused = { code: 'invoice_not_posted', detail: expect.stringMatching(words) }
    expect(await refusalOf(send(bill))).toMatchObject(refused)
    expect(await refusalOf(deliverOnPaper(bill))).toMatchObject(refused)
    expect(await refusalOf(pdf(bill))).toMatchObject(refused)
    expect(await refusalOf(payLink(bill))).toMatchObject(refused)
    await stage.within((sql) => setIntentState(sql, intentId, { state: 'cancelled' }))
  })

  test('a prepared one is made and e-mailed by one press', async () => {
    const bill = await beginBilling(stage, { delivery: 'prepare' })
    await deliverAll(stage)
    expect(await bill.inQuickBooks()).toEqual([])
    const { intentId } = await bill.intent()
    await stage.within((sql) => generateInvoice(sql, owner, stage.clock, { intentId, delivery: 'send' }))
    await deliverAll(stage)
    expect(await inQuickBooks(bill)).toMatchObject({ EmailStatus: 'EmailSent' })
    expect(await sends()).toBe(1)
  })
})

describe('on paper', () => {
  test('its day is its sent date, and it is shown as sent; said again it is corrected', async () => {
    const bill = await posted()
    await deliverOnPaper(bill)
    const { delivered } = await bill.intent()
    expect(delivered).toMatchObject({ by: 'Ana Ruiz' })
    expect((await bill.tracker()).milestones[0]?.billing.status).toBe('sent')
    await deliverOnPaper(bill, delivered?.on)
    expect((await bill.intent()).delivered).toEqual(delivered)
  })

  test('not on a day that is still to come, nor before its own', async () => {
    const bill = await posted()
    for (const on of ['2099-01-01', '2020-01-01'])
      expect(await refusalOf(deliverOnPaper(bill, on))).toMatchObject({
        code: 'validation_failed',
        errors: [{ pointer: '/on' }],
      })
    expect((await bill.intent()).delivered).toBeNull()
  })
})

describe('its PDF', () => {
  test('is read once, and again when the invoice has changed', async () => {
    const bill = await posted()
    const first = await pdf(bill)
    expect(Buffer.from(first.bytes.subarray(0, 5)).toString()).toBe('%PDF-')
    expect(Buffer.from((await pdf(bill)).bytes)).toEqual(Buffer.from(first.bytes))
    expect(await printed()).toBe(1)
    await editInvoice(stage, await inQuickBooks(bill), { CustomerMemo: { value: 'Thank you.' } })
    await readNow()
    await pdf(bill)
    await pdf(bill)
    expect(await printed()).toBe(2)
  })

  test('of a deleted one is the last that was read; without one it is refused', async () => {
    const [kept, never] = [await posted(), await posted()]
    const first = await pdf(kept)
    for (const bill of [kept, never]) await editInvoice(stage, await inQuickBooks(bill), {}, 'delete')
    await readNow()
    expect(Buffer.from((await pdf(kept)).bytes)).toEqual(Buffer.from(first.bytes))
    expect(await refusalOf(pdf(never))).toMatchObject({ code: 'invoice_not_effective' })
    expect(await printed()).toBe(1)
  })

  test.each([
    { effect: 'status', status: 503 },
    { effect: 'status', status: 429 },
    { effect: 'reset' },
    { effect: 'hang' },
    { effect: 'html' },
    { effect: 'empty-200' },
    { effect: 'malformed' },
    { effect: 'fault-200' },
  ])('that can’t be read (%j) is said so, nothing is kept of it, and the next try reads it', async (fault) => {
    const bill = await posted()
    await stage.quickbooks.fault({ method: 'GET', path: PDF, times: 1, ...fault })
    await expect(pdf(bill)).rejects.toMatchObject({ vendor: 'quickbooks' })
    // The next is waited for, also after one that hung.
    await stage.quickbooks.clearFaults()
    expect(Buffer.from((await pdf(bill)).bytes.subarray(0, 5)).toString()).toBe('%PDF-')
  })
})

describe('where it is paid', () => {
  test('is asked for each time; where QuickBooks has no page, or it is paid, that is said', async () => {
    const bill = await posted()
    expect(await payLink(bill)).toMatchObject({ url: null, detail: expect.stringMatching(/online payment/) })
    const invoice = await inQuickBooks(bill)
    await editInvoice(stage, invoice, { AllowOnlineCreditCardPayment: true })
    expect((await payLink(bill)).url).toMatch(/^https?:\/\/.+\/pay\//)
    expect(await count(/\/invoice\/\d+$/)).toBe(2)
    await payInvoices(stage, invoice.CustomerRef.value, [{ invoiceId: invoice.Id, amount: 1234.56 }])
    await readNow()
    expect(await payLink(bill)).toMatchObject({ url: null, detail: expect.stringMatching(/paid/) })
    expect(await count(/\/invoice\/\d+$/)).toBe(2)
  })

  test.each([
    { effect: 'status', status: 503 },
    { effect: 'reset' },
    { effect: 'html' },
    { effect: 'malformed' },
  ])('a failed reading (%j) is said so', async (fault) => {
    const bill = await posted()
    await stage.quickbooks.fault({ method: 'GET', path: '/v3/company/*/invoice/*', times: 1, ...fault })
    await expect(payLink(bill)).rejects.toMatchObject({ vendor: 'quickbooks' })
  })

  test('an invoice that nobody sent, asked twice at once, is e-mailed once', async () => {
    const bill = await posted()
    await Promise.all([send(bill), send(bill), send(bill)])
    await deliverAll(stage)
    expect(await sends()).toBe(1)
    const { intentId } = await bill.intent()
    await stage.within((sql) => setSendState(sql, intentId, 'sent'))
  })
})
