/**
 * Goal: an estimate is linked to an invoice only where one bills all of it, because linking closes it; what is closed or
 * refused in QuickBooks is never billed again. Method: the API over HTTP, real deliveries to QuickBooks' stand-in, which
 * closes what is linked and opens it again when the invoice is void.
 */
import type { PreflightCheckView } from '../../src/http/contract/billing'
import type { DealPageView } from '../../src/http/contract/deal'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Api, openApi } from '../fixtures/api'
import { allInvoices, editInvoice, type QuickBooksInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { estimatesOf, sold } from '../fixtures/estimates'
import { must } from '../fixtures/must'
import { addDeal, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage)
  await readCompany(stage)
  await lookNow()
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
const estimates = estimatesOf(
  () => stage,
  () => api,
)
const lookNow = async () =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)

let deals = 900_000
/** A deal planned from an estimate; answers its ids. */
async function planned(lines: readonly object[], more: object = {}) {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  const estimate = await estimates.create(lines, more)
  const { status, text } = await estimates.start(dealId, estimate.Id)
  if (status !== 201) throw new Error(text)
  const page = await pageOf(dealId)
  return { dealId, estimate, ids: page.milestones.map(({ id }) => id) }
}
const pageOf = async (dealId: string) =>
  (await api.ask('GET', `/deals/${dealId}`)).body as unknown as DealPageView
const complete = (id: string | undefined) => api.ask('POST', `/milestones/${must(id)}/complete`, {})
const check = async (id: string | undefined): Promise<PreflightCheckView> => {
  const { body } = await api.ask('GET', `/milestones/${must(id)}/preflight`)
  const checks = (Array.isArray(body) ? body : body['items']) as PreflightCheckView[]
  return must(checks.find((each) => each.check === 'estimate'))
}
type Linked = QuickBooksInvoice & {
  LinkedTxn: { TxnId: string; TxnType: string }[]
  CustomerMemo?: { value: string }
}
const invoicesNaming = async (number: string) =>
  ((await allInvoices(stage)) as Linked[]).filter((each) =>
    each.CustomerMemo?.value.startsWith(`Estimate ${number}`),
  )

test('one invoice for all of it is linked, and closes it; void, it opens, and is billed and linked again', async () => {
  const { estimate, ids, dealId } = await planned([sold('Everything', 4000)], {
    CustomerMemo: { value: 'Thank you' },
  })
  expect(await check(ids[0])).toMatchObject({
    ok: true,
    detail: expect.stringContaining('QuickBooks closes with it'),
  })
  const ahead = await api.ask('GET', `/milestones/${ids[0]}/invoice-preview`)
  expect(ahead.body).toMatchObject({
    memo: `Estimate ${estimate.DocNumber}\nThank you`,
    body: { LinkedTxn: [{ TxnId: estimate.Id, TxnType: 'Estimate' }] },
  })
  await complete(ids[0])
  await deliverAll(stage)
  const [invoice, ...others] = await invoicesNaming(estimate.DocNumber)
  expect(others).toEqual([])
  expect(invoice).toMatchObject({
    TotalAmt: 4000,
    CustomerMemo: { value: `Estimate ${estimate.DocNumber}\nThank you` },
    LinkedTxn: [{ TxnId: estimate.Id, TxnType: 'Estimate' }],
  })
  expect(await estimates.read(estimate.Id)).toMatchObject({
    TxnStatus: 'Closed',
    LinkedTxn: [{ TxnId: must(invoice).Id, TxnType: 'Invoice' }],
  })
  await lookNow()
  expect(await check(ids[0])).toMatchObject({ ok: true })
  await editInvoice(stage, must(invoice), {}, 'void')
  await lookNow()
  expect((await estimates.read(estimate.Id)).TxnStatus).toBe('Pending')
  expect((await pageOf(dealId)).milestones[0]?.label).toBe('Completed (ready to bill)')
  const again = await api.ask('POST', `/milestones/${ids[0]}/bill`, { again: true })
  expect(again.status).toBe(200)
  await deliverAll(stage)
  const bills = (await invoicesNaming(estimate.DocNumber)).filter((each) => each.TotalAmt > 0)
  expect(bills).toMatchObject([{ LinkedTxn: [{ TxnId: estimate.Id }] }])
})

test('of several milestones none is linked; all name it, and it stays open', async () => {
  const { estimate, ids } = await planned([sold('Half', 2000), sold('Other half', 2000)])
  expect(await check(ids[0])).toMatchObject({ ok: true, detail: expect.stringContaining('stays open') })
  for (const id of ids) await complete(id)
  await deliverAll(stage)
  const invoices = await invoicesNaming(estimate.DocNumber)
  expect(invoices.map(({ TotalAmt, LinkedTxn }) => [TotalAmt, LinkedTxn])).toEqual([
    [2000, []],
    [2000, []],
  ])
  expect((await estimates.read(estimate.Id)).TxnStatus).toBe('Pending')
})

test('lines of several products and tax codes keep theirs, on the plan and on the invoices', async () => {
  const { estimate, ids, dealId } = await planned([
    sold('Plants', 30, { ItemRef: { value: '4' } }),
    sold('Pump', 20, { ItemRef: { value: '7' }, TaxCodeRef: { value: 'TAX' } }),
  ])
  const { schedule } = await pageOf(dealId)
  expect(schedule?.milestones).toMatchObject([
    { item: { quickbooksId: '4' }, taxCode: 'NON' },
    { item: { quickbooksId: '7' }, taxCode: 'TAX' },
  ])
  expect((await api.ask('PUT', `/deals/${dealId}/schedule`, must(schedule))).body['milestones']).toEqual(
    schedule?.milestones,
  )
  for (const id of ids) await complete(id)
  await deliverAll(stage)
  const lines = (await invoicesNaming(estimate.DocNumber)).map(({ Line }) => Line[0])
  expect(lines).toHaveLength(2)
  expect(lines).toContainEqual(
    expect.objectContaining({
      Amount: 20,
      SalesItemLineDetail: expect.objectContaining({
        ItemRef: expect.objectContaining({ value: '7' }),
        TaxCodeRef: { value: 'TAX' },
      }),
    }),
  )
})

test('a milestone of the whole sum for another customer is not linked', async () => {
  const first = await planned([sold('Everything', 300)])
  const page = await pageOf(first.dealId)
  const body = { ...must(page.schedule), customer: { quickbooksId: '1' } }
  expect((await api.ask('PUT', `/deals/${first.dealId}/schedule`, body)).status).toBe(200)
  expect((await check(first.ids[0])).detail).toContain('stays open')
})

test('closed by hand, it is billed by an invoice that is not ours: billing stops, and letting go of it mends that', async () => {
  const { estimate, ids, dealId } = await planned([sold('Half', 20), sold('Other half', 20)])
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice?minorversion=75`, {
    CustomerRef: { value: '3' },
    Line: [sold('By hand', 40)],
    LinkedTxn: [{ TxnId: estimate.Id, TxnType: 'Estimate' }],
  })
  await lookNow()
  expect(await check(ids[0])).toMatchObject({
    ok: false,
    detail: `Estimate ${estimate.DocNumber} is closed: an invoice made in QuickBooks bills it.`,
  })
  await complete(ids[0])
  await deliverAll(stage)
  expect((await pageOf(dealId)).milestones[0]).toMatchObject({ blocked: true })
  expect(await invoicesNaming(estimate.DocNumber)).toEqual([])
  expect((await api.ask('POST', `/milestones/${ids[0]}/bill`, {})).body).toMatchObject({
    status: 409,
    code: 'preflight_failed',
  })
  const { schedule } = await pageOf(dealId)
  const letGo = await api.ask('DELETE', `/deals/${dealId}/schedule/source`)
  expect(letGo).toMatchObject({ status: 200, body: { source: null, milestones: schedule?.milestones } })
  const history = await api.ask('GET', `/deals/${dealId}/history`)
  expect((history.body['items'] as { what: string }[])[0]?.what).toBe('Changed the terms of the schedule')
  expect((await api.ask('DELETE', `/deals/${dealId}/schedule/source`)).body['source']).toBeNull()
  expect(await api.ask('DELETE', '/deals/999999999/schedule/source')).toMatchObject({ status: 404 })
  expect((await api.ask('POST', `/milestones/${ids[0]}/bill`, {})).status).toBe(200)
})

test('deleted, or rejected by the client: billing stops and says why', async () => {
  const gone = await planned([sold('Everything', 20)])
  await estimates.remove(gone.estimate)
  const refused = await planned([sold('Everything', 20)])
  await estimates.write({
    Id: refused.estimate.Id,
    SyncToken: refused.estimate.SyncToken,
    sparse: true,
    TxnStatus: 'Rejected',
  })
  await lookNow()
  expect(await check(gone.ids[0])).toMatchObject({
    ok: false,
    detail: `QuickBooks has no estimate ${gone.estimate.DocNumber} any more.`,
  })
  expect(await check(refused.ids[0])).toMatchObject({
    ok: false,
    detail: `The client rejected estimate ${refused.estimate.DocNumber} in QuickBooks.`,
  })
  for (const { ids } of [gone, refused]) await complete(ids[0])
  await deliverAll(stage)
  for (const { estimate } of [gone, refused]) expect(await invoicesNaming(estimate.DocNumber)).toEqual([])
})
