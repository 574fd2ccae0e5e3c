/**
 * Goal: an invoice of a month that waits for review draws of deposits what there is when it is made, and is shown so before:
 * no less, or the client pays the deposit beside the work, and no more. Method: months that are prepared and generated, with
 * a bookkeeper of QuickBooks' stand-in who receives, credits and voids the deposit between the two.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { editInvoice } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, type DepositedJob, notTied, openDepositStage } from '../fixtures/deposits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { fixed, readCompany } from '../fixtures/plan'
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

const DAY_MS = 86_400_000
const settled = async () => {
  await deliverAll(stage)
  await readLater(stage)
}
const kinds = async (job: DepositedJob) => (await job.questions()).map(({ kind }) => kind)

const begin = (more: Parameters<typeof beginDeposit>[3] = {}) =>
  beginDeposit(stage, '10000', [fixed('One', '4000'), fixed('Two', '6000')], {
    cadence: { on: 'monthly', day: 1 },
    delivery: 'prepare',
    ...more,
  })

/** The advance of 2,000.00 is billed; paid or not, the month comes and its invoice waits. Answers its id. */
async function monthPrepared(jobs: readonly DepositedJob[], isPaid: boolean): Promise<string> {
  for (const job of jobs) {
    await job.billDeposit()
    await settled()
    if (isPaid) await payDeposit(job)
  }
  for (const job of jobs) for (const place of [0, 1]) await job.complete(place)
  stage.advance(32 * DAY_MS)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  return must((await must(jobs[0]).intents()).find(({ state }) => state === 'prepared')).intentId
}
async function payDeposit(job: DepositedJob): Promise<void> {
  await job.pay(must((await job.inQuickBooks())[0]))
  await readLater(stage)
}

/** The amounts that its page says it would be made with. */
const shown = async (intentId: string) =>
  ((await books.ask('GET', `/invoices/${intentId}`))['lines'] as { amount: { amount: string } }[]).map(
    ({ amount }) => Number(amount.amount),
  )
async function generated(job: DepositedJob, intentId: string): Promise<(number | undefined)[]> {
  await books.ask('POST', `/invoices/${intentId}/post`, {})
  await settled()
  const { quickbooksId } = must((await job.intents()).find((each) => each.intentId === intentId))
  return linesOf(must((await job.inQuickBooks()).find(({ Id }) => Id === quickbooksId)))
}

test('a deposit that is paid while it waits is drawn, and shown before; until then it is not', async () => {
  const job = await begin()
  const intentId = await monthPrepared([job], false)
  expect(await shown(intentId)).toEqual([4_000, 6_000])
  await payDeposit(job)
  expect(await shown(intentId)).toEqual([4_000, -2_000, 6_000])
  expect(await generated(job, intentId)).toEqual([4_000, -2_000, 6_000])
  expect((await job.tracker()).figures.depositHeld).toBe(0n)
  expect(notTied(await job.tieOut())).toEqual([])
  await salesperson(stage).writes()
  expect(await kinds(job)).toEqual([])
  expect((await books.story(job.dealId)).filter((what) => what.startsWith('Had the prepared'))).toEqual([
    'Had the prepared invoice of $10,000.00 made, as $8,000.00',
  ])
})

test('in proportion, after what is held back', async () => {
  const job = await begin({
    retainage: { percent: '10' },
    deposit: { mode: 'advance', share: { percent: '20' }, draw: 'proportional' },
  })
  const intentId = await monthPrepared([job], false)
  await payDeposit(job)
  expect(await generated(job, intentId)).toEqual([4_000, -400, -800, 6_000, -600, -1_200])
  expect(notTied(await job.tieOut())).toEqual([])
})

test('one that is voided or credited meanwhile is drawn no further than it counts, and nothing is overdrawn', async () => {
  const job = await begin()
  const intentId = await monthPrepared([job], true)
  expect(await shown(intentId)).toEqual([4_000, -2_000, 6_000])
  await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
  await readLater(stage)
  expect(await kinds(job)).toContain('deposit_overdrawn')
  expect(await shown(intentId)).toEqual([4_000, 6_000])
  expect(await generated(job, intentId)).toEqual([4_000, 6_000])
  expect(await kinds(job)).not.toContain('deposit_overdrawn')

  const credited = await begin()
  const id = await monthPrepared([credited], false)
  await creditInvoice(stage, must((await credited.inQuickBooks())[0]), 500)
  await readLater(stage)
  const [deposit] = await credited.inQuickBooks()
  await credited.pay({ ...must(deposit), TotalAmt: 1_500 })
  await readLater(stage)
  expect(await generated(credited, id)).toEqual([4_000, -1_500, 6_000])
})

test('of two deals on one invoice each draws its own', async () => {
  const jobs = [await begin(), await begin()] as const
  const intentId = await monthPrepared(jobs, false)
  // What of the two stands first on it is a matter of their ids.
  await payDeposit(jobs[0])
  const owner = must((await jobs[0].intents()).find((each) => each.intentId === intentId))
  expect(owner.otherDeals).toHaveLength(1)
  const lines = await generated(jobs[0], intentId)
  expect(lines.filter((amount) => (amount ?? 0) < 0)).toEqual([-2_000])
  expect([
    (await jobs[0].tracker()).figures.depositHeld,
    (await jobs[1].tracker()).figures.depositHeld,
  ]).toEqual([0n, 200_000n])
})

test('a deposit inside the contract that is billed meanwhile is earned', async () => {
  const job = await beginDeposit(
    stage,
    '10000',
    [fixed('Deposit', '2000'), fixed('One', '4000'), fixed('Two', '4000')],
    {
      cadence: { on: 'monthly', day: 1 },
      delivery: 'prepare',
      deposit: { mode: 'liability', share: { percent: '20' } },
    },
  )
  for (const place of [1, 2]) await job.complete(place)
  stage.advance(32 * DAY_MS)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  const { intentId } = must((await job.intents()).find(({ state }) => state === 'prepared'))
  await job.complete(0)
  await books.ask('POST', `/milestones/${must(job.ids[0])}/bill`, {})
  await settled()
  expect(await generated(job, intentId)).toEqual([4_000, 2_000, -2_000, 4_000])
  expect(notTied(await job.tieOut())).toEqual([])
})
