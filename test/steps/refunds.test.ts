/**
 * Goal: a refund receipt, of which QuickBooks does not say what it is for, is a figure of its own, moves neither what is
 * paid nor what is open, and is asked about until a person says which milestone it gives back and whether that is billed
 * again; what was said is true afterwards, and is undone when the refund is voided or the word taken back.
 * Method: refunds made, edited, voided and deleted in QuickBooks' simulator; every answer; answers that can't be; two
 * answers at once; the tie-out after every step.
 */
import { record } from '../../src/history/history-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { readCandidates } from '../../src/invoices/refunds/read-candidates'
import type { RefundSaid } from '../../src/invoices/refunds/refund-said'
import { readOpenRefunds } from '../../src/invoices/refunds/refund-table'
import { settleQuestion } from '../../src/invoices/refunds/settle-question'
import { settleRefund } from '../../src/invoices/refunds/settle-refund'
import { withdrawRefund } from '../../src/invoices/refunds/withdraw-refund'
import { lockFor } from '../../src/schedules/change-milestone'
import { readMilestone } from '../../src/schedules/milestone-table'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Books
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = booksOf(stage)
})
afterAll(() => stage.close())

let customers = 0
/** A customer of its own, with one deal of 1,000.00 that is billed and paid. */
async function paidJob(
  milestones: Record<string, string> = { Design: '1000.00' },
): Promise<Job & { customerId: string }> {
  customers += 1
  const customerId = await books.customer(`Refunded ${customers}`)
  const job = await invoicedJob(stage, customerId, milestones)
  for (const invoiceId of job.invoices) {
    const { TotalAmt } = await books.invoice(invoiceId)
    await books.pay(customerId, TotalAmt, [['Invoice', invoiceId, TotalAmt]])
  }
  await sweepBooks(stage)
  return { ...job, customerId }
}
const figures = async (job: Job) => (await job.tracker()).figures
const said = (job: Job, again: boolean, place = 0): RefundSaid => ({
  intentId: must(job.intents[place]),
  milestoneId: must(job.ids[place]),
  again,
})
const say = (refundId: string, what: RefundSaid | null) =>
  stage.within((sql) => settleRefund(sql, owner, stage.clock, refundId, what === null ? [] : [what]))
const takeBack = (refundId: string) => stage.within((sql) => withdrawRefund(sql, owner, refundId))
const claims = async (job: Job, place = 0) =>
  must(await stage.within((sql) => readMilestone(sql, must(job.ids[place])))).claims.map(
    ({ kind, amountMinor }) => [kind, amountMinor],
  )
const kinds = async (job: Job) => (await job.questions()).map(({ kind }) => kind)
const billAgain = (job: Job) =>
  stage.within(async (sql) => {
    const { schedule, milestone } = await lockFor(sql, must(job.ids[0]))
    const request = { schedule, milestone, again: false, byPolicy: false }
    await record(sql, owner, await billMilestone(sql, owner, stage.clock, request))
  })
const answer = async (job: Job, action: string) => {
  const [item] = await job.questions()
  await stage.within((sql) => settleQuestion(sql, owner, stage.clock, must(item), action))
}

test('a refund is a figure of its own at once, moves neither paid nor open, and is asked about once', async () => {
  const job = await paidJob()
  const before = await figures(job)
  expect(before).toMatchObject({ refunded: 0n, paid: 100_000n, outstanding: 0n })
  const { DocNumber } = await books.refund(job.customerId, 250, { DocNumber: 'R-7' })
  await sweepBooks(stage)
  await sweepBooks(stage)
  expect(await figures(job)).toEqual({ ...before, refunded: 25_000n })
  expect(await job.labels()).toEqual(['Paid'])
  expect(await job.questions()).toMatchObject([
    {
      kind: 'refunded',
      milestoneId: job.ids[0],
      intentId: job.intents[0],
      title: `Refund ${DocNumber} of $250.00 to Refunded ${customers} was made in QuickBooks`,
      amountMinor: 25_000n,
      actions: [
        { action: 'refund_choose' },
        { action: 'refund_close' },
        { action: 'refund_again' },
        { action: 'refund_none' },
      ],
    },
  ])
  expect(await job.untied()).toEqual([])
})

test('yes: what it gave back is open, billed once by an invoice of its own, and never asked about again', async () => {
  const job = await paidJob()
  await books.refund(job.customerId, 250)
  await sweepBooks(stage)
  await answer(job, 'refund_again')
  await sweepBooks(stage)
  expect(await claims(job)).toEqual([['again', 25_000n]])
  expect((await job.questions()).map(({ kind, title }) => [kind, title])).toEqual([
    ['ready_to_bill', '$250.00 of “Design” is ready to bill again'],
  ])
  expect(await figures(job)).toMatchObject({
    billed: 75_000n,
    remaining: 25_000n,
    earnedNotBilled: 25_000n,
    paid: 100_000n,
    refunded: 25_000n,
    credited: 0n,
  })
  expect(await job.untied()).toEqual([])
  const tries = await Promise.allSettled([billAgain(job), billAgain(job)])
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await deliverAll(stage)
  await sweepBooks(stage)
  expect(await kinds(job)).toEqual([])
  expect(await figures(job)).toMatchObject({
    billed: 100_000n,
    remaining: 0n,
    earnedNotBilled: 0n,
    outstanding: 25_000n,
    refunded: 25_000n,
    extras: 0n,
  })
  expect(await job.untied()).toEqual([])
})

test('no: it is closed by name, and nothing bills it', async () => {
  const job = await paidJob()
  await books.refund(job.customerId, 250)
  await sweepBooks(stage)
  await answer(job, 'refund_close')
  await sweepBooks(stage)
  expect(await claims(job)).toEqual([['closed', 25_000n]])
  expect(await kinds(job)).toEqual([])
  expect(await figures(job)).toMatchObject({ billed: 75_000n, earnedNotBilled: 0n, refunded: 25_000n })
  expect(await job.untied()).toEqual([])
  expect((await refusalOf(billAgain(job))).code).toBe('already_billed')
})

test('for something else: it is counted for no deal, and never asked about again', async () => {
  const job = await paidJob()
  const before = await figures(job)
  await books.refund(job.customerId, 250)
  await sweepBooks(stage)
  await answer(job, 'refund_none')
  await sweepBooks(stage)
  expect(await kinds(job)).toEqual([])
  expect(await figures(job)).toEqual(before)
})

test('a refund with tax gives back its net of what is billed, and all of it is refunded', async () => {
  const job = await paidJob()
  const refund = await books.refund(job.customerId, 200, { TxnTaxDetail: { TotalTax: 16 } })
  await sweepBooks(stage)
  const total = BigInt(Math.round(Number(refund['TotalAmt']) * 100))
  await say(refund.Id, said(job, false))
  expect(await claims(job)).toEqual([['closed', 20_000n]])
  expect(await figures(job)).toMatchObject({ billed: 80_000n, refunded: total })
  expect(await job.untied()).toEqual([])
})

test('with several milestones a person says which one, on any deal of that customer', async () => {
  const job = await paidJob({ Design: '1000.00', Build: '600.00' })
  const other = await invoicedJob(stage, job.customerId, { Care: '300.00' })
  await sweepBooks(stage)
  const refund = await books.refund(job.customerId, 100)
  await sweepBooks(stage)
  // It may be for either deal: neither knows yet.
  expect((await figures(job)).refunded).toBeNull()
  expect((await figures(other)).refunded).toBeNull()
  expect(await kinds(job)).toEqual([])
  await say(refund.Id, said(job, true, 1))
  expect(await claims(job, 1)).toEqual([['again', 10_000n]])
  expect((await figures(job)).refunded).toBe(10_000n)
  expect((await figures(other)).refunded).toBe(0n)
  expect(await job.untied()).toEqual([])
  expect(await other.untied()).toEqual([])
})

test('several milestones of one deal: the question is on the deal, and settles only with a milestone', async () => {
  const job = await paidJob({ Design: '1000.00', Build: '600.00' })
  const refund = await books.refund(job.customerId, 100)
  await sweepBooks(stage)
  expect((await figures(job)).refunded).toBe(10_000n)
  const [item] = await job.questions()
  expect(item).toMatchObject({
    kind: 'refunded',
    milestoneId: null,
    actions: [{ action: 'refund_choose' }, { action: 'refund_none' }],
  })
  expect(await refusalOf(answer(job, 'refund_choose'))).toMatchObject({
    code: 'validation_failed',
    detail: `Say which milestone it gives back, and whether that is billed again, by POST /refunds/${refund.Id}/settle.`,
  })
  expect(await kinds(job)).toEqual(['refunded'])
})

test('words that can’t be change nothing', async () => {
  const job = await paidJob()
  const stranger = await paidJob()
  const refund = await books.refund(job.customerId, 100)
  await sweepBooks(stage)
  expect(await refusalOf(say(refund.Id, said(stranger, true)))).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/milestoneId' }],
  })
  expect((await refusalOf(say(refund.Id, { ...said(job, true), milestoneId: null }))).code).toBe(
    'validation_failed',
  )
  expect((await refusalOf(say('999999', said(job, true)))).code).toBe('refund_gone')
  expect((await refusalOf(takeBack(refund.Id))).code).toBe('not_found')
  const twice = await Promise.allSettled([say(refund.Id, said(job, true)), say(refund.Id, said(job, true))])
  expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await claims(job)).toEqual([['again', 10_000n]])
  expect((await refusalOf(say(refund.Id, null))).code).toBe('refund_gone')
})

test('more than is billed of a milestone takes no more than that', async () => {
  const job = await paidJob()
  const refund = await books.refund(job.customerId, 1500)
  await sweepBooks(stage)
  await say(refund.Id, said(job, true))
  expect(await claims(job)).toEqual([['again', 100_000n]])
  expect(await figures(job)).toMatchObject({ billed: 0n, remaining: 100_000n, refunded: 150_000n })
  expect(await job.untied()).toEqual([])
})

test('a refund that was made before the invoice is none of it, and one to a sub-customer is asked about', async () => {
  customers += 1
  const parent = await books.customer(`Refunded ${customers}`)
  await books.refund(parent, 80, { TxnDate: '2020-02-03' })
  const child = await books.customer(`Refunded ${customers} kitchen`, parent)
  const job = await invoicedJob(stage, child, { Design: '1000.00' })
  await sweepBooks(stage)
  expect(await kinds(job)).toEqual([])
  expect((await figures(job)).refunded).toBe(0n)
  const refund = await books.refund(parent, 80)
  await sweepBooks(stage)
  expect(await kinds(job)).toEqual(['refunded'])
  await say(refund.Id, said(job, false))
  expect((await figures(job)).refunded).toBe(8_000n)
})

test('a refund whose words name an invoice of the customer is likely for that one', async () => {
  const job = await paidJob({ Design: '1000.00', Build: '600.00' })
  const { DocNumber } = await books.invoice(must(job.invoices[1]))
  const refund = await books.refund(job.customerId, 100, {
    PrivateNote: `Back for invoice ${DocNumber}, sorry`,
  })
  await sweepBooks(stage)
  const [weighed] = await stage.within(async (sql) =>
    readCandidates(
      sql,
      (await readOpenRefunds(sql)).filter(({ refundId }) => refundId === refund.Id),
    ),
  )
  expect(must(weighed).candidates.map(({ name, likely }) => [name, likely])).toEqual([
    ['Design', false],
    ['Build', true],
  ])
})
