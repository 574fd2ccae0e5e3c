/**
 * Goal: invoices in batches are invoices: each exactly once, and each ends by itself. Method: the flow's own handler, the
 * real connector and QuickBooks' stand-in over HTTP; every fault of the batch, with a requestid that is honoured, ignored
 * or forgotten; batches that are partly refused; several workers.
 */
import { limits } from '../../config/limits'
import { beginBills, drain, expectOneInvoiceEach, postsTo, turnOutbox } from '../fixtures/batches'
import { beginBilling } from '../fixtures/billing'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 400, settings: { quickbooksBatch: true } })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
  await stage.quickbooks.clearLog()
})

const BATCH = '/v3/company/*/batch'
const batches = () => postsTo(stage, '/batch')
const creates = () => postsTo(stage, '/invoice')
const itemsOf = (request: { body: string }): { bId: string; operation: string; Invoice: object }[] =>
  JSON.parse(request.body).BatchItemRequest

const bills = (count: number) => beginBills(stage, count)

test('what waits together goes in one metered request, kept whole before it leaves', async () => {
  const all = await bills(5)
  await turnOutbox(stage)
  await expectOneInvoiceEach(all)
  const [sent, ...none] = await batches()
  expect([none, await creates()]).toEqual([[], []])
  const requestKey = must(must(sent).query['requestid'])
  expect(requestKey).toMatch(/^[a-z2-7]{32}$/)
  const items = itemsOf(must(sent))
  const intents = await Promise.all(all.map((bill) => bill.intent()))
  const inOrder = [...intents].sort((a, b) => (a.requestKey < b.requestKey ? -1 : 1))
  expect(items).toEqual(
    inOrder.map(({ body }, place) => ({
      bId: String(place + 1),
      operation: 'create',
      Invoice: JSON.parse(body),
    })),
  )
  const kept = await stage.within((sql) =>
    sql('select request_key, items, outcome, trace is not null as traced from send_batch'),
  )
  expect(kept).toEqual([
    {
      request_key: requestKey,
      items: inOrder.map(({ intentId, bodyHash }, place) => ({
        item: String(place + 1),
        intentId,
        bodyHash,
      })),
      outcome: 'done',
      traced: true,
    },
  ])
  const attempts = await stage.within((sql) =>
    sql('select request_key, outcome from send_attempt where batch_id is not null order by attempt_id'),
  )
  expect(attempts).toEqual(
    inOrder.map((_, place) => ({ request_key: `${requestKey}${place + 1}`, outcome: 'done' })),
  )
})

test('one that waits alone goes by itself: that call is free', async () => {
  const all = await bills(1)
  await turnOutbox(stage)
  await expectOneInvoiceEach(all)
  expect([(await batches()).length, (await creates()).length]).toEqual([0, 1])
})

test('what belongs to a deal that was deleted stays out, whoever gathers, and goes when the deal is back', async () => {
  const all = await bills(3)
  const [gone, ...others] = all
  const setGone = (archived: boolean) =>
    stage.within((sql) => sql('update deal set archived = $2 where deal_id = $1', [gone?.dealId, archived]))
  await setGone(true)
  await turnOutbox(stage)
  await expectOneInvoiceEach(others)
  // Its own message comes due while others wait for their first try.
  stage.advance(limits.retryLongestMs + 1_000)
  const later = await bills(2)
  await turnOutbox(stage, { perWorkspace: 1 })
  await turnOutbox(stage)
  await expectOneInvoiceEach(later)
  expect(await gone?.inQuickBooks()).toEqual([])
  expect(await gone?.message()).toMatchObject({ state: 'waiting', fault: { code: 'deal_archived' } })
  await setGone(false)
  stage.advance(limits.retryLongestMs + 1_000)
  await drain(stage, all)
  await expectOneInvoiceEach(all)
})

test('thirty at most in one, and eight workers with a message each make no eight batches of it', async () => {
  const all = await bills(34)
  await turnOutbox(stage)
  await drain(stage, all)
  await expectOneInvoiceEach(all)
  const sizes = (await batches()).map((request) => itemsOf(request).length)
  expect(sizes).toEqual([30, 4])
})

const faults = [
  { effect: 'drop-reply' },
  { effect: 'reset' },
  { effect: 'status', status: 500, executed: true },
  { effect: 'status', status: 503, executed: false },
  { effect: 'status', status: 504, executed: true },
  { effect: 'hang', executed: true },
  { effect: 'hang', executed: false },
  { effect: 'empty-200', executed: true },
  { effect: 'empty-200', executed: false },
  { effect: 'malformed' },
  { effect: 'html', executed: true },
  { effect: 'html', executed: false },
]
// All of them where a repeat would bill again; where QuickBooks keeps the key, those that differ by it.
describe.each([
  ['ignore', faults],
  ['replay', faults.slice(0, 4)],
  ['forget', faults.slice(0, 4)],
] as const)('when QuickBooks’ requestid is %s', (requestid, played) => {
  test.each(played)('a batch that ends in %j becomes exactly one invoice each', async (fault) => {
    await stage.quickbooks.turn({ requestid })
    const all = await bills(3)
    await stage.quickbooks.fault({ method: 'POST', path: BATCH, times: 1, ...fault })
    await drain(stage, all)
    await expectOneInvoiceEach(all)
    // It is never sent again, and what is sent again is what was frozen, under its own key.
    expect(await batches()).toHaveLength(1)
    for (const sent of await creates()) {
      const intents = await Promise.all(all.map((bill) => bill.intent()))
      const intent = must(intents.find((each) => each.requestKey === sent.query['requestid']))
      expect(JSON.parse(sent.body)).toEqual(JSON.parse(intent.body))
    }
  })
})

test('after a lost answer each is looked for, and QuickBooks has its 120 seconds before one is sent again', async () => {
  const all = await bills(2)
  await stage.quickbooks.fault({ method: 'POST', path: BATCH, times: 1, effect: 'reset' })
  await turnOutbox(stage)
  for (const bill of all) {
    expect(await bill.intent()).toMatchObject({ state: 'unclear' })
    expect(await bill.questions()).toEqual(['unclear'])
  }
  stage.advance(limits.vendorStillWorkingMs - 5_000)
  expect(await turnOutbox(stage)).toBe(0)
  expect(await creates()).toEqual([])
  stage.advance(6_000)
  expect(await turnOutbox(stage)).toBe(2)
  await expectOneInvoiceEach(all)
})

test.each([
  [{ status: 429, retryAfter: 40 }, 40_000],
  [{ status: 429 }, 60_000],
  [{ status: 403 }, 2_000],
  [{ status: 400 }, 2_000],
])('a batch that is refused whole with %j: nothing happened, each is tried alone', async (refusal, waitMs) => {
  const all = await bills(3)
  await stage.quickbooks.fault({ method: 'POST', path: BATCH, times: 1, effect: 'status', ...refusal })
  await turnOutbox(stage)
  for (const bill of all) {
    expect(await bill.intent()).toMatchObject({ state: 'queued' })
    expect(await bill.questions()).toEqual([])
  }
  stage.advance(waitMs + 500)
  await drain(stage, all)
  await expectOneInvoiceEach(all)
  expect([(await batches()).length, (await creates()).length]).toEqual([1, 3])
})

test('a batch that is partly refused: what was refused is asked about, the rest is billed', async () => {
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
  const [one, two] = await bills(2)
  const refused = await beginBilling(stage, { customer: { quickbooksId: '4' } })
  await active(false, Customer.SyncToken)
  await turnOutbox(stage)
  await active(true, String(Number(Customer.SyncToken) + 1))
  await expectOneInvoiceEach([must(one), must(two)])
  expect(await refused.message()).toMatchObject({ state: 'refused', fault: { status: 200 } })
  expect(await refused.intent()).toMatchObject({ state: 'refused' })
  expect(await refused.questions()).toEqual(['refused'])
  expect(await refused.inQuickBooks()).toEqual([])
  expect(await batches()).toHaveLength(1)
})

test('an item that the answer leaves out, or calls a failure of the system, is unclear by itself and found', async () => {
  const all = await bills(4)
  const gateway = await tamperedCompany(stage, (body, url) => {
    if (!url.includes('/batch')) return body
    const answer = JSON.parse(body)
    // The first is left out, the second failed, the others come in another order.
    const [, second, ...rest] = answer.BatchItemResponse
    const fault = { Error: [{ Message: 'System Failure Error', code: '10000' }], type: 'SystemFault' }
    return JSON.stringify({
      ...answer,
      BatchItemResponse: [{ bId: second.bId, Fault: fault }, ...rest.reverse()],
    })
  })
  await turnOutbox(stage, { vendors: { ...stage.vendors, quickbooks: async () => gateway.company } })
  await gateway.close()
  await expectOneInvoiceEach(all)
  expect(await batches()).toHaveLength(1)
  expect(await creates()).toEqual([])
  const outcomes = await stage.within((sql) =>
    sql<{ outcome: string; count: bigint }>(
      `select outcome, count(*) as count from send_attempt
       where batch_id = (select batch_id from send_batch order by began_at desc limit 1) group by 1 order by 1`,
    ),
  )
  expect(outcomes).toEqual([
    { outcome: 'done', count: 2n },
    { outcome: 'unknown', count: 2n },
  ])
})

test('what was tried once is in no batch again', async () => {
  const all = await bills(2)
  await stage.quickbooks.fault({ method: 'POST', path: BATCH, times: 1, effect: 'status', status: 429 })
  await turnOutbox(stage)
  const late = await bills(2)
  stage.advance(70_000)
  await drain(stage, [...all, ...late])
  await expectOneInvoiceEach([...all, ...late])
  const [first, second, ...none] = await batches()
  expect(none).toEqual([])
  const bodies = (request: { body: string }) => JSON.stringify(itemsOf(request).map((each) => each.Invoice))
  for (const bill of late) expect(bodies(must(second))).toContain(bill.marker)
  for (const bill of all) {
    expect(bodies(must(first))).toContain(bill.marker)
    expect(bodies(must(second))).not.toContain(bill.marker)
  }
})

test('with the setting off nothing is gathered', async () => {
  const set = (on: boolean) =>
    stage.within((sql) => sql(`update workspace set settings = settings || $1`, [{ quickbooksBatch: on }]))
  await set(false)
  const all = await bills(3)
  await turnOutbox(stage)
  await set(true)
  await expectOneInvoiceEach(all)
  expect([(await batches()).length, (await creates()).length]).toEqual([0, 3])
})
