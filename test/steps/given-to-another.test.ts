/**
 * Goal: an invoice of ours that another customer was given in QuickBooks is told of and asked about, is billed as before, and
 * nobody is asked where the plan has that customer pay anyway.
 * Method: invoices moved over QuickBooks' own API, customers chosen and merged; read by the sweep, over our API.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { writeDeals } from '../../src/writeback/write-deals'
import { allInvoices, editInvoice, type QuickBooksInvoice } from '../fixtures/billing'
import { customersOf } from '../fixtures/customers'
import { openKeptBooks } from '../fixtures/kept-books'
import { mergingOf, sharesOf } from '../fixtures/merging'
import { must } from '../fixtures/must'
import { noTrouble } from '../fixtures/no-trouble'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
const customers = customersOf(() => stage)
const merging = mergingOf(() => stage)
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const giveTo = async (invoice: QuickBooksInvoice, customer: string) => {
  stage.advance(2_000)
  const now = must((await allInvoices(stage)).find(({ Id }) => Id === invoice.Id))
  await editInvoice(stage, now, { CustomerRef: { value: customer } })
  await books.sweep()
}
const asked = async (dealId: string) =>
  (await books.questions(dealId)).filter(({ title }) => title.includes('was given to another customer'))
const told = async (dealId: string) =>
  (await books.story(dealId)).filter((what) => what.includes('was given to another customer'))
const look = async () => {
  // HubSpot does not know the deal, so that it is put off after each look.
  stage.advance(3_600_000)
  await writeDeals(
    { ...stage, random: () => 0.5, log: noTrouble },
    await stage.vendors.hubspot(stage.workspaceId),
    stage.workspaceId,
  )
}

test('given to another customer it is told and asked about, stays billed, and is over once it is given back', async () => {
  const [from = '', to = '', third = ''] = await merging.everyone('Oak Ltd', 'Elm Ltd', 'Ash Ltd')
  const { dealId, ids } = await books.billed([['Survey', 500]], { customer: { quickbooksId: from } })
  const invoice = await books.invoiceOf(must(ids[0]))
  await giveTo(invoice, to)
  const title = `Invoice ${invoice.DocNumber} was given to another customer in QuickBooks`
  const [question, ...others] = await asked(dealId)
  expect([question?.kind, question?.title, others]).toEqual(['differs', title, []])
  expect(question?.detail).toMatch(/billed to “Oak Ltd”, and “Elm Ltd” is asked.*stays with “Oak Ltd”/)
  expect(question?.actions.map(({ action }) => action)).toEqual(['change_payer', 'leave'])
  expect(await told(dealId)).toEqual([`${title}: from “Oak Ltd” to “Elm Ltd”`])
  expect((await books.figures(dealId))['billed']).toMatchObject({ amount: '500.00' })
  await books.sweep()
  expect(await told(dealId)).toHaveLength(1)
  const answer = { action: 'change_payer' }
  expect((await books.refused('POST', `/attention/${must(question).id}/settle`, answer)).status).toBe(422)

  await giveTo(invoice, from)
  expect(await asked(dealId)).toEqual([])
  expect(await told(dealId)).toHaveLength(2)

  // Left, it is left for that customer, until it is given back.
  await giveTo(invoice, to)
  await books.settle(must((await asked(dealId))[0]), 'leave')
  await giveTo(invoice, to)
  await look()
  expect(await asked(dealId)).toEqual([])
  await giveTo(invoice, third)
  expect(await asked(dealId)).toHaveLength(1)
  await giveTo(invoice, from)
  await giveTo(invoice, to)
  expect(await asked(dealId)).toHaveLength(1)
})

test('it is over once the plan has that customer pay, and asked again once it has not', async () => {
  const [from = '', to = ''] = await merging.everyone('Fir Ltd', 'Yew Ltd')
  const { dealId, ids } = await books.billed([['Survey', 500]], { customer: { quickbooksId: from } })
  await giveTo(await books.invoiceOf(must(ids[0])), to)
  expect(await asked(dealId)).toHaveLength(1)
  for (const [customer, questions] of [
    [to, 0],
    [from, 1],
  ] as const) {
    await books.ask('POST', `/deals/${dealId}/customer`, { quickbooksId: customer })
    await look()
    expect(await asked(dealId)).toHaveLength(questions)
  }
})

test('nobody is asked where the two are one by now, or one is the other’s job', async () => {
  const [from = '', to = ''] = await merging.everyone('Old name', 'New name')
  const { Id: job } = await customers.make('customer', {
    DisplayName: 'Kitchen',
    Job: true,
    ParentRef: { value: to },
  })
  const { dealId, ids } = await books.billed([['Survey', 500]], { customer: { quickbooksId: from } })
  const invoice = await books.invoiceOf(must(ids[0]))
  await merging.merge(from, to)
  await books.sweep()
  expect([await asked(dealId), await told(dealId)]).toEqual([[], []])
  await giveTo(invoice, job)
  expect(await asked(dealId)).toEqual([])
  expect(await told(dealId)).toHaveLength(1)
})

test('one that bills two deals is asked about on each; another payer’s share is not theirs', async () => {
  const [from = '', to = ''] = await merging.everyone('Lime Ltd', 'Pine Ltd')
  const monthly = { customer: { quickbooksId: from }, cadence: { on: 'monthly', day: 1 } } as const
  const a = await books.planned([['Foundation', 400]], monthly)
  const b = await books.planned([['Roof', 600]], monthly)
  for (const id of [...a.ids, ...b.ids]) await books.ask('POST', `/milestones/${id}/complete`, {})
  stage.advance(32 * 86_400_000)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
  await giveTo(await books.invoiceOf(must(a.ids[0])), to)
  expect([await asked(a.dealId), await asked(b.dealId)]).toEqual([[expect.anything()], [expect.anything()]])

  const shared = await books.billed([['Garden', 800]], { payers: sharesOf([from, '50'], [to, '50']) })
  const mine = must(
    (await allInvoices(stage))
      .filter(({ CustomerRef, TotalAmt }) => CustomerRef.value === from && TotalAmt === 400)
      .at(-1),
  )
  await giveTo(mine, to)
  expect(await asked(shared.dealId)).toHaveLength(1)
})
