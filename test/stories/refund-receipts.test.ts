/**
 * Goal: what a bookkeeper gives back to a client is a figure of its own, asked about once, and what people answer is what the
 * tracker, the deal in HubSpot and the tie-out say; also when the refund is changed or deleted afterwards, or was for something
 * else. Method: refund receipts in QuickBooks' own words, and nobody rings; the answers over our API.
 */
import { deliverAll } from '../fixtures/deliver'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Books, booksOf, sweepBooks } from '../fixtures/receiving'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let sales: Salesperson
let books: Books
let office: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  sales = salesperson(stage)
  books = booksOf(stage)
  office = await openKeptBooks(stage)
  await readCompany(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await office.api.close()
  await stage.close()
})

/** A deal in HubSpot whose two milestones are done, invoiced and paid. */
async function paidDeal(name: string) {
  const customerId = await books.customer(name)
  const dealId = await sales.create({ dealname: name, amount: '1500' })
  await sales.rings(dealId)
  const milestones = [fixed('Design', '1000'), fixed('Build', '500')]
  const { ids } = await plan(
    stage,
    dealId,
    draftOf('1500', milestones, { customer: { quickbooksId: customerId }, delivery: 'post' }),
  )
  for (const id of ids) await office.ask('POST', `/milestones/${id}/complete`, {})
  await deliverAll(stage)
  const invoices = (await sales.tracker(dealId)).intents.map(({ intent }) => intent)
  await books.pay(customerId, 1_500, [
    ['Invoice', must(invoices[0]?.quickbooksId), 1_000],
    ['Invoice', must(invoices[1]?.quickbooksId), 500],
  ])
  return { customerId, dealId, ids, invoices }
}

const TOLD = ['billed', 'paid', 'outstanding', 'remaining', 'status'] as const
/** After the sweep: what is refunded, what HubSpot says of the deal, which holds what the tracker says, and the tie-out. */
async function standing(dealId: string) {
  await sweepBooks(stage)
  await deliverAll(stage)
  await sales.writes()
  const figures = await office.figures(dealId)
  const said = await sales.says(dealId)
  for (const name of ['billed', 'paid', 'outstanding', 'remaining'] as const)
    expect([name, said[`milepost_${name}`]]).toEqual([name, figures[name]?.amount])
  const { identities } = (await office.ask('GET', `/deals/${dealId}/tie-out`)) as unknown as {
    identities: {
      id: string
      difference: { amount: string } | null
      items: { what: string; state: string }[]
    }[]
  }
  expect(identities.map(({ difference }) => difference?.amount)).toEqual(identities.map(() => '0.00'))
  return {
    refunded: figures['refunded']?.amount,
    deal: TOLD.map((name) => said[`milepost_${name}`]),
    items: identities.flatMap(({ items }) => items.map(({ what, state }) => `${state}: ${what}`)),
    asked: (await office.questions(dealId)).map(({ kind, title }) => `${kind}: ${title}`),
  }
}
const refunds = (refundId: string) => office.ask('GET', `/refunds/${refundId}`)

test('refunds of a paid deal: billed again, closed, changed, deleted, and one that was for something else', async () => {
  const { customerId, dealId, ids, invoices } = await paidDeal('Gives money back')
  const paid = ['1500.00', '1500.00', '0.00', '0.00', 'Paid in full']
  expect(await standing(dealId)).toEqual({ refunded: '0.00', deal: paid, items: [], asked: [] })

  // It names nothing that Milepost could know it by: counted at once, and asked about.
  const first = await books.refund(customerId, 250, { DocNumber: 'R-1' })
  expect(await standing(dealId)).toEqual({
    refunded: '250.00',
    deal: paid,
    items: [],
    asked: ['refunded: Refund R-1 of $250.00 to Gives money back was made in QuickBooks'],
  })
  const question = await office.asked(dealId, 'refunded')
  expect(question.actions.map(({ action }) => action)).toEqual(['refund_choose', 'refund_none'])
  const gives = (place: number, again: boolean) => ({
    gives: { invoiceId: must(invoices[place]).intentId, milestoneId: must(ids[place]), again },
  })
  await office.ask('POST', `/refunds/${first.Id}/settle`, gives(0, true))
  expect(await standing(dealId)).toEqual({
    refunded: '250.00',
    deal: ['1250.00', '1500.00', '0.00', '250.00', 'Ready to bill'],
    items: [],
    asked: ['ready_to_bill: $250.00 of “Design” is ready to bill again'],
  })
  await office.settle(await office.asked(dealId, 'ready_to_bill'), 'bill')
  expect(await standing(dealId)).toEqual({
    refunded: '250.00',
    deal: ['1500.00', '1500.00', '250.00', '0.00', 'Billed in full'],
    items: [],
    asked: [],
  })

  // The second one is for Build, and nobody bills that again.
  const second = await books.refund(customerId, 100, { DocNumber: 'R-2' })
  await sweepBooks(stage)
  await office.ask('POST', `/refunds/${second.Id}/settle`, gives(1, false))
  const { docNumber } = must((await sales.tracker(dealId)).intents[1]?.invoice)
  const closed = `closed: A refund took a part of what invoice ${docNumber} bills, and it is not billed again`
  const afterwards = ['1400.00', '1500.00', '250.00', '100.00', 'In billing']
  expect(await standing(dealId)).toEqual({ refunded: '350.00', deal: afterwards, items: [closed], asked: [] })

  // Changed there to less than was answered, and the answer is taken back and given again.
  await books.update('RefundReceipt', {
    ...(await lowered(second.Id, 60)),
  })
  const lower = await standing(dealId)
  expect(lower).toMatchObject({
    refunded: '310.00',
    deal: ['1440.00', ...afterwards.slice(1, 3), '60.00', 'In billing'],
  })
  expect(lower.asked).toEqual([expect.stringMatching(/^credit_undone: \$40\.00 of a refund on invoice/)])
  await office.settle(await office.asked(dealId, 'credit_undone'), 'take_answer_back')
  expect((await standing(dealId)).asked).toEqual([])

  // Training, which is no part of the deal.
  const other = await books.refund(customerId, 75, { DocNumber: 'R-3' })
  await sweepBooks(stage)
  await office.settle(await office.asked(dealId, 'refunded'), 'refund_none')
  expect(await standing(dealId)).toMatchObject({ refunded: '310.00', asked: [] })
  expect(await refunds(other.Id)).toMatchObject({ said: { parts: [] } })

  // Deleted there: what it gave back is billed as it was, and nothing stays behind.
  await books.remove('RefundReceipt', second)
  expect((await standing(dealId)).asked).toEqual([
    expect.stringMatching(/^credit_undone: \$60\.00 of a refund on invoice/),
  ])
  expect(await refunds(second.Id)).toMatchObject({ gone: true })
  await office.settle(await office.asked(dealId, 'credit_undone'), 'take_answer_back')
  expect(await standing(dealId)).toEqual({
    refunded: '250.00',
    deal: ['1500.00', '1500.00', '250.00', '0.00', 'Billed in full'],
    items: [],
    asked: [],
  })
})

/** The same refund of another sum. */
async function lowered(refundId: string, amount: number) {
  const { Id, SyncToken, Line, CustomerRef } = await books.read('RefundReceipt', refundId)
  const lines = (Line as { DetailType: string; SalesItemLineDetail?: object }[]).filter(
    ({ DetailType }) => DetailType === 'SalesItemLineDetail',
  )
  return {
    Id,
    SyncToken,
    CustomerRef,
    Line: lines.map((line) => ({
      ...line,
      Amount: amount,
      SalesItemLineDetail: { ...line.SalesItemLineDetail, Qty: 1, UnitPrice: amount },
    })),
  }
}
