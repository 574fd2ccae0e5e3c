/**
 * Goal: what a credit takes of an advance can be billed again, as the question about it says, and no cent more: the
 * client is asked for the whole contract once. Method: an advance drawn by an invoice and credited in part in QuickBooks,
 * then billed again; and one of which part was credited before anything drew it.
 */
import { creditInvoice } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, changeSettings, notTied, openDepositStage } from '../fixtures/deposits'
import { must } from '../fixtures/must'
import { fixed } from '../fixtures/plan'
import { type HeldJob, linesOf, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openDepositStage()
  await changeSettings(stage, { drawUnpaidDeposits: true })
})
afterAll(() => stage.close())

const settled = async () => {
  await deliverAll(stage)
  await readLater(stage)
}
const lines = async (job: HeldJob) => (await job.inQuickBooks()).map(linesOf)
const overdrawn = async (job: HeldJob) =>
  (await job.questions()).filter(({ kind }) => kind === 'deposit_overdrawn')
const credited = async (job: HeldJob, place: number, amount: number) => {
  await creditInvoice(stage, must((await job.inQuickBooks())[place]), amount)
  await readLater(stage)
}

test('credited after it was drawn, the credited part is billed again, and the question is settled', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('Only', '10000')])
  await job.billDeposit()
  await settled()
  await job.complete(0)
  await settled()
  await credited(job, 0, 500)
  expect(await overdrawn(job)).toEqual([
    expect.objectContaining({
      amount_minor: 50_000n,
      detail: expect.stringContaining('Bill the deposit again'),
    }),
  ])

  await job.billDeposit()
  await settled()
  // 2,000 less the credit of 500, 8,000 and 500: the client is asked for 10,000.
  expect(await lines(job)).toEqual([[2_000], [10_000, -2_000], [500]])
  expect(await overdrawn(job)).toEqual([])
  expect(notTied(await job.tieOut())).toEqual([])
  await expect(job.billDeposit()).rejects.toMatchObject({ code: 'already_billed' })
})

test('credited before it was drawn, what is billed again is drawn with the rest', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('Only', '10000')])
  await job.billDeposit()
  await settled()
  await credited(job, 0, 500)
  await expect(job.billDeposit({ amountMinor: 50_001n })).rejects.toMatchObject({
    code: 'over_billing',
    more: { remaining: '500.00' },
  })
  await job.billDeposit()
  await settled()
  await job.complete(0)
  await settled()
  expect(await lines(job)).toEqual([[2_000], [500], [10_000, -2_000]])
  expect(notTied(await job.tieOut())).toEqual([])
})
