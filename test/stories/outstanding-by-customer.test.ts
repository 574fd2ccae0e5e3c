/**
 * Goal: what is open stands in one place by customer, with its ages, and a customer's invoices with what came on them in another;
 * both come to what the deals say, to the cent. Method: real HTTP over QuickBooks' stand-in, whose bookkeeper is paid in part,
 * voids and credits while the days pass; the sums are held against the deals after each step.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import type { OutstandingView } from '../../src/http/contract/outstanding'
import { assignCredit } from '../../src/invoices/credits/assign-credit'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { type Api, openApi } from '../fixtures/api'
import { allInvoices, editInvoice } from '../fixtures/billing'
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
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  api = await openApi(stage)
  books = booksOf(stage)
  says = outstandingOf(stage, api)
  await readCompany(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const first = (job: Job) => must(job.invoices[0])

test('nothing is invoiced: nothing is outstanding, and a customer of the list has an empty history', async () => {
  expect(await says.report()).toEqual({
    today: stage.clock.now().toISOString().slice(0, 10),
    currencies: [],
    items: [],
    readAt: null,
    next: null,
  })
  expect(await says.history('1')).toMatchObject({
    customer: { quickbooksId: '1', name: "Amy's Bird Sanctuary", active: true },
    currencies: [],
    items: [],
    unapplied: [],
  })
  expect(await api.ask('GET', '/customers/999999/history')).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
})

describe('a client, its job, and one abroad', () => {
  let acme: string
  let kitchen: string
  let abroad: string
  let brand: Job
  let euros: Job
  beforeAll(async () => {
    acme = await books.customer('Acme = Corp')
    kitchen = await books.customer('Kitchen', acme)
    abroad = await books.customerIn('EUR', 'Euro GmbH')
    brand = await invoicedJob(stage, acme, { Design: '1000.00', Build: '500.00' }, net7)
    await invoicedJob(stage, kitchen, { Floor: '800.00' }, { terms: { netDays: 30 } })
    const eur = (amount: string) => ({ amount, currency: 'EUR' })
    euros = await invoicedJob(
      stage,
      abroad,
      { Studio: '250.50' },
      { ...net7, contractValue: eur('250.50'), milestones: [{ name: 'Studio', amount: eur('250.50') }] },
    )
    await sweepBooks(stage)
  })

  test('just invoiced: all of it is open and none of it late, each currency and each customer for itself', async () => {
    const found = await says.agreed()
    expect(
      found.currencies.map((sum) => [sum.currency, sum.customers, sum.invoices, sum.total?.amount]),
    ).toEqual([
      ['EUR', 1, 1, '250.50'],
      ['USD', 2, 3, '2300.00'],
    ])
    expect(agesOf(rowOf(found, acme))).toEqual(['1500.00', '0.00', '0.00', '0.00', '0.00', '1500.00'])
    expect(rowOf(found, kitchen)).toMatchObject({
      customer: { name: 'Kitchen', fullName: 'Acme = Corp:Kitchen' },
      invoices: 1,
      unread: 0,
      link: 'https://books.example',
    })
    expect(rowOf(found, abroad)).toMatchObject({
      currency: 'EUR',
      total: { amount: '250.50', currency: 'EUR' },
    })
  })

  test('one is paid in part, and its day passes: its customer is late with the rest, and whoever has time is not', async () => {
    const payment = await books.pay(acme, 400, [['Invoice', first(brand), 400]], { PaymentRefNum: 'CHQ-7' })
    await sweepBooks(stage)
    stage.advance(7 * DAY_MS)
    expect(agesOf(rowOf(await says.agreed(), acme))).toEqual([
      '1100.00',
      '0.00',
      '0.00',
      '0.00',
      '0.00',
      '1100.00',
    ])
    stage.advance(DAY_MS)
    const found = await says.agreed()
    expect(agesOf(rowOf(found, acme))).toEqual(['0.00', '1100.00', '0.00', '0.00', '0.00', '1100.00'])
    expect(agesOf(rowOf(found, kitchen))).toEqual(['800.00', '0.00', '0.00', '0.00', '0.00', '800.00'])

    const { items, currencies, related, customer } = await says.history(acme)
    expect(customer).toMatchObject({ name: 'Acme = Corp', link: 'https://books.example' })
    expect(related.map(({ quickbooksId, fullName }) => [quickbooksId, fullName])).toEqual([
      [kitchen, 'Acme = Corp:Kitchen'],
    ])
    expect(currencies).toMatchObject([
      {
        currency: 'USD',
        invoices: 2,
        unread: 0,
        invoiced: { amount: '1500.00' },
        paid: { amount: '400.00' },
      },
    ])
    const paid = must(items.find(({ invoice }) => invoice.quickbooksId === first(brand)))
    expect(paid).toMatchObject({
      invoice: {
        id: brand.intents[0],
        status: 'partially_paid',
        customerId: acme,
        balance: { amount: '600.00' },
      },
      deals: [{ id: brand.dealId, milestones: [{ id: brand.ids[0], name: 'Design' }] }],
      paid: { amount: '400.00' },
      credited: { amount: '0.00' },
      daysLate: 1,
      money: [{ kind: 'payment', quickbooksId: payment.Id, number: 'CHQ-7', amount: { amount: '400.00' } }],
    })
    expect((await says.history(kitchen)).related.map(({ quickbooksId }) => quickbooksId)).toEqual([acme])
  })

  test('the ages move with the days, and what comes first is who is late longest', async () => {
    stage.advance(30 * DAY_MS)
    const found = await says.agreed()
    expect(agesOf(rowOf(found, acme))).toEqual(['0.00', '0.00', '1100.00', '0.00', '0.00', '1100.00'])
    expect(agesOf(rowOf(found, kitchen))).toEqual(['0.00', '800.00', '0.00', '0.00', '0.00', '800.00'])
    expect(must(found.items.at(-1)).customer.quickbooksId).toBe(kitchen)
  })

  test('page by page each customer comes once; filters choose rows without changing the sums', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: OutstandingView = await says.report(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
      expect(page.currencies.map(({ total }) => total?.amount)).toEqual(['250.50', '1900.00'])
      seen.push(...page.items.map(({ customer }) => customer.quickbooksId))
      cursor = page.next
    }
    expect(seen.toSorted()).toEqual([acme, kitchen, abroad].toSorted())
    const shown = async (query: string) =>
      (await says.report(query)).items.map(({ customer }) => customer.quickbooksId)
    expect(await shown('?currency=EUR')).toEqual([abroad])
    expect(await shown('?search=KITCHEN')).toEqual([kitchen])
    expect(await shown('?late=true&search=nobody')).toEqual([])
    expect((await api.ask('GET', '/reports/outstanding?late=perhaps')).status).toBe(422)
    expect((await api.ask('GET', '/reports/outstanding?cursor=nonsense')).status).toBe(400)
    const pages = await says.history(acme, '?limit=1')
    expect([pages.items.length, pages.currencies[0]?.invoices]).toEqual([1, 2])
    const second = await says.history(acme, `?limit=1&cursor=${pages.next}`)
    expect([second.items.length, second.next]).toEqual([1, null])
    expect(second.items[0]?.invoice.id).not.toBe(pages.items[0]?.invoice.id)
  })

  test('one is voided, and credits that nobody applied cover another: neither is late', async () => {
    const build = must((await allInvoices(stage)).find(({ Id }) => Id === brand.invoices[1]))
    await editInvoice(stage, build, {}, 'void')
    await sweepBooks(stage)
    expect(agesOf(rowOf(await says.agreed(), acme))).toEqual([
      '0.00',
      '0.00',
      '600.00',
      '0.00',
      '0.00',
      '600.00',
    ])
    const voided = (await says.history(acme)).items.find(({ invoice }) => invoice.quickbooksId === build.Id)
    expect(voided).toMatchObject({ invoice: { status: 'voided' }, daysLate: 0 })

    const memo = await books.credit(acme, 600)
    await sweepBooks(stage)
    const before = await says.history(acme)
    expect(before.unapplied).toMatchObject([{ kind: 'credit_memo', quickbooksId: memo.Id, invoiceId: null }])
    const word = { intentId: must(brand.intents[0]), creditMemoId: memo.Id }
    await stage.within((sql) => assignCredit(sql, owner, word))
    const covered = rowOf(await says.agreed(), acme)
    expect(agesOf(covered)).toEqual(['600.00', '0.00', '0.00', '0.00', '0.00', '600.00'])
    expect(covered).toMatchObject({
      covered: { amount: '600.00' },
      overdue: { amount: '0.00' },
      oldestDueOn: null,
    })
    expect(await says.history(acme)).toMatchObject({ currencies: [{ credited: { amount: '600.00' } }] })
    const item = (await says.history(acme)).items.find(({ invoice }) => invoice.id === word.intentId)
    expect(item).toMatchObject({ covered: true, daysLate: 0 })
    expect(item?.money?.map(({ kind, applied }) => [kind, applied])).toEqual([
      ['payment', true],
      ['credit_memo', false],
    ])
    expect(
      (await says.report('?late=true')).items.map(({ customer }) => customer.quickbooksId),
    ).not.toContain(acme)
  })

  test('what waits to be generated is in the history and in no sum; what was deleted stays there, with nothing open', async () => {
    await stage.within((sql) => addDeal(sql, '820001', 'Still to come'))
    const draft = draftOf('90.00', [fixed('Later', '90.00')], {
      customer: { quickbooksId: kitchen },
      delivery: 'prepare',
    })
    const planned = await plan(stage, '820001', draft)
    const parts = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
    const milestoneId = must(planned.ids[0])
    await stage.within((sql) => completeMilestone(sql, owner, parts, { milestoneId, note: null }))
    const before = rowOf(await says.agreed(), kitchen)
    const history = await says.history(kitchen)
    expect(history.items.map(({ invoice, money }) => [invoice.status, money])).toEqual([
      ['prepared', []],
      ['posted', []],
    ])
    expect(history.currencies).toMatchObject([{ invoices: 1, invoiced: { amount: '800.00' } }])

    const quickbooksId = must(history.items[1]).invoice.quickbooksId
    const floor = must((await allInvoices(stage)).find(({ Id }) => Id === quickbooksId))
    await editInvoice(stage, floor, {}, 'delete')
    await sweepBooks(stage)
    expect([before?.invoices, rowOf(await says.agreed(), kitchen)]).toEqual([1, undefined])
    const after = await says.history(kitchen)
    expect(after.items.map(({ invoice, daysLate }) => [invoice.status, daysLate])).toEqual([
      ['prepared', 0],
      ['deleted', 0],
    ])
    expect(after.currencies).toMatchObject([{ invoices: 0, open: { amount: '0.00' } }])
  })

  test('all is paid: nothing is outstanding, and the history still has everything', async () => {
    for (const { customer } of (await says.report()).items) {
      const { items } = await says.history(customer.quickbooksId)
      for (const { invoice } of items) {
        const open = Number(invoice.balance?.amount ?? '0')
        if (open > 0)
          await books.pay(customer.quickbooksId, open, [['Invoice', must(invoice.quickbooksId), open]], {
            CurrencyRef: { value: must(invoice.balance).currency },
          })
      }
    }
    await sweepBooks(stage)
    expect(await says.agreed()).toMatchObject({ currencies: [], items: [] })
    expect(await says.history(acme)).toMatchObject({ currencies: [{ open: { amount: '0.00' } }] })
    expect((await euros.tracker()).figures.outstanding).toBe(0n)
  })
})
