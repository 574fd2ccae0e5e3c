/**
 * Goal: an invoice of the month bills several deals, and an edit of one line is asked about on the deal whose line it is; one
 * answer is for the whole invoice. Method: QuickBooks' own API for the bookkeeper, ours for the decisions, sweeps in between. F35.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const MONTH_MS = 32 * 86_400_000
let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

interface Job {
  readonly dealId: string
  readonly ids: readonly string[]
}
const edits = async ({ dealId }: Job) =>
  (await books.questions(dealId)).filter(({ kind }) => kind === 'edited')
const named = (job: Job) => `Job ${job.dealId}`

test('it is asked on the deal whose line was edited, and says which others it is for', async () => {
  const cadence = { on: 'monthly', day: 1 } as const
  const jobs = [
    await books.planned([['Design', 1_000]], { cadence }),
    await books.planned([['Build', 2_000]], { cadence }),
  ]
  for (const { ids } of jobs) await books.ask('POST', `/milestones/${must(ids[0])}/complete`, {})
  stage.advance(MONTH_MS)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
  await books.sweep()
  const invoice = await books.invoiceOf(must(jobs[0]?.ids[0]))
  expect((await books.invoiceOf(must(jobs[1]?.ids[0]))).Id).toBe(invoice.Id)
  const prices = invoice.Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail').map(
    ({ Amount }) => must(Amount),
  )
  const dealOf = (amount: number) => must(jobs[amount === 1_000 ? 0 : 1])
  const [first, second] = [dealOf(must(prices[0])), dealOf(must(prices[1]))]

  // The second line alone: nothing of the first deal differs, and nobody is asked there.
  const once = await books.reprice(invoice, [must(prices[0]), must(prices[1]) - 100])
  await books.sweep()
  expect(await edits(first)).toEqual([])
  const [asked] = await edits(second)
  expect(must(asked).detail).not.toContain('too.')
  const items = (await books.ask('GET', '/attention'))['items'] as {
    id: string
    milestoneId: string | null
  }[]
  expect(items.find(({ id }) => id === asked?.id)?.milestoneId).toBe(second.ids[0])
  expect(await books.contract(first.dealId)).toEqual({ difference: 0n, items: [] })

  // Both: one question, on the first that was edited, which names the other.
  const both = await books.reprice(once, [must(prices[0]) - 50, must(prices[1]) - 100])
  await books.sweep()
  expect(await edits(second)).toEqual([])
  const [now] = await edits(first)
  expect(must(now).detail).toContain(`The answer is for lines of “${named(second)}” too.`)
  // One answer drafts a change order for each deal.
  await books.settle(must(now), 'accept_as_change_order')
  for (const { dealId } of [first, second])
    expect((await books.ask('GET', `/deals/${dealId}`))['changeOrders']).toMatchObject([{ state: 'draft' }])

  // Put back in QuickBooks, nothing is asked anywhere.
  await books.reprice(both, prices)
  await books.sweep()
  expect([...(await edits(first)), ...(await edits(second))]).toEqual([])
})

test('left for one line, it is asked anew where another one makes up the same sum', async () => {
  const { dealId, ids } = await books.planned(
    [
      ['Design', 1_000],
      ['Build', 2_000],
    ],
    { cadence: { on: 'monthly', day: 1 } },
  )
  for (const id of ids) await books.ask('POST', `/milestones/${id}/complete`, {})
  stage.advance(MONTH_MS)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
  await books.sweep()
  const invoice = await books.invoiceOf(must(ids[0]))
  expect((await books.invoiceOf(must(ids[1]))).Id).toBe(invoice.Id)
  const prices = invoice.Line.flatMap(({ DetailType, Amount }) =>
    DetailType === 'SalesItemLineDetail' ? must(Amount) : [],
  )
  const raised = (place: number) => prices.map((price, at) => (at === place ? price + 500 : price))
  const once = await books.reprice(invoice, raised(0))
  await books.sweep()
  await books.settle(await books.asked(dealId, 'edited'), 'leave')
  await books.sweep()
  expect(await books.questions(dealId)).toEqual([])

  await books.reprice(once, raised(1))
  await books.sweep()
  const now = await books.asked(dealId, 'edited')
  expect(now.detail).toContain('It now bills')
  // What nobody decided about is no closed difference.
  const { identities } = (await books.ask('GET', `/deals/${dealId}/tie-out`)) as unknown as {
    identities: { id: string; items: { state: string }[] }[]
  }
  const items = must(identities.find(({ id }) => id === 'A')).items
  expect(items.map(({ state }) => state)).toEqual(['open'])
})
