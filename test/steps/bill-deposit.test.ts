/**
 * Goal: a deposit comes back on later invoices to the cent, and follows QuickBooks when it is paid, voided or edited there; and
 * the deal's figures come out after every step. Method: the real connector and QuickBooks' stand-in over HTTP; a bookkeeper
 * who pays and voids.
 */
import { record } from '../../src/history/history-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { lookAhead, readMilestoneParts } from '../../src/invoices/composing/look-ahead'
import { lockFor } from '../../src/schedules/change-milestone'
import { editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import {
  beginDeposit,
  changeSettings,
  type DepositedJob,
  notTied,
  openDepositStage,
} from '../fixtures/deposits'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { payer } from '../fixtures/payers'
import { fixed, owner } from '../fixtures/plan'
import { readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openDepositStage()
})
afterAll(() => stage.close())

const half = { share: { percent: '50' } } as const
const linesOf = ({ Line }: { Line: readonly { Amount?: number; DetailType: string }[] }) =>
  Line.filter((line) => line.DetailType === 'SalesItemLineDetail').map((line) => line.Amount)
const advanceOf = (percent: string, more: object = {}) => ({
  deposit: { mode: 'advance', share: { percent }, ...more } as const,
})

/** The deposit is billed in QuickBooks, paid, and read. */
/** What is said of the deposit before a milestone is billed. */
const warnings = (milestoneId: string): Promise<string[]> =>
  stage.within(async (sql) => {
    const { schedule, milestone } = await lockFor(sql, milestoneId)
    const parts = await readMilestoneParts(sql, schedule, milestone)
    const { checks } = await lookAhead(sql, stage.clock, schedule, milestone, parts)
    return checks.filter(({ check, ok }) => check === 'deposit' && ok).map(({ detail }) => detail)
  })

async function paidDeposit(job: DepositedJob): Promise<void> {
  await job.billDeposit()
  await deliverAll(stage)
  for (const invoice of await job.inQuickBooks()) await job.pay(invoice)
  await readLater(stage)
}

test('two 50 % advances on 12,870.59: 6,435.29 and 6,435.30, and a final invoice of exactly 0.00, settled', async () => {
  const job = await beginDeposit(stage, '12870.59', [fixed('Everything', '12870.59')], advanceOf('100'))
  for (const expected of [6_435.29, 6_435.3]) {
    await job.billDeposit(half)
    await deliverAll(stage)
    const invoice = must((await job.inQuickBooks()).at(-1))
    expect([invoice.TotalAmt, linesOf(invoice)]).toEqual([expected, [expected]])
    expect(invoice.PrivateNote).toMatch(/^Milepost D-/)
    await job.pay(invoice)
    await readLater(stage)
    expect(notTied(await job.tieOut())).toEqual([])
  }
  expect((await job.tracker()).figures).toMatchObject({
    billed: 0n,
    remaining: 1_287_059n,
    depositHeld: 1_287_059n,
    paid: 1_287_059n,
    extras: 0n,
  })
  await job.complete(0)
  await deliverAll(stage)
  const last = must((await job.inQuickBooks()).at(-1))
  expect([last.TotalAmt, last.Balance, linesOf(last)]).toEqual([0, 0, [12_870.59, -12_870.59]])
  const after = await job.tracker()
  expect(after.figures).toMatchObject({ billed: 1_287_059n, remaining: 0n, depositHeld: 0n, outstanding: 0n })
  expect(must(after.milestones[0]).billing).toMatchObject({
    status: 'settled',
    billedMinor: 1_287_059n,
    difference: false,
  })
  expect(notTied(await job.tieOut())).toEqual([])
})

test('an unpaid deposit waits; once it is paid, the next invoice draws it', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('A', '4000'), fixed('B', '6000')])
  await job.billDeposit()
  await deliverAll(stage)
  expect(await warnings(must(job.ids[0]))).toEqual([
    '$2,000.00 of the deposit is not paid yet, so this invoice is not lowered by it.',
  ])
  await job.complete(0)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[2_000], [4_000]])
  await job.pay(must((await job.inQuickBooks())[0]))
  await readLater(stage)
  expect(await warnings(must(job.ids[1]))).toEqual([])
  await job.complete(1)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[2_000], [4_000], [6_000, -2_000]])
  expect(notTied(await job.tieOut())).toEqual([])
})

test('where the workspace does not wait, an unpaid deposit is drawn at once', async () => {
  await changeSettings(stage, { drawUnpaidDeposits: true })
  const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
  await job.billDeposit()
  await deliverAll(stage)
  await job.complete(0)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[2_000], [10_000, -2_000]])
  await changeSettings(stage, { drawUnpaidDeposits: false })
})

test('in proportion, each of several payers draws their own', async () => {
  const payers = [payer('1', { percent: '60' }), payer('2', { percent: '40' })]
  const job = await beginDeposit(stage, '999.99', [fixed('A', '333.33'), fixed('B', '666.66')], {
    payers,
    ...advanceOf('33.33', { draw: 'proportional' }),
  })
  await paidDeposit(job)
  for (const at of [0, 1]) {
    await job.complete(at)
    await deliverAll(stage)
  }
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([
    [199.98],
    [133.32],
    [200, -66.66],
    [133.33, -44.44],
    [400, -133.32],
    [266.66, -88.88],
  ])
  expect((await job.tracker()).figures).toMatchObject({ depositHeld: 0n, billed: 99_999n })
  expect(notTied(await job.tieOut())).toEqual([])
})

test('what is held back comes off before the draw: an invoice is never below zero, and the rest stays held', async () => {
  const more = { ...advanceOf('100'), retainage: { percent: '10' } }
  const job = await beginDeposit(stage, '10000', [fixed('A', '10000')], more)
  await paidDeposit(job)
  await job.complete(0)
  await deliverAll(stage)
  const work = must((await job.inQuickBooks()).at(-1))
  expect([work.TotalAmt, linesOf(work)]).toEqual([0, [10_000, -1_000, -9_000]])
  expect((await job.tracker()).figures).toMatchObject({
    retained: 100_000n,
    depositHeld: 100_000n,
    extras: 0n,
  })
  expect(notTied(await job.tieOut())).toEqual([])
})

test('inside the contract: the first milestone is the deposit, and work turns it into income', async () => {
  const deposit = { mode: 'liability', share: { percent: '20' }, draw: 'proportional' } as const
  const job = await beginDeposit(
    stage,
    '10000',
    [fixed('Kickoff', '2000'), fixed('A', '3000'), fixed('B', '5000')],
    { deposit },
  )
  expect(await refusalOf(job.billDeposit())).toMatchObject({ code: 'no_deposit' })
  await job.complete(0)
  await deliverAll(stage)
  expect((await job.tracker()).figures).toMatchObject({
    billed: 200_000n,
    remaining: 800_000n,
    depositHeld: 200_000n,
  })
  await job.complete(1)
  await job.complete(2)
  await deliverAll(stage)
  const invoices = await job.inQuickBooks()
  expect(invoices.map((each) => [each.TotalAmt, linesOf(each)])).toEqual([
    [2_000, [2_000]],
    [3_000, [3_000, 750, -750]],
    [5_000, [5_000, 1_250, -1_250]],
  ])
  expect((await job.tracker()).figures).toMatchObject({
    billed: 1_000_000n,
    remaining: 0n,
    depositHeld: 0n,
    extras: 0n,
  })
  expect(notTied(await job.tieOut())).toEqual([])
})

test('a deposit voided after a draw is asked about, can be billed again, and then the question is settled', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('A', '5000'), fixed('B', '5000')])
  await changeSettings(stage, { drawUnpaidDeposits: true })
  await job.billDeposit()
  await deliverAll(stage)
  await job.complete(0)
  await deliverAll(stage)
  await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
  await readLater(stage)
  expect((await job.tracker()).figures.depositHeld).toBe(-200_000n)
  expect((await job.questions()).map(({ kind, amount_minor: minor }) => [kind, minor]).sort()).toEqual([
    ['deposit_overdrawn', 200_000n],
    ['freed', 200_000n],
  ])
  expect(notTied(await job.tieOut())).toEqual([])
  await job.billDeposit()
  await deliverAll(stage)
  expect(await job.questions()).toEqual([])
  expect((await job.tracker()).figures.depositHeld).toBe(0n)
  const deposits = (await job.intents()).filter(({ marker }) => marker.startsWith('Milepost D'))
  expect(deposits.map(({ generation, amountMinor }) => [generation, amountMinor])).toEqual([
    [1, 200_000n],
    [2, 200_000n],
  ])
  await changeSettings(stage, { drawUnpaidDeposits: false })
})

test('work whose invoice is voided gives its draw back to the next invoice', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('A', '5000'), fixed('B', '5000')])
  await paidDeposit(job)
  await job.complete(0)
  await deliverAll(stage)
  const [, work] = await job.inQuickBooks()
  expect(linesOf(must(work))).toEqual([5_000, -2_000])
  await editInvoice(stage, must(work), {}, 'void')
  await readLater(stage)
  expect((await job.tracker()).figures.depositHeld).toBe(200_000n)
  await job.complete(1)
  await deliverAll(stage)
  expect(linesOf(must((await job.inQuickBooks()).at(-1)))).toEqual([5_000, -2_000])
  expect(notTied(await job.tieOut())).toEqual([])
})

test('an advance that is voided before the invoice that draws it leaves: nothing is drawn of nothing, and a person bills it', async () => {
  const job = await beginDeposit(stage, '1000.00', [fixed('All', '1000.00')])
  await paidDeposit(job)
  await job.complete(0)
  await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
  await readLater(stage)
  await deliverAll(stage)
  const [gone, waits] = await job.intents()
  expect([gone?.state, waits?.state, waits?.amountMinor]).toEqual(['posted', 'cancelled', 80_000n])
  expect((await job.inQuickBooks()).map(({ TotalAmt }) => TotalAmt)).toEqual([0])
  expect((await job.questions()).map(({ kind, title }) => `${kind}: ${title}`).sort()).toEqual([
    expect.stringMatching(/^freed: /),
    'ready_to_bill: “All” was not billed: the deposit that its invoice draws does not count any more',
  ])
  await stage.within(async (sql) => {
    const { schedule, milestone } = await lockFor(sql, must(job.ids[0]))
    const request = { schedule, milestone, again: false, byPolicy: false }
    await record(sql, owner, await billMilestone(sql, owner, stage.clock, request))
  })
  await deliverAll(stage)
  await readLater(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[0], [1_000]])
  expect(notTied(await job.tieOut())).toEqual([])
})
