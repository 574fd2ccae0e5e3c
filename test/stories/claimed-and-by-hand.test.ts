/**
 * Goal: work that is claimed by progress and waits for its month, and for which a person made an invoice by hand, is linked
 * piece by piece to what that invoice bills; nothing of it is billed again by the month, and what is left is asked about.
 * Method: claims over the API, invoices made in QuickBooks' stand-in, the month run by the clock.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { allInvoices } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const MONTH_MS = 32 * 86_400_000
let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage()
  books = await openKeptBooks(stage)
  await readCompany(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

/** 30 % of a milestone of 1,000 is claimed, and waits for its month; a person made an invoice of this amount. */
async function claimed(name: string, amount: number) {
  const job = await books.planned(
    [
      [name, 1_000],
      ['Room for more', 5_000],
    ],
    { cadence: { on: 'monthly', day: 1 } },
  )
  const id = must(job.ids[0])
  await books.ask('POST', `/milestones/${id}/start`, {})
  await books.ask('POST', `/milestones/${id}/progress`, { percent: '30' })
  const made = await madeByHand(stage, [[name, amount]])
  await books.sweep()
  await books.ask('POST', `/deals/${job.dealId}/catch-up`, {
    links: [{ invoiceId: made.Id, milestoneIds: [id] }],
  })
  const monthComes = async () => {
    stage.advance(MONTH_MS)
    await books.sweep()
    await runMonth(stage, stage.workspaceId)
    await books.deliver()
  }
  const invoices = async () =>
    (await allInvoices(stage)).filter(({ Line }) =>
      Line.some(({ Description }) => Description?.includes(name)),
    )
  return { ...job, id, monthComes, invoices }
}

test('an invoice of all of it bills the claim and the rest, and the month brings nothing more', async () => {
  const { dealId, monthComes, invoices } = await claimed('Foundations', 1_000)
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '1000.00' } })
  expect(await books.questions(dealId)).toEqual([])
  await monthComes()
  expect(await invoices()).toHaveLength(1)
  expect(await books.figures(dealId)).toMatchObject({
    billed: { amount: '1000.00' },
    inFlight: { amount: '0.00' },
  })
})

test('an invoice of the claim completes the work, and the rest is for a person to bill, once', async () => {
  const { dealId, monthComes, invoices } = await claimed('Scaffolding', 300)
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '300.00' } })
  await monthComes()
  expect(await invoices()).toHaveLength(1)
  const item = await books.asked(dealId, 'ready_to_bill')
  expect(item.detail).toBe('A part of it is not billed yet.')
  await books.settle(item, 'bill')
  await books.deliver()
  expect(await invoices()).toHaveLength(2)
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '1000.00' } })
  expect(await books.questions(dealId)).toEqual([])
})
