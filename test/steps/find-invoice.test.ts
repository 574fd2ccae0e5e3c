/**
 * Goal: an invoice of ours is recognised, and another's never taken for it. Method: QuickBooks' stand-in, where people
 * empty memos, copy invoices, and bill the same words on the same day.
 */
import { allInvoices, beginBilling, editInvoice } from '../fixtures/billing'
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
  await stage.quickbooks.turn({ requestid: 'replay', 'line-ends': 'kept' })
  await stage.quickbooks.clearLog()
})

const CREATE = '/v3/company/*/invoice'
const LOOK = '/v3/company/*/query?*TxnDate*'

test('a memo that someone emptied is made good by our words', async () => {
  const bill = await beginBilling(stage, { contractReference: 'a reference of its own' })
  await stage.quickbooks.fault(
    { method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' },
    { method: 'GET', path: LOOK, times: 1, effect: 'status', status: 503 },
  )
  await deliver(stage)
  const [invoice] = await bill.inQuickBooks()
  await editInvoice(stage, must(invoice), { PrivateNote: '' })
  await stage.quickbooks.clearLog()
  stage.advance(160_000)
  await deliver(stage)
  expect(await bill.intent()).toMatchObject({ state: 'posted', quickbooksId: must(invoice).Id })
  expect(await stage.quickbooks.count('POST', /\/invoice$/)).toBe(0)
})

test('nor does it matter that QuickBooks has line ends of its own: nothing is sent twice', async () => {
  const bill = await beginBilling(stage, { contractReference: 'with several lines' })
  await stage.quickbooks.turn({ requestid: 'ignore', 'line-ends': 'crlf' })
  await stage.quickbooks.fault(
    { method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' },
    { method: 'GET', path: LOOK, times: 1, effect: 'status', status: 503 },
  )
  await deliver(stage)
  const [invoice] = await bill.inQuickBooks()
  const said = must(must(invoice).Line[0]).Description
  expect(said).toContain('\r\n')
  await editInvoice(stage, must(invoice), { PrivateNote: '' })
  await stage.quickbooks.clearLog()
  stage.advance(160_000)
  await deliverAll(stage)
  expect(await bill.intent()).toMatchObject({ state: 'posted', quickbooksId: must(invoice).Id })
  expect(await stage.quickbooks.count('POST', /\/invoice$/)).toBe(0)
  expect(await bill.inQuickBooks((each) => must(each.Line[0]).Description === said)).toHaveLength(1)
  const { milestones } = await bill.tracker()
  expect(milestones[0]?.billing).toMatchObject({ status: 'posted', difference: false })
})

test('another deal’s invoice of the same customer, day and words is never taken for ours', async () => {
  const first = await beginBilling(stage)
  await deliverAll(stage)
  const second = await beginBilling(stage)
  const words = async (bill: typeof first) => JSON.parse((await bill.intent()).body).Line[0].Description
  expect(await words(second)).toBe(await words(first))
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'reset' })
  await deliver(stage)
  expect(await second.intent()).toMatchObject({ state: 'unclear', quickbooksId: null })
  stage.advance(160_000)
  await deliverAll(stage)
  expect(await second.inQuickBooks()).toHaveLength(1)
  expect((await second.intent()).quickbooksId).not.toBe((await first.intent()).quickbooksId)
})

test('not even when its memo was emptied: what bills one milestone bills no other', async () => {
  const first = await beginBilling(stage)
  await deliverAll(stage)
  await editInvoice(stage, must((await first.inQuickBooks())[0]), { PrivateNote: '' })
  const second = await beginBilling(stage)
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'reset' })
  await deliver(stage)
  stage.advance(160_000)
  await deliverAll(stage)
  expect(await second.inQuickBooks()).toHaveLength(1)
  expect((await second.intent()).quickbooksId).not.toBe((await first.intent()).quickbooksId)
})

test('of several with our mark the first is ours', async () => {
  const bill = await beginBilling(stage)
  const intent = await bill.intent()
  await stage.quickbooks.turn({ requestid: 'ignore' })
  await stage.quickbooks.fault(
    { method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' },
    { method: 'GET', path: LOOK, times: 1, effect: 'status', status: 503 },
  )
  await deliver(stage)
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice`, JSON.parse(intent.body))
  const ids = (await allInvoices(stage))
    .filter((each) => each.PrivateNote?.includes(bill.marker))
    .map((each) => Number(each.Id))
  expect(ids).toHaveLength(2)
  stage.advance(160_000)
  await deliver(stage)
  expect((await bill.intent()).quickbooksId).toBe(String(Math.min(...ids)))
})
