/**
 * Goal: costs reach an invoice once, and QuickBooks offers them no more where a person agreed; whose hours and costs are
 * is certain or said. Method: the API over HTTP; bills and purchases made in QuickBooks' stand-in by another program.
 */
import type { CostLineView, DealCostsView, ExtrasPreviewView } from '../../src/http/contract/hours'
import { readChanges } from '../../src/reconcile/read-changes'
import { editInvoice } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { type HoursStage, openHours } from '../fixtures/hours'
import { must } from '../fixtures/must'
import { usd } from '../fixtures/plan'

let hours: HoursStage
beforeAll(async () => {
  hours = await openHours({ settings: { hoursItemId: '2', costsItemId: '3' } })
})
afterAll(() => hours.close())
afterEach(async () => {
  await hours.stage.quickbooks.clearFaults()
  await hours.stage.quickbooks.clearLog()
})

type Line = { Id: string; Amount: number; AccountBasedExpenseLineDetail: { BillableStatus: string } }
interface Expense {
  readonly Id: string
  readonly SyncToken: string
  readonly Line: readonly Line[]
}
const company = () => `/v3/company/${hours.stage.realmId}`
const line = (customer: string, Amount: number, more: object = {}) => ({
  Amount,
  Description: `Stones for ${Amount}`,
  DetailType: 'AccountBasedExpenseLineDetail',
  AccountBasedExpenseLineDetail: {
    AccountRef: { value: '63' },
    CustomerRef: { value: customer },
    BillableStatus: 'Billable',
    ...more,
  },
})
const bill = async (...Line: object[]) =>
  (
    await hours.stage.quickbooks.api<{ Bill: Expense }>('POST', `${company()}/bill?minorversion=75`, {
      VendorRef: { value: '41' },
      TxnDate: '2026-01-10',
      Line,
    })
  ).Bill
const billNow = async (id: string) =>
  (await hours.stage.quickbooks.api<{ Bill: Expense }>('GET', `${company()}/bill/${id}?minorversion=75`)).Bill
const statuses = ({ Line }: Expense) => Line.map((each) => each.AccountBasedExpenseLineDetail.BillableStatus)
const ask = async <T>(method: string, path: string, body?: object) => {
  const answer = await hours.api.ask(method, path, body)
  return { status: answer.status, body: answer.body as T & Record<string, unknown> }
}
const costs = async (dealId: string) =>
  (await ask<DealCostsView>('GET', `/deals/${dealId}/costs?again=true`)).body
const billCosts = (dealId: string, picked: readonly CostLineView[], more: object = {}) =>
  ask<ExtrasPreviewView>('POST', `/deals/${dealId}/costs/bill`, {
    costIds: picked.map((each) => each.id),
    ...more,
  })
const attention = async (dealId: string) =>
  (
    await ask<{ items: { id: string; dealId: string; title: string; actions: { action: string }[] }[] }>(
      'GET',
      '/attention',
    )
  ).body.items.filter((each) => each.dealId === dealId)
const readAll = async () =>
  readChanges(
    hours.stage,
    await hours.stage.vendors.quickbooks(hours.stage.workspaceId),
    hours.stage.workspaceId,
  )

test('picked costs are lines of their own; with consent their lines alone are set not billable', async () => {
  const dealId = await hours.deal('1', { billingType: 'fixed' })
  const made = await bill(
    line('1', 12.5),
    line('2', 7),
    line('1', 0.07),
    line('1', 30, { BillableStatus: 'NotBillable' }),
  )
  const seen = await costs(dealId)
  expect(seen).toMatchObject({ seen: usd('42.57'), trouble: null })
  expect(seen.costs.map((each) => [each.amount.amount, each.standing, each.vendor])).toEqual([
    ['12.50', 'unbilled', 'Hicks Hardware'],
    ['0.07', 'unbilled', 'Hicks Hardware'],
    ['30.00', 'not_billable', 'Hicks Hardware'],
  ])
  const picked = [must(seen.costs[0])]
  const preview = (await billCosts(dealId, picked, { dryRun: true })).body
  expect(preview).toMatchObject({ total: usd('12.50'), lines: 1 })
  expect(must(preview.invoices[0]).lines).toMatchObject([
    { text: ['Cost on 2026-01-10, Hicks Hardware', 'Stones for 12.5'], item: 'Concrete' },
  ])
  expect((await billCosts(dealId, picked, { setNotBillable: true })).status).toBe(200)
  // Nothing is told to QuickBooks before the invoice exists.
  expect(statuses(await billNow(made.Id))[0]).toBe('Billable')
  await deliverAll(hours.stage)
  hours.stage.advance(61_000)
  await deliverAll(hours.stage)
  expect((await hours.invoices('1')).map((each) => each.TotalAmt)).toEqual([12.5])
  const after = await billNow(made.Id)
  expect(statuses(after)).toEqual(['NotBillable', 'Billable', 'Billable', 'NotBillable'])
  expect(after.Line.slice(1)).toEqual(made.Line.slice(1))
  expect((await costs(dealId)).costs[0]).toMatchObject({ standing: 'billed', release: 'done' })
  expect(await attention(dealId)).toEqual([])
  expect((await billCosts(dealId, picked)).body).toMatchObject({ code: 'already_billed' })
  expect((await billCosts(dealId, [must(seen.costs[2])])).body).toMatchObject({ code: 'not_billable' })
})

test('without consent a person is told, and can have it done after all', async () => {
  const dealId = await hours.deal('3')
  const made = await bill(line('3', 20), line('3', 5))
  const { costs: lines } = await costs(dealId)
  expect((await billCosts(dealId, lines)).status).toBe(200)
  await deliverAll(hours.stage)
  const [item, ...none] = await attention(dealId)
  expect([item?.title, none]).toEqual(['QuickBooks still offers 2 billed costs for billing', []])
  expect(statuses(await billNow(made.Id))).toEqual(['Billable', 'Billable'])
  expect((await ask('POST', `/attention/${must(item).id}/settle`, { action: 'release' })).status).toBe(200)
  await deliverAll(hours.stage)
  expect(statuses(await billNow(made.Id))).toEqual(['NotBillable', 'NotBillable'])
})

test.each([
  ['a lost answer', { effect: 'drop-reply' }],
  ['an answer that never comes', { effect: 'hang', executed: true }],
  ['a refusal to be busy', { effect: 'status', status: 503, executed: false }],
] as const)('%s: the line is set once, and what somebody changed meanwhile stays', async (_what, fault) => {
  const customer = { 'drop-reply': '4', hang: '5', status: '6' }[fault.effect]
  const dealId = await hours.deal(customer)
  const made = await bill(line(customer, 20), line(customer, 5))
  const { costs: lines } = await costs(dealId)
  const twenty = must(lines.find((each) => each.amount.amount === '20.00'))
  await billCosts(dealId, [twenty], { setNotBillable: true })
  await hours.stage.quickbooks.fault({ method: 'POST', path: '/v3/company/*/bill', times: 1, ...fault })
  await deliver(hours.stage)
  // What follows is waited for, also after an answer that hung.
  await hours.stage.quickbooks.clearFaults()
  hours.stage.advance(61_000)
  await deliver(hours.stage)
  const now = await billNow(made.Id)
  await hours.stage.quickbooks.api('POST', `${company()}/bill?minorversion=75`, {
    Id: made.Id,
    SyncToken: now.SyncToken,
    sparse: true,
    PrivateNote: 'Somebody was here',
  })
  hours.stage.advance(600_000)
  await deliverAll(hours.stage)
  const after = await billNow(made.Id)
  expect(statuses(after)).toEqual(['NotBillable', 'Billable'])
  expect(after).toMatchObject({ PrivateNote: 'Somebody was here' })
  expect((await costs(dealId)).costs).toMatchObject([{ release: 'done' }, { release: null }])
})

/** The bookkeeper closes the books up to a day, or opens them again. */
async function closeBooks(BookCloseDate: string): Promise<void> {
  const path = `${company()}/preferences?minorversion=75`
  const { Preferences } = await hours.stage.quickbooks.api<{ Preferences: { SyncToken: string } }>(
    'GET',
    path,
  )
  const { SyncToken } = Preferences
  const change = { Id: '1', SyncToken, sparse: true, AccountingInfoPrefs: { BookCloseDate } }
  await hours.stage.quickbooks.api('POST', path, change)
}

test('in closed books QuickBooks refuses: a person is asked, and it is tried again once they are open', async () => {
  const dealId = await hours.deal('7')
  const made = await bill(line('7', 20))
  const { costs: lines } = await costs(dealId)
  await billCosts(dealId, lines, { setNotBillable: true })
  await closeBooks('2026-01-11')
  await deliverAll(hours.stage)
  hours.stage.advance(61_000)
  await deliverAll(hours.stage)
  const asked = await attention(dealId)
  await closeBooks('2020-01-01')
  expect(asked.map((item) => item.title)).toEqual([
    'QuickBooks refused to set the cost of $20.00 on 2026-01-10 not billable',
  ])
  const settle = `/attention/${must(asked[0]).id}/settle`
  expect((await ask('POST', settle, { action: 'retry' })).status).toBe(200)
  await deliverAll(hours.stage)
  expect(statuses(await billNow(made.Id))).toEqual(['NotBillable'])
  expect(await attention(dealId)).toEqual([])
})

test('a voided invoice frees a cost that was set not billable; an invoice taken back leaves it as it is', async () => {
  const dealId = await hours.deal('8')
  await bill(line('8', 20), line('8', 5))
  const { costs: lines } = await costs(dealId)
  await billCosts(dealId, lines, { setNotBillable: true })
  await deliverAll(hours.stage)
  hours.stage.advance(61_000)
  await deliverAll(hours.stage)
  await readAll()
  await editInvoice(hours.stage, must((await hours.invoices('8'))[0]), {}, 'void')
  await readAll()
  const freed = await costs(dealId)
  const isFree = { standing: 'unbilled', release: 'done' }
  expect(freed.costs).toMatchObject([isFree, isFree])
  // Billing one of the two leaves the question about the other.
  for (const [place, left] of [1, 0].entries()) {
    expect((await billCosts(dealId, freed.costs.slice(place, place + 1))).status).toBe(200)
    expect(await attention(dealId)).toHaveLength(left)
  }
})

test('costs and hours share the limit, and a limit that is passed changes nothing', async () => {
  const dealId = await hours.deal('9', { notToExceed: usd('100') })
  await hours.work('9', 0, 30)
  await bill(line('9', 50))
  await hours.time(dealId, true)
  const { costs: lines } = await costs(dealId)
  expect((await billCosts(dealId, lines)).status).toBe(200)
  expect((await hours.bill(dealId)).body).toMatchObject({
    code: 'over_billing',
    remaining: '50.00',
    attempted: '60.00',
  })
})

describe('whose they are', () => {
  test('two deals of one customer: nobody guesses, a person says, and says otherwise until it is billed', async () => {
    const [first, second] = [await hours.deal('10'), await hours.deal('10')]
    await hours.work('10', 2, 0)
    await bill(line('10', 33))
    const seen = await hours.time(first, true)
    expect([seen.entries, seen.unassigned.length]).toEqual([[], 1])
    const entry = must(seen.unassigned[0])
    expect(entry.couldBe.map((each) => each.dealId).sort()).toEqual([first, second].sort())
    const assign = (kind: 'time' | 'costs', id: string, dealId: string | null) =>
      ask('POST', `/${kind}/${id}/assign`, { dealId })
    expect((await assign('time', entry.id, first)).status).toBe(200)
    expect((await hours.time(first, true)).entries).toMatchObject([{ id: entry.id, standing: 'unbilled' }])
    expect((await assign('time', entry.id, second)).status).toBe(200)
    expect((await hours.time(first, true)).entries).toEqual([])
    expect((await hours.bill(second)).status).toBe(200)
    expect((await assign('time', entry.id, first)).body).toMatchObject({ code: 'already_billed' })
    const cost = must((await costs(first)).unassigned[0])
    expect((await assign('costs', cost.id, null)).status).toBe(200)
    expect((await costs(first)).unassigned).toEqual([])
    const stranger = await hours.deal('11')
    expect((await assign('costs', cost.id, stranger)).body).toMatchObject({ code: 'not_this_customer' })
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect((await assign('time', nobody, first)).status).toBe(404)
    expect((await assign('costs', nobody, first)).status).toBe(404)
  })

  test('a class says it where two deals differ by it', async () => {
    const deal = await hours.deal('12', { class: { quickbooksId: '2' } })
    await hours.deal('12')
    await hours.work('12', 1, 0, { ClassRef: { value: '2' } })
    expect((await hours.time(deal, true)).entries).toHaveLength(1)
  })
})

describe('reading them', () => {
  const asked = () => hours.stage.quickbooks.count('GET', /\/query$/)

  test('one call for all deals, then none for some minutes; without QuickBooks the page says what it knew', async () => {
    const dealId = await hours.deal('13')
    await hours.work('13', 1, 0)
    await hours.time(dealId, true)
    await hours.stage.quickbooks.clearLog()
    await hours.time(dealId)
    expect(await asked()).toBe(0)
    hours.stage.advance(6 * 60_000)
    await hours.time(dealId)
    expect(await asked()).toBe(1)
    await hours.stage.quickbooks.fault({
      method: 'GET',
      path: '/v3/company/*/query?*',
      times: 9,
      effect: 'status',
      status: 503,
    })
    const dark = await hours.time(dealId, true)
    expect([dark.entries.length, dark.trouble === null]).toEqual([1, false])
    expect((await costs(dealId)).trouble).not.toBeNull()
    expect((await hours.bill(dealId)).status).toBeGreaterThanOrEqual(500)
    await hours.stage.quickbooks.clearFaults()
    expect(await hours.invoices('13')).toEqual([])
  })

  test('a viewer sees hours, and may neither enter nor bill them', async () => {
    const dealId = await hours.deal('14')
    const viewer = { as: 'viewer' } as const
    expect((await hours.api.ask('GET', `/deals/${dealId}/time`, undefined, viewer)).status).toBe(200)
    for (const path of [`/deals/${dealId}/time`, `/deals/${dealId}/time/bill`, `/deals/${dealId}/costs/bill`])
      expect((await hours.api.ask('POST', path, {}, viewer)).body).toMatchObject({ code: 'forbidden' })
  })
})
