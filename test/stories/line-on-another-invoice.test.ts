/**
 * Goal: a line that the bookkeeper takes off one of our invoices and bills on an invoice made by hand is billed once, by that
 * one: its link is one step, nobody is told to void it, and what happens to either invoice later is told. Method: an invoice
 * of a month with two milestones, edited, made, paid and voided over QuickBooks' own API; decisions over our API.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { allInvoices, editInvoice, payInvoices, type QuickBooksInvoice } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
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

interface Moved {
  readonly dealId: string
  readonly ids: readonly string[]
  /** The invoice of the month as it was sent. */
  readonly first: QuickBooksInvoice
  readonly place: number
  /** QuickBooks' id of the invoice that was made by hand. */
  readonly second: string
}

/** Foundation works and roof covering on one invoice, and the roof's line taken off it, or set to 0, for one of its own. */
async function moved(roof: string, amount: number | null = null): Promise<Moved> {
  const { dealId, ids } = await books.planned(
    [
      [`Foundation under ${roof}`, 400],
      [roof, 600],
    ],
    { cadence: { on: 'monthly', day: 1 } },
  )
  for (const id of ids) await books.ask('POST', `/milestones/${id}/complete`, {})
  stage.advance(32 * 86_400_000)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
  const first = await books.invoiceOf(must(ids[0]))
  const sold = first.Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail')
  const place = sold.findIndex(({ Amount }) => Amount === 600)
  await books.reprice(first, place === 0 ? [amount] : [400, amount])
  const { Id: second } = await madeByHand(stage, [[roof, 600]])
  await books.sweep()
  return { dealId, ids, first, place, second }
}

const kinds = async (dealId: string) => (await books.questions(dealId)).map(({ kind }) => kind).sort()
const amountOf = async (dealId: string, name: string) => (await books.figures(dealId))[name]?.amount
const labels = async (dealId: string) =>
  ((await books.ask('GET', `/deals/${dealId}`))['milestones'] as { label: string }[]).map(
    ({ label }) => label,
  )
const numberOf = async ({ ids }: Moved) => must((await books.invoiceOf(must(ids[0]))).DocNumber)

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

test('a line that comes back is told, and bills its work again once the other invoice is void', async () => {
  const job = await moved('Roof of tiles', 0)
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  expect(await kinds(job.dealId)).toEqual([])
  const first = await books.invoiceOf(must(job.ids[0]))
  await books.reprice(first, job.place === 0 ? [600] : [400, 600])
  await books.sweep()
  const edited = await books.asked(job.dealId, 'edited')
  expect(edited.detail).toContain('A line is on it again whose work another invoice bills')
  expect(await amountOf(job.dealId, 'billed')).toBe('1600.00')
  await editInvoice(stage, must(await byId(job.second)), {}, 'void')
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await amountOf(job.dealId, 'billed')).toBe('1000.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  const again = await books.refused('POST', `/milestones/${job.ids[1]}/bill`, { again: true })
  expect(again.code).toBe('already_billed')
})

test('a void of the other invoice is asked about, and settled by the line that comes back', async () => {
  const job = await moved('Roof of copper', 0)
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  await editInvoice(stage, must(await byId(job.second)), {}, 'void')
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual(['freed'])
  const first = await books.invoiceOf(must(job.ids[0]))
  await books.reprice(first, job.place === 0 ? [600] : [400, 600])
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
})

test.each([
  { answer: 'accept_as_change_order', contract: 1_000 },
  { answer: 'restore', contract: 950 },
])('a line that comes back is for what was agreed since: $answer', async ({ answer, contract }) => {
  const job = await moved(`Roof, and then ${answer}`, 0)
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  await books.reprice(must(await byId(job.second)), [550])
  await books.sweep()
  await accepted(job)
  await editInvoice(stage, must(await byId(job.second)), {}, 'void')
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual(['freed'])
  const first = await books.invoiceOf(must(job.ids[0]))
  await books.reprice(first, job.place === 0 ? [600] : [400, 600])
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual(['edited'])
  expect((await books.asked(job.dealId, 'edited')).detail).toContain(
    'It now bills $1,000.00 of its milestones, where $950.00 was decided.',
  )
  const again = await books.refused('POST', `/milestones/${job.ids[1]}/bill`, { again: true })
  expect(again.code).toBe('already_billed')
  if (answer === 'restore') {
    await books.settle(await books.asked(job.dealId, 'edited'), answer)
    await books.deliver()
    await books.sweep()
  } else await accepted(job)
  expect(await kinds(job.dealId)).toEqual([])
  expect(await amountOf(job.dealId, 'billed')).toBe(`${contract}.00`)
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
})

test('a line that comes back while the other invoice bills it is nothing to agree to; other lines of it are, without it', async () => {
  const job = await moved('Roof of shingles', 0)
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  const lines = (foundation: number, roof: number) =>
    job.place === 0 ? [roof, foundation] : [foundation, roof]
  const edit = async (foundation: number, roof: number) => {
    await books.reprice(await books.invoiceOf(must(job.ids[0])), lines(foundation, roof))
    await books.sweep()
    return books.asked(job.dealId, 'edited')
  }
  const offered = ({ actions }: { actions: readonly { action: string }[] }) =>
    actions.map(({ action }) => action)
  for (const foundation of [400, 350]) {
    const back = await edit(foundation, 600)
    expect(offered(back)).toEqual(['restore', 'leave'])
    const refused = await books.refused('POST', `/attention/${back.id}/settle`, {
      action: 'accept_as_change_order',
    })
    expect(refused).toMatchObject({ code: 'edit_not_acceptable' })
    expect(refused.detail).toContain('whose work another invoice bills')
  }
  // Agreed to before it came back: what is approved is not what stands there.
  await books.settle(await edit(450, 0), 'accept_as_change_order')
  const order = await sentOrder(job)
  await edit(450, 600)
  const approve = ['POST', `/change-orders/${order}/approve`, { by: 'Amy' }] as const
  expect(await books.refused(...approve)).toMatchObject({ status: 409, code: 'change_order_conflict' })
  await edit(450, 0)
  await books.ask(...approve)
  expect(await kinds(job.dealId)).toEqual([])
  expect(await amountOf(job.dealId, 'billed')).toBe('1050.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
})

test('unlinked, the work is to be billed, and its invoice leaves beside the older one', async () => {
  const job = await moved('Roof of reed')
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  await unlink(job)
  expect(await kinds(job.dealId)).toEqual(['ready_to_bill'])
  expect(await amountOf(job.dealId, 'billed')).toBe('400.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  await editInvoice(stage, must(await byId(job.second)), {}, 'void')
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

/** The one edit of the deal is accepted, and the client agrees to it. */
async function accepted(job: Moved): Promise<void> {
  await books.settle(await books.asked(job.dealId, 'edited'), 'accept_as_change_order')
  await books.ask('POST', `/change-orders/${await sentOrder(job)}/approve`, { by: 'Amy' })
}

/** The deal's one draft of a change order, sent to the client. */
async function sentOrder({ dealId }: Moved): Promise<string> {
  const { items } = await books.ask('GET', `/deals/${dealId}/change-orders`)
  const { id } = must((items as { id: string; state: string }[]).find(({ state }) => state === 'draft'))
  await books.ask('POST', `/change-orders/${id}/send`, {})
  return id
}

async function byId(id: string): Promise<QuickBooksInvoice | undefined> {
  return (await allInvoices(stage)).find((invoice) => invoice.Id === id)
}

async function unlink({ second }: Moved): Promise<void> {
  const [row] = await stage.within((sql) =>
    sql<{ id: string }>('select intent_id as id from billing_intent where quickbooks_id = $1', [second]),
  )
  await books.ask('POST', `/invoices/${must(row).id}/unlink`, {})
}
