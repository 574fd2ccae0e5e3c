/**
 * Goal: of an invoice that is gone nobody is asked any more what becomes of its edit, its files or its e-mail; but again once it
 * counts again. Method: a bookkeeper of QuickBooks' stand-in edits one and then takes it away, heard of one after the other, and
 * both at once: the same is asked; QuickBooks refuses a file, and loses an e-mail.
 */
import { type BillWithFiles, beginAttaching } from '../fixtures/attaching'
import { type Billing, beginBilling, editInvoice } from '../fixtures/billing'
import { creditInvoice, unapplyCredit } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { readLater } from '../fixtures/retainage'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

const itsLine = {
  Amount: 2000,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
}

test.each(['void', 'delete', 'credit'] as const)('%s', async (how) => {
  const bills = [await beginBilling(stage), await beginBilling(stage)]
  await deliverAll(stage)
  for (const [index, bill] of bills.entries()) {
    const [invoice] = await bill.inQuickBooks()
    const { Id: lineId } = must(must(invoice).Line[0])
    const edited = await editInvoice(stage, must(invoice), { Line: [{ ...itsLine, Id: lineId }] })
    if (index === 0) {
      await readLater(stage)
      expect(await bill.questions()).toEqual(['edited'])
    }
    if (how === 'credit') await creditInvoice(stage, edited, 2000)
    else await editInvoice(stage, edited, {}, how)
    await readLater(stage)
    expect(await bill.questions()).toEqual(['freed'])
  }
})

const fail = (path: string, how: object) =>
  stage.quickbooks.fault({ method: 'POST', path, times: 1, effect: 'status', ...how })

/** QuickBooks refused one of its files: it was not e-mailed. */
async function withRefusedFile(): Promise<BillWithFiles> {
  const bill = await beginAttaching(stage)
  await fail('/v3/company/*/upload', { status: 400 })
  await deliverAll(stage)
  expect(await bill.questions()).toEqual(['refused'])
  return bill
}
/** Its e-mail was lost, and nobody knows whether it left. */
async function unclearlySent(): Promise<Billing> {
  const bill = await beginBilling(stage, { delivery: 'send' })
  await fail('/v3/company/*/invoice/*/send', { status: 503, executed: false })
  await deliverAll(stage)
  stage.advance(3_600_000)
  await deliverAll(stage)
  expect(await bill.questions()).toEqual(['unclear'])
  return bill
}
const first = async (bill: Billing) => must((await bill.inQuickBooks())[0])
const sends = () => stage.quickbooks.count('POST', /\/invoice\/\d+\/send$/)

test.each([
  'void',
  'delete',
] as const)('%s: nobody is asked of its files, and none of it is owed', async (how) => {
  const bill = await withRefusedFile()
  await editInvoice(stage, await first(bill), {}, how)
  await readLater(stage)
  expect(await bill.questions()).toEqual(['freed'])
  await deliverAll(stage)
  expect((await bill.message()).state).toBe('done')
  expect((await bill.attachments()).map(({ state }) => state)).toEqual(['left_out', 'attached', 'attached'])
  expect(await bill.mails()).toEqual([])
  expect(await bill.questions()).toEqual(['freed'])
})

test.each(['void', 'delete'] as const)('%s: nobody is asked whether it was e-mailed', async (how) => {
  const bill = await unclearlySent()
  await editInvoice(stage, await first(bill), {}, how)
  await readLater(stage)
  expect(await bill.questions()).toEqual(['freed'])
})

test('entered again after it was void, it is asked once more whether it was e-mailed', async () => {
  const bill = await unclearlySent()
  const invoice = await first(bill)
  const voided = await editInvoice(stage, invoice, {}, 'void')
  await readLater(stage)
  const Line = invoice.Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail')
  const before = await sends()
  await editInvoice(stage, voided, { Line, PrivateNote: invoice.PrivateNote })
  await readLater(stage)
  await deliverAll(stage)
  expect(await bill.questions()).toEqual(['unclear'])
  expect(await sends()).toBe(before)
})

test('credited in full it may count again: what is asked of it stays', async () => {
  const bills = [await withRefusedFile(), await unclearlySent()]
  for (const bill of bills) {
    const asked = await bill.questions()
    const invoice = await first(bill)
    const credit = await creditInvoice(stage, invoice, invoice.TotalAmt)
    await readLater(stage)
    expect((await bill.questions()).sort()).toEqual([...asked, 'freed'].sort())
    await unapplyCredit(stage, credit)
    await readLater(stage)
    expect(await bill.questions()).toEqual(asked)
  }
})
