/**
 * Goal: exactly one invoice, whatever is lost on the way. Method: the real connector and QuickBooks' stand-in over HTTP;
 * every fault of the create and of the look, with a requestid that is honoured, ignored or forgotten; a process that dies
 * at every step.
 */

import { limits } from '../../config/limits'
import { type Billing, beginBilling } from '../fixtures/billing'
import { deliver } from '../fixtures/deliver'
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
  await stage.quickbooks.turn({ requestid: 'replay' })
  await stage.quickbooks.clearLog()
})

const CREATE = '/v3/company/*/invoice'
const LOOK = '/v3/company/*/query?*TxnDate*'
const creates = async () =>
  (await stage.quickbooks.log()).filter((each) => each.method === 'POST' && each.path.endsWith('/invoice'))
const looks = async () =>
  (await stage.quickbooks.log()).filter((each) => each.query['query']?.includes('TxnDate') === true)

/** Turns and waits until the message is closed; at no moment there may be two invoices. */
async function drain(bill: Billing, stepMs = 160_000): Promise<void> {
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(stage)
    expect((await bill.inQuickBooks()).length).toBeLessThanOrEqual(1)
    if (['done', 'refused', 'cancelled'].includes((await bill.message()).state)) return
    stage.advance(stepMs)
  }
  throw new Error(`the message never ended: ${JSON.stringify((await bill.message()).fault)}`)
}
async function expectOneInvoice(bill: Billing): Promise<void> {
  const [invoice, ...others] = await bill.inQuickBooks()
  expect(others).toEqual([])
  expect(invoice).toMatchObject({ TotalAmt: 1234.56, Balance: 1234.56 })
  expect(await bill.intent()).toMatchObject({ state: 'posted', quickbooksId: must(invoice).Id, fault: null })
  expect((await bill.message()).state).toBe('done')
  expect(await bill.questions()).toEqual([])
  expect((await bill.tracker()).figures).toMatchObject({
    billed: 123_456n,
    inFlight: 0n,
    remaining: 0n,
    outstanding: 123_456n,
  })
}

test('an ordinary one: one call, with our key and mark, and the answer is what is stored', async () => {
  const bill = await beginBilling(stage)
  expect(await deliver(stage)).toBe(1)
  await expectOneInvoice(bill)
  const [sent, ...none] = await creates()
  expect(none).toEqual([])
  const intent = await bill.intent()
  expect(sent?.query).toMatchObject({ requestid: intent.requestKey })
  expect(JSON.parse(sent?.body ?? '{}')).toEqual(JSON.parse(intent.body))
  const { milestones } = await bill.tracker()
  expect(milestones[0]?.billing).toMatchObject({ status: 'posted', difference: false })
  const attempts = await stage.within((sql) =>
    sql(
      'select step, outcome, request_key, trace is not null as traced from send_attempt where intent_id = $1',
      [intent.intentId],
    ),
  )
  expect(attempts).toEqual([
    { step: 'create', outcome: 'done', request_key: intent.requestKey, traced: true },
  ])
})

const faults = [
  { effect: 'drop-reply' },
  { effect: 'reset' },
  { effect: 'status', status: 500, executed: true },
  { effect: 'status', status: 503, executed: true },
  { effect: 'status', status: 503, executed: false },
  { effect: 'status', status: 504, executed: true },
  { effect: 'hang', executed: true },
  { effect: 'hang', executed: false },
  { effect: 'empty-200', executed: true },
  { effect: 'empty-200', executed: false },
  { effect: 'fault-200', executed: false },
  { effect: 'malformed' },
  { effect: 'html', executed: true },
  { effect: 'html', executed: false },
]
describe.each(['replay', 'ignore', 'forget'])('when QuickBooks’ requestid is %s', (requestid) => {
  test.each(faults)('a create that ends in %j becomes exactly one invoice', async (fault) => {
    await stage.quickbooks.turn({ requestid })
    const bill = await beginBilling(stage)
    await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, ...fault })
    await drain(bill)
    if ((await bill.message()).state === 'refused') {
      // A fault in a 200 may say a plain no: then there is none, and a person is asked.
      expect(fault.effect).toBe('fault-200')
      expect(await bill.inQuickBooks()).toEqual([])
      expect(await bill.questions()).toEqual(['refused'])
      return
    }
    await expectOneInvoice(bill)
    for (const sent of await creates())
      expect(JSON.parse(sent.body)).toEqual(JSON.parse((await bill.intent()).body))
  })

  test('three lost answers in a row, and looks that fail in between, become exactly one invoice', async () => {
    await stage.quickbooks.turn({ requestid })
    const bill = await beginBilling(stage)
    await stage.quickbooks.fault(
      { method: 'POST', path: CREATE, times: 1, effect: 'reset' },
      { method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' },
      { method: 'GET', path: LOOK, times: 3, effect: 'status', status: 503 },
    )
    await drain(bill)
    await expectOneInvoice(bill)
  })
})

test('after an unclear answer the question is asked, and QuickBooks has its 120 seconds before it is sent again', async () => {
  const bill = await beginBilling(stage)
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'reset' })
  await deliver(stage)
  expect(await bill.intent()).toMatchObject({ state: 'unclear' })
  expect(await bill.questions()).toEqual(['unclear'])
  expect((await bill.tracker()).milestones[0]?.billing).toMatchObject({
    status: 'unclear',
    inFlightMinor: 123_456n,
  })
  stage.advance(limits.vendorStillWorkingMs - 5_000)
  expect(await deliver(stage)).toBe(0)
  expect(await creates()).toHaveLength(1)
  stage.advance(6_000)
  expect(await deliver(stage)).toBe(1)
  await expectOneInvoice(bill)
  expect(await creates()).toHaveLength(2)
})

test.each([
  [{ retryAfter: 40 }, 40_000],
  [{}, 2_000],
])('throttled with %j: the same request later, not sooner than asked, and no question', async (more, waitMs) => {
  const bill = await beginBilling(stage)
  await stage.quickbooks.fault({
    method: 'POST',
    path: CREATE,
    times: 1,
    effect: 'status',
    status: 429,
    ...more,
  })
  const before = stage.clock.now().getTime()
  await deliver(stage)
  expect(await bill.intent()).toMatchObject({ state: 'queued', fault: { kind: 'throttled' } })
  expect(await bill.questions()).toEqual([])
  // By its moment, since the clock goes on by itself; only the longer wait leaves time to see that nothing is sent.
  expect((await bill.message()).nextAt.getTime() - before).toBeGreaterThanOrEqual(waitMs)
  if (waitMs > 15_000) {
    stage.advance(waitMs - 15_000)
    expect(await deliver(stage)).toBe(0)
  }
  stage.advance(15_500)
  expect(await deliver(stage)).toBe(1)
  await expectOneInvoice(bill)
  expect(await looks()).toEqual([])
})

test('a vendor that is throttled for long becomes a question, and trying goes on', async () => {
  const bill = await beginBilling(stage)
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 9, effect: 'status', status: 429 })
  for (let turn = 0; turn < 9; turn += 1) {
    await deliver(stage)
    stage.advance(20 * 60_000)
  }
  expect(await bill.questions()).toEqual(['stuck'])
  await drain(bill)
  await expectOneInvoice(bill)
})

test('what QuickBooks refuses for its contents is not tried again: a person is asked', async () => {
  const bill = await beginBilling(stage, { customer: { quickbooksId: '4' } })
  const { Customer } = await stage.quickbooks.api<{ Customer: { SyncToken: string } }>(
    'GET',
    `/v3/company/${stage.realmId}/customer/4`,
  )
  const active = (Active: boolean, SyncToken: string) =>
    stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/customer`, {
      Id: '4',
      SyncToken,
      sparse: true,
      Active,
    })
  await active(false, Customer.SyncToken)
  await drain(bill)
  await active(true, String(Number(Customer.SyncToken) + 1))
  expect(await bill.message()).toMatchObject({ state: 'refused', fault: { status: 400 } })
  expect(await bill.questions()).toEqual(['refused'])
  expect(await bill.inQuickBooks()).toEqual([])
  stage.advance(3_600_000)
  expect(await deliver(stage)).toBe(0)
  const { milestones, figures } = await bill.tracker()
  expect(milestones[0]?.billing.blockedBecause).not.toBeNull()
  expect(figures.remaining).toBe(0n)
})

test('a body that is not the frozen one is never sent', async () => {
  const bill = await beginBilling(stage)
  const { intentId } = await bill.intent()
  await stage.within((sql) =>
    sql("update billing_intent set body = replace(body, '1234.56', '9234.56') where intent_id = $1", [
      intentId,
    ]),
  )
  await expect(deliver(stage)).rejects.toThrow('is not the one that was frozen')
  expect(await creates()).toEqual([])
  await stage.within((sql) =>
    sql("update outbox_message set state = 'cancelled' where subject_id = $1", [intentId]),
  )
})
