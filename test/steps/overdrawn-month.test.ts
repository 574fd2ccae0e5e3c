/**
 * Goal: a deposit that is drawn by an invoice of several deals, and does not count any more, is asked about on the deal whose
 * deposit it is, is over once there is enough again, and is asked about anew when there is not. Method: two deals of one
 * customer, billed together each month; a bookkeeper of QuickBooks' stand-in voids and pays.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, type DepositedJob, openDepositStage } from '../fixtures/deposits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { fixed, readCompany } from '../fixtures/plan'
import { readLater } from '../fixtures/retainage'
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

const kinds = async (job: DepositedJob) => (await job.questions()).map(({ kind }) => kind)

test('it is asked on its own deal, wherever the invoice that drew it belongs first', async () => {
  const cadence = { on: 'monthly', day: 1 } as const
  const begun = [
    await beginDeposit(stage, '5000', [fixed('A', '2500'), fixed('B', '2500')], { cadence }),
    await beginDeposit(stage, '5000', [fixed('A', '2500'), fixed('B', '2500')], { cadence }),
  ]
  for (const job of begun) {
    await job.billDeposit()
    await deliverAll(stage)
    await job.pay(must((await job.inQuickBooks())[0]))
  }
  await readLater(stage)
  for (const job of begun) await job.complete(0)
  stage.advance(32 * 86_400_000)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await deliverAll(stage)
  await readLater(stage)
  const deposits = await Promise.all(begun.map(async (job) => must((await job.intents())[0])))
  const shared = must((await must(begun[0]).intents()).find(({ otherDeals }) => otherDeals.length === 1))
  const one = must(begun.find(({ dealId }) => dealId === shared.dealId))
  const other = must(begun.find(({ dealId }) => dealId !== shared.dealId))
  const deposit = must(deposits.find(({ dealId }) => dealId === other.dealId))
  const month = must((await one.inQuickBooks()).find(({ Id }) => Id === shared.quickbooksId))

  const spoil = async (id: string) => {
    const found = must((await other.inQuickBooks()).find((each) => each.Id === id))
    await editInvoice(stage, found, {}, 'void')
    await readLater(stage)
  }
  await spoil(must(deposit.quickbooksId))
  expect([await kinds(one), await kinds(other)]).toEqual([[], ['deposit_overdrawn', 'freed']])
  // The invoice of the month is looked at again: it belongs to the other deal first.
  await payInvoices(stage, month.CustomerRef.value, [{ invoiceId: month.Id, amount: 10 }])
  await readLater(stage)
  expect([await kinds(one), await kinds(other)]).toEqual([[], ['deposit_overdrawn', 'freed']])
  // Left, over, and there again: it is asked anew.
  await books.settle(await books.asked(other.dealId, 'deposit_overdrawn'), 'leave')
  await readLater(stage)
  expect(await kinds(other)).toEqual(['freed'])
  await other.billDeposit()
  await deliverAll(stage)
  await readLater(stage)
  expect([await kinds(one), await kinds(other)]).toEqual([[], []])
  await spoil(must((await other.intents()).find(({ generation }) => generation === 2)?.quickbooksId))
  expect([await kinds(one), await kinds(other)]).toEqual([[], ['deposit_overdrawn', 'freed']])
})
