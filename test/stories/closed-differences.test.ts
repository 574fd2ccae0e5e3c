/**
 * Goal: what a person said will never be billed keeps no deal waiting: with the rest paid it is done, in HubSpot too, and until
 * they say so it is not. Method: an invoice edited in QuickBooks, a refund and a credit memo, each answered over our API.
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

/** A deal in HubSpot whose one milestone of 1,000 is done and invoiced. */
async function invoiced(name: string) {
  const customerId = await books.customer(name)
  const dealId = await sales.create({ dealname: name })
  await sales.rings(dealId)
  const draft = draftOf('1000', [fixed('Design', '1000')], { customer: { quickbooksId: customerId } })
  const milestoneId = must((await plan(stage, dealId, draft)).ids[0])
  await office.ask('POST', `/milestones/${milestoneId}/complete`, {})
  await deliverAll(stage)
  const { Id } = await office.invoiceOf(milestoneId)
  return { customerId, dealId, milestoneId, invoiceId: Id }
}
/** What HubSpot says of it, without another look at QuickBooks. */
async function said(dealId: string) {
  await sales.writes()
  const { milepost_billed, milepost_earned_not_billed, milepost_status } = await sales.says(dealId)
  return [milepost_billed, milepost_earned_not_billed, milepost_status]
}

test('an edit that was left is nothing to bill: paid as it is, the deal is done, until it is edited again', async () => {
  const { customerId, dealId, milestoneId, invoiceId } = await invoiced('Lowered')
  await office.reprice(await office.invoiceOf(milestoneId), [900])
  await books.pay(customerId, 900, [['Invoice', invoiceId, 900]])
  await sweepBooks(stage)
  expect(await said(dealId)).toEqual(['900.00', '100.00', 'Ready to bill'])
  await office.settle(await office.asked(dealId, 'edited'), 'leave')
  expect(await said(dealId)).toEqual(['900.00', '0.00', 'Paid in full'])
  await office.reprice(await office.invoiceOf(milestoneId), [950])
  await sweepBooks(stage)
  expect(await said(dealId)).toEqual(['950.00', '50.00', 'Ready to bill'])
  await office.settle(await office.asked(dealId, 'edited'), 'leave')
  expect(await said(dealId)).toEqual(['950.00', '0.00', 'In billing'])
  await books.pay(customerId, 50, [['Invoice', invoiceId, 50]])
  await sweepBooks(stage)
  expect(await said(dealId)).toEqual(['950.00', '0.00', 'Paid in full'])
})

test('what a refund gave back and nobody bills again is done with', async () => {
  const { customerId, dealId, invoiceId } = await invoiced('Refunded')
  await books.pay(customerId, 1_000, [['Invoice', invoiceId, 1_000]])
  await books.refund(customerId, 50)
  await sweepBooks(stage)
  await office.settle(await office.asked(dealId, 'refunded'), 'refund_close')
  expect(await said(dealId)).toEqual(['950.00', '0.00', 'Paid in full'])
})

test('what a credit took is done with once somebody says that it is not billed again', async () => {
  const { customerId, dealId, invoiceId } = await invoiced('Credited')
  const memo = await books.credit(customerId, 50)
  await books.pay(customerId, 950, [
    ['Invoice', invoiceId, 1_000],
    ['CreditMemo', memo.Id, 50],
  ])
  await sweepBooks(stage)
  expect(await said(dealId)).toEqual(['950.00', '0.00', 'In billing'])
  await office.settle(await office.asked(dealId, 'credited'), 'close_difference')
  expect(await said(dealId)).toEqual(['950.00', '0.00', 'Paid in full'])
})
