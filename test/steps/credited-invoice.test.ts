/**
 * Documents that stop counting, or count again, in ways that leave no simple trace: a void in another language, a
 * credit memo over the whole invoice, an invoice that was zeroed and filled in again, a repeated key that replays
 * the answer of an invoice which is deleted by now; and the questions of the calendar.
 */

import { listAttention } from '../../src/attention/attention-table'
import { formatAmount, money } from '../../src/money/money'
import { markDirty } from '../../src/outbox/deal-mirror-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { readTrackers } from '../../src/reconcile/read-trackers'
import { noticeOverdue } from '../../src/writeback/notice-overdue'
import { writeDeals } from '../../src/writeback/write-deals'
import { type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { noTrouble } from '../fixtures/no-trouble'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

const readNow = async () => {
  stage.advance(2_000)
  return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
const billed = async (): Promise<Billing> => {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  return bill
}
const figures = async (bill: Billing) =>
  must((await stage.within((sql) => readTrackers(sql, stage.clock, [bill.dealId]))).get(bill.dealId)).figures
const invoiceOf = async (bill: Billing) => must((await bill.inQuickBooks())[0])

test('a void whose memo is in another language frees the milestone all the same', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  await editInvoice(stage, invoice, {}, 'void')
  await editInvoice(stage, await invoiceOf(bill), { PrivateNote: `Annulé - ${invoice.PrivateNote}` })
  await readNow()
  expect(await bill.questions()).toEqual(['freed'])
  expect((await figures(bill)).billed).toBe(0n)
})

test('a credit memo over the whole invoice frees it, and is no cash', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  const item = { ItemRef: { value: '1' } }
  const { CreditMemo } = await stage.quickbooks.api<{ CreditMemo: { Id: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/creditmemo?minorversion=75`,
    {
      CustomerRef: { value: invoice.CustomerRef.value },
      Line: [{ Amount: invoice.TotalAmt, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: item }],
    },
  )
  const lines = [
    { Amount: invoice.TotalAmt, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] },
    { Amount: invoice.TotalAmt, LinkedTxn: [{ TxnId: CreditMemo.Id, TxnType: 'CreditMemo' }] },
  ]
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/payment?minorversion=75`, {
    CustomerRef: { value: invoice.CustomerRef.value },
    TotalAmt: 0,
    Line: lines,
  })
  await readNow()
  expect(await bill.questions()).toEqual(['freed'])
  const seen = await figures(bill)
  expect([seen.billed, seen.paid, seen.credited]).toEqual([
    0n,
    0n,
    BigInt(Math.round(invoice.TotalAmt * 100)),
  ])
})

test('an invoice that was zeroed and filled in again bills its milestone again', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  await editInvoice(stage, invoice, {}, 'void')
  await readNow()
  expect((await figures(bill)).billed).toBe(0n)
  await editInvoice(stage, await invoiceOf(bill), { Line: invoice.Line, PrivateNote: invoice.PrivateNote })
  await readNow()
  expect(await bill.questions()).toEqual([])
  expect((await figures(bill)).billed).toBe(BigInt(Math.round(invoice.TotalAmt * 100)))
})

test('a due date that passes is said, written to the deal, and settled by the payment', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  await editInvoice(stage, invoice, { DueDate: '2020-01-31', sparse: true })
  await readNow()
  await writeDeals({ ...stage, random: Math.random, log: noTrouble }, portal, stage.workspaceId)
  await noticeOverdue(stage, stage.workspaceId)
  expect(await bill.questions()).toEqual(['overdue'])
  await payInvoices(stage, invoice.CustomerRef.value, [{ invoiceId: invoice.Id, amount: invoice.TotalAmt }])
  await readNow()
  expect(await bill.questions()).toEqual([])
})

test('a deal whose amount differs from the contract is a question, until they are equal or a person leaves it', async () => {
  const bill = await billed()
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  const questions = async () =>
    (await stage.within((sql) => listAttention(sql, { dealId: bill.dealId, limit: 50, offset: 0 }))).map(
      (item) => item.kind,
    )
  const written = async () => {
    await stage.within(async (sql) => {
      await markDirty(sql, [bill.dealId])
      // HubSpot does not know this deal: what it was told of it before is tried again later.
      await sql('update deal_mirror set next_at = milepost.now() where deal_id = $1', [bill.dealId])
    })
    await writeDeals({ ...stage, random: Math.random, log: noTrouble }, portal, stage.workspaceId)
  }
  const setAmount = (amount: string) =>
    stage.within((sql) => sql('update deal set amount = $2 where deal_id = $1', [bill.dealId, amount]))
  await setAmount('123.45')
  await written()
  expect(await questions()).toEqual(['deal_amount_differs'])
  const { contractSum } = await figures(bill)
  await setAmount(formatAmount(money(contractSum, 'USD')))
  await written()
  expect(await questions()).toEqual([])
})
