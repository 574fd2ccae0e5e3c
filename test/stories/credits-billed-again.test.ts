/**
 * Goal: what several credits took of one milestone, and a person lets be billed again, is asked for as the sum that is billed,
 * also when another payer was credited too, and it follows when one of them is billed or taken back. Method: credits in
 * QuickBooks' stand-in; the answers over the API; the invoices that come of it.
 */
import { allInvoices, editInvoice, type QuickBooksInvoice } from '../fixtures/billing'
import { creditInvoice, unapplyCredit } from '../fixtures/credits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

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

/** A credit of this much on the invoice, which a person lets be billed again. */
async function creditedAgain(dealId: string, invoice: QuickBooksInvoice, amount: number) {
  const credit = await creditInvoice(stage, invoice, amount)
  await books.sweep()
  await books.settle(await books.asked(dealId, 'credited'), 'rebill')
  return credit
}
const ready = async (dealId: string) => {
  const { id, title, detail } = await books.asked(dealId, 'ready_to_bill')
  const [row] = await stage.within((sql) =>
    sql<{ amount_minor: bigint }>('select amount_minor from attention where attention_id = $1', [id]),
  )
  return { title, detail, amount: row?.amount_minor }
}
/** Amounts of the newest invoices in QuickBooks, sorted. */
const newest = async (count: number) =>
  (await allInvoices(stage))
    .sort((a, b) => Number(b.Id) - Number(a.Id))
    .slice(0, count)
    .map(({ TotalAmt }) => TotalAmt)
    .sort((a, b) => a - b)

test('two credits on one invoice are asked for as the sum that is billed', async () => {
  const { dealId, ids } = await books.billed([['Design', 1_000]])
  const invoice = await books.invoiceOf(must(ids[0]))
  const on = `invoice ${invoice.DocNumber}`
  await creditedAgain(dealId, invoice, 100)
  expect(await ready(dealId)).toEqual({
    title: '$100.00 of “Design” is ready to bill again',
    detail: `A credit took it on ${on}. It goes on an invoice of its own.`,
    amount: 10_000n,
  })
  await creditedAgain(dealId, invoice, 50)
  expect(await ready(dealId)).toEqual({
    title: '$150.00 of “Design” is ready to bill again',
    detail: `A credit took $100.00 of it on ${on}, and a credit took $50.00 on ${on}. Each goes on an invoice of its own.`,
    amount: 15_000n,
  })
  await books.settle(await books.asked(dealId, 'ready_to_bill'), 'bill')
  await books.deliver()
  await books.sweep()
  expect(await newest(2)).toEqual([50, 100])
  expect(await books.questions(dealId)).toEqual([])
})

test('one that is taken back leaves the other asked for, and both leave nothing', async () => {
  const { dealId, ids } = await books.billed([['Design', 1_000]])
  const invoice = await books.invoiceOf(must(ids[0]))
  const first = await creditedAgain(dealId, invoice, 100)
  const second = await creditedAgain(dealId, invoice, 50)
  await unapplyCredit(stage, second)
  await books.sweep()
  await books.settle(await books.asked(dealId, 'credit_undone'), 'take_answer_back')
  expect(await ready(dealId)).toMatchObject({
    title: '$100.00 of “Design” is ready to bill again',
    amount: 10_000n,
  })
  await unapplyCredit(stage, first)
  await books.sweep()
  await books.settle(await books.asked(dealId, 'credit_undone'), 'take_answer_back')
  expect(await books.questions(dealId)).toEqual([])
})

describe('two payers of one milestone', () => {
  const shared = async () => {
    const payers = [payer('1', { percent: '60' }), payer('3', { percent: '40' })]
    const { dealId, ids } = await books.billed([['Design', 1_000]], { payers })
    const own = (await allInvoices(stage)).sort((a, b) => Number(b.Id) - Number(a.Id)).slice(0, 2)
    const of = (customer: string) => must(own.find(({ CustomerRef }) => CustomerRef.value === customer))
    return { dealId, id: must(ids[0]), acme: of('1'), beta: of('3') }
  }

  test('each credited: the sum is asked for, and each is billed theirs', async () => {
    const { dealId, acme, beta } = await shared()
    await creditedAgain(dealId, acme, 100)
    await creditedAgain(dealId, beta, 50)
    expect(await ready(dealId)).toEqual({
      title: '$150.00 of “Design” is ready to bill again',
      detail:
        `A credit took $100.00 of it on invoice ${acme.DocNumber}, and a credit took $50.00 on invoice ${beta.DocNumber}. ` +
        'Each goes on an invoice of its own.',
      amount: 15_000n,
    })
    await books.settle(await books.asked(dealId, 'ready_to_bill'), 'bill')
    await books.deliver()
    await books.sweep()
    expect(await newest(2)).toEqual([50, 100])
    expect(await books.questions(dealId)).toEqual([])
  })

  test('what one is billed again by itself, after its invoice was voided, is asked for no more', async () => {
    const { dealId, acme, beta } = await shared()
    await creditedAgain(dealId, acme, 100)
    await editInvoice(stage, beta, {}, 'void')
    await books.sweep()
    // One press bills all that is open, so that is what it says.
    expect(await ready(dealId)).toEqual({
      title: '“Design” is ready to bill',
      detail: `A part of it is not billed yet. A credit took $100.00 of it on invoice ${acme.DocNumber}.`,
      amount: 50_000n,
    })
    await books.settle(await books.asked(dealId, 'freed'), 'bill_again')
    expect(await ready(dealId)).toMatchObject({
      title: '$100.00 of “Design” is ready to bill again',
      amount: 10_000n,
    })
    await books.settle(await books.asked(dealId, 'ready_to_bill'), 'bill')
    await books.deliver()
    await books.sweep()
    expect(await newest(2)).toEqual([100, 400])
    expect(await books.questions(dealId)).toEqual([])
  })
})

test('what was billed again and voided is billed with the next one, or for itself', async () => {
  const { dealId, ids } = await books.billed([['Design', 1_000]])
  const id = must(ids[0])
  const invoice = await books.invoiceOf(id)
  await creditedAgain(dealId, invoice, 100)
  await books.settle(await books.asked(dealId, 'ready_to_bill'), 'bill')
  await books.deliver()
  await editInvoice(stage, await books.invoiceOf(id), {}, 'void')
  await books.sweep()
  await creditedAgain(dealId, invoice, 50)
  expect(await ready(dealId)).toMatchObject({ amount: 15_000n })
  expect((await books.asked(dealId, 'ready_to_bill')).actions).toMatchObject([{ action: 'bill_again' }])
  await books.settle(await books.asked(dealId, 'freed'), 'bill_again')
  expect(await ready(dealId)).toMatchObject({
    title: '$50.00 of “Design” is ready to bill again',
    amount: 5_000n,
  })
})

test('once all of its invoice is credited, the rest is asked about, and with it all is billed again', async () => {
  const { dealId, ids } = await books.billed([['Design', 1_000]])
  const invoice = await books.invoiceOf(must(ids[0]))
  await creditedAgain(dealId, invoice, 100)
  await creditedAgain(dealId, invoice, 900)
  expect(await ready(dealId)).toMatchObject({
    title: '$1,000.00 of “Design” is ready to bill again',
    amount: 100_000n,
  })
  await books.settle(await books.asked(dealId, 'ready_to_bill'), 'bill')
  await books.deliver()
  await books.sweep()
  expect(await newest(2)).toEqual([100, 900])
  expect(await books.questions(dealId)).toEqual([])
})
