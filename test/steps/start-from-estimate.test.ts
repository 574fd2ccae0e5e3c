/**
 * Goal: an estimate becomes the plan that it offered: who, what, how much, on which terms, to the cent. Method: the whole
 * API over HTTP; the estimate is written in QuickBooks' stand-in, which misbehaves as QuickBooks does.
 */
import { readMaster } from '../../src/masters/master-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Api, openApi } from '../fixtures/api'
import { estimatesOf, sold } from '../fixtures/estimates'
import { must } from '../fixtures/must'
import { addDeal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  api = await openApi(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
afterEach(() => stage.quickbooks.clearFaults())

let deals = 800_000
async function newDeal(): Promise<string> {
  deals += 1
  return stage.within((sql) => addDeal(sql, String(deals)))
}
const {
  write,
  create: estimate,
  start,
} = estimatesOf(
  () => stage,
  () => api,
)
const milestones = (body: Record<string, unknown>) =>
  (body['milestones'] as { name: string; amount?: { amount: string } }[]).map(({ name, amount }) => [
    name,
    amount?.amount,
  ])
const planned = async () =>
  must((await stage.within((sql) => sql<{ n: number }>('select count(*)::int as n from schedule')))[0]).n

test('lines, customer, terms, product, tax code, class and memo; its id and number stay with the plan', async () => {
  const { Id, DocNumber } = await estimate(
    [sold('Strategy\nInterviews and research', 15000), sold('Design', 20000), sold('Delivery', 15000.5)],
    { SalesTermRef: { value: '3' }, CustomerMemo: { value: 'Thank you' }, TxnStatus: 'Accepted' },
  )
  const dealId = await newDeal()
  const looked = await start(dealId, Id, true)
  expect(looked).toMatchObject({ status: 200, body: { questions: [], rowErrors: [] } })
  const { status, body } = await start(dealId, Id)
  expect(status).toBe(201)
  expect(milestones(body)).toEqual([
    ['Strategy', '15000.00'],
    ['Design', '20000.00'],
    ['Delivery', '15000.50'],
  ])
  expect(body).toMatchObject({
    contractValue: { amount: '50000.50', currency: 'USD' },
    contractReference: `Estimate ${DocNumber}`,
    customer: { quickbooksId: '3' },
    item: { quickbooksId: '4' },
    taxCode: 'NON',
    terms: { quickbooksId: '3' },
    source: {
      kind: 'estimate',
      quickbooksId: Id,
      number: DocNumber,
      total: { amount: '50000.50', currency: 'USD' },
      memo: 'Thank you',
    },
    milestones: [{ description: 'Interviews and research' }, {}, {}],
  })
  const page = await api.ask('GET', `/deals/${dealId}`)
  const { schedule } = page.body as { schedule: object }
  const put = await api.ask('PUT', `/deals/${dealId}/schedule`, schedule)
  expect(put.body['source']).toEqual(body['source'])
})

test('a discount is spread to the cent; groups, words and subtotals are read as a person reads them', async () => {
  const { Id, TotalAmt } = await estimate([
    { DetailType: 'DescriptionOnly', Description: 'Phase one', DescriptionLineDetail: {} },
    sold('A', 33.33),
    { DetailType: 'DescriptionOnly', Description: 'Subtotal:', DescriptionLineDetail: {} },
    sold('B', 33.33),
    { DetailType: 'DescriptionOnly', Description: 'With care', DescriptionLineDetail: {} },
    {
      DetailType: 'GroupLineDetail',
      Description: 'Garden set',
      GroupLineDetail: { Quantity: 1, Line: [sold('Pump', 20), sold('Rock', 13.34)] },
    },
    sold('Discount for friends', -5),
    { DetailType: 'DiscountLineDetail', Amount: 5, DiscountLineDetail: { PercentBased: false } },
  ])
  expect(TotalAmt).toBe(90)
  const { status, body } = await start(await newDeal(), Id)
  expect(status).toBe(201)
  expect(milestones(body)).toEqual([
    ['A', '30.00'],
    ['B', '30.00'],
    ['Garden set', '30.00'],
  ])
  expect(body).toMatchObject({
    milestones: [{ description: 'Phase one' }, { description: 'With care' }, { description: 'Pump\nRock' }],
  })
})

test('tax stays QuickBooks’ business: the contract is what the lines come to', async () => {
  const { Id, TotalAmt } = await estimate([sold('Taxed', 100, { TaxCodeRef: { value: 'TAX' } })], {
    TxnTaxDetail: { TxnTaxCodeRef: { value: '2' }, TotalTax: 8 },
  })
  const { body } = await start(await newDeal(), Id)
  expect(body).toMatchObject({ contractValue: { amount: '100.00' }, taxCode: 'TAX' })
  expect((body['source'] as { total: { amount: string } }).total.amount).toBe(TotalAmt.toFixed(2))
})

describe('what must be asked is asked, and nothing is planned', () => {
  const refused = async (estimateId: string, words: string, dealId?: string) => {
    const before = await planned()
    const on = dealId ?? (await newDeal())
    const { status, body } = await start(on, estimateId)
    expect([status, body['detail']]).toEqual([422, expect.stringContaining(words)])
    expect(await planned()).toBe(before)
    expect((await start(on, estimateId, true)).status).toBe(200)
  }

  test('rejected, closed, planned on another deal, for another customer, worth nothing', async () => {
    await refused((await estimate([sold('A', 5)], { TxnStatus: 'Rejected' })).Id, 'The client rejected')
    await refused((await estimate([sold('A', 5)], { TxnStatus: 'Closed' })).Id, 'an invoice bills it already')
    await refused((await estimate([sold('Free', 0)])).Id, 'comes to nothing')
    const used = await estimate([sold('A', 5)])
    const first = await newDeal()
    expect((await start(first, used.Id)).status).toBe(201)
    await refused(used.Id, `planned already, on “Deal ${first}”`)
    const dealId = await newDeal()
    await api.ask('PUT', `/deals/${dealId}/schedule`, {
      billingType: 'fixed',
      contractValue: { amount: '5', currency: 'USD' },
      customer: { quickbooksId: '1' },
      milestones: [],
    })
    await refused((await estimate([sold('A', 5)])).Id, 'this plan bills another one', dealId)
  })
})

test('an estimate that QuickBooks doesn’t have, an id that is none, a deal that is none', async () => {
  const dealId = await newDeal()
  expect((await start(dealId, '987654')).body).toMatchObject({
    status: 422,
    errors: [{ pointer: '/estimateId', detail: 'QuickBooks has no estimate with the id 987654.' }],
  })
  expect((await start(dealId, "1' or '1")).body).toMatchObject({
    status: 422,
    errors: [{ pointer: '/estimateId' }],
  })
  expect((await start('999999999', '1')).body).toMatchObject({ status: 404 })
})

test.each([
  ['is away', { effect: 'status', status: 503 }, 502, 'vendor_unavailable'],
  ['hangs', { effect: 'hang' }, 502, 'vendor_unavailable'],
  ['answers with nothing', { effect: 'empty-200' }, 502, 'vendor_unavailable'],
  ['answers with a page', { effect: 'html' }, 502, 'vendor_unavailable'],
  ['has taken our rights', { effect: 'status', status: 403 }, 503, 'connection_lost'],
])('QuickBooks %s: said in words, nothing planned, fine a moment later', async (_, fault, status, code) => {
  const { Id } = await estimate([sold('A', 5)])
  const dealId = await newDeal()
  const before = await planned()
  await stage.quickbooks.fault({ method: 'GET', path: '/v3/company/*/estimate/*', times: 9, ...fault })
  expect((await start(dealId, Id)).body).toMatchObject({ status, code })
  expect(await planned()).toBe(before)
  await stage.quickbooks.clearFaults()
  expect((await start(dealId, Id)).status).toBe(201)
})

describe('the list to choose from', () => {
  const listed = async (search: string) => {
    const { body } = await api.ask('GET', `/quickbooks/estimates?search=${encodeURIComponent(search)}`)
    return (body['items'] as { quickbooksId: string; name: string; detail: string }[]).map(
      ({ name, detail }) => [name, detail],
    )
  }
  const readChangesNow = async () =>
    readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)

  test('by number or customer, with date, total and state; what changes in QuickBooks follows', async () => {
    const made = await estimate([sold('A', 1234.5)], { TxnDate: '2026-11-02', CustomerRef: { value: '5' } })
    await stage.quickbooks.clearLog()
    const name = expect.stringContaining(`${made.DocNumber} · `)
    await readChangesNow()
    expect(await listed(made.DocNumber)).toEqual([[name, '2026-11-02 · $1,234.50 · Pending']])
    const [[found = ''] = []] = await listed(made.DocNumber)
    expect(await listed(found.split(' · ')[1] ?? '')).toContainEqual([
      found,
      '2026-11-02 · $1,234.50 · Pending',
    ])
    const change = { Id: made.Id, SyncToken: made.SyncToken, sparse: true, TxnStatus: 'Accepted' }
    const accepted = await write(change)
    await readChangesNow()
    expect(await listed(made.DocNumber)).toEqual([[name, '2026-11-02 · $1,234.50 · Accepted']])
    await write({ Id: made.Id, SyncToken: accepted.SyncToken, sparse: true, TxnStatus: 'Rejected' })
    await readChangesNow()
    expect(await listed(made.DocNumber)).toEqual([])
    expect(await stage.within((sql) => readMaster(sql, 'estimates', made.Id))).toMatchObject({
      active: false,
    })
    const { SyncToken } = await write({ Id: made.Id, SyncToken: '2', sparse: true, TxnStatus: 'Pending' })
    await stage.quickbooks.api(
      'POST',
      `/v3/company/${stage.realmId}/estimate?operation=delete&minorversion=75`,
      { Id: made.Id, SyncToken },
    )
    await readChangesNow()
    expect(await stage.within((sql) => readMaster(sql, 'estimates', made.Id))).toBeNull()
  })
})
