/**
 * Goal: whoever makes one invoice by hand for all that a customer owes of a milestone, which Milepost bills in parts, is warned
 * before it is billed twice, and after. Method: customers who are merged, work that is claimed by progress, and invoices made
 * at QuickBooks' stand-in; the sweep; questions and checks over our API.
 */
import { editInvoice } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { mergingOf, sharesOf } from '../fixtures/merging'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
const merging = mergingOf(() => stage)
beforeAll(async () => {
  stage = await openStage()
  books = await openKeptBooks(stage)
  await readCompany(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const titles = async (dealId: string) => (await books.questions(dealId)).map(({ title }) => title)
const complete = async (id: string | undefined) => {
  await books.ask('POST', `/milestones/${must(id)}/complete`, {})
  await books.deliver()
}

test('two shares of one customer: warned of the invoice for both, before they are billed and after', async () => {
  const job = await merging.sharedJob(
    books,
    [
      ['Foundation plan', 1_000],
      ['Roof frame', 1_200],
    ],
    ['50', '50'],
  )
  await complete(job.ids[0])
  const made = await madeByHand(stage, [['Foundation plan', 1_000]], { customer: job.customer })
  await madeByHand(stage, [['Roof frame', 1_200]], { customer: job.customer })
  await books.sweep()
  expect(await titles(job.dealId)).toContain('“Foundation plan” may be billed twice')
  const checks = (await books.ask('GET', `/milestones/${must(job.ids[1])}/preflight`)) as unknown as {
    check: string
    detail: string
  }[]
  expect(checks.filter(({ check }) => check === 'by_hand').map(({ detail }) => detail)).toEqual([
    expect.stringContaining('for $1,200.00 looks like it: same amount, name in line 1'),
  ])
  await complete(job.ids[1])
  await books.sweep()
  expect(await titles(job.dealId)).toContain('“Roof frame” may be billed twice')
  await editInvoice(stage, made, {}, 'void')
  await books.sweep()
  expect(await titles(job.dealId)).not.toContain('“Foundation plan” may be billed twice')
})

test('a share that is billed and one that is not: linking the invoice for both is not offered', async () => {
  const job = await merging.sharedJob(books, [['Cellar walls', 1_000]], ['60', '40'])
  const theirs = await madeByHand(stage, [['Cellar walls', 600]], { customer: job.customer })
  await books.ask('POST', `/invoices/${theirs.Id}/link`, { milestoneIds: job.ids })
  await madeByHand(stage, [['Cellar walls', 1_000]], { customer: job.customer })
  await books.sweep()
  expect(await titles(job.dealId)).toContain('“Cellar walls” may be billed twice')
  const checks = (await books.ask('GET', `/milestones/${must(job.ids[0])}/preflight`)) as unknown as {
    check: string
  }[]
  expect(checks.filter(({ check }) => check === 'by_hand')).toHaveLength(1)
})

test('another payer’s part is none of it: only that customer’s own sum is the same amount', async () => {
  const [a = '', b = ''] = await merging.everyone('Pays half', 'Pays the other half')
  const job = await books.planned([['Garden wall', 1_000]], { payers: sharesOf([a, '50'], [b, '50']) })
  await complete(job.ids[0])
  await madeByHand(stage, [['Garden wall', 1_000]], { customer: a })
  await books.sweep()
  expect(await titles(job.dealId)).toEqual([])
})

test('work that is billed by progress: the invoice for all of it bills the claim again', async () => {
  const job = await books.planned([['Orchard wall', 1_340]])
  await books.ask('POST', `/milestones/${must(job.ids[0])}/start`, {})
  await books.ask('POST', `/milestones/${must(job.ids[0])}/progress`, { percent: '40' })
  await books.deliver()
  await madeByHand(stage, [['Orchard wall', 1_340]])
  await books.sweep()
  expect(await titles(job.dealId)).toContain('“Orchard wall” may be billed twice')
})
