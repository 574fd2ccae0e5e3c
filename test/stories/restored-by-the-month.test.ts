/**
 * Goal: work of a deal that was deleted in HubSpot and came back is billed as its plan says: by the month with the next
 * invoice of the month, told once however often HubSpot is read; past the contract it is asked about in words that are true
 * of how it was completed. Method: a salesperson in HubSpot's stand-in, the bookkeeper over QuickBooks' own API.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

const MONTH_MS = 32 * 86_400_000
let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  await readPortal(stage)
  books = await openKeptBooks(stage)
  sales = salesperson(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

async function job(dealname: string, amounts: readonly string[], more: Parameters<typeof draftOf>[2]) {
  const dealId = await sales.create({ dealname })
  await sales.rings(dealId)
  const { ids } = await plan(
    stage,
    dealId,
    draftOf(
      '1000',
      amounts.map((amount, at) => fixed(`Work ${at + 1}`, amount)),
      more,
    ),
  )
  return { dealId, ids }
}
const complete = (id: string | undefined) => books.ask('POST', `/milestones/${must(id)}/complete`, {})
const told = async (dealId: string) =>
  ((await books.ask('GET', `/deals/${dealId}/history`))['items'] as { what: string }[]).map(
    ({ what }) => what,
  )

test('left out while its deal was deleted, and then for another reason, it is told once that it waits', async () => {
  const { dealId, ids } = await job('By the month', ['1000'], { cadence: { on: 'monthly', day: 1 } })
  await complete(ids[0])
  await sales.remove(dealId)
  await sales.rings(dealId)
  stage.advance(MONTH_MS)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  expect((await books.asked(dealId, 'billing_blocked')).title).toContain(
    'left out of the invoice of the month',
  )

  await sales.restore(dealId)
  await sales.rings(dealId)
  for (let turn = 0; turn < 3; turn += 1) await sales.rings(dealId)
  const waits = (await told(dealId)).filter((what) => what.includes('waits for the invoice of the month'))
  expect(waits).toHaveLength(1)
  // The next look takes it along, and nothing is asked any more.
  await runMonth(stage, stage.workspaceId)
  expect((await books.questions(dealId)).map(({ kind }) => kind)).not.toContain('billing_blocked')
})

test('work that a colleague completed is not called accepted where it would pass the contract', async () => {
  const { dealId, ids } = await job('Completed meanwhile', ['400', '600'], { delivery: 'post' })
  await complete(ids[0])
  await books.deliver()
  await sales.remove(dealId)
  await sales.rings(dealId)
  await complete(ids[1])
  await books.reprice(await books.invoiceOf(must(ids[0])), [500])
  await books.sweep()
  await sales.restore(dealId)
  await sales.rings(dealId)
  const { detail } = await books.asked(dealId, 'billing_blocked')
  expect(detail).toContain('would pass the contract')
  expect(detail).toContain('It is completed, and that stands. Raise the contract by a change order')
})
