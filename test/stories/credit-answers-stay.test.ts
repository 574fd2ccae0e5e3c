/**
 * Goal: what was answered about a credit stays with the milestone that it was answered for, whatever becomes of the lines of
 * its invoice afterwards: only what is credited beyond that is divided, by what is left of each line, and nobody is asked
 * for a cent more than was credited. Method: lines added and edited in QuickBooks' stand-in after answers over the API; the
 * questions, the figures and the contract's identity after each step.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import type { QuickBooksInvoice } from '../fixtures/billing'
import { creditInvoice, unapplyCredit } from '../fixtures/credits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { fixed } from '../fixtures/plan'
import { beginJob, type HeldJob, linesOf, openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

const MONTH_MS = 32 * 86_400_000
const monthly = { retainage: null, cadence: { on: 'monthly', day: 1 } } as const
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
const invoiceOf = async (job: HeldJob): Promise<QuickBooksInvoice> => must((await job.inQuickBooks())[0])
const credit = async (job: HeldJob, amount: number) => {
  const applied = await creditInvoice(stage, await invoiceOf(job), amount)
  await read()
  return applied
}
const reprice = async (job: HeldJob, amounts: readonly number[], added: readonly object[] = []) => {
  await books.reprice(await invoiceOf(job), amounts, added)
  await read()
}
/** What is asked about credits, without the invoice's number. */
const asked = async (job: HeldJob) =>
  (await books.questions(job.dealId))
    .filter(({ kind }) => kind.startsWith('credit'))
    .map(({ title }) => title.replace(/ on invoice \d+/, ''))
    .sort()
const answer = async (job: HeldJob, name: string, action: string) => {
  const found = (await books.questions(job.dealId)).find(
    ({ kind, title }) => kind === 'credited' && title.includes(`“${name}”`),
  )
  await books.settle(must(found), action)
}
const bill = (job: HeldJob, place: number) =>
  books.ask('POST', `/milestones/${must(job.ids[place])}/bill`, {})
const billed = async (job: HeldJob) => (await job.inQuickBooks()).map(linesOf)
const figures = async (job: HeldJob) => {
  const { billed: net, remaining, closed } = (await job.tracker()).figures
  return { net, remaining, closed }
}
const travel = (amount: number) => ({
  Amount: amount,
  DetailType: 'SalesItemLineDetail',
  Description: 'Travel',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
})

test('a line is added by hand: no credit is gone, and the rest of the contract is billed', async () => {
  const job = await beginJob(stage, '200000', [fixed('A', '100000'), fixed('B', '100000')])
  await job.complete(0)
  await read()
  await credit(job, 45_000)
  await answer(job, 'A', 'rebill')
  await bill(job, 0)
  await read()
  await reprice(job, [100_000, -10_000], [travel(10_000)])
  expect(await books.questions(job.dealId)).toEqual([])
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  expect(await figures(job)).toMatchObject({ net: 10_000_000n, remaining: 10_000_000n })
  await job.complete(1)
  await read()
  expect(await billed(job)).toEqual([[100_000, -10_000, 10_000], [45_000], [100_000, -10_000]])
  expect(await figures(job)).toMatchObject({ net: 20_000_000n, remaining: 0n })
})

describe('600 and 400 on one invoice, of which 500 are credited', () => {
  const begin = async () => {
    const milestones = [fixed('One', '600'), fixed('Two', '400'), fixed('Three', '1000')]
    const job = await beginJob(stage, '2000', milestones, monthly)
    await job.complete(0)
    await job.complete(1)
    stage.advance(MONTH_MS)
    await books.sweep()
    await runMonth(stage, stage.workspaceId)
    await read()
    expect(await billed(job)).toEqual([[600, 400]])
    return { job, applied: await credit(job, 500) }
  }
  const bothAgain = async () => {
    const { job } = await begin()
    for (const [place, name] of ['One', 'Two'].entries()) {
      await answer(job, name, 'rebill')
      await bill(job, place)
    }
    await read()
    expect(await billed(job)).toEqual([[600, 400], [300], [200]])
    return job
  }
  /** The client agrees to what the invoice says now. */
  const accept = async (job: HeldJob) => {
    await books.settle(await books.asked(job.dealId, 'edited'), 'accept_as_change_order')
    const { items } = await books.ask('GET', `/deals/${job.dealId}/change-orders`)
    const { id } = must((items as { id: string; state: string }[]).find(({ state }) => state === 'draft'))
    await books.ask('POST', `/change-orders/${id}/send`, {})
    await books.ask('POST', `/change-orders/${id}/approve`, { by: 'Amy' })
    await read()
  }

  test('one line is raised, and agreed to: nothing is asked about the credit, nor billed for it', async () => {
    const job = await bothAgain()
    await reprice(job, [600, 800])
    expect(await asked(job)).toEqual([])
    await accept(job)
    expect(await books.questions(job.dealId)).toEqual([])
    expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
    expect(await figures(job)).toMatchObject({ net: 140_000n, remaining: 100_000n })
    for (const id of job.ids.slice(0, 2))
      expect((await books.refused('POST', `/milestones/${id}/bill`, { again: true })).code).toBe(
        'already_billed',
      )
  })

  test('a later credit is divided by what is left of each line, and taken off it leaves what was answered', async () => {
    const job = await bothAgain()
    await reprice(job, [600, 800])
    await accept(job)
    // Of 300 and 600 that are left.
    const later = await credit(job, 90.01)
    expect(await asked(job)).toEqual(['A credit took $30.00 of “One”', 'A credit took $60.01 of “Two”'])
    await answer(job, 'One', 'close_difference')
    await answer(job, 'Two', 'rebill')
    await reprice(job, [700, 800], [travel(100)])
    expect(await asked(job)).toEqual([])
    await unapplyCredit(stage, later)
    await read()
    expect(await asked(job)).toEqual(['$30.00 of a credit is gone', '$60.01 of a credit is gone'])
    for (const question of await books.questions(job.dealId))
      if (question.kind === 'credit_undone') await books.settle(question, 'take_answer_back')
    await read()
    expect(await asked(job)).toEqual([])
    expect(await figures(job)).toMatchObject({ net: 150_000n, closed: 0n })
  })

  test('what is not answered yet is asked about as it was, and its sum is never more than the credit', async () => {
    const { job } = await begin()
    await answer(job, 'One', 'rebill')
    await reprice(job, [600, 800], [travel(250)])
    expect(await asked(job)).toEqual(['A credit took $200.00 of “Two”'])
    await answer(job, 'Two', 'close_difference')
    expect(await asked(job)).toEqual([])
    expect(await figures(job)).toMatchObject({ net: 90_000n, closed: 20_000n })
  })

  test('before anything is answered, the credit is divided by the lines as they are', async () => {
    const { job, applied } = await begin()
    await reprice(job, [600, 1_400])
    expect(await asked(job)).toEqual(['A credit took $150.00 of “One”', 'A credit took $350.00 of “Two”'])
    await unapplyCredit(stage, applied)
    await read()
    expect(await asked(job)).toEqual([])
  })
})

test('on an invoice of two deals, an edit of the one’s line moves nothing that was answered for the other', async () => {
  const begin = (name: string, amount: number) =>
    beginJob(stage, '2000', [fixed(name, String(amount)), fixed('Later', String(2_000 - amount))], monthly)
  const one = await begin('Of one', 600)
  const other = await begin('Of the other', 400)
  await one.complete(0)
  await other.complete(0)
  stage.advance(MONTH_MS)
  await books.sweep()
  await runMonth(stage, stage.workspaceId)
  await read()
  // Both deals know the one invoice by its mark.
  const found = await one.inQuickBooks()
  const of = found.length > 0 ? one : other
  expect((await billed(of))[0]).toEqual(expect.arrayContaining([600, 400]))
  await credit(of, 500)
  expect([...(await asked(one)), ...(await asked(other))]).toEqual([
    'A credit took $300.00 of “Of one”',
    'A credit took $200.00 of “Of the other”',
  ])
  await answer(one, 'Of one', 'rebill')
  await answer(other, 'Of the other', 'close_difference')
  const now = linesOf(await invoiceOf(of)).map((amount) => (amount === 400 ? 800 : (amount ?? 0)))
  await reprice(of, now)
  expect([...(await asked(one)), ...(await asked(other))]).toEqual([])
  expect(await figures(one)).toMatchObject({ net: 30_000n })
  expect(await figures(other)).toMatchObject({ net: 60_000n, closed: 20_000n })
  for (const { dealId } of [one, other]) expect((await books.contract(dealId)).difference).toBe(0n)
})
