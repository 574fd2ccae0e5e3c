/**
 * Goal: an invoice's page says what was sent, what QuickBooks has, and what may be done now; what is shown as a dry run is
 * exactly what is then sent. Method: the real router over HTTP on a stage whose worker is turned by hand.
 */

import type { InvoicePageView } from '../../src/http/contract/invoice'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Api, openApi } from '../fixtures/api'
import { type Billing, beginBilling, editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  api = await openApi(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const idOf = async (bill: Billing) => (await bill.intent()).intentId
const pageOf = async (bill: Billing) => {
  const answer = await api.ask('GET', `/invoices/${await idOf(bill)}`)
  expect(answer.status).toBe(200)
  return { page: answer.body as unknown as InvoicePageView, etag: answer.headers.get('etag') }
}
const invoicesBy = async (query: string) =>
  (await api.ask('GET', `/invoices?${query}`)).body['items'] as { id: string; status: string }[]

test('prepared: looked at, changed, shown dry, generated; what is in QuickBooks is what was shown', async () => {
  const bill = await beginBilling(stage, { delivery: 'prepare' })
  const id = await idOf(bill)
  const { page, etag } = await pageOf(bill)
  expect(page).toMatchObject({
    invoice: { status: 'prepared', quickbooksId: null },
    version: 1,
    changes: null,
    outdated: null,
    differences: [],
    actions: ['edit', 'post', 'send'],
    timeline: [{ what: 'Prepared', by: 'Ana Ruiz' }],
  })
  expect(page.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(etag).toBe('"1"')

  const patch = { memo: 'Thank you.', taxCode: 'TAX', terms: { netDays: 30 } }
  const dry = await api.ask('PATCH', `/invoices/${id}`, { ...patch, dryRun: true })
  expect(dry.body).toMatchObject({ version: 1, paper: { memo: 'Thank you.', terms: 'Net 30' } })
  expect((await pageOf(bill)).page.changes).toBeNull()

  const changed = await api.ask('PATCH', `/invoices/${id}`, patch, { headers: { 'if-match': '"1"' } })
  expect(changed).toMatchObject({
    status: 200,
    body: { version: 2, changes: { memo: 'Thank you.', taxCode: 'TAX' } },
  })
  const late = await api.ask(
    'PATCH',
    `/invoices/${id}`,
    { memo: 'Late.' },
    { headers: { 'if-match': '"1"' } },
  )
  expect(late).toMatchObject({ status: 412, body: { code: 'version_conflict' } })

  const shown = await api.ask('POST', `/invoices/${id}/send`, { dryRun: true })
  expect(shown.body).toMatchObject({ invoice: { status: 'prepared' } })
  await deliverAll(stage)
  expect(await bill.inQuickBooks()).toEqual([])

  const made = await api.ask('POST', `/invoices/${id}/send`, {})
  expect(made.body).toMatchObject({ invoice: { status: 'queued' }, actions: [] })
  await deliverAll(stage)
  const [invoice, ...none] = await bill.inQuickBooks()
  expect(none).toEqual([])
  const body = (shown.body as unknown as InvoicePageView).paper.body as Record<string, unknown>
  expect(invoice).toMatchObject({
    CustomerMemo: body['CustomerMemo'],
    TxnDate: body['TxnDate'],
    DueDate: body['DueDate'],
    EmailStatus: 'EmailSent',
  })
  const after = (await pageOf(bill)).page
  expect(after).toMatchObject({ invoice: { status: 'sent' }, differences: [], actions: ['pay_link', 'pdf'] })
  expect(after.timeline.map(({ what }) => what)).toEqual([
    'Prepared',
    'Generated',
    'Created in QuickBooks',
    'E-mailed',
  ])
})

test('its milestone is to be billed, and not for the second time', async () => {
  const bill = await beginBilling(stage, { delivery: 'prepare' })
  const { body } = await api.ask('GET', `/deals/${bill.dealId}`)
  expect(body['milestones']).toMatchObject([
    {
      label: 'Prepared',
      billingStatus: 'prepared',
      freed: false,
      actions: expect.arrayContaining(['bill', 'reopen']),
    },
  ])
})

test('what somebody changed in QuickBooks is named', async () => {
  const bill = await beginBilling(stage, { delivery: 'post' })
  await deliverAll(stage)
  const invoice = must((await bill.inQuickBooks())[0])
  await editInvoice(stage, invoice, { DueDate: '2031-01-31', CustomerMemo: { value: 'By hand' } })
  stage.advance(1_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, true)
  const { page } = await pageOf(bill)
  expect(page.differences.map(({ what }) => what)).not.toContain('Message to the client')
  const due = page.differences.find(({ what }) => what === 'Due date')
  // Where no terms were given QuickBooks chose the day: nothing was sent that could differ.
  expect(due === undefined).toBe((page.paper.body as Record<string, unknown>)['DueDate'] === undefined)
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), { PrivateNote: 'Another note' })
  stage.advance(1_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, true)
  expect((await pageOf(bill)).page.differences).toContainEqual({
    what: 'Note on the statement',
    sent: bill.marker,
    now: 'Another note',
  })
})

test('its PDF comes to be looked at, as QuickBooks prints it', async () => {
  const bill = await beginBilling(stage, { delivery: 'post' })
  const early = await api.ask('GET', `/invoices/${await idOf(bill)}.pdf`)
  expect(early).toMatchObject({ status: 409, body: { code: 'invoice_not_posted' } })
  await deliverAll(stage)
  const answer = await api.ask('GET', `/invoices/${await idOf(bill)}.pdf`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('application/pdf')
  expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename\*=UTF-8''Invoice%20\d+\.pdf$/)
})

test('QuickBooks that does not answer is said so, and the page stays', async () => {
  const bill = await beginBilling(stage, { delivery: 'post' })
  await deliverAll(stage)
  const fault = { method: 'GET', effect: 'status', status: 503 }
  await stage.quickbooks.fault({ ...fault, path: '/v3/company/*/invoice/*/pdf', times: 1 })
  const failed = await api.ask('GET', `/invoices/${await idOf(bill)}.pdf`)
  expect(failed).toMatchObject({ status: 502, body: { code: 'vendor_unavailable' } })
  await stage.quickbooks.fault({ ...fault, path: '/v3/company/*/invoice/*', times: 1 })
  const link = await api.ask('GET', `/invoices/${await idOf(bill)}/pay-link`)
  expect(link).toMatchObject({ status: 502, body: { code: 'vendor_unavailable' } })
  expect((await pageOf(bill)).page.invoice.status).toBe('posted')
})

test('who may only look is told who may change, and is offered nothing', async () => {
  const bill = await beginBilling(stage, { delivery: 'prepare' })
  const id = await idOf(bill)
  const seen = await api.ask('GET', `/invoices/${id}`, undefined, { as: 'viewer' })
  expect(seen.body['actions']).toEqual([])
  for (const [method, path] of [
    ['PATCH', `/invoices/${id}`],
    ['POST', `/invoices/${id}/post`],
    ['POST', `/invoices/${id}/send`],
    ['POST', `/invoices/${id}/mark-delivered`],
  ] as const) {
    const answer = await api.ask(method, path, {}, { as: 'viewer' })
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/bookkeeper/) } })
  }
})

test('invoices are found by how they stand, and by number, deal and mark', async () => {
  const [held, sent] = [
    await beginBilling(stage, { delivery: 'prepare' }),
    await beginBilling(stage, { delivery: 'send' }),
  ]
  await deliverAll(stage)
  const [heldId, sentId] = [await idOf(held), await idOf(sent)]
  const ids = async (query: string) => (await invoicesBy(query)).map(({ id }) => id)
  expect(await ids('status=prepared')).toContain(heldId)
  expect(await ids('status=prepared')).not.toContain(sentId)
  expect(await ids('status=open')).toContain(sentId)
  expect(await ids('status=not_sent')).not.toContain(sentId)
  expect(await ids('status=paid')).not.toContain(sentId)
  expect(await ids(`search=${encodeURIComponent(sent.marker.slice(-6))}`)).toEqual([sentId])
  expect(await ids(`search=${encodeURIComponent(`Deal ${held.dealId}`)}`)).toEqual([heldId])
  expect(await ids('search=%25')).toEqual([])
  expect(await ids('customer=1&status=prepared')).toContain(heldId)
  expect(await ids('customer=999')).toEqual([])
})
