/**
 * Goal: of an invoice that is gone nobody is asked any more what becomes of its edit. Method: a bookkeeper of QuickBooks'
 * stand-in edits one and then takes it away, heard of one after the other, and both at once: the same is asked.
 */
import { beginBilling, editInvoice } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { readLater } from '../fixtures/retainage'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

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
