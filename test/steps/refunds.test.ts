import { followRefunds } from '../../src/invoices/refunds/follow-refunds'
import { readCandidates } from '../../src/invoices/refunds/read-candidates'
import { readOpenRefund } from '../../src/invoices/refunds/refund-table'
import { settleQuestion } from '../../src/invoices/refunds/settle-question'
import type { Sql } from '../../src/postgres/database'
import { readTrackers } from '../../src/reconcile/read-trackers'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { refunding } from '../fixtures/refunding'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Books
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = booksOf(stage)
})
afterAll(() => stage.close())

const { paidJob, figures, said, say, takeBack, claims, kinds, billAgain } = refunding(() => ({
  stage,
  books,
}))
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
      title: `Refund ${DocNumber} of $250.00 to ${job.customerName} was made in QuickBooks`,
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
  const parent = await books.customer('Refunded household')
  await books.refund(parent, 80, { TxnDate: '2020-02-03' })
  const child = await books.customer('Refunded household, kitchen', parent)
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
    readCandidates(sql, [must(await readOpenRefund(sql, refund.Id))]),
  )
  expect(must(weighed).candidates.map(({ name, likely }) => [name, likely])).toEqual([
    ['Design', false],
    ['Build', true],
  ])
})

test('refunds to strangers are not read, neither by a deal’s figures nor by a reading; the deal’s own are', async () => {
  const stranger = await books.customer('A shop counter')
  for (let n = 0; n < 12; n += 1) await books.refund(stranger, 5)
  const parent = await books.customer('Above a refunded one')
  const below = await books.customer('Below that one', parent)
  const job = await invoicedJob(stage, below, { Design: '1000.00' })
  await books.refund(parent, 40)
  await books.refund(below, 30)
  await sweepBooks(stage)
  const seen: object[] = []
  const counting =
    (sql: Sql): Sql =>
    async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const rows = await sql<Row>(text, values)
      seen.push(...rows)
      return rows
    }
  const strangers = () =>
    seen.filter((row) => 'body' in row && 'customer_id' in row && row.customer_id === stranger)
  const trackers = await stage.within((sql) => readTrackers(counting(sql), stage.clock, [job.dealId]))
  expect(must(trackers.get(job.dealId)).figures.refunded).toBe(7_000n)
  expect(seen.length).toBeGreaterThan(0)
  await stage.within((sql) => followRefunds(counting(sql), new Set()))
  expect(strangers()).toEqual([])
  expect(await kinds(job)).toEqual(['refunded', 'refunded'])
})
