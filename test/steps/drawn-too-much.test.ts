/**
 * Goal: that more of a deposit is drawn than counts is asked about as long as it is so, whatever made it so, and no longer.
 * Method: a bookkeeper of QuickBooks' stand-in gives deposits back and voids them; people answer, and end what draws of them before it leaves.
 */

import { settleRefund } from '../../src/invoices/refunds/settle-refund'
import { withdrawRefund } from '../../src/invoices/refunds/withdraw-refund'
import { readMessageOf } from '../../src/outbox/outbox-table'
import { editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, type DepositedJob, openDepositStage } from '../fixtures/deposits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { fixed, owner } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
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
afterEach(() => stage.quickbooks.clearFaults())

const asked = async (job: DepositedJob) =>
  (await job.questions()).map(({ kind, amount_minor: minor }) => [kind, minor])

/** An advance of half of 10,000.00 is agreed, and not billed yet. */
const begin = () =>
  beginDeposit(stage, '10000', [fixed('A', '5000'), fixed('B', '5000')], {
    deposit: { mode: 'advance', share: { percent: '50' } },
  })

async function billAndPay(job: DepositedJob): Promise<void> {
  await job.billDeposit()
  await deliverAll(stage)
  await job.pay(must((await job.inQuickBooks()).at(-1)))
  await readLater(stage)
}

/** The advance is paid, and nothing is done yet. */
async function paidJob(): Promise<DepositedJob> {
  const job = await begin()
  await billAndPay(job)
  return job
}

test('a deposit that is given back after it was drawn: asked about at once, and over once that is taken back', async () => {
  const job = await paidJob()
  await job.complete(0)
  await deliverAll(stage)
  const [deposit] = await job.inQuickBooks()
  const refund = await booksOf(stage).refund(must(deposit).CustomerRef.value, 5_000)
  await readLater(stage)
  expect(await asked(job)).toEqual([['refunded', 500_000n]])
  const { intentId } = must((await job.intents())[0])
  await stage.within((sql) =>
    settleRefund(sql, owner, stage.clock, refund.Id, [{ intentId, milestoneId: null, again: false }]),
  )
  expect((await job.tracker()).figures.depositHeld).toBe(-500_000n)
  expect(await asked(job)).toEqual([['deposit_overdrawn', 500_000n]])
  expect((await job.questions())[0]?.detail).toMatch(/or a refund gave it back\./)
  await stage.within((sql) => withdrawRefund(sql, owner, refund.Id))
  expect((await job.tracker()).figures.depositHeld).toBe(0n)
  expect(await asked(job)).toEqual([['refunded', 500_000n]])
})

describe('a deposit that is voided while an invoice that draws it has not left: asked about until', () => {
  const OVER = ['deposit_overdrawn', 500_000n]
  /** The work is done and its invoice waits, as `delivery` says; then the deposit goes. */
  async function waiting(delivery: 'post' | 'prepare', isRefused = false): Promise<DepositedJob> {
    const job = await paidJob()
    await stage.within((sql) =>
      sql(
        `update schedule set terms = terms || jsonb_build_object('delivery', $2::text) where schedule_id = $1`,
        [job.scheduleId, delivery],
      ),
    )
    const CREATE = '/v3/company/*/invoice'
    if (isRefused)
      await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'status', status: 400 })
    await job.complete(0)
    if (isRefused) await deliverAll(stage)
    await voidDeposit(job)
    expect(await asked(job)).toContainEqual(OVER)
    return job
  }
  const voidDeposit = async (job: DepositedJob) => {
    const deposits = (await job.inQuickBooks()).filter(({ PrivateNote }) =>
      PrivateNote?.startsWith('Milepost D'),
    )
    await editInvoice(stage, must(deposits.at(-1)), {}, 'void')
    await readLater(stage)
  }
  const kinds = async (job: DepositedJob) => (await job.questions()).map(({ kind }) => kind)
  const revoke = (job: DepositedJob) =>
    books.ask('POST', `/milestones/${must(job.ids[0])}/revoke`, { reason: 'Not yet' })
  const newest = async (job: DepositedJob) => must((await job.intents()).at(-1))

  test.each(['prepare', 'post'] as const)('the work is taken back (%s)', async (delivery) => {
    const job = await waiting(delivery)
    await revoke(job)
    expect((await newest(job)).state).toBe('cancelled')
    expect(await kinds(job)).toEqual(['freed'])
  })

  test('what was prepared is generated, and draws nothing', async () => {
    const job = await waiting('prepare')
    await books.settle(await books.asked(job.dealId, 'ready_to_bill'), 'bill')
    expect(await newest(job)).toMatchObject({ state: 'queued', amountMinor: 500_000n })
    expect(await kinds(job)).toEqual(['freed'])
  })

  test('it is cancelled', async () => {
    const job = await waiting('post')
    const { intentId } = await newest(job)
    const { messageId } = must(await stage.within((sql) => readMessageOf(sql, 'invoice.create', intentId)))
    await books.ask('POST', `/owed/${messageId}/cancel`, {})
    expect(await kinds(job)).toEqual(['freed'])
  })

  test.each(['cancel', 'retry'])('one that QuickBooks refused: %s', async (how) => {
    const job = await waiting('post', true)
    await books.settle(await books.asked(job.dealId, 'refused'), how)
    expect(await newest(job)).toMatchObject(
      how === 'cancel' ? { state: 'cancelled' } : { state: 'queued', amountMinor: 500_000n },
    )
    expect(await kinds(job)).toEqual(['freed'])
  })

  test('it gives way to an earlier invoice that counts after all', async () => {
    const job = await begin()
    await job.complete(0)
    await deliverAll(stage)
    const first = must((await job.inQuickBooks())[0])
    const voided = await editInvoice(stage, first, {}, 'void')
    await readLater(stage)
    await billAndPay(job)
    await books.settle(await books.asked(job.dealId, 'freed'), 'bill_again')
    await voidDeposit(job)
    const Line = first.Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail')
    await editInvoice(stage, voided, { Line, PrivateNote: first.PrivateNote })
    await readLater(stage)
    expect(await kinds(job)).toEqual(['copied_document', 'deposit_overdrawn', 'freed'])
    await deliverAll(stage)
    expect((await newest(job)).state).toBe('cancelled')
    expect(await kinds(job)).toEqual(['freed'])
  })
})
