/**
 * Goal: a line whose work a person billed on another invoice, and that is on ours again, bills it as it is agreed by now once
 * nothing else does; until then it is said to be billed twice, and is nothing to agree to. Method: an invoice of a month with
 * two milestones, and one made by hand, edited and voided over QuickBooks' own API; decisions over our API.
 */
import { editInvoice } from '../fixtures/billing'
import { creditInvoice, unapplyCredit } from '../fixtures/credits'
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
  await editInvoice(stage, await invoiceById(stage, job.second), {}, 'void')
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
  await editInvoice(stage, await invoiceById(stage, job.second), {}, 'void')
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
  await books.reprice(await invoiceById(stage, job.second), [550])
  await books.sweep()
  await accepted(job)
  await editInvoice(stage, await invoiceById(stage, job.second), {}, 'void')
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

test('beside a line that came back, the other one bills its work again once nothing else does', async () => {
  const job = await moved('Roof of zinc', 0)
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  const credit = await creditInvoice(stage, job.first, 400)
  await books.sweep()
  await books.settle(await books.asked(job.dealId, 'freed'), 'bill_again')
  await books.deliver()
  await books.sweep()
  const again = await books.invoiceOf(must(job.ids[0]))
  expect(again.TotalAmt).toBe(400)
  await unapplyCredit(stage, credit)
  await books.sweep()
  await editInvoice(stage, await invoiceById(stage, job.second), {}, 'void')
  const first = await invoiceById(stage, job.first.Id)
  await books.reprice(first, job.place === 0 ? [600] : [400, 600])
  await books.sweep()
  // The foundation is on both invoices.
  expect(await kinds(job.dealId)).toEqual(['copied_document'])
  await editInvoice(stage, again, {}, 'void')
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await amountOf(job.dealId, 'billed')).toBe('1000.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  const refused = await books.refused('POST', `/milestones/${job.ids[0]}/bill`, { again: true })
  expect(refused.code).toBe('already_billed')
})

/** The one edit of the deal is accepted, and the client agrees to it. */
async function accepted(job: MovedLine): Promise<void> {
  await books.settle(await books.asked(job.dealId, 'edited'), 'accept_as_change_order')
  await books.ask('POST', `/change-orders/${await sentOrder(job)}/approve`, { by: 'Amy' })
}

/** The deal's one draft of a change order, sent to the client. */
async function sentOrder({ dealId }: MovedLine): Promise<string> {
  const { items } = await books.ask('GET', `/deals/${dealId}/change-orders`)
  const { id } = must((items as { id: string; state: string }[]).find(({ state }) => state === 'draft'))
  await books.ask('POST', `/change-orders/${id}/send`, {})
  return id
}
