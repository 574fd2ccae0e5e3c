/**
 * Goal: every way of starting a plan works on the program as it is started, workers and all. Method: the embedded default,
 * its sample deals and estimate; HubSpot's and QuickBooks' own APIs for what people do there.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { DealPageView } from '../../src/http/contract/deal'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'

let embedded: EmbeddedProgram
let hubspotToken: string
const dealIds = new Map<string, string>()
beforeAll(async () => {
  embedded = await startEmbedded()
  const { hubspot } = embedded.at as unknown as { hubspot: { accessToken: string } }
  hubspotToken = hubspot.accessToken
  for (let tries = 0; dealIds.size < 7 && tries < 100; tries += 1) {
    const { items } = (await (await embedded.call('GET', '/deals')).json()) as DealList
    for (const { id, name } of items) dealIds.set(name, id)
    await pause(100)
  }
}, 120_000)
afterAll(() => embedded.close())

type DealList = { items: { id: string; name: string }[] }
type Answer = { status: number; body: Record<string, unknown> }
const deal = (name: string) => must(dealIds.get(name))
async function ask(method: string, address: string, body?: object | string): Promise<Answer> {
  const response = await fetch(`${embedded.url}/api/v1${address}`, {
    method,
    headers: {
      authorization: `Bearer ${embedded.at.apiToken}`,
      'content-type': typeof body === 'string' ? 'text/csv' : 'application/json',
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
async function vendor<T>(
  whose: 'hubspot' | 'quickbooks',
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const at = embedded.at[whose]
  const token = whose === 'hubspot' ? hubspotToken : embedded.at.quickbooks.accessToken
  const response = await fetch(`${at.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
const amounts = (body: Record<string, unknown>) =>
  (body['milestones'] as { name: string; amount?: { amount: string }; share?: object }[]).map((each) => [
    each.name,
    each.amount?.amount ?? each.share,
  ])

test('the sample deal’s line items are its plan, for the customer of its company’s name', async () => {
  const address = `/deals/${deal('Brand Redesign')}/schedule/from-line-items`
  const looked = await ask('POST', `${address}?preview=true`, {})
  expect(looked).toMatchObject({ status: 200, body: { questions: [], rowErrors: [] } })
  const { status, body } = await ask('POST', address, {})
  expect(status).toBe(201)
  expect(amounts(body)).toEqual([
    ['Strategy', '15000.00'],
    ['Design', '20000.00'],
    ['Delivery', '15000.00'],
  ])
  expect(body).toMatchObject({ customer: { quickbooksId: '1' }, source: { kind: 'line_items' } })
  expect(await ask('POST', address, {})).toMatchObject({ status: 409, body: { code: 'wrong_status' } })
})

test('a quote that was made in HubSpot a moment ago', async () => {
  const dealId = deal('Showroom Website')
  const make = async (kind: string, properties: object) =>
    (await vendor<{ id: string }>('hubspot', 'POST', `/crm/objects/2026-03/${kind}`, { properties })).id
  const link = (from: string, to: string) =>
    vendor('hubspot', 'PUT', `/crm/objects/2026-03/${from}/associations/default/${to}`)
  const quote = await make('quotes', {
    hs_title: 'Website',
    hs_expiration_date: '2099-12-31',
    hs_terms: 'Net 15',
  })
  await link(`deals/${dealId}`, `quotes/${quote}`)
  const item = await make('line_items', { name: 'Website', price: '162', quantity: '200' })
  await link(`quotes/${quote}`, `line_items/${item}`)
  const { status, body } = await ask('POST', `/deals/${dealId}/schedule/from-quote`, {})
  expect(status).toBe(201)
  expect(amounts(body)).toEqual([['Website', '32400.00']])
  expect(body).toMatchObject({
    terms: { netDays: 15 },
    source: { kind: 'quote', id: quote, label: 'Website' },
  })
})

test('a table with two bad rows says which and why; mended, it is planned; the example is as it is', async () => {
  const address = `/deals/${deal('Menu and Signage Refresh')}/schedule/from-csv`
  const table = (design: string, day: string) =>
    `Name;Amount;Planned on\nMenu;5.000,50;2027-01-15\nSignage;${design};2027-02-15\nRefresh;1.250,00;${day}\n`
  const bad = await ask('POST', address, table('2.500', '03/04/2027'))
  expect(bad).toMatchObject({
    status: 422,
    body: {
      errors: [
        {
          pointer: '/milestones/1/amount',
          detail: expect.stringMatching(/^Row 3, amount: “2.500” can be read as/),
        },
        { pointer: '/milestones/2/plannedOn', detail: expect.stringMatching(/^Row 4, planned on: /) },
      ],
    },
  })
  const { status, body } = await ask('POST', address, table('2.500,00', '2027-03-04'))
  expect(status).toBe(201)
  expect(amounts(body)).toEqual([
    ['Menu', '5000.50'],
    ['Signage', '2500.00'],
    ['Refresh', '1250.00'],
  ])
  const example = await fetch(`${embedded.url}/api/v1/schedule-example.csv`, {
    headers: { authorization: `Bearer ${embedded.at.apiToken}` },
  })
  const taken = await ask('POST', `/deals/${deal('Spring Campaign')}/schedule/from-csv`, await example.text())
  expect(taken).toMatchObject({ status: 201, body: { contractValue: { amount: '50000.00' } } })
})

test('an estimate from the list becomes a plan; its one invoice for all of it closes it', async () => {
  const at = `/v3/company/${embedded.at.quickbooks.realmId}`
  const line = {
    DetailType: 'SalesItemLineDetail',
    Amount: 12000,
    Description: 'Portfolio site',
    SalesItemLineDetail: { ItemRef: { value: '4' }, TaxCodeRef: { value: 'NON' } },
  }
  const { Estimate: made } = await vendor<{ Estimate: { Id: string; DocNumber: string } }>(
    'quickbooks',
    'POST',
    `${at}/estimate?minorversion=75`,
    { CustomerRef: { value: '3' }, Line: [line] },
  )
  const listed = async () => {
    const { body } = await ask('GET', `/quickbooks/estimates?search=${made.DocNumber}`)
    return body['items'] as { quickbooksId: string; detail: string }[]
  }
  expect((await listed())[0]).toMatchObject({
    quickbooksId: made.Id,
    detail: expect.stringContaining('$12,000.00 · Pending'),
  })
  const dealId = deal('Portfolio Site')
  const { status, body } = await ask('POST', `/deals/${dealId}/schedule/from-estimate`, {
    estimateId: made.Id,
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({ source: { kind: 'estimate', quickbooksId: made.Id, number: made.DocNumber } })
  const [milestone] = body['milestones'] as { id: string }[]
  expect((await ask('POST', `/milestones/${must(milestone).id}/complete`, {})).status).toBe(200)
  let page = {} as DealPageView
  for (let tries = 0; tries < 150; tries += 1) {
    page = (await ask('GET', `/deals/${dealId}`)).body as unknown as DealPageView
    if (page.milestones[0]?.label === 'Invoiced (not sent)') break
    await pause(100)
  }
  expect(page.milestones[0]?.label).toBe('Invoiced (not sent)')
  const { Estimate: now } = await vendor<{ Estimate: object }>(
    'quickbooks',
    'GET',
    `${at}/estimate/${made.Id}`,
  )
  const [invoice] = must(page.milestones[0]).invoices
  expect(now).toMatchObject({
    TxnStatus: 'Closed',
    LinkedTxn: [{ TxnId: must(invoice).quickbooksId, TxnType: 'Invoice' }],
  })
})
