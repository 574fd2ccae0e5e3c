/**
 * Credit memos as a bookkeeper handles them in QuickBooks: applied in part, unapplied, applied elsewhere, deleted; and one
 * that nobody applied, of which a person says what it is for. After every sweep the sums are held against the documents.
 */
import { readUnappliedMoney } from '../../src/insight/read-invoice-money'
import { assignCredit, releaseCredit } from '../../src/invoices/credits/assign-credit'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
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
  return books.customer(`Credited ${customers}`)
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
const unapplied = async (customerId: string) =>
  (await stage.within((sql) => readUnappliedMoney(sql, [{ customerId, currency: 'USD' }]))).map(
    ({ kind, minor }) => [kind, minor],
  )

test('a credit memo is applied in part, unapplied, applied to another invoice, and deleted', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00', Build: '500.00' })
  const memo = await books.credit(customer, 300)
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 100_000n])
  expect(await unapplied(customer)).toEqual([['credit_memo', 30_000n]])
  const applying = await books.pay(customer, 0, [
    ['Invoice', first(job), 100],
    ['CreditMemo', memo.Id, 100],
  ])
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 90_000n])
  expect(await figures(job)).toMatchObject({ credited: 10_000n, billed: 90_000n, paid: 0n })
  expect(await unapplied(customer)).toEqual([['credit_memo', 20_000n]])
  await books.remove('Payment', applying)
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 100_000n])
  expect(await job.questions()).toEqual([])
  await books.pay(customer, 0, [
    ['Invoice', must(job.invoices[1]), 300],
    ['CreditMemo', memo.Id, 300],
  ])
  await standing(job)
  expect(await figures(job)).toMatchObject({ credited: 30_000n, billed: 70_000n, paid: 0n })
  expect((await job.questions()).map(({ milestoneId }) => milestoneId)).toEqual([job.ids[1]])
})

test('a credit memo that nobody applied counts on the invoice that a person says', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00', Build: '500.00' })
  const memo = await books.credit(customer, 200)
  await sweepBooks(stage)
  const word = { intentId: must(job.intents[0]), creditMemoId: memo.Id }
  await stage.within((sql) => assignCredit(sql, owner, word))
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 100_000n])
  expect(await figures(job)).toMatchObject({ credited: 20_000n, billed: 80_000n })
  expect((await job.questions()).map(({ kind, milestoneId }) => [kind, milestoneId])).toEqual([
    ['credited', job.ids[0]],
  ])
  expect((await refusalOf(stage.within((sql) => assignCredit(sql, owner, word)))).code).toBe(
    'already_assigned',
  )
  const elsewhere = { ...word, intentId: must(job.intents[1]) }
  expect((await refusalOf(stage.within((sql) => releaseCredit(sql, owner, elsewhere)))).code).toBe(
    'not_found',
  )
  // Applied there after all: the same credit, counted once.
  const applying = await books.pay(customer, 0, [
    ['Invoice', first(job), 200],
    ['CreditMemo', memo.Id, 200],
  ])
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 80_000n])
  expect(await figures(job)).toMatchObject({ credited: 20_000n, billed: 80_000n })
  await books.remove('Payment', applying)
  await standing(job)
  await stage.within((sql) => releaseCredit(sql, owner, word))
  expect(await figures(job)).toMatchObject({ credited: 0n, billed: 100_000n })
  expect(await job.questions()).toEqual([])
})

test('a credit memo of all of an invoice frees it by a person’s word alone, and binds it again when that is taken back', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00' })
  const memo = await books.credit(customer, 700)
  await sweepBooks(stage)
  const word = { intentId: must(job.intents[0]), creditMemoId: memo.Id }
  await stage.within((sql) => assignCredit(sql, owner, word))
  await sweepBooks(stage)
  expect(await job.labels()).toEqual(['Completed (ready to bill)'])
  expect(await figures(job)).toMatchObject({ billed: 0n, credited: 50_000n, outstanding: 0n })
  expect(await job.untied()).toEqual([])
  await stage.within((sql) => releaseCredit(sql, owner, word))
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 50_000n])
  const stranger = await invoicedJob(stage, await aCustomer(), { Design: '500.00' })
  const strange = { intentId: must(stranger.intents[0]), creditMemoId: memo.Id }
  expect(await refusalOf(stage.within((sql) => assignCredit(sql, owner, strange)))).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/creditMemoId' }],
  })
  const unknown = { ...strange, creditMemoId: '99999999' }
  expect((await refusalOf(stage.within((sql) => assignCredit(sql, owner, unknown)))).code).toBe('not_found')
  await books.remove('CreditMemo', memo)
  await sweepBooks(stage)
  expect((await refusalOf(stage.within((sql) => assignCredit(sql, owner, word)))).code).toBe('credit_gone')
})

test('a credit memo over an invoice that was paid in part leaves the money where it is, also once it is applied', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00', Build: '400.00' })
  await books.pay(customer, 200, [['Invoice', first(job), 200]])
  const memo = await books.credit(customer, 500)
  expect(await standing(job)).toEqual(['Partially paid', 20_000n, 70_000n])
  const word = { intentId: must(job.intents[0]), creditMemoId: memo.Id }
  await stage.within((sql) => assignCredit(sql, owner, word))
  expect(await standing(job)).toEqual(['Partially paid', 20_000n, 70_000n])
  const said = { invoicedTotal: 90_000n, credited: 50_000n, billed: 40_000n }
  expect(await figures(job)).toMatchObject(said)
  // It stands, so nothing is freed: what the credit took of it is asked about.
  expect((await job.questions()).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
    ['credited', 50_000n],
  ])
  const applying = await books.pay(customer, 0, [
    ['Invoice', first(job), 300],
    ['CreditMemo', memo.Id, 300],
  ])
  expect(await standing(job)).toEqual(['Paid', 20_000n, 40_000n])
  expect(await figures(job)).toMatchObject(said)
  expect((await job.questions()).map(({ kind }) => kind)).toEqual(['credited'])
  // Unapplied and deleted between two sweeps: what was read of it last is true of nothing any more.
  await books.remove('Payment', applying)
  await books.remove('CreditMemo', memo)
  expect(await standing(job)).toEqual(['Partially paid', 20_000n, 70_000n])
  expect(await figures(job)).toMatchObject({ credited: 0n, billed: 90_000n })
  expect(await job.questions()).toEqual([])
})

test('a credit memo that is emptied in QuickBooks gives nothing back, and comes out', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00' })
  const memo = await books.credit(customer, 200)
  await sweepBooks(stage)
  const word = { intentId: must(job.intents[0]), creditMemoId: memo.Id }
  await stage.within((sql) => assignCredit(sql, owner, word))
  const { SyncToken, Line } = await books.read('CreditMemo', memo.Id)
  const lines = (Line as { DetailType: string }[]).filter(
    ({ DetailType }) => DetailType === 'SalesItemLineDetail',
  )
  await books.update('CreditMemo', {
    Id: memo.Id,
    SyncToken,
    PrivateNote: 'Voided',
    Line: lines.map((line) => ({ ...line, Amount: 0 })),
  })
  expect(await standing(job)).toEqual(['Invoiced (not sent)', 0n, 50_000n])
  expect(await figures(job)).toMatchObject({ credited: 0n, billed: 50_000n })
  expect(await job.questions()).toEqual([])
})

test('credited in full and raised afterwards, the invoice bills again, and its edit is asked about at once', async () => {
  const customer = await aCustomer()
  const job = await invoicedJob(stage, customer, { Design: '500.00' })
  const memo = await books.credit(customer, 500)
  await books.pay(customer, 0, [
    ['Invoice', first(job), 500],
    ['CreditMemo', memo.Id, 500],
  ])
  await sweepBooks(stage)
  expect(await job.labels()).toEqual(['Completed (ready to bill)'])
  const held = await books.read('Invoice', first(job))
  const lines = (held['Line'] as { DetailType: string }[]).filter(
    ({ DetailType }) => DetailType === 'SalesItemLineDetail',
  )
  const Line = lines.map((line) => {
    const { SalesItemLineDetail: detail } = line as unknown as { SalesItemLineDetail: object }
    return { ...line, Amount: 650, SalesItemLineDetail: { ...detail, UnitPrice: 650 } }
  })
  await books.update('Invoice', { Id: held.Id, SyncToken: held.SyncToken, Line })
  await sweepBooks(stage)
  expect((await job.questions()).map(({ kind }) => kind)).toContain('edited')
  expect(await figures(job)).toMatchObject({ billed: 15_000n, credited: 50_000n })
})
