/**
 * Goal: a line that the bookkeeper takes off one of our invoices and bills on an invoice made by hand is billed once, by that
 * one: its link is one step, nobody is told to void it, and what happens to either invoice later is told. Method: an invoice
 * of a month with two milestones, edited, made, paid and voided over QuickBooks' own API; decisions over our API.
 */
import { editInvoice, payInvoices } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { invoiceById, type MovedLine, moveLine } from '../fixtures/moved-line'
import { must } from '../fixtures/must'
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

const moved = (roof: string, amount: number | null = null) => moveLine(stage, books, roof, amount)
const kinds = async (dealId: string) => (await books.questions(dealId)).map(({ kind }) => kind).sort()
const amountOf = async (dealId: string, name: string) => (await books.figures(dealId))[name]?.amount
const labels = async (dealId: string) =>
  ((await books.ask('GET', `/deals/${dealId}`))['milestones'] as { label: string }[]).map(
    ({ label }) => label,
  )
const numberOf = async ({ ids }: MovedLine) => must((await books.invoiceOf(must(ids[0]))).DocNumber)

test('the invoice made by hand is linked in one step, and bills what the older one does not any more', async () => {
  const job = await moved('Roof covering')
  expect(await kinds(job.dealId)).toEqual(['edited', 'unlinked_document'])
  const asked = await books.asked(job.dealId, 'unlinked_document')
  expect(asked.title).toContain('may bill “Roof covering”')
  expect(asked.detail).toContain(
    `Invoice ${await numberOf(job)} bills nothing of it any more: linking this one moves that billing here.`,
  )
  expect(asked.detail).not.toContain('Void')
  await books.settle(asked, 'link')
  expect(await kinds(job.dealId)).toEqual([])
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await amountOf(job.dealId, 'billed')).toBe('1000.00')
  expect(await amountOf(job.dealId, 'invoicedTotal')).toBe('1000.00')
  expect(await amountOf(job.dealId, 'extras')).toBe('0.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  const again = await books.refused('POST', `/milestones/${job.ids[1]}/bill`, { again: true })
  expect(again.code).toBe('already_billed')
  // How far the older invoice is says nothing of the roof.
  await payInvoices(stage, '1', [{ invoiceId: job.second, amount: 600 }])
  await books.sweep()
  expect(await labels(job.dealId)).toEqual(['Invoiced (not sent)', 'Paid'])
})

test('it is said to be billed twice only while the older invoice bills it, whichever is read first', async () => {
  const job = await books.billed([
    ['Porch floor', 410],
    ['Porch roof', 610],
  ])
  const roof = await books.invoiceOf(must(job.ids[1]))
  await madeByHand(stage, [['Porch roof', 610]])
  await books.sweep()
  const twice = await books.asked(job.dealId, 'unlinked_document')
  expect(twice.title).toBe('“Porch roof” may be billed twice')
  // All that is left on it is a fee: it stands, and bills nothing of the roof.
  const fee = {
    Amount: 25,
    Description: 'Late fee',
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
  }
  await books.reprice(roof, [0], [fee])
  stage.advance(3_600_000)
  await books.sweep()
  const asked = await books.asked(job.dealId, 'unlinked_document')
  expect(asked.title).toContain('may bill “Porch roof”')
  expect(asked.detail).toContain(`Invoice ${roof.DocNumber} bills nothing of it any more`)
  await books.settle(asked, 'link')
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await amountOf(job.dealId, 'billed')).toBe('1020.00')
  expect(await amountOf(job.dealId, 'extras')).toBe('25.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
})

test('it can be linked after the edit was left, with money on the older invoice, whose difference is closed no more', async () => {
  const job = await moved('Roof of slate', 0)
  await books.settle(await books.asked(job.dealId, 'edited'), 'leave')
  await payInvoices(stage, '1', [{ invoiceId: job.first.Id, amount: 400 }])
  await books.sweep()
  expect((await books.contract(job.dealId)).items).toHaveLength(1)
  const links = [{ invoiceId: job.second, milestoneIds: [job.ids[1]] }]
  await books.ask('POST', `/deals/${job.dealId}/catch-up`, { links })
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  expect(await labels(job.dealId)).toEqual(['Paid', 'Invoiced (not sent)'])
})

test('unlinked, the work is to be billed, and its invoice leaves beside the older one', async () => {
  const job = await moved('Roof of reed')
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  await unlink(job)
  expect(await kinds(job.dealId)).toEqual(['ready_to_bill'])
  expect(await amountOf(job.dealId, 'billed')).toBe('400.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  await editInvoice(stage, await invoiceById(stage, job.second), {}, 'void')
  await books.sweep()
  await books.ask('POST', `/milestones/${job.ids[1]}/bill`, { again: true })
  await books.deliver()
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await amountOf(job.dealId, 'billed')).toBe('1000.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
})

test('the older invoice is put right without the line, which is not put back beside the other one', async () => {
  const job = await moved('Roof of straw')
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  await books.reprice(await books.invoiceOf(must(job.ids[0])), [350])
  await books.sweep()
  await books.settle(await books.asked(job.dealId, 'edited'), 'restore')
  await books.deliver()
  await books.sweep()
  const { Line, TotalAmt } = await books.invoiceOf(must(job.ids[0]))
  expect(TotalAmt).toBe(400)
  expect(Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail')).toHaveLength(1)
  expect(await kinds(job.dealId)).toEqual([])
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
})

test('while the line is being put back, the other invoice is not linked', async () => {
  const job = await moved('Roof of lead')
  await books.settle(await books.asked(job.dealId, 'edited'), 'restore')
  const links = [{ invoiceId: job.second, milestoneIds: [job.ids[1]] }]
  const refused = await books.refused('POST', `/deals/${job.dealId}/catch-up`, { links })
  expect(refused).toMatchObject({ code: 'already_billed' })
  expect(refused.detail).toContain('is being put back as it was sent')
  await books.deliver()
  await books.sweep()
  const asked = await books.asked(job.dealId, 'unlinked_document')
  expect(asked.title).toBe('“Roof of lead” may be billed twice')
})

test('a void of the older invoice frees what is left on it alone', async () => {
  const job = await moved('Roof of glass')
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  const first = await books.invoiceOf(must(job.ids[0]))
  await editInvoice(stage, first, {}, 'void')
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual(['freed'])
  expect(await amountOf(job.dealId, 'billed')).toBe('600.00')
  expect(await labels(job.dealId)).toEqual(['Completed (ready to bill)', 'Invoiced (not sent)'])
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
})

async function unlink({ second }: MovedLine): Promise<void> {
  const [row] = await stage.within((sql) =>
    sql<{ id: string }>('select intent_id as id from billing_intent where quickbooks_id = $1', [second]),
  )
  await books.ask('POST', `/invoices/${must(row).id}/unlink`, {})
}
