/**
 * Goal: what is outstanding by customer is right also where an invoice bills several deals, can't be read, is given to another
 * customer, or where customers are merged; the table adds up; and nobody else sees it. Method: real HTTP over QuickBooks'
 * stand-in; the sums are held against the deals after each step.
 */
import { parse } from 'csv-parse/sync'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { readCustomerHistory } from '../../src/insight/customer-history/read-customer-history'
import { readOutstanding } from '../../src/insight/outstanding/read-outstanding'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { runMonth } from '../../src/invoices/monthly/run-month'
import type { Sql } from '../../src/postgres/database'
import { addDoor, secretHash } from '../../src/tenants/door-table'
import { addPerson } from '../../src/tenants/workspace-table'
import { type Api, openApi } from '../fixtures/api'
import { allInvoices, editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { mergingOf } from '../fixtures/merging'
import { must } from '../fixtures/must'
import { agesOf, outstandingOf, rowOf } from '../fixtures/outstanding'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000
const net7 = { terms: { netDays: 7 } } as const
let stage: Stage
let api: Api
let books: Books
let says: ReturnType<typeof outstandingOf>
let acme: string
let kitchen: string
let monthly: string
let abroad: string
let floor: Job
const merging = mergingOf(() => stage)
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC', companies: ['landscaping', 'small'] })
  api = await openApi(stage)
  books = booksOf(stage)
  says = outstandingOf(stage, api)
  await readCompany(stage)
  acme = await books.customer('Acme = Corp')
  kitchen = await books.customer('Kitchen', acme)
  monthly = await books.customer('Monthly Ltd')
  abroad = await books.customerIn('EUR', 'Euro GmbH')
  await invoicedJob(stage, acme, { Design: '1000.00', Build: '500.00' }, net7)
  floor = await invoicedJob(stage, kitchen, { Floor: '800.00' }, { terms: { netDays: 30 } })
  const eur = (amount: string) => ({ amount, currency: 'EUR' })
  await invoicedJob(
    stage,
    abroad,
    { Studio: '250.50' },
    { ...net7, contractValue: eur('250.50'), milestones: [{ name: 'Studio', amount: eur('250.50') }] },
  )
  await sweepBooks(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const first = (job: Job) => must(job.invoices[0])

test('an invoice of the month for two deals is open once, and its history names both deals', async () => {
  const parts = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  const dealIds = ['810001', '810002']
  for (const [at, amount] of ['100.00', '200.01'].entries()) {
    const dealId = must(dealIds[at])
    await stage.within((sql) => addDeal(sql, dealId, `Month ${at + 1}`))
    const draft = draftOf('1000.00', [fixed(`Work ${at + 1}`, amount)], {
      customer: { quickbooksId: monthly },
      cadence: { on: 'monthly', day: 1 },
      ...net7,
    })
    const { ids } = await plan(stage, dealId, draft)
    await stage.within((sql) =>
      completeMilestone(sql, owner, parts, { milestoneId: must(ids[0]), note: null }),
    )
  }
  stage.advance(32 * DAY_MS)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await deliverAll(stage)
  expect(rowOf(await says.agreed(), monthly)).toMatchObject({ invoices: 1, total: { amount: '300.01' } })
  const [only] = (await says.history(monthly)).items
  const { invoice } = must(only)
  expect(
    only?.deals.map(({ id, name, milestones }) => [id, name, milestones.map((each) => each.name)]).toSorted(),
  ).toEqual([
    ['810001', 'Month 1', ['Work 1']],
    ['810002', 'Month 2', ['Work 2']],
  ])
  await books.pay(monthly, 100, [['Invoice', must(invoice.quickbooksId), 100]])
  await sweepBooks(stage)
  stage.advance(8 * DAY_MS)
  expect(agesOf(rowOf(await says.agreed(), monthly))).toEqual([
    '0.00',
    '200.01',
    '0.00',
    '0.00',
    '0.00',
    '200.01',
  ])
})

test('however many there are, as few statements are asked', async () => {
  const count = (work: (sql: Sql) => Promise<unknown>) =>
    stage.within(async (sql) => {
      let asked = 0
      const counted: Sql = (text, values) => {
        asked += 1
        return sql(text, values)
      }
      await work(counted)
      return asked
    })
  expect(await count((sql) => readOutstanding(sql))).toBeLessThanOrEqual(14)
  const history = (limit: number) => (sql: Sql) => readCustomerHistory(sql, acme, { limit, offset: 0 })
  const [one, all] = [await count(history(1)), await count(history(50))]
  expect([one <= 27, all <= 27]).toEqual([true, true])
})

test('the table has each customer with its invoices, runs no formula, and adds up', async () => {
  const table = await api.ask('GET', '/exports/outstanding.csv')
  expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(table.headers.get('content-disposition')).toMatch(
    /^attachment; filename\*=UTF-8''outstanding-\d{4}-/,
  )
  const rows: Record<string, string>[] = parse(table.text.replace(/^\ufeff/, ''), { columns: true })
  const minor = (of: typeof rows) =>
    of.reduce((sum, { Open }) => sum + BigInt(must(Open).replace('.', '')), 0n)
  for (const { currency, total } of (await says.report()).currencies) {
    const of = (kind: string) => rows.filter((row) => row['Row'] === kind && row['Currency'] === currency)
    const sum = BigInt(must(total).amount.replace('.', ''))
    expect([minor(of('customer')), minor(of('invoice')), minor(of('total'))]).toEqual([sum, sum, sum])
  }
  expect(rows.find((row) => row['Row'] === 'invoice' && row['Customer ID'] === monthly)).toMatchObject({
    Deals: expect.stringMatching(/Month \d · Month \d/),
    'Days late': '1',
    '1 to 30 days': '200.01',
  })
  const one = await api.ask('GET', '/exports/outstanding.csv?currency=EUR')
  expect(one.text).not.toContain('USD')
})

test('one that can’t be read leaves its customer and its currency unknown, and the others as they are', async () => {
  const now = async () => must((await allInvoices(stage)).find(({ Id }) => Id === first(floor)))
  await editInvoice(stage, await now(), {
    CustomerRef: { value: abroad },
    CurrencyRef: { value: 'EUR' },
  })
  await sweepBooks(stage)
  const found = await says.agreed()
  const [asked] = found.items
  expect(asked).toMatchObject({ customer: { quickbooksId: kitchen }, unread: 1, total: null, notDue: null })
  expect(rowOf(found, monthly)?.total?.amount).toBe('200.01')
  expect(
    found.currencies.map(({ currency, total, unread }) => [currency, total?.amount ?? null, unread]),
  ).toEqual([
    ['EUR', '250.50', 0],
    ['USD', null, 1],
  ])
  expect((await says.history(kitchen)).items[0]).toMatchObject({
    invoice: { balance: null },
    paid: null,
    credited: null,
    money: null,
  })
  await editInvoice(stage, await now(), {
    CustomerRef: { value: kitchen },
    CurrencyRef: { value: 'USD' },
  })
  await sweepBooks(stage)
  expect((await says.agreed()).currencies.map(({ unread }) => unread)).toEqual([0, 0])
})

test('one that was paid, and can’t be read as it is now, may be open again: that is unknown, and not nothing', async () => {
  const job = await invoicedJob(stage, acme, { Paid: '70.00' })
  await books.pay(acme, 70, [['Invoice', first(job), 70]])
  await sweepBooks(stage)
  const before = rowOf(await says.agreed(), acme)
  expect(before).toMatchObject({ invoices: 2, unread: 0 })
  const now = async () => must((await allInvoices(stage)).find(({ Id }) => Id === first(job)))
  await editInvoice(stage, await now(), { CustomerRef: { value: abroad }, CurrencyRef: { value: 'EUR' } })
  await sweepBooks(stage)
  expect(rowOf(await says.agreed(), acme)).toMatchObject({
    invoices: 2,
    unread: 1,
    total: null,
    overdue: null,
  })
  await editInvoice(stage, await now(), { CustomerRef: { value: acme }, CurrencyRef: { value: 'USD' } })
  await sweepBooks(stage)
  expect(rowOf(await says.agreed(), acme)).toEqual(before)
})

test('what is given to another customer is that one’s; of two that are merged one is left, with the invoices of both', async () => {
  const studio = must((await allInvoices(stage)).find(({ Id }) => Id === first(floor)))
  await editInvoice(stage, studio, { CustomerRef: { value: monthly } })
  await sweepBooks(stage)
  const found = await says.agreed()
  expect(rowOf(found, kitchen)).toBeUndefined()
  expect(rowOf(found, monthly)).toMatchObject({ invoices: 2, total: { amount: '1000.01' } })

  const [stays = ''] = await merging.everyone('Stays Inc')
  await merging.merge(monthly, stays)
  await merging.readNow()
  expect(rowOf(await says.agreed(), stays)).toMatchObject({ invoices: 2, total: { amount: '1000.01' } })
  const history = await says.history(monthly)
  expect(history.customer).toMatchObject({ quickbooksId: stays, name: 'Stays Inc' })
  expect(history.items).toHaveLength(2)
})

test('another workspace sees none of it, on no address', async () => {
  const other = must(stage.workspaces[1])
  const token = `mp_${'x'.repeat(40)}`
  await other.within(async (sql) => {
    const { personId } = await addPerson(sql, { name: 'A stranger', email: null, role: 'owner' })
    const hash = secretHash(token)
    await addDoor(sql, { kind: 'token', hash, subjectId: personId, expiresAt: null })
  })
  const headers = { authorization: `Bearer ${token}` }
  const theirs = await api.ask('GET', '/reports/outstanding', undefined, { headers })
  expect(theirs).toMatchObject({ status: 200, body: { currencies: [], items: [] } })
  const table = await api.ask('GET', '/exports/outstanding.csv', undefined, { headers })
  expect(table.text.trimEnd().split('\r\n')).toHaveLength(1)
  expect((await api.ask('GET', `/customers/${acme}/history`, undefined, { headers })).status).toBe(404)
  expect((await api.ask('GET', '/reports/outstanding', undefined, { as: 'viewer' })).status).toBe(200)
})
