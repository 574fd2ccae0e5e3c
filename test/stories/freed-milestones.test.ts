/**
 * Goal: of an invoice that billed several milestones, of several deals, and is voided, each milestone is asked about by its
 * name and for itself: whoever answers about one says nothing about the others. Method: invoices of the month, and costs,
 * voided in QuickBooks' stand-in; the answers over the API.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { editInvoice } from '../fixtures/billing'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const MONTH_MS = 32 * 86_400_000
const monthly = { cadence: { on: 'monthly', day: 1 } } as const
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

const monthComes = async () => {
  stage.advance(MONTH_MS)
  await books.sweep()
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
}
const voidInvoiceOf = async (milestoneId: string) => {
  const invoice = await books.invoiceOf(milestoneId)
  await editInvoice(stage, invoice, {}, 'void')
  await books.sweep()
  return must(invoice.DocNumber)
}
const asked = async (dealId: string) => (await books.questions(dealId)).map(({ detail }) => detail).sort()
const about = async (dealId: string, name: string) =>
  must((await books.questions(dealId)).find(({ detail }) => detail.includes(`“${name}”`)))
const free = (name: string) =>
  `What it billed of “${name}” is not billed any more. Bill it again, reopen the work, or leave it.`

/** One invoice bills two milestones of a deal and one of another, and is voided. */
async function voidedTogether() {
  const one = await books.planned(
    [
      ['Design', 400],
      ['Build', 600],
    ],
    monthly,
  )
  const other = await books.planned([['Survey', 300]], monthly)
  for (const id of [...one.ids, ...other.ids]) await books.ask('POST', `/milestones/${id}/complete`, {})
  await monthComes()
  const number = await voidInvoiceOf(must(one.ids[0]))
  return { one, other, number }
}

test('each is asked about by its name, and the history names them all', async () => {
  const { one, other, number } = await voidedTogether()
  expect(await asked(one.dealId)).toEqual([free('Build'), free('Design')])
  expect(await asked(other.dealId)).toEqual([free('Survey')])
  const gone = `Invoice ${number} was voided in QuickBooks;`
  expect(await books.story(one.dealId)).toContain(`${gone} “Design” and “Build” are free`)
  expect(await books.story(other.dealId)).toContain(`${gone} “Survey” is free`)
})

test('billing one again leaves the others asked about, and what was left of them stays left', async () => {
  const { one, other, number } = await voidedTogether()
  await books.settle(await about(other.dealId, 'Survey'), 'leave')
  await books.settle(await about(one.dealId, 'Build'), 'bill_again')
  await books.deliver()
  await books.sweep()
  expect(await asked(one.dealId)).toEqual([free('Design')])
  const left = await stage.within((sql) =>
    sql('select settled_how from attention where deal_id = $1 and kind = $2', [other.dealId, 'freed']),
  )
  expect(left).toEqual([{ settled_how: 'leave' }])
  expect(await books.figures(one.dealId)).toMatchObject({ billed: { amount: '600.00' } })

  await books.settle(await about(one.dealId, 'Design'), 'bill_again')
  await books.deliver()
  expect(await books.questions(one.dealId)).toEqual([])
  expect(await books.figures(one.dealId)).toMatchObject({ billed: { amount: '1000.00' } })
  expect((await books.story(one.dealId)).filter((what) => what.includes(`Invoice ${number}`))).toEqual(
    expect.arrayContaining([`Settled “Invoice ${number} was voided in QuickBooks”: bill_again`]),
  )
})

test('taking a claim back ends the question about it alone: work of another deal, and an earlier claim, stay asked about', async () => {
  const one = await books.planned(
    [
      ['Frame', 1_000],
      ['Roof', 5_000],
    ],
    monthly,
  )
  const other = await books.planned([['Fence', 300]], monthly)
  const id = must(one.ids[0])
  await books.ask('POST', `/milestones/${id}/start`, {})
  await books.ask('POST', `/milestones/${id}/progress`, { percent: '20' })
  await books.ask('POST', `/milestones/${must(other.ids[0])}/complete`, {})
  await books.ask('POST', `/milestones/${id}/progress`, { percent: '50' })
  await monthComes()
  await voidInvoiceOf(id)
  expect(await asked(one.dealId)).toEqual([free('Frame')])
  await books.ask('POST', `/milestones/${id}/progress/withdraw`, {})
  expect(await asked(one.dealId)).toEqual([free('Frame')])
  expect(await asked(other.dealId)).toEqual([free('Fence')])
  await books.ask('POST', `/milestones/${id}/progress/withdraw`, {})
  expect(await asked(one.dealId)).toEqual([])
  expect(await asked(other.dealId)).toEqual([free('Fence')])
})
