/**
 * Goal: a deposit that nothing is left to draw of is asked about, with how much and what to do, for as long as that is so: the
 * client would pay it beside all of the work. Method: deposits that are paid late, never, by whom no work is left, or billed
 * last; a bookkeeper of QuickBooks' stand-in pays, voids and gives back, and people answer and agree on more work.
 */
import { settleRefund } from '../../src/invoices/refunds/settle-refund'
import { editInvoice } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, type DepositedJob, openDepositStage } from '../fixtures/deposits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { fixed, owner } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
import { linesOf, readLater } from '../fixtures/retainage'
import { salesperson } from '../fixtures/salesperson'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openDepositStage()
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const liability = { mode: 'liability', share: { percent: '20' } } as const
const settled = async () => {
  await deliverAll(stage)
  await readLater(stage)
}
/** What the deal's figures come to is told HubSpot, and looked at with that. */
const figuresAreWritten = () => salesperson(stage).writes()
const undrawn = async (job: DepositedJob) =>
  (await job.questions()).filter(({ kind }) => kind === 'deposit_undrawn')
const amounts = async (job: DepositedJob) => (await undrawn(job)).map((each) => each.amount_minor)
const lines = async (job: DepositedJob) => (await job.inQuickBooks()).map(linesOf)
const leave = async (job: DepositedJob) =>
  books.settle(await books.asked(job.dealId, 'deposit_undrawn'), 'leave')
const pay = async (job: DepositedJob, place: number) => {
  await job.pay(must((await job.inQuickBooks())[place]))
  await readLater(stage)
}

/** An advance of 2,000.00 is billed and not paid; all of the work is billed after it, and draws nothing. */
async function paidTooLate(more: Parameters<typeof beginDeposit>[3] = {}): Promise<DepositedJob> {
  const job = await beginDeposit(stage, '10000', [fixed('Only', '10000')], more)
  await job.billDeposit()
  await settled()
  await job.complete(0)
  await settled()
  return job
}

test('paid after all work was billed, it is asked about: the client paid it beside the whole contract', async () => {
  const job = await paidTooLate()
  await pay(job, 0)
  expect(await undrawn(job)).toEqual([
    {
      kind: 'deposit_undrawn',
      title: expect.stringMatching(
        /^\$2,000\.00 of .*’s deposit stays, and no work is left that could draw it$/,
      ),
      detail: expect.stringMatching(/^They paid it beside the work: .*credit memo or a refund/),
      amount_minor: 200_000n,
    },
  ])
  expect(await lines(job)).toEqual([[2_000], [10_000]])
  // It is looked at with every figure, and asked once.
  await figuresAreWritten()
  expect(await amounts(job)).toEqual([200_000n])
  // Given back, it is over.
  const [deposit] = await job.inQuickBooks()
  const refund = await booksOf(stage).refund(must(deposit).CustomerRef.value, 2_000)
  await readLater(stage)
  const { intentId } = must((await job.intents())[0])
  await stage.within((sql) =>
    settleRefund(sql, owner, stage.clock, refund.Id, [{ intentId, milestoneId: null, again: false }]),
  )
  expect(await amounts(job)).toEqual([])
})

test('not paid, it is asked for beside the work: left then, it is asked about anew once it is paid, and left for good', async () => {
  const job = await paidTooLate()
  await figuresAreWritten()
  expect((await undrawn(job)).map(({ detail }) => detail)).toEqual([
    expect.stringMatching(/^It is not paid, and is asked for beside the work: .*Void or credit/),
  ])
  await leave(job)
  await figuresAreWritten()
  expect(await amounts(job)).toEqual([])
  await pay(job, 0)
  expect(await amounts(job)).toEqual([200_000n])
  await leave(job)
  await pay(job, 1)
  await figuresAreWritten()
  expect(await amounts(job)).toEqual([])
})

test('credited in part, what is left of it is asked about; voided, nothing', async () => {
  const job = await paidTooLate()
  await figuresAreWritten()
  const [deposit] = await job.inQuickBooks()
  await creditInvoice(stage, must(deposit), 500)
  await readLater(stage)
  expect(await amounts(job)).toEqual([150_000n])
  await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
  await readLater(stage)
  expect(await amounts(job)).toEqual([])
})

test('its work voided and billed again draws it, and nothing is asked any more', async () => {
  const job = await paidTooLate()
  await pay(job, 0)
  expect(await amounts(job)).toEqual([200_000n])
  await editInvoice(stage, must((await job.inQuickBooks())[1]), {}, 'void')
  await readLater(stage)
  await figuresAreWritten()
  expect(await amounts(job)).toEqual([])
  await books.settle(await books.asked(job.dealId, 'freed'), 'bill_again')
  await settled()
  await figuresAreWritten()
  expect(await lines(job)).toEqual([[2_000], [0], [10_000, -2_000]])
  expect(await amounts(job)).toEqual([])
})

test('work that is agreed on later draws it: the question ends when the change order is approved', async () => {
  const job = await paidTooLate()
  await pay(job, 0)
  expect(await amounts(job)).toEqual([200_000n])
  const order = (await books.ask('POST', `/deals/${job.dealId}/change-orders`, {
    reason: 'A terrace as well',
    lines: [{ op: 'add', milestone: fixed('Terrace', '5000') }],
  })) as unknown as { id: string }
  await books.ask('POST', `/change-orders/${order.id}/send`, {})
  await books.ask('POST', `/change-orders/${order.id}/approve`, { by: 'Amy' })
  await figuresAreWritten()
  expect(await amounts(job)).toEqual([])
})

test('a release of retainage draws nothing: what is held back leaves nothing to draw it from', async () => {
  const job = await paidTooLate({ retainage: { percent: '10' } })
  await pay(job, 0)
  expect(await amounts(job)).toEqual([200_000n])
  await job.release()
  await settled()
  await figuresAreWritten()
  expect(await lines(job)).toEqual([[2_000], [10_000, -1_000], [1_000]])
  expect(await amounts(job)).toEqual([200_000n])
})

test('while work is to be billed, prepared, or agreed and not planned, nothing is asked', async () => {
  const two = await beginDeposit(stage, '10000', [fixed('One', '6000'), fixed('Two', '4000')])
  await two.billDeposit()
  await settled()
  await two.complete(0)
  await settled()
  await pay(two, 0)
  await figuresAreWritten()
  expect(await amounts(two)).toEqual([])

  const prepared = await paidTooLate({ delivery: 'prepare' })
  await pay(prepared, 0)
  await figuresAreWritten()
  expect(await amounts(prepared)).toEqual([])

  const unplanned = await beginDeposit(stage, '10000', [fixed('One', '9000')])
  await unplanned.billDeposit()
  await settled()
  await unplanned.complete(0)
  await settled()
  await pay(unplanned, 0)
  await figuresAreWritten()
  // The 1,000.00 that are agreed and not planned can draw as much, and no more.
  expect(await amounts(unplanned)).toEqual([100_000n])
})

test('of two who pay, the one who has no work left is asked about', async () => {
  const beta = await booksOf(stage).customer('Beta draws nothing')
  const payers = (first: string, second: string) => [
    { customer: { quickbooksId: '1' }, share: { percent: first } },
    { customer: { quickbooksId: beta }, share: { percent: second } },
  ]
  const alone = { payers: [{ customer: { quickbooksId: '1' }, share: { percent: '100' } }] }
  const job = await beginDeposit(
    stage,
    '10000',
    [fixed('One', '5000'), { ...fixed('Two', '5000'), ...alone }],
    { payers: payers('60', '40') },
  )
  await job.billDeposit()
  await settled()
  expect(await lines(job)).toEqual([[1_600], [400]])
  await job.complete(0)
  await settled()
  for (const place of [0, 1]) await pay(job, place)
  await figuresAreWritten()
  expect((await undrawn(job)).map(({ title, amount_minor: minor }) => [title, minor])).toEqual([
    [expect.stringContaining('$400.00 of Beta draws nothing’s deposit'), 40_000n],
  ])
})

test('billed after all work, a deposit inside the contract is a liability for good: it is asked about', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('Deposit', '2000'), fixed('Work', '8000')], {
    deposit: liability,
  })
  await job.complete(1)
  await settled()
  await figuresAreWritten()
  expect(await amounts(job)).toEqual([])
  await job.complete(0)
  await settled()
  expect(await undrawn(job)).toEqual([
    expect.objectContaining({
      amount_minor: 200_000n,
      detail: expect.stringContaining('Move it to income there by a journal entry'),
    }),
  ])
  // The work's invoice, voided and billed again, earns it.
  await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
  await readLater(stage)
  await books.settle(await books.asked(job.dealId, 'freed'), 'bill_again')
  await settled()
  await figuresAreWritten()
  expect((await lines(job)).at(-1)).toEqual([8_000, 2_000, -2_000])
  expect(await amounts(job)).toEqual([])
})
