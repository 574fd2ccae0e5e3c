/**
 * Goal: a deposit is billed once, comes back on later invoices to the cent, and follows QuickBooks, whatever is lost, voided
 * or asked at the same moment; and the deal's figures come out after every step. Method: the real connector and QuickBooks'
 * stand-in over HTTP; faults on the deposit's create; two people and fifty at once; a bookkeeper who pays, voids and edits.
 */
import { billOnSignature } from '../../src/invoices/deposits/bill-on-signature'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { readWorkspace } from '../../src/tenants/workspace-table'
import { allInvoices, editInvoice } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
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
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
})

const CREATE = '/v3/company/*/invoice'
const half = { share: { percent: '50' } } as const
const linesOf = ({ Line }: { Line: readonly { Amount?: number; DetailType: string }[] }) =>
  Line.filter((line) => line.DetailType === 'SalesItemLineDetail').map((line) => line.Amount)
const advanceOf = (percent: string, more: object = {}) => ({
  deposit: { mode: 'advance', share: { percent }, ...more } as const,
})

/** The deposit is billed in QuickBooks, paid, and read. */
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
  await job.complete(0)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[2_000], [4_000]])
  await job.pay(must((await job.inQuickBooks())[0]))
  await readLater(stage)
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
  expect((await job.questions()).map(({ kind, amount_minor: minor }) => [kind, minor])).toEqual([
    ['freed', 200_000n],
    ['deposit_overdrawn', 200_000n],
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

test('billed by fifty at once in two processes: one invoice; more than is left is refused with the numbers', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
  expect(await refusalOf(job.billDeposit({ amountMinor: 200_001n }))).toMatchObject({
    code: 'over_billing',
    remaining: '2000.00',
    attempted: '2000.01',
  })
  const other = stage.anotherProcess()
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, at) =>
      job.billDeposit(null, at % 2 === 0 ? stage.database : other.database),
    ),
  )
  expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  expect(await refusalOf(job.billDeposit())).toMatchObject({ code: 'already_billed' })
  await deliverAll(stage)
  expect(await job.inQuickBooks()).toHaveLength(1)
})

test('invoices decided at once never draw the same money', async () => {
  const milestones = Array.from({ length: 8 }, (_, at) => fixed(`Part ${at}`, '1000'))
  const job = await beginDeposit(stage, '8000', milestones)
  await paidDeposit(job)
  await Promise.all(milestones.map((_, at) => job.complete(at)))
  await deliverAll(stage)
  const drawn = (await job.inQuickBooks()).flatMap((each) =>
    linesOf(each).filter((amount) => must(amount) < 0),
  )
  expect(drawn.reduce((sum, amount) => must(sum) + must(amount), 0)).toBe(-1_600)
  expect((await job.tracker()).figures.depositHeld).toBe(0n)
})

test.each([
  'replay',
  'ignore',
  'forget',
])('an answer that is lost makes one deposit invoice (request ids: %s)', async (requestid) => {
  await stage.quickbooks.turn({ requestid })
  const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, effect: 'drop-reply', times: 1 })
  await job.billDeposit()
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(stage)
    stage.advance(160_000)
    await readLater(stage)
  }
  const { marker } = must((await job.intents())[0])
  const found = (await allInvoices(stage)).filter((each) => each.PrivateNote?.includes(marker))
  expect(found.map((each) => each.TotalAmt)).toEqual([2_000])
  expect((await job.intents()).map(({ state }) => state)).toEqual(['posted'])
})

test('no item for deposits: refused with the mend, and work that draws nothing is billed', async () => {
  const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
  const { depositItemId } = await stage.within(async (sql) => {
    return (await readWorkspace(sql)).settings
  })
  await changeSettings(stage, { depositItemId: null })
  expect(await refusalOf(job.billDeposit())).toMatchObject({
    code: 'preflight_failed',
    checks: [{ check: 'item', ok: false, mend: { href: '/settings/billing' } }],
  })
  await changeSettings(stage, { depositItemId })
  await job.complete(0)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[10_000]])
})

describe('billed by the signature', () => {
  const accept = (job: DepositedJob) =>
    stage.within((sql) =>
      acceptSchedule(
        sql,
        owner,
        { dealId: job.dealId, on: '2026-01-15', by: 'Dana', ifVersion: null },
        (accepted) => billOnSignature(sql, owner, stage.clock, accepted),
      ),
    )

  test('the acceptance bills it once, and what was voided is not billed again on its own', async () => {
    const job = await beginDeposit(
      stage,
      '10000',
      [fixed('A', '10000')],
      advanceOf('20', { billOn: 'signature' }),
    )
    await accept(job)
    await accept(job)
    await deliverAll(stage)
    const [invoice, ...none] = await job.inQuickBooks()
    expect([must(invoice).TotalAmt, none]).toEqual([2_000, []])
    await editInvoice(stage, must(invoice), {}, 'void')
    await readLater(stage)
    await accept(job)
    expect(await job.intents()).toHaveLength(1)
  })

  test('what a person can mend does not stop the acceptance; it is asked about', async () => {
    const job = await beginDeposit(stage, '10000', [fixed('A', '10000')], {
      ...advanceOf('20', { billOn: 'signature' }),
      customer: null,
    })
    await accept(job)
    expect((await job.questions()).map(({ kind, title }) => [kind, title])).toEqual([
      ['billing_blocked', 'The deposit is agreed but can’t be billed yet'],
    ])
    expect(await job.intents()).toEqual([])
  })

  test('a deposit that a person bills waits for that person', async () => {
    const job = await beginDeposit(stage, '10000', [fixed('A', '10000')])
    await accept(job)
    expect(await job.intents()).toEqual([])
  })
})
