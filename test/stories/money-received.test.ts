/**
 * What a bookkeeper does with money, in QuickBooks' own words, and what the tracker says of it after the next sweep:
 * payments in part, in full, over, edited, voided, deleted, unapplied and moved; one over several deals; credit memos; what
 * is written off. Nothing rings: the sweep must be enough. Every sum is held against the documents after every step.
 */
import { openDealLink } from '../../src/approvals/open-links'
import { portalView } from '../../src/http/views/portal-view'
import { readUnappliedMoney } from '../../src/insight/read-invoice-money'
import { readPortal } from '../../src/insight/read-portal'
import { markDelivered } from '../../src/invoices/hand-over/mark-delivered'
import { must } from '../fixtures/must'
import { owner, readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Books
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  await readCompany(stage)
  books = booksOf(stage)
})
afterAll(() => stage.close())

let customers = 0
const aCustomer = () => {
  customers += 1
  return books.customer(`Payer ${customers}`)
}
const figures = async (job: Job) => (await job.tracker()).figures
const first = (job: Job) => must(job.invoices[0])
/** After a sweep: the label of the first milestone, what is paid and what is open, and everything comes out. */
const standing = async (job: Job) => {
  await sweepBooks(stage)
  expect(await job.untied()).toEqual([])
  const { paid, outstanding } = await figures(job)
  return [(await job.labels())[0], paid, outstanding]
}
/** What a client reads of the job's invoices by link. */
const clientsInvoices = (job: Job) =>
  stage.within(async (sql) => {
    const holder = { name: 'Ana Ruiz', role: null, email: 'ana@client.example' }
    const opening = { dealId: job.dealId, holder, sentBy: 'hand', replace: false } as const
    const { link } = await openDealLink(sql, owner, stage, opening)
    const address = () => ''
    const secrets = { csrf: '', fileUrl: address, logoUrl: address, invoiceUrl: address }
    return portalView(must(await readPortal(sql, stage.clock, link)), secrets).invoices.map(
      ({ status, balance }) => [status, balance?.amount],
    )
  })
const unapplied = async (customerId: string) =>
  (await stage.within((sql) => readUnappliedMoney(sql, [{ customerId, currency: 'USD' }]))).map(
    ({ kind, minor }) => [kind, minor],
  )

test('a payment in part, then the rest, is edited down, edited up again, and voided', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '1000.00' })
  const payment = await books.pay(customer, 400, [['Invoice', first(job), 400]])
  expect(await standing(job)).toEqual(['Partially paid', 40_000n, 60_000n])
  const rest = await books.pay(customer, 600, [['Invoice', first(job), 600]])
  expect(await standing(job)).toEqual(['Paid', 100_000n, 0n])
  await books.changePayment(payment, 350, [['Invoice', first(job), 350]])
  expect(await standing(job)).toEqual(['Partially paid', 95_000n, 5_000n])
  await books.changePayment(payment, 400, [['Invoice', first(job), 400]])
  expect(await standing(job)).toEqual(['Paid', 100_000n, 0n])
  await books.voidPayment(rest)
  expect(await standing(job)).toEqual(['Partially paid', 40_000n, 60_000n])
  await books.remove('Payment', payment)
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 100_000n])
  const { DocNumber } = await books.invoice(first(job))
  expect((await job.history()).filter((what) => what.includes('payment'))).toEqual([
    `A payment of $400.00 was received on invoice ${DocNumber}`,
    `A payment of $600.00 was received on invoice ${DocNumber}`,
    `A payment on invoice ${DocNumber} was changed in QuickBooks`,
    `A payment on invoice ${DocNumber} was changed in QuickBooks`,
    `A payment of $600.00 on invoice ${DocNumber} was taken off in QuickBooks`,
    `A payment of $400.00 on invoice ${DocNumber} was deleted in QuickBooks`,
  ])
})

test('an over-payment pays the invoice, and the rest is the customer’s unapplied money until it is used', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '1000.00', Build: '200.00' })
  const payment = await books.pay(customer, 1100, [['Invoice', first(job), 1000]])
  expect(await standing(job)).toEqual(['Paid', 100_000n, 20_000n])
  expect(await unapplied(customer)).toEqual([['payment', 10_000n]])
  await books.changePayment(payment, 1100, [
    ['Invoice', first(job), 1000],
    ['Invoice', must(job.invoices[1]), 100],
  ])
  expect(await standing(job)).toEqual(['Paid', 110_000n, 10_000n])
  expect(await job.labels()).toEqual(['Paid', 'Partially paid'])
  expect(await unapplied(customer)).toEqual([])
})

test('a payment is unapplied, and then moved to another invoice: the old and the new one follow', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00', Build: '500.00' })
  const [design, build] = [must(job.invoices[0]), must(job.invoices[1])]
  const payment = await books.pay(customer, 500, [['Invoice', design, 500]])
  expect(await standing(job)).toEqual(['Paid', 50_000n, 50_000n])
  await books.changePayment(payment, 500, [])
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 100_000n])
  expect(await unapplied(customer)).toEqual([['payment', 50_000n]])
  await books.changePayment(payment, 500, [['Invoice', build, 500]])
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 50_000n, 50_000n])
  expect(await job.labels()).toEqual(['Invoiced (not sent)', 'Paid'])
  await books.changePayment(payment, 500, [
    ['Invoice', design, 200],
    ['Invoice', build, 300],
  ])
  await standing(job)
  expect(await job.labels()).toEqual(['Partially paid', 'Partially paid'])
})

test('one payment over three invoices of two deals is each deal’s own, to the cent', async () => {
  const customer = await aCustomer()
  const one = await invoicedJob(stage, customer, { Design: '333.33', Build: '333.34' })
  const two = await invoicedJob(stage, customer, { Care: '100.01' })
  const all = [...one.invoices, ...two.invoices]
  const sums = [333.33, 300, 100.01]
  const over = all.map((id, at) => ['Invoice', id, must(sums[at])] as const)
  const payment = await books.pay(customer, 733.34, over)
  expect(await standing(one)).toEqual(['Paid', 63_333n, 3_334n])
  expect(await standing(two)).toEqual(['Paid', 10_001n, 0n])
  await books.voidPayment(payment)
  expect(await standing(one)).toEqual(['Invoiced (not sent)', 0n, 66_667n])
  expect(await standing(two)).toEqual(['Invoiced (not sent)', 0n, 10_001n])
})

test.each([
  'allow',
  'refuse',
])('sub-customers: a parent pays for both (%s), or each job by itself', async (way) => {
  const door = (value: string) => stage.quickbooks.turn({ 'payment-across-subcustomers': value })
  await door(way)
  const parent = await aCustomer()
  const kitchen = await invoicedJob(stage, await books.customer(`Kitchen ${customers}`, parent), {
    Design: '500.00',
  })
  const bathId = await books.customer(`Bath ${customers}`, parent)
  const bath = await invoicedJob(stage, bathId, { Design: '300.00' })
  const paying = books.pay(parent, 800, [
    ['Invoice', first(kitchen), 500],
    ['Invoice', first(bath), 300],
  ])
  if (way === 'allow') {
    await paying
    expect(await standing(kitchen)).toEqual(['Paid', 50_000n, 0n])
    expect(await standing(bath)).toEqual(['Paid', 30_000n, 0n])
  } else {
    await expect(paying).rejects.toThrow()
    await books.pay(bathId, 300, [['Invoice', first(bath), 300]])
    await books.pay(parent, 500, [])
    expect(await standing(bath)).toEqual(['Paid', 30_000n, 0n])
    expect(await standing(kitchen)).toEqual(['Invoiced (not sent)', 0n, 50_000n])
    // What the parent paid and nobody applied is shown with the job below it.
    expect(await unapplied(bathId)).toEqual([['payment', 50_000n]])
    await door('allow')
  }
})

test('what is written off by a journal entry, or was paid on the form, is settled otherwise, and named', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00' })
  const { Id } = await books.writeOff(customer, 120)
  await books.pay(customer, 0, [
    ['Invoice', first(job), 120],
    ['JournalEntry', Id, 120],
  ])
  await sweepBooks(stage)
  expect(await figures(job)).toMatchObject({ paid: 0n, credited: 0n, outstanding: 38_000n, billed: 50_000n })
  expect(await job.labels()).toEqual(['Invoiced (not sent)'])
  expect(await clientsInvoices(job)).toEqual([['open', '380.00']])
  expect(await job.untied()).toEqual([])
  const invoice = await books.read('Invoice', first(job))
  await books.update('Invoice', { Id: first(job), SyncToken: invoice.SyncToken, Deposit: 80 })
  await sweepBooks(stage)
  expect(await figures(job)).toMatchObject({ paid: 0n, outstanding: 30_000n, billed: 50_000n })
  expect(await job.labels()).toEqual(['Partially paid'])
  expect(await clientsInvoices(job)).toEqual([['partially_paid', '300.00']])
  expect(await job.untied()).toEqual([])
  expect(
    (await job.history()).filter((what) => what.includes('journal') || what.includes('form')),
  ).toHaveLength(2)
})

test('written off as a whole it is settled, and not paid; paid on the form as a whole it is paid', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00', Build: '300.00' })
  const { Id } = await books.writeOff(customer, 500)
  await books.pay(customer, 0, [
    ['Invoice', first(job), 500],
    ['JournalEntry', Id, 500],
  ])
  const form = await books.read('Invoice', must(job.invoices[1]))
  await books.update('Invoice', { Id: form.Id, SyncToken: form.SyncToken, Deposit: 300 })
  await sweepBooks(stage)
  expect(await job.labels()).toEqual(['Settled', 'Paid'])
  expect(await figures(job)).toMatchObject({ paid: 0n, outstanding: 0n, billed: 80_000n })
  expect(await job.untied()).toEqual([])
})

test.each(['before-answer', 'after-answer'])('old credit pays a new invoice at birth (%s)', async (when) => {
  await stage.quickbooks.turn({ 'auto-apply': when })
  const preferences = async (on: boolean) => {
    const { SyncToken } = await books.read('Preferences', '1')
    const SalesFormsPrefs = { AutoApplyCredit: on, AutoApplyPayments: on }
    await books.update('Preferences', { Id: '1', SyncToken, SalesFormsPrefs })
  }
  await preferences(true)
  const customer = await aCustomer()
  await books.credit(customer, 50)
  await books.pay(customer, 30, [])
  const job = await invoicedJob(stage, customer, { Design: '500.00' })
  expect(await standing(job)).toEqual(['Partially paid', 3_000n, 42_000n])
  expect(await figures(job)).toMatchObject({ credited: 5_000n, billed: 45_000n })
  await preferences(false)
})

test('e-mailed by the bookkeeper, or handed over on paper: the tracker says so', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00', Build: '100.00' })
  await stage.quickbooks.api(
    'POST',
    `/v3/company/${stage.realmId}/invoice/${first(job)}/send?sendTo=a%40b.example`,
  )
  await sweepBooks(stage)
  expect(await job.labels()).toEqual(['Invoiced', 'Invoiced (not sent)'])
  await stage.within((sql) =>
    markDelivered(sql, owner, stage.clock, { intentId: must(job.intents[1]), on: null }),
  )
  expect(await job.labels()).toEqual(['Invoiced', 'Invoiced'])
  const { milestones } = await job.tracker()
  expect(must(milestones[0]).billing.intents[0]?.invoice?.sentOn).not.toBeNull()
})
