/**
 * Goal: what happens to our invoices in QuickBooks is in the deal's history, in the document's own numbers, once.
 * Method: a bookkeeper's acts in the simulator, each read several times.
 */
import { readHistory } from '../../src/history/history-table'
import { applyInvoices, tellHistory } from '../../src/reconcile/apply-invoices'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

/** Reads once, then the same again in two ways: by the feed that repeats it, and applied without anything new. */
async function readNow(bill: Billing): Promise<void> {
  stage.advance(2_000)
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  await readChanges(stage, company, stage.workspaceId)
  await readChanges(stage, company, stage.workspaceId)
  const { quickbooksId } = await bill.intent()
  await stage.within(async (sql) => tellHistory(sql, await applyInvoices(sql, [must(quickbooksId)])))
}
async function billed(): Promise<Billing> {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  await readNow(bill)
  return bill
}
const invoiceOf = async (bill: Billing) => must((await bill.inQuickBooks())[0])
/** What QuickBooks did, oldest first. */
const told = async (bill: Billing) =>
  (await stage.within((sql) => readHistory(sql, { dealId: bill.dealId, limit: 100 })))
    .filter((entry) => entry.who === 'QuickBooks')
    .map(({ what, before, after, via, milestoneId }) => {
      expect([via, milestoneId]).toEqual(['QuickBooks', bill.milestoneId])
      return [what, before, after]
    })
    .reverse()
const pay = async (bill: Billing, amount: number) => {
  const invoice = await invoiceOf(bill)
  return payInvoices(stage, invoice.CustomerRef.value, [{ invoiceId: invoice.Id, amount }])
}
const changePayment = (payment: { Id: string; SyncToken: string }, change: object, operation = '') =>
  stage.quickbooks.api<{ Payment: { Id: string; SyncToken: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/payment?minorversion=75${operation}`,
    { Id: payment.Id, SyncToken: payment.SyncToken, ...change },
  )

test('an invoice that nobody touched has nothing to tell', async () => {
  expect(await told(await billed())).toEqual([])
})

test('payments, each once: part, the rest, changed, deleted', async () => {
  const bill = await billed()
  const { DocNumber, Id, CustomerRef } = await invoiceOf(bill)
  await pay(bill, 234.56)
  await readNow(bill)
  const day = expect.stringMatching(/^\d{4}-\d\d-\d\d$/)
  const first = [
    `A payment of $234.56 was received on invoice ${DocNumber}`,
    null,
    { on: day, balance: '$1,000.00' },
  ]
  expect(await told(bill)).toEqual([first])

  const second = await pay(bill, 1000)
  await readNow(bill)
  const rest = [
    `A payment of $1,000.00 was received on invoice ${DocNumber}`,
    null,
    { on: day, balance: '$0.00' },
  ]
  expect(await told(bill)).toEqual([first, rest])

  const line = { Amount: 400, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }
  const changed = await changePayment(second, { CustomerRef, TotalAmt: 400, Line: [line] })
  await readNow(bill)
  const less = [
    `A payment on invoice ${DocNumber} was changed in QuickBooks`,
    { amount: '$1,000.00' },
    { amount: '$400.00', on: day, balance: '$600.00' },
  ]
  expect(await told(bill)).toEqual([first, rest, less])

  await changePayment(changed.Payment, {}, '&operation=delete')
  await readNow(bill)
  expect(await told(bill)).toEqual([
    first,
    rest,
    less,
    [
      `A payment of $400.00 on invoice ${DocNumber} was deleted in QuickBooks`,
      { amount: '$400.00' },
      { amount: '$0.00', balance: '$1,000.00' },
    ],
  ])
})

test('a payment that was in before the invoice was read for the first time is told too', async () => {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  await pay(bill, 100)
  await readNow(bill)
  expect(await told(bill)).toHaveLength(1)
})

test('an edit with both numbers, and the edit back', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  const line = must(invoice.Line[0])
  const edit = async (amount: number) => {
    const now = await invoiceOf(bill)
    await editInvoice(stage, now, {
      CustomerRef: now.CustomerRef,
      Line: [{ ...line, Amount: amount, SalesItemLineDetail: { ItemRef: { value: '1' } } }],
    })
    await readNow(bill)
  }
  await edit(1500)
  await edit(1234.56)
  const what = `Invoice ${invoice.DocNumber} was edited in QuickBooks`
  const planned = { billed: '$1,234.56', total: '$1,234.56' }
  const edited = { billed: '$1,500.00', total: '$1,500.00' }
  expect(await told(bill)).toEqual([
    [what, planned, edited],
    [what, edited, planned],
  ])
})

test('a void and a deletion are told by what they mean, with what they do to a payment', async () => {
  const bill = await billed()
  const { DocNumber } = await invoiceOf(bill)
  await editInvoice(stage, await invoiceOf(bill), {}, 'void')
  await readNow(bill)
  const gone = [`Invoice ${DocNumber} was voided in QuickBooks; “Design” is free`, null, null]
  expect(await told(bill)).toEqual([gone])
  await editInvoice(stage, await invoiceOf(bill), {}, 'delete')
  await readNow(bill)
  expect(await told(bill)).toEqual([gone])
})

test('a credit is no payment', async () => {
  const bill = await billed()
  const { Id, DocNumber, CustomerRef } = await invoiceOf(bill)
  const { CreditMemo } = await stage.quickbooks.api<{ CreditMemo: { Id: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/creditmemo?minorversion=75`,
    {
      CustomerRef,
      Line: [
        { Amount: 200, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } },
      ],
    },
  )
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/payment?minorversion=75`, {
    CustomerRef,
    TotalAmt: 0,
    Line: [
      { Amount: 200, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] },
      { Amount: 200, LinkedTxn: [{ TxnId: CreditMemo.Id, TxnType: 'CreditMemo' }] },
    ],
  })
  await readNow(bill)
  expect((await told(bill)).map(([what]) => what)).toEqual([
    `A credit of $200.00 was applied to invoice ${DocNumber}`,
  ])
})
