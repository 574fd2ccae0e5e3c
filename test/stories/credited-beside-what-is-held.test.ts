/**
 * Goal: a credit on an invoice that holds something back, or draws of a deposit, takes what it says and no more; billed
 * again, the client is asked for the contract and not a cent beyond it. Method: credit memos over QuickBooks' own API; every
 * invoice there is added up.
 */
import { record } from '../../src/history/history-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { settleCredit } from '../../src/invoices/credits/settle-credit'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { lockFor } from '../../src/schedules/change-milestone'
import type { QuickBooksInvoice } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, openDepositStage } from '../fixtures/deposits'
import { must } from '../fixtures/must'
import { fixed, owner } from '../fixtures/plan'
import { beginJob, heldJob, linesOf, openRetainageStage, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

/** What the credit took of the first milestone on its newest invoice is billed again, as a person answers. */
async function billAgain(stage: Stage, milestoneId: string, intentId: string): Promise<void> {
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

const untied = async (stage: Stage, dealId: string) =>
  must(await stage.within((sql) => readTieOut(sql, stage.clock, dealId))).identities.filter(
    ({ difference }) => difference !== 0n,
  )
const asked = (invoices: readonly QuickBooksInvoice[], credited: number) =>
  invoices.reduce((sum, { TotalAmt }) => sum + Number(TotalAmt), -credited)

test('half of an invoice that holds 10 % back: what is held stands, and is released once', async () => {
  const stage = await openRetainageStage()
  const job = await heldJob(stage)
  const [work] = await job.inQuickBooks()
  await creditInvoice(stage, must(work), 45_000)
  await readLater(stage)
  const question = must((await job.questions()).find(({ kind }) => kind === 'credited'))
  expect(question.amount_minor).toBe(4_500_000n)
  expect((await job.tracker()).figures).toMatchObject({ billed: 5_500_000n, retained: 1_000_000n })
  expect(await untied(stage, job.dealId)).toEqual([])

  await billAgain(stage, must(job.ids[0]), must((await job.intents())[0]).intentId)
  const again = must((await job.inQuickBooks())[1])
  expect(linesOf(again)).toEqual([45_000])
  expect(await job.releasable()).toBe(1_000_000n)
  await job.release()
  await deliverAll(stage)
  await readLater(stage)
  expect(asked(await job.inQuickBooks(), 45_000)).toBe(100_000)
  expect((await job.tracker()).figures).toMatchObject({ billed: 10_000_000n, retained: 0n, remaining: 0n })
  expect(await untied(stage, job.dealId)).toEqual([])
  await stage.close()
})

test('half of an invoice that draws of an advance: what was drawn stays drawn', async () => {
  const stage = await openDepositStage()
  const job = await beginDeposit(stage, '10000', [fixed('Shell', '10000')])
  await job.billDeposit()
  await deliverAll(stage)
  await job.pay(must((await job.inQuickBooks())[0]))
  await readLater(stage)
  await job.complete(0)
  await deliverAll(stage)
  await readLater(stage)
  const work = must((await job.inQuickBooks())[1])
  const drawn = 10_000 - Number(work.TotalAmt)
  expect(drawn).toBeGreaterThan(0)
  await creditInvoice(stage, work, 4_000)
  await readLater(stage)
  expect((await job.tracker()).figures).toMatchObject({ billed: 600_000n, depositHeld: 0n })

  await billAgain(stage, must(job.ids[0]), must((await job.intents())[1]).intentId)
  expect(asked(await job.inQuickBooks(), 4_000)).toBe(10_000)
  expect((await job.tracker()).figures).toMatchObject({ billed: 1_000_000n, remaining: 0n, depositHeld: 0n })
  expect(await untied(stage, job.dealId)).toEqual([])
  await stage.close()
})

test('a part of a release is credited: it is held again, and can be released once more', async () => {
  const stage = await openRetainageStage()
  const job = await heldJob(stage)
  await job.release()
  await deliverAll(stage)
  await readLater(stage)
  expect((await job.tracker()).figures.retained).toBe(0n)
  await creditInvoice(stage, must((await job.inQuickBooks())[1]), 4_000)
  await readLater(stage)
  expect(await job.releasable()).toBe(400_000n)
  expect((await job.tracker()).figures.retained).toBe(400_000n)
  expect(await untied(stage, job.dealId)).toEqual([])
  await job.release()
  await deliverAll(stage)
  await readLater(stage)
  expect(asked(await job.inQuickBooks(), 4_000)).toBe(100_000)
  expect(await job.releasable()).toBe(0n)
  await stage.close()
})

test('a sliding percentage: work that was credited and billed again is done once', async () => {
  const stage = await openRetainageStage()
  const sliding = [
    { upToPercent: '60', percent: '10' },
    { upToPercent: '100', percent: '5' },
  ]
  const works = [fixed('Shell', '100000'), fixed('Roof', '100000')]
  const job = await beginJob(stage, '200000', works, { retainage: { sliding } })
  await job.complete(0)
  await deliverAll(stage)
  await creditInvoice(stage, must((await job.inQuickBooks())[0]), 45_000)
  await readLater(stage)
  await billAgain(stage, must(job.ids[0]), must((await job.intents())[0]).intentId)
  await job.complete(1)
  await deliverAll(stage)
  const [, , roof] = await job.inQuickBooks()
  // 20,000 up to 60 % of the job, and 80,000 after.
  expect(linesOf(must(roof))).toEqual([100_000, -6_000])
  await stage.close()
})
