/**
 * Catching up as a bookkeeper does it: invoices of a job that began before Milepost are proposed with their reasons,
 * linked in one step, followed when they are paid, and let go. Method: the whole program in this process, its HTTP API,
 * and QuickBooks' API as the bookkeeper.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { CatchUpView, LinkedView } from '../../src/http/contract/catch-up'
import type { DealPageView } from '../../src/http/contract/deal'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'

let embedded: EmbeddedProgram
let tokens: Readonly<Record<string, string>>
beforeAll(async () => {
  embedded = await startEmbedded({ SWEEP_SECONDS: '5' })
  tokens = (embedded.at as unknown as { tokens: Record<string, string> }).tokens
})
afterAll(() => embedded.close())

const usd = (amount: string) => ({ amount, currency: 'USD' })
async function ask<T>(method: string, address: string, body?: object, token?: string) {
  const answer = await embedded.call(method, address, body, {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}
async function done<T>(method: string, address: string, body?: object): Promise<T> {
  const answer = await ask<T>(method, address, body)
  if (answer.status >= 300) throw new Error(`${address}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const quickbooks = async <T>(path: string, body: object): Promise<T> => {
  const { baseUrl, realmId, accessToken } = embedded.at.quickbooks
  const answer = await fetch(`${baseUrl}/v3/company/${realmId}/${path}?minorversion=75`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
const CUSTOMER = '3'
const invoice = async (text: string, Amount: number, TaxCode = 'NON') => {
  const made = await quickbooks<{ Invoice: { Id: string; DocNumber: string; TotalAmt: number } }>('invoice', {
    CustomerRef: { value: CUSTOMER },
    Line: [
      {
        Amount,
        Description: text,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: TaxCode } },
      },
    ],
  })
  return made.Invoice
}
const page = (dealId: string) => done<DealPageView>('GET', `/deals/${dealId}`)

async function plannedDeal(at: number): Promise<{ dealId: string; ids: string[] }> {
  let items: { id: string }[] = []
  for (let tries = 0; items.length <= at && tries < 100; tries += 1) {
    items = (await done<{ items: { id: string }[] }>('GET', '/deals?sort=name')).items
    if (items.length <= at) await pause(100)
  }
  const dealId = must(items[at]).id
  await done('PUT', `/deals/${dealId}/schedule`, {
    billingType: 'fixed',
    contractValue: usd('50000.00'),
    customer: { quickbooksId: CUSTOMER },
    item: { quickbooksId: '1' },
    milestones: [
      { name: 'Strategy', amount: usd('15000.00') },
      { name: 'Design', amount: usd('20000.00') },
      { name: 'Delivery', amount: usd('15000.00') },
    ],
  })
  return { dealId, ids: (await page(dealId)).milestones.map((each) => each.id) }
}

test('proposed with reasons, linked in one step, paid in QuickBooks, let go again', async () => {
  const { dealId, ids } = await plannedDeal(0)
  const strategy = await invoice('Strategy workshops', 15_000, 'TAX')
  const design = await invoice('Design', 20_000)
  const hosting = await invoice('Hosting', 99)
  const found = await done<CatchUpView>('GET', `/deals/${dealId}/catch-up`)
  expect([found.trouble, found.readAt !== null, found.customers.length]).toEqual([null, true, 1])
  const byInvoice = new Map(found.proposals.map((each) => [each.invoiceId, each]))
  expect(byInvoice.get(strategy.Id)).toMatchObject({ milestoneIds: [ids[0]], confidence: 'high' })
  expect(byInvoice.get(strategy.Id)?.reasons.slice(0, 2)).toEqual(['same amount', 'name in line 1'])
  expect(byInvoice.get(design.Id)).toMatchObject({ milestoneIds: [ids[1]], confidence: 'high' })
  expect(found.invoices.find((each) => each.invoiceId === hosting.Id)).toMatchObject({
    whyNot: null,
    note: 'No open milestone of $99.00 without tax.',
    words: ['Hosting'],
    status: 'posted',
  })

  const links = [
    { invoiceId: strategy.Id, milestoneIds: [ids[0]] },
    { invoiceId: design.Id, milestoneIds: [ids[1]] },
  ]
  const address = `/deals/${dealId}/catch-up`
  const ahead = await done<LinkedView>('POST', address, { links, dryRun: true })
  expect([ahead.counts, ahead.remaining, ahead.invoices]).toEqual([usd('35000.00'), usd('15000.00'), []])
  expect((await page(dealId)).figures?.billed).toEqual(usd('0.00'))
  const linked = await done<LinkedView>('POST', address, { links })
  expect([linked.counts, linked.remaining]).toEqual([usd('35000.00'), usd('15000.00')])
  expect(linked.invoices.map((each) => [each.docNumber, each.origin])).toEqual([
    [strategy.DocNumber, 'linked'],
    [design.DocNumber, 'linked'],
  ])
  const after = await page(dealId)
  expect(after.figures).toMatchObject({ billed: usd('35000.00'), remaining: usd('15000.00') })
  expect(after.milestones.map((each) => [each.workStatus, each.label])).toEqual([
    ['completed', 'Invoiced (not sent)'],
    ['completed', 'Invoiced (not sent)'],
    ['pending', 'Pending'],
  ])

  await quickbooks('payment', {
    CustomerRef: { value: CUSTOMER },
    TotalAmt: 20_000,
    Line: [{ Amount: 20_000, LinkedTxn: [{ TxnId: design.Id, TxnType: 'Invoice' }] }],
  })
  await done('POST', '/sync/check-now', {})
  expect((await page(dealId)).milestones[1]?.label).toBe('Paid')

  const held = must(linked.invoices[1])
  expect(await done('POST', `/invoices/${held.id}/unlink`, {})).toEqual({
    quickbooksId: design.Id,
    docNumber: design.DocNumber,
    dealId,
  })
  expect((await page(dealId)).milestones[1]?.workStatus).toBe('pending')
  // By QuickBooks' id too, and twice is once.
  expect(await done('POST', `/invoices/${design.Id}/unlink`, {})).toMatchObject({ quickbooksId: design.Id })
  await done('POST', `/invoices/${design.Id}/link`, { milestoneIds: [ids[1]] })
  expect((await page(dealId)).milestones[1]?.label).toBe('Paid')
  const { items } = await done<{ items: { what: string }[] }>('GET', `/deals/${dealId}/history`)
  expect(items.filter((each) => /^(Unl|L)inked invoice/.test(each.what))).toHaveLength(4)
})

test('who may not says who can; what is not there, or malformed, is refused by place', async () => {
  const { dealId, ids } = await plannedDeal(1)
  for (const [method, address, body] of [
    ['GET', `/deals/${dealId}/catch-up`, undefined],
    ['POST', `/deals/${dealId}/catch-up`, { links: [{ invoiceId: '1', milestoneIds: [ids[0]] }] }],
    ['POST', '/invoices/1/link', { milestoneIds: [ids[0]] }],
    ['POST', '/invoices/1/unlink', {}],
  ] as const) {
    const answer = await ask<{ code: string; detail: string }>(method, address, body, tokens['member'])
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
    expect(answer.body.detail).toContain('a bookkeeper, an admin or an owner')
  }
  const status = async (address: string, body: object) => {
    const { status: code, body: problem } = await ask<{ errors?: { pointer: string }[] }>(
      'POST',
      address,
      body,
    )
    return [code, ...(problem.errors ?? []).map((each) => each.pointer)]
  }
  const links = (invoiceId: unknown, ...milestoneIds: unknown[]) => ({ links: [{ invoiceId, milestoneIds }] })
  expect(await status(`/deals/${dealId}/catch-up`, { links: [] })).toEqual([422, '/links'])
  expect(await status(`/deals/${dealId}/catch-up`, links('x', ids[0]))).toEqual([422, '/links/0/invoiceId'])
  expect(await status(`/deals/${dealId}/catch-up`, links('1'))).toEqual([422, '/links/0/milestoneIds'])
  expect(await status(`/deals/${dealId}/catch-up`, links('987654', ids[0]))).toEqual([
    422,
    '/links/0/invoiceId',
  ])
  const own = await invoice('Strategy', 15_000)
  expect(await status(`/deals/${dealId}/catch-up`, links(own.Id, 'nobody'))).toEqual([
    422,
    '/links/0/milestoneIds/0',
  ])
  expect(await status(`/invoices/${own.Id}/link`, { milestoneIds: ['nobody'] })).toEqual([
    422,
    '/milestoneIds/0',
  ])
  expect(await status(`/invoices/${own.Id}/link`, { milestoneIds: [ids[0], ids[0]] })).toEqual([
    422,
    '/milestoneIds/1',
  ])
  expect(await status('/invoices/987654/link', { milestoneIds: [ids[0]] })).toEqual([404])
  expect(await status('/invoices/nobody/link', { milestoneIds: [ids[0]] })).toEqual([404])
  expect(await status('/invoices/987654/unlink', {})).toEqual([404])
  expect(await status('/invoices/nobody/unlink', {})).toEqual([404])
  const unread = links(String(BigInt(own.Id) + 1_000n), ids[0])
  expect(await status(`/deals/${dealId}/catch-up`, { ...unread, dryRun: true })).toEqual([
    422,
    '/links/0/invoiceId',
  ])
})

test('a deal without a plan, or of nobody, and another workspace’s', async () => {
  const { items } = await done<{ items: { id: string; scheduled: boolean }[] }>(
    'GET',
    '/deals?status=unscheduled',
  )
  const unplanned = must(items[0]).id
  expect(await ask('GET', `/deals/${unplanned}/catch-up`)).toMatchObject({
    status: 409,
    body: { code: 'schedule_missing' },
  })
  expect((await ask('GET', '/deals/999999999999/catch-up')).status).toBe(404)
  const { dealId, ids } = await plannedDeal(2)
  const other = embedded.at.other.apiToken
  expect((await ask('GET', `/deals/${dealId}/catch-up`, undefined, other)).status).toBe(404)
  const own = await invoice('Strategy', 15_000)
  const stolen = await ask('POST', `/invoices/${own.Id}/link`, { milestoneIds: [ids[0]] }, other)
  expect(stolen.status).toBe(422)
  const linked = await done<LinkedView>('POST', `/invoices/${own.Id}/link`, { milestoneIds: [ids[0]] })
  const away = await ask('POST', `/invoices/${must(linked.invoices[0]).id}/unlink`, {}, other)
  expect(away.status).toBe(404)
})

test('QuickBooks is not connected: what was known is shown, with the reason, and nothing is linked', async () => {
  const { dealId, ids } = await plannedDeal(3)
  const own = await invoice('Strategy', 15_000)
  await done('GET', `/deals/${dealId}/catch-up?again=true`)
  await done('POST', '/connections/quickbooks/disconnect', {})
  const found = await done<CatchUpView>('GET', `/deals/${dealId}/catch-up?again=true`)
  expect(found.trouble).toMatch(/not connected|disconnected/i)
  expect(found.invoices.map((each) => each.invoiceId)).toContain(own.Id)
  const links = [{ invoiceId: own.Id, milestoneIds: [ids[0]] }]
  expect(await ask('POST', `/deals/${dealId}/catch-up`, { links })).toMatchObject({
    status: 503,
    body: { code: 'connection_lost' },
  })
  expect((await page(dealId)).figures?.billed).toEqual(usd('0.00'))
})
