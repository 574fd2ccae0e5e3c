/**
 * Goal: a discount that somebody gives on our invoice is an edit, and what restoring would take away is said before: where it
 * may be for lines that are none of ours, nothing of it is taken away. Method: discounts and lines added over QuickBooks' own
 * API, before and after restoring was asked for, decisions over ours. F35.
 */
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openRetainageStage()
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const off = (amount: number) => ({
  Amount: amount,
  DetailType: 'DiscountLineDetail',
  DiscountLineDetail: { PercentBased: false },
})
const courier = {
  Description: 'Courier',
  Amount: 100,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
}

/** What people see of an edited invoice before they answer. */
async function page(milestoneId: string) {
  const { Id } = await books.invoiceOf(milestoneId)
  const [row] = await stage.within((sql) =>
    sql<{ intent_id: string }>('select intent_id from billing_intent where quickbooks_id = $1', [Id]),
  )
  return books.ask('GET', `/invoices/${must(row).intent_id}/edited`)
}

test('a discount is an edit too: billed follows it, and restoring takes it away, which is said before', async () => {
  const { dealId, ids } = await books.billed(
    [
      ['Strategy', 15_000],
      ['Design', 2_000],
    ],
    { retainage: { percent: '10' } },
  )
  await books.reprice(await books.invoiceOf(must(ids[0])), [], [off(7_500)])
  await books.sweep()
  const asked = await books.asked(dealId, 'edited')
  expect(asked.detail).toContain('It now bills $7,500.00 of its milestone, where $15,000.00 was decided.')
  expect(await books.figures(dealId)).toMatchObject({
    billed: { amount: '9500.00' },
    remaining: { amount: '7500.00' },
  })
  expect((await books.contract(dealId)).difference).toBe(0n)
  expect(await page(must(ids[0]))).toMatchObject({
    whyNotRestored: null,
    others: null,
    discount: { amount: '7500.00' },
    total: { now: { amount: '6000.00' }, restored: { amount: '13500.00' } },
  })
  await books.settle(asked, 'restore')
  await books.deliver()
  await books.sweep()
  const restored = await books.invoiceOf(must(ids[0]))
  expect(restored.Line.map(({ DetailType }) => DetailType)).not.toContain('DiscountLineDetail')
  expect(restored.TotalAmt).toBe(13_500)
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '17000.00' } })
})

test('a discount over lines that are none of ours may be theirs: it is not taken away, and the words say why', async () => {
  const { dealId, ids } = await books.billed([['Strategy', 1_000]])
  const id = must(ids[0])
  await books.reprice(await books.invoiceOf(id), [], [courier, off(50)])
  await books.sweep()
  const asked = await books.asked(dealId, 'edited')
  expect(asked.detail).toContain('It now bills $954.55 of its milestone, where $1,000.00 was decided.')
  expect(await page(id)).toMatchObject({
    discount: { amount: '50.00' },
    total: { now: { amount: '1050.00' } },
    whyNotRestored: expect.stringContaining('A discount of $50.00 is on the whole invoice'),
  })
  expect(await books.refused('POST', `/attention/${asked.id}/settle`, { action: 'restore' })).toMatchObject({
    code: 'restore_forbidden',
    detail: expect.stringContaining('lines that are none of ours stand under it'),
  })
  await books.deliver()
  expect((await books.invoiceOf(id)).TotalAmt).toBe(1_050)
  // Taken off there, as the words say, it is nobody's question any more.
  await books.reprice(await books.invoiceOf(id), [])
  await books.sweep()
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({
    billed: { amount: '1000.00' },
    extras: { amount: '100.00' },
  })
})

test('a discount that comes after restoring was asked for is looked at first', async () => {
  const { dealId, ids } = await books.billed([['Strategy', 1_000]])
  const id = must(ids[0])
  await books.reprice(await books.invoiceOf(id), [900], [courier])
  await books.sweep()
  await books.settle(await books.asked(dealId, 'edited'), 'restore')
  await books.reprice(await books.invoiceOf(id), [], [off(50)])
  await books.deliver()
  expect((await books.invoiceOf(id)).TotalAmt).toBe(950)
  expect((await books.asked(dealId, 'refused')).detail).toContain('A discount of $50.00')
  await books.asked(dealId, 'edited')
})
