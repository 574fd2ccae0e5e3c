/**
 * Goal: an answer about a credit or a refund settles what the person had read, and nothing that came since. Method: memos and
 * refund receipts in QuickBooks' own words, answered over our API between a sweep and the next; what an older page, and one
 * that says nothing of what it read, would press. R100.
 */
import { openKeptBooks, type Question } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Books
let office: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  await readCompany(stage)
  books = booksOf(stage)
  office = await openKeptBooks(stage)
})
afterAll(async () => {
  await office.api.close()
  await stage.close()
})

const STALE = { status: 412, code: 'version_conflict' }
interface Read extends Question {
  readonly version: string
}
const asked = async (job: Job, kind: string): Promise<Read> => (await office.asked(job.dealId, kind)) as Read
const press = (item: Read, action: string) => office.settle(item, action, { version: item.version })
const turnedAway = (item: Pick<Read, 'id'>, action: string, more: object = {}) =>
  office.refused('POST', `/attention/${item.id}/settle`, { action, ...more })
/** What the open question is about is not what it was raised for: nobody has looked at it since. */
const forget = (item: Read) =>
  stage.within((sql) => sql("update attention set about = 'before' where attention_id = $1", [item.id]))

test('a credit that grows is closed at what was read of it', async () => {
  const customer = await books.customer('Credited while it was read')
  const job = await invoicedJob(stage, customer, { Design: '1000.00' })
  const credit = async (amount: number) => {
    const memo = await books.credit(customer, amount)
    const over = [
      ['Invoice', must(job.invoices[0]), amount],
      ['CreditMemo', memo.Id, amount],
    ] as const
    const payment = await books.pay(customer, 0, over)
    await sweepBooks(stage)
    return payment
  }
  await credit(100)
  const read = await asked(job, 'credited')
  expect(read.title).toContain('took $100.00')
  const second = await credit(150)
  expect(await turnedAway(read, 'close_difference', { version: read.version })).toMatchObject(STALE)
  const now = await asked(job, 'credited')
  expect([now.id, now.title]).toEqual([read.id, expect.stringContaining('took $250.00')])
  // Who says nothing of what they read is held to what the question said last.
  await forget(now)
  expect(await turnedAway(now, 'rebill')).toMatchObject(STALE)
  await press(now, 'close_difference')
  expect(await office.questions(job.dealId)).toEqual([])
  expect((await job.history()).at(-2)).toMatch(/^\$250\.00 of “Design” .* is closed$/)
  // One that still stands although nothing is left to ask: it is over, and answers nothing.
  await stage.within((sql) =>
    sql('update attention set settled_at = null, settled_how = null where attention_id = $1', [now.id]),
  )
  expect(await turnedAway(now, 'rebill')).toMatchObject(STALE)
  expect(await office.questions(job.dealId)).toEqual([])
  // The same of one that is gone.
  await books.remove('Payment', second)
  await sweepBooks(stage)
  const gone = await asked(job, 'credit_undone')
  await credit(50)
  expect(await turnedAway(gone, 'take_answer_back', { version: gone.version })).toMatchObject(STALE)
  await press(await asked(job, 'credit_undone'), 'take_answer_back')
  expect((await job.history()).at(-2)).toContain('that is gone: “Design”, $100.00')
  expect(await job.untied()).toEqual([])
})

test('a refund that grows, or that may be for something else by now, is answered as it was read', async () => {
  const customer = await books.customer('Refunded while it was read')
  const job = await invoicedJob(stage, customer, { Design: '1000.00' })
  await books.pay(customer, 1_000, [['Invoice', must(job.invoices[0]), 1_000]])
  const refund = await books.refund(customer, 250)
  await sweepBooks(stage)
  const read = await asked(job, 'refunded')
  expect(read.title).toContain('of $250.00')
  await books.update('RefundReceipt', {
    Id: refund.Id,
    SyncToken: refund.SyncToken,
    Line: [
      {
        Amount: 300,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
      },
    ],
  })
  await sweepBooks(stage)
  expect(await turnedAway(read, 'refund_close', { version: read.version })).toMatchObject(STALE)
  const now = await asked(job, 'refunded')
  expect(now.title).toContain('of $300.00')
  // Another invoice to the same customer: it may be for that one, and no longer has one answer.
  const other = await invoicedJob(stage, customer, { Build: '500.00' })
  expect(await turnedAway(now, 'refund_close')).toMatchObject(STALE)
  const items = ((await office.ask('GET', '/attention'))['items'] as Read[]).filter(
    ({ kind }) => kind === 'refunded',
  )
  const choose = must(items[0])
  expect([choose.id, choose.actions.map(({ action }) => action)]).toEqual([
    read.id,
    ['refund_choose', 'refund_none'],
  ])
  await press(choose, 'refund_none')
  expect([await job.questions(), await other.questions()]).toEqual([[], []])
})
