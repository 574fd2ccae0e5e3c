/**
 * Goal: an invoice whose credit was answered in part, and of which further credit memos take the rest, is asked about for that
 * rest and no more; billed again it is billed once, left it is closed, and what is voided, credited or taken back afterwards
 * comes out too. Method: credit memos in QuickBooks' stand-in; the answers over the API; every invoice there counted.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { beginAttaching } from '../fixtures/attaching'
import { editInvoice, type QuickBooksInvoice } from '../fixtures/billing'
import { creditInvoice, unapplyCredit } from '../fixtures/credits'
import { deliver } from '../fixtures/deliver'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { fixed } from '../fixtures/plan'
import { beginJob, type HeldJob, linesOf, openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

const MONTH_MS = 32 * 86_400_000
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

const read = async () => {
  await books.deliver()
  await books.sweep()
}
const invoiceAt = async (job: HeldJob, place: number): Promise<QuickBooksInvoice> =>
  must((await job.inQuickBooks())[place])
const credit = async (job: HeldJob, place: number, amount: number) => {
  const applied = await creditInvoice(stage, await invoiceAt(job, place), amount)
  await read()
  return applied
}
const answer = async (job: HeldJob, action: string, kind = 'credited') => {
  await books.settle(await books.asked(job.dealId, kind), action)
  await read()
}
/** Credited, and what it took is billed again by an invoice of its own. */
async function billedAgain(job: HeldJob, amount: number) {
  const applied = await credit(job, 0, amount)
  await answer(job, 'rebill')
  await answer(job, 'bill', 'ready_to_bill')
  return applied
}
const begin = async (retainage: { percent: string } | null = null) => {
  const job = await beginJob(stage, '1000', [fixed('Design', '1000')], { retainage })
  await job.complete(0)
  await read()
  return job
}
/** What each invoice of the job bills, in the order in which they were decided; a voided one bills 0. */
const billed = async (job: HeldJob) => (await job.inQuickBooks()).map((invoice) => linesOf(invoice)[0])
const kinds = async (job: HeldJob) => (await books.questions(job.dealId)).map(({ kind }) => kind).sort()
const figures = async (job: HeldJob) => {
  const { figures: said } = await job.tracker()
  const { billed: net, remaining, closed, earnedNotBilled, outstanding, credited } = said
  return { net, remaining, closed, earnedNotBilled, outstanding, credited }
}
async function expectDone(job: HeldJob, items: readonly string[] = []): Promise<void> {
  expect(await kinds(job)).toEqual([])
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items })
  const refused = await books.refused('POST', `/milestones/${must(job.ids[0])}/bill`, { again: true })
  expect(refused.code).toBe('already_billed')
}

test('the rest is asked about and billed again, beside what was billed again before: the client owes it all once', async () => {
  const job = await begin()
  await billedAgain(job, 400)
  await credit(job, 0, 600)
  const [first] = await job.inQuickBooks()
  expect(await kinds(job)).toEqual(['credited'])
  expect((await books.asked(job.dealId, 'credited')).title).toBe(
    `A credit took $600.00 of “Design” on invoice ${first?.DocNumber}`,
  )
  expect(await figures(job)).toMatchObject({ net: 40_000n, remaining: 60_000n, credited: 100_000n })
  await answer(job, 'rebill')
  expect(await books.asked(job.dealId, 'ready_to_bill')).toMatchObject({
    title: '$600.00 of “Design” is ready to bill again',
  })
  await answer(job, 'bill', 'ready_to_bill')
  expect(await billed(job)).toEqual([1_000, 400, 600])
  expect(await figures(job)).toEqual({
    net: 100_000n,
    remaining: 0n,
    closed: 0n,
    earnedNotBilled: 0n,
    outstanding: 100_000n,
    credited: 100_000n,
  })
  const [milestone] = (await job.tracker()).milestones
  expect(milestone?.billing).toMatchObject({ status: 'posted', billedMinor: 100_000n, difference: false })
  await expectDone(job)
})

test('left, the rest is closed by name, and only what was billed again is owed', async () => {
  const job = await begin()
  await billedAgain(job, 400)
  await credit(job, 0, 600)
  await answer(job, 'close_difference')
  expect(await billed(job)).toEqual([1_000, 400])
  expect(await figures(job)).toMatchObject({ net: 40_000n, closed: 60_000n, earnedNotBilled: 0n })
  const { DocNumber: number } = await invoiceAt(job, 0)
  const closed = `A credit took a part of what invoice ${number} bills, and it is not billed again`
  await expectDone(job, [closed])
})

test('what was closed first stays closed, and the rest alone is billed again', async () => {
  const job = await begin()
  await credit(job, 0, 400)
  await answer(job, 'close_difference')
  await credit(job, 0, 600)
  await answer(job, 'rebill')
  await answer(job, 'bill', 'ready_to_bill')
  expect(await billed(job)).toEqual([1_000, 600])
  expect(await figures(job)).toMatchObject({ net: 60_000n, closed: 40_000n, outstanding: 60_000n })
  expect(await kinds(job)).toEqual([])
})

test('what is held back of it stands: the credits took what was asked for, and just that is billed again', async () => {
  const job = await begin({ percent: '10' })
  await billedAgain(job, 400)
  await credit(job, 0, 500)
  await answer(job, 'rebill')
  await answer(job, 'bill', 'ready_to_bill')
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[1_000, -100], [400], [500]])
  expect(await figures(job)).toMatchObject({ net: 100_000n, remaining: 0n })
  expect(await job.releasable()).toBe(10_000n)
  await expectDone(job)
})

test('of several milestones on the invoice each is asked about for what was not answered of it', async () => {
  const monthly = { retainage: null, cadence: { on: 'monthly', day: 1 } } as const
  const job = await beginJob(stage, '1000', [fixed('One', '600'), fixed('Two', '400')], monthly)
  await job.complete(0)
  await job.complete(1)
  stage.advance(MONTH_MS)
  await books.sweep()
  await runMonth(stage, stage.workspaceId)
  await read()
  expect(await job.inQuickBooks()).toHaveLength(1)
  await credit(job, 0, 500)
  const titles = async () =>
    (await books.questions(job.dealId)).map(({ title }) => title.replace(/ on invoice.*/, '')).sort()
  expect(await titles()).toEqual(['A credit took $200.00 of “Two”', 'A credit took $300.00 of “One”'])
  const one = (await books.questions(job.dealId)).find(({ title }) => title.includes('One'))
  await books.settle(must(one), 'rebill')
  await answer(job, 'bill', 'ready_to_bill')
  await credit(job, 0, 500)
  expect(await titles()).toEqual(['A credit took $300.00 of “One”', 'A credit took $400.00 of “Two”'])
  for (const question of await books.questions(job.dealId)) await books.settle(question, 'rebill')
  for (const id of job.ids) await books.ask('POST', `/milestones/${id}/bill`, {})
  await read()
  expect((await job.inQuickBooks()).map(linesOf)).toEqual([[600, 400], [300], [300], [400]])
  expect(await figures(job)).toMatchObject({ net: 100_000n, remaining: 0n, outstanding: 100_000n })
  await expectDone(job)
})

describe('after both were billed again', () => {
  const both = async () => {
    const job = await begin()
    await billedAgain(job, 400)
    return { job, second: await billedAgain(job, 600) }
  }

  test('what bills the first of them is voided: just that is free, and billed once more', async () => {
    const { job } = await both()
    await editInvoice(stage, await invoiceAt(job, 1), {}, 'void')
    await read()
    expect(await figures(job)).toMatchObject({ net: 60_000n, remaining: 40_000n })
    await answer(job, 'bill_again', 'freed')
    expect(await billed(job)).toEqual([1_000, 0, 600, 400])
    await expectDone(job)
  })

  test('what bills the second one is credited in full: just that is free, and billed once more', async () => {
    const { job } = await both()
    await credit(job, 2, 600)
    expect(await figures(job)).toMatchObject({ net: 40_000n, remaining: 60_000n })
    await answer(job, 'bill_again', 'freed')
    expect(await billed(job)).toEqual([1_000, 400, 600, 600])
    expect(await figures(job)).toMatchObject({ net: 100_000n, outstanding: 100_000n })
    await expectDone(job)
  })

  test('the second credit is taken off: its answer goes once nothing bills it, and the first one’s stays', async () => {
    const { job, second } = await both()
    await unapplyCredit(stage, second)
    await read()
    const undone = await books.asked(job.dealId, 'credit_undone')
    expect(undone.title).toMatch(/^\$600\.00 of a credit on invoice \d+ is gone$/)
    const refused = await books.refused('POST', `/attention/${undone.id}/settle`, {
      action: 'take_answer_back',
    })
    expect(refused.code).toBe('already_billed')
    await editInvoice(stage, await invoiceAt(job, 2), {}, 'void')
    await read()
    await answer(job, 'take_answer_back', 'credit_undone')
    expect(await billed(job)).toEqual([1_000, 400, 0])
    expect(await figures(job)).toMatchObject({ net: 100_000n, remaining: 0n, outstanding: 100_000n })
    await expectDone(job)
  })
})

test('before its files and its e-mail left, it goes to nobody while it is credited; counting again, it goes once', async () => {
  const bill = await beginAttaching(stage)
  const upload = '/v3/company/*/upload'
  await stage.quickbooks.fault({ method: 'POST', path: upload, times: 1, effect: 'status', status: 429 })
  await deliver(stage)
  const invoice = must((await bill.inQuickBooks())[0])
  await creditInvoice(stage, invoice, 100)
  await books.sweep()
  await books.settle(await books.asked(bill.dealId, 'credited'), 'close_difference')
  const rest = await creditInvoice(stage, invoice, invoice.TotalAmt - 100)
  await books.sweep()
  await books.deliver()
  expect([await bill.filesInQuickBooks(), await bill.mails()]).toEqual([[], []])
  expect(await bill.questions()).toEqual(['credited'])
  await unapplyCredit(stage, rest)
  await books.sweep()
  await books.deliver()
  expect(await bill.filesInQuickBooks()).toHaveLength(3)
  expect(await bill.mails()).toHaveLength(1)
  expect(await bill.questions()).toEqual([])
})
