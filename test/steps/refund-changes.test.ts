/**
 * Goal: what was said about a refund follows what becomes of it: voided, deleted, raised or lowered in QuickBooks, the
 * figures follow by themselves, a person is asked what that means, and nothing is billed twice meanwhile.
 * Method: refunds edited and deleted in QuickBooks' simulator before and after they were answered; answers taken back.
 */
import { record } from '../../src/history/history-table'
import { settleCredit } from '../../src/invoices/credits/settle-credit'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { type Books, booksOf, sweepBooks } from '../fixtures/receiving'
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

test('voided before anybody answered: nothing is asked, nothing is refunded', async () => {
  const job = await paidJob()
  const before = await figures(job)
  const refund = await books.refund(job.customerId, 100)
  await sweepBooks(stage)
  expect(await kinds(job)).toEqual(['refunded'])
  await books.remove('RefundReceipt', refund)
  await sweepBooks(stage)
  expect(await kinds(job)).toEqual([])
  expect(await figures(job)).toEqual(before)
  expect((await refusalOf(say(refund.Id, said(job, true)))).code).toBe('refund_gone')
})

test.each([
  true,
  false,
])('deleted after it was answered (again: %s): what it took is back, and one press undoes the answer', async (again) => {
  const job = await paidJob()
  const refund = await books.refund(job.customerId, 250)
  await sweepBooks(stage)
  await say(refund.Id, said(job, again))
  await books.remove('RefundReceipt', refund)
  await sweepBooks(stage)
  expect(await figures(job)).toMatchObject({
    billed: 100_000n,
    refunded: 0n,
    paid: 100_000n,
    outstanding: 0n,
  })
  expect(await job.questions()).toContainEqual(
    expect.objectContaining({
      kind: 'credit_undone',
      title: expect.stringMatching(/^\$250\.00 of a refund on invoice \S+ is gone$/),
    }),
  )
  // Nothing is billed twice meanwhile.
  if (again) expect((await refusalOf(billAgain(job))).code).toBe('over_billing')
  expect(await job.untied()).toEqual([])
  const asked = { milestoneId: must(job.ids[0]), intentId: must(job.intents[0]) }
  await stage.within(async (sql) => {
    const answered = { ...asked, answer: 'take_answer_back' as const }
    await record(sql, owner, await settleCredit(sql, owner, stage.clock, answered))
  })
  await sweepBooks(stage)
  expect(await claims(job)).toEqual([])
  expect(await figures(job)).toMatchObject({ billed: 100_000n, remaining: 0n, earnedNotBilled: 0n })
})

test('a refund that is raised later asks about the difference, and one that is lowered about what is gone', async () => {
  const job = await paidJob()
  const refund = await books.refund(job.customerId, 250)
  await sweepBooks(stage)
  await say(refund.Id, said(job, false))
  const sale = (Amount: number) => ({
    Id: refund.Id,
    Line: [
      {
        Amount,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
      },
    ],
  })
  const raised = await books.update('RefundReceipt', { ...sale(300), SyncToken: refund.SyncToken })
  await sweepBooks(stage)
  expect(await job.questions()).toMatchObject([
    { kind: 'credited', title: expect.stringMatching(/^A refund took \$50\.00 of “Design”/) },
  ])
  expect(await figures(job)).toMatchObject({ billed: 70_000n, refunded: 30_000n })
  await books.update('RefundReceipt', { ...sale(200), SyncToken: raised.SyncToken })
  await sweepBooks(stage)
  expect(await kinds(job)).toEqual(['credit_undone'])
  expect(await figures(job)).toMatchObject({ billed: 80_000n, refunded: 20_000n })
  expect(await job.untied()).toEqual([])
})

test('the word is taken back while nothing bills it, and asked for anew', async () => {
  const job = await paidJob()
  const refund = await books.refund(job.customerId, 250)
  await sweepBooks(stage)
  await say(refund.Id, said(job, true))
  await takeBack(refund.Id)
  expect(await claims(job)).toEqual([])
  expect(await kinds(job)).toEqual(['refunded'])
  expect(await figures(job)).toMatchObject({ billed: 100_000n, refunded: 25_000n })
  await say(refund.Id, said(job, true))
  await billAgain(job)
  await deliverAll(stage)
  expect(await refusalOf(takeBack(refund.Id))).toMatchObject({
    code: 'already_billed',
    detail: expect.stringMatching(/Void invoice \d+ in QuickBooks first\. Nothing was changed\./),
    invoices: [expect.stringMatching(/^\d+$/)],
  })
  expect(await job.history()).toContain(`Took back what was said about refund ${refund['DocNumber']}`)
})
