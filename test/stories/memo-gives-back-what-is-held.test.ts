/**
 * Goal: a credit memo that copies an invoice's lines, what is held back or drawn among them, gives back as much of that as its own
 * lines say, and takes the work that they say. Billed again, so much is held back or drawn once more, and the client is asked for
 * the contract. A memo whose lines don't fit, or that goes to several invoices, is read by its total alone; in whatever order
 * QuickBooks tells of memo and payment. Method: credit memos over QuickBooks' own API; every invoice there is added up.
 */
import { record } from '../../src/history/history-table'
import { readPayApplication } from '../../src/insight/pay-application/read-pay-application'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { settleCredit } from '../../src/invoices/credits/settle-credit'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { lockFor } from '../../src/schedules/change-milestone'
import { readWorkspace } from '../../src/tenants/workspace-table'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, openDepositStage } from '../fixtures/deposits'
import { must } from '../fixtures/must'
import { fixed, owner } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
import { beginJob, type HeldJob, heldJob, linesOf, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: ReturnType<typeof booksOf>
let items: { readonly retainage: string; readonly deposit: string }
beforeAll(async () => {
  stage = await openDepositStage()
  books = booksOf(stage)
  const { settings } = await stage.within(readWorkspace)
  items = { retainage: must(settings.retainageItemId), deposit: must(settings.depositItemId) }
})
afterAll(() => stage.close())

const sale = (Amount: number, item = '1') => ({
  Amount,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: item }, TaxCodeRef: { value: 'NON' } },
})
const memoOf = (...Line: object[]) => books.credit('1', 0, { Line })
const apply = (memo: { Id: string }, over: readonly (readonly [invoiceId: string, amount: number])[]) => {
  const sum = over.reduce((all, [, amount]) => all + amount, 0)
  return books.pay('1', 0, [
    ...over.map(([id, amount]) => ['Invoice', id, amount] as const),
    ['CreditMemo', memo.Id, sum] as const,
  ])
}
const invoiceAt = async (job: HeldJob, place: number) => must((await job.inQuickBooks())[place])
const figures = async (job: HeldJob) => {
  const { billed, retained, depositHeld } = (await job.tracker()).figures
  return { billed, retained, depositHeld }
}
const untied = async (job: HeldJob) =>
  must(await stage.within((sql) => readTieOut(sql, stage.clock, job.dealId))).identities.filter(
    ({ difference }) => difference !== 0n,
  )
const certified = (job: HeldJob) =>
  stage.within(async (sql) => {
    const which = { dealId: job.dealId, through: null, number: null }
    return (await readPayApplication(sql, stage.clock, which)).application
  })
const asked = async (job: HeldJob) =>
  (await job.questions()).filter(({ kind }) => kind === 'credited').map((each) => each.amount_minor)
const totals = async (job: HeldJob) =>
  (await job.inQuickBooks()).reduce((sum, { TotalAmt }) => sum + Number(TotalAmt), 0)

async function billAgain(job: HeldJob, place: number, of = 0): Promise<void> {
  const { intentId } = must((await job.intents())[place])
  const milestoneId = must(job.ids[of])
  await stage.within(async (sql) => {
    const answer = { milestoneId, intentId, answer: 'rebill' } as const
    await record(sql, owner, await settleCredit(sql, owner, stage.clock, answer))
  })
  await stage.within(async (sql) => {
    const work = { ...(await lockFor(sql, milestoneId)), again: false, byPolicy: false }
    await record(sql, owner, await billMilestone(sql, owner, stage.clock, work))
  })
  await deliverAll(stage)
  await readLater(stage)
}

test('half of an invoice is credited with what it holds back: so much is held less, and held again when it is billed again', async () => {
  const job = await heldJob(stage)
  const memo = await memoOf(sale(50_000), sale(-5_000, items.retainage))
  await apply(memo, [[(await invoiceAt(job, 0)).Id, 45_000]])
  await readLater(stage)
  expect(await asked(job)).toEqual([5_000_000n])
  expect(await figures(job)).toEqual({ billed: 5_000_000n, retained: 500_000n, depositHeld: 0n })
  expect(await job.releasable()).toBe(500_000n)
  expect(await untied(job)).toEqual([])
  expect(await certified(job)).toMatchObject({ completedMinor: 5_000_000n, retainageMinor: 500_000n })

  await billAgain(job, 0)
  expect(linesOf(await invoiceAt(job, 1))).toEqual([50_000, -5_000])
  expect(await certified(job)).toMatchObject({ completedMinor: 10_000_000n, retainageMinor: 1_000_000n })
  expect(await figures(job)).toEqual({ billed: 10_000_000n, retained: 1_000_000n, depositHeld: 0n })
  await job.release()
  await deliverAll(stage)
  await readLater(stage)
  expect((await totals(job)) - 45_000).toBe(100_000)
  expect(await figures(job)).toMatchObject({ billed: 10_000_000n, retained: 0n })
  expect(await untied(job)).toEqual([])
})

test.each([
  'the memo before its payment',
  'both at once',
])('%s: it ends the same, and follows the memo', async (order) => {
  const job = await heldJob(stage)
  const { Id } = await invoiceAt(job, 0)
  const memo = await memoOf(sale(50_000), sale(-5_000, items.retainage))
  if (order === 'the memo before its payment') await readLater(stage)
  const payment = await apply(memo, [[Id, 45_000]])
  await readLater(stage)
  expect(await figures(job)).toMatchObject({ billed: 5_000_000n, retained: 500_000n })
  // Its lines are written anew, and the payment stays as it is.
  const lines = async (...Line: object[]) => {
    const { SyncToken, CustomerRef } = await books.read('CreditMemo', memo.Id)
    await books.update('CreditMemo', { Id: memo.Id, SyncToken, CustomerRef, Line })
    await readLater(stage)
  }
  await lines(sale(45_000))
  expect(await figures(job)).toMatchObject({ billed: 5_500_000n, retained: 1_000_000n })
  expect(await asked(job)).toEqual([4_500_000n])
  // More than is held: its lines don't fit, and its total is read.
  await lines(sale(65_000), sale(-20_000, items.retainage))
  expect(await figures(job)).toMatchObject({ billed: 5_500_000n, retained: 1_000_000n })
  await lines(sale(55_000), sale(-10_000, items.retainage))
  expect(await figures(job)).toMatchObject({ billed: 4_500_000n, retained: 0n })
  expect(await untied(job)).toEqual([])
  await books.remove('Payment', payment)
  await readLater(stage)
  expect(await figures(job)).toMatchObject({ billed: 10_000_000n, retained: 1_000_000n })
})

test('applied in part it gives back that part; applied to another invoice too, it is read by its total', async () => {
  const job = await beginJob(stage, '200000', [fixed('One', '100000'), fixed('Two', '100000')])
  await job.complete(0)
  await job.complete(1)
  await deliverAll(stage)
  await readLater(stage)
  const [one, two] = [await invoiceAt(job, 0), await invoiceAt(job, 1)]
  const memo = await memoOf(sale(50_000), sale(-5_000, items.retainage))
  await apply(memo, [[one.Id, 22_500]])
  await readLater(stage)
  expect(await figures(job)).toMatchObject({ billed: 17_500_000n, retained: 1_750_000n })
  // The rest goes to the other one: nobody can tell any more whose lines are whose.
  await apply(memo, [[two.Id, 22_500]])
  await readLater(stage)
  expect(await figures(job)).toMatchObject({ billed: 15_500_000n, retained: 2_000_000n })
  expect(await asked(job)).toEqual([2_250_000n, 2_250_000n])
  expect(await untied(job)).toEqual([])
})

test.each([
  ['the work again first', [[5_000, -500], [10_000]]],
  ['other work first', [[10_000, -500], [5_000]]],
])('of an amount for the job no more is held, %s', async (order, billed) => {
  const retainage = { fixed: { amount: '1000.00', currency: 'USD' } }
  const job = await beginJob(stage, '20000', [fixed('One', '10000'), fixed('Two', '10000')], { retainage })
  await job.complete(0)
  await deliverAll(stage)
  await readLater(stage)
  expect(linesOf(await invoiceAt(job, 0))).toEqual([10_000, -1_000])
  await apply(await memoOf(sale(5_000), sale(-500, items.retainage)), [[(await invoiceAt(job, 0)).Id, 4_500]])
  await readLater(stage)
  const other = async () => {
    await job.complete(1)
    await deliverAll(stage)
    await readLater(stage)
  }
  if (order === 'other work first') await other()
  await billAgain(job, 0)
  if (order !== 'other work first') await other()
  expect((await job.inQuickBooks()).slice(1).map(linesOf)).toEqual(billed)
  expect((await figures(job)).retained).toBe(100_000n)
  expect(await certified(job)).toMatchObject({ completedMinor: 2_000_000n, retainageMinor: 100_000n })
  expect(await untied(job)).toEqual([])
})

test('what an invoice draws of a deposit is given back with its work, and drawn once more', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('Shell', '10000')])
  await job.billDeposit()
  await deliverAll(stage)
  await job.pay(await invoiceAt(job, 0))
  await readLater(stage)
  await job.complete(0)
  await deliverAll(stage)
  await readLater(stage)
  expect(linesOf(await invoiceAt(job, 1))).toEqual([10_000, -2_000])
  const memo = await memoOf(sale(5_000), sale(-1_000, items.deposit))
  await apply(memo, [[(await invoiceAt(job, 1)).Id, 4_000]])
  await readLater(stage)
  expect(await figures(job)).toEqual({ billed: 500_000n, retained: 0n, depositHeld: 100_000n })
  expect(await untied(job)).toEqual([])
  await billAgain(job, 1)
  expect(linesOf(await invoiceAt(job, 2))).toEqual([5_000, -1_000])
  expect(await figures(job)).toEqual({ billed: 1_000_000n, retained: 0n, depositHeld: 0n })
  expect((await totals(job)) - 4_000).toBe(10_000)
  expect(await untied(job)).toEqual([])
})
