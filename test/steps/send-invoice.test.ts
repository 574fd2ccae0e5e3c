/**
 * Goal: an invoice is e-mailed once where the schedule says so, and never twice. Method: QuickBooks' stand-in loses,
 * delays and refuses sends; people send, void and delete in between.
 */

import { limits } from '../../config/limits'
import { setSendState } from '../../src/invoices/intent-table'
import { beginAttempt } from '../../src/invoices/sending/send-attempt-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Billing, beginBilling, editInvoice } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
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
const sends = () => stage.quickbooks.count('POST', /\/invoice\/\d+\/send$/)
const mailed = async (bill: Billing) => must((await bill.inQuickBooks())[0]).EmailStatus === 'EmailSent'

test('created, sent, and shown as invoiced', async () => {
  const bill = await beginBilling(stage, { delivery: 'send' })
  await deliver(stage)
  expect(await mailed(bill)).toBe(true)
  expect(await sends()).toBe(1)
  expect(await bill.intent()).toMatchObject({ state: 'posted', sendState: 'sent' })
  expect((await bill.tracker()).milestones[0]?.billing.status).toBe('sent')
  expect((await bill.message()).state).toBe('done')
})

test('a schedule that only posts sends nothing', async () => {
  const bill = await beginBilling(stage, { delivery: 'post' })
  await deliverAll(stage)
  expect(await mailed(bill)).toBe(false)
  expect(await sends()).toBe(0)
})

test.each([
  { effect: 'drop-reply' },
  { effect: 'status', status: 503, executed: true },
  { effect: 'hang', executed: true },
  { effect: 'empty-200', executed: true },
  { effect: 'malformed' },
])('a send whose answer is lost (%j), but that happened, is seen and not repeated', async (fault) => {
  const bill = await beginBilling(stage, { delivery: 'send' })
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, ...fault })
  await deliver(stage)
  expect((await bill.message()).state).toBe('unclear')
  // The look is waited for, also after a send that hung.
  await stage.quickbooks.clearFaults()
  stage.advance(2_000)
  await deliverAll(stage)
  expect(await sends()).toBe(1)
  expect(await mailed(bill)).toBe(true)
  expect(await bill.intent()).toMatchObject({ sendState: 'sent' })
  expect(await bill.questions()).toEqual([])
})

test.each([
  { effect: 'reset' },
  { effect: 'status', status: 503, executed: false },
  { effect: 'hang', executed: false },
  { effect: 'html' },
])('one that is lost and did not happen (%j) goes to a person, and never out by itself', async (fault) => {
  const bill = await beginBilling(stage, { delivery: 'send' })
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, ...fault })
  await deliver(stage)
  await stage.quickbooks.clearFaults()
  stage.advance(2_000)
  await deliverAll(stage)
  stage.advance(3_600_000)
  await deliverAll(stage)
  expect(await sends()).toBe(1)
  expect(await mailed(bill)).toBe(false)
  expect(await bill.intent()).toMatchObject({ state: 'posted', sendState: 'unclear' })
  expect(await bill.questions()).toEqual(['unclear'])
})

test('while the look fails too, nothing is sent and nothing is given up', async () => {
  const bill = await beginBilling(stage, { delivery: 'send' })
  await stage.quickbooks.fault(
    { method: 'POST', path: SEND, times: 1, effect: 'drop-reply' },
    { method: 'GET', path: '/v3/company/*/invoice/*', times: 4, effect: 'status', status: 503 },
  )
  await deliver(stage)
  for (let turn = 0; turn < 4; turn += 1) {
    stage.advance(20 * 60_000)
    await deliver(stage)
    expect((await bill.message()).state).toBe('unclear')
  }
  stage.advance(20 * 60_000)
  await deliver(stage)
  expect(await sends()).toBe(1)
  expect(await bill.intent()).toMatchObject({ sendState: 'sent' })
})

test('a throttled send goes later', async () => {
  const bill = await beginBilling(stage, { delivery: 'send' })
  await stage.quickbooks.fault({
    method: 'POST',
    path: SEND,
    times: 1,
    effect: 'status',
    status: 429,
    retryAfter: 30,
  })
  await deliver(stage)
  expect(await bill.intent()).toMatchObject({ sendState: 'wanted' })
  stage.advance(31_000)
  await deliverAll(stage)
  expect(await mailed(bill)).toBe(true)
  expect(await sends()).toBe(2)
})

test('one that QuickBooks refuses is a question; the invoice stays, and nothing tries again', async () => {
  const bill = await beginBilling(stage, { delivery: 'send' })
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'status', status: 429 })
  await deliver(stage)
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), { BillEmail: { Address: '' } })
  await stage.quickbooks.clearLog()
  stage.advance(60_000)
  await deliverAll(stage)
  stage.advance(3_600_000)
  await deliverAll(stage)
  expect(await sends()).toBe(1)
  expect(await mailed(bill)).toBe(false)
  expect(await bill.intent()).toMatchObject({ state: 'posted', sendState: 'unclear' })
  expect(await bill.questions()).toEqual(['unclear'])
  expect(await bill.message()).toMatchObject({ state: 'done', fault: { kind: 'invalid' } })
})

describe('between the creation and the send', () => {
  async function waitingToBeSent(): Promise<Billing> {
    const bill = await beginBilling(stage, { delivery: 'send' })
    await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'status', status: 429 })
    await deliver(stage)
    await stage.quickbooks.clearLog()
    return bill
  }
  const readNow = async () => {
    stage.advance(60_000)
    await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
  }

  test('a person sent it in QuickBooks: it is not sent again', async () => {
    const bill = await waitingToBeSent()
    const [invoice] = await bill.inQuickBooks()
    await stage.quickbooks.api(
      'POST',
      `/v3/company/${stage.realmId}/invoice/${must(invoice).Id}/send?sendTo=ap@acme.example`,
    )
    await stage.quickbooks.clearLog()
    await readNow()
    await deliverAll(stage)
    expect(await sends()).toBe(0)
    expect(await bill.intent()).toMatchObject({ sendState: 'sent' })
    expect((await bill.message()).state).toBe('done')
  })

  test.each(['void', 'delete'] as const)('a person did %s it: nothing is sent', async (operation) => {
    const bill = await waitingToBeSent()
    await editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, operation)
    await readNow()
    await deliverAll(stage)
    expect(await sends()).toBe(0)
    expect((await bill.message()).state).toBe('done')
    expect(await bill.questions()).toEqual(['freed'])
  })

  test('a process that died before the answer looks first, and asks only when QuickBooks can’t be at it any more', async () => {
    const bill = await waitingToBeSent()
    const { intentId } = await bill.intent()
    await stage.within(async (sql) => {
      await setSendState(sql, intentId, 'sending')
      await beginAttempt(sql, { intentId, step: 'send', requestKey: null, bodyHash: null })
    })
    stage.advance(60_000)
    await deliverAll(stage)
    expect(await bill.questions()).toEqual([])
    stage.advance(limits.vendorStillWorkingMs)
    await deliverAll(stage)
    expect(await sends()).toBe(0)
    expect(await bill.questions()).toEqual(['unclear'])
  })
})

test('voided before it was sent, and entered again long after: nobody is written to unless somebody says so', async () => {
  const bill = await beginBilling(stage, { delivery: 'send' })
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'status', status: 429 })
  await deliver(stage)
  const invoice = must((await bill.inQuickBooks())[0])
  const read = async () =>
    readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
  const voided = await editInvoice(stage, invoice, {}, 'void')
  await read()
  stage.advance(3_600_000)
  await deliverAll(stage)
  expect(await bill.message()).toMatchObject({ state: 'done' })
  await editInvoice(stage, voided, {
    Line: invoice.Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail'),
    PrivateNote: invoice.PrivateNote,
  })
  await read()
  await deliverAll(stage)
  expect((await bill.tracker()).figures).toMatchObject({ billed: 123_456n })
  expect(await bill.questions()).toEqual([])
  // One that QuickBooks refused to send just then.
  expect(await sends()).toBe(1)
  expect(await mailed(bill)).toBe(false)
})
