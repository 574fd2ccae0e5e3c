/**
 * Goal: that more of a deposit is drawn than counts is asked about as long as it is so, whatever made it so, and no longer.
 * Method: a bookkeeper of QuickBooks' stand-in gives deposits back and voids them; people answer.
 */
import { settleRefund } from '../../src/invoices/refunds/settle-refund'
import { withdrawRefund } from '../../src/invoices/refunds/withdraw-refund'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, type DepositedJob, openDepositStage } from '../fixtures/deposits'
import { must } from '../fixtures/must'
import { fixed, owner } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
import { readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openDepositStage()
})
afterAll(() => stage.close())

const asked = async (job: DepositedJob) =>
  (await job.questions()).map(({ kind, amount_minor: minor }) => [kind, minor])

/** An advance of half of 10,000.00 is paid, and the first invoice of two draws all of it. */
async function drawnJob(more: Parameters<typeof beginDeposit>[3] = {}): Promise<DepositedJob> {
  const deposit = { mode: 'advance', share: { percent: '50' } } as const
  const job = await beginDeposit(stage, '10000', [fixed('A', '5000'), fixed('B', '5000')], {
    deposit,
    ...more,
  })
  await job.billDeposit()
  await deliverAll(stage)
  await job.pay(must((await job.inQuickBooks())[0]))
  await readLater(stage)
  await job.complete(0)
  await deliverAll(stage)
  return job
}

test('a deposit that is given back after it was drawn: asked about at once, and over once that is taken back', async () => {
  const job = await drawnJob()
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
