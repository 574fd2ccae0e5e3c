/**
 * Goal: a plan that a merge of deals set aside loses nothing of what it still has of its client's money. What its invoices hold
 * back is named where the two plans are asked about, with its amount, and can be released from its own page; what is left of its
 * deposit is named too, and ends when it is given back in QuickBooks. Nothing else of it is billed. Method: a salesperson in
 * HubSpot's stand-in, and a bookkeeper in QuickBooks', over our API.
 */
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { tieOutState } from '../../src/reconcile/tie-out'
import type { ScheduleDraft } from '../../src/schedules/draft'
import { allInvoices, editInvoice, payInvoices, type QuickBooksInvoice } from '../fixtures/billing'
import { changeSettings, openDepositStage } from '../fixtures/deposits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { linesOf } from '../fixtures/retainage'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
let sales: Salesperson
beforeAll(async () => {
  stage = await openDepositStage()
  await readPortal(stage)
  // The deal that is merged into keeps its id, so that its own plan goes on.
  await stage.hubspot.turn({ merge_survivor: 'primary_id' })
  books = await openKeptBooks(stage)
  sales = salesperson(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const TITLE = 'Two deals with a schedule each were merged in HubSpot'

async function job(dealname: string, more: Partial<ScheduleDraft> = {}) {
  const dealId = await sales.create({ dealname })
  await sales.rings(dealId)
  stage.advance(1_000)
  const work = [fixed('One', '10000'), fixed('Two', '10000')]
  const { ids } = await plan(stage, dealId, draftOf('20000', work, more))
  return { dealId, ids: ids.map((id) => must(id)) }
}
const complete = (id: string | undefined) => books.ask('POST', `/milestones/${must(id)}/complete`, {})
const merge = async (goesOn: string, beside: string) => {
  await sales.merge(goesOn, beside)
  await sales.rings(goesOn, beside)
}
const onTheirWay = async () => {
  await books.deliver()
  await books.sweep()
}
const asked = async (dealId: string) =>
  must((await books.questions(dealId)).find(({ title }) => title === TITLE))
const release = (dealId: string, body: object = {}) =>
  books.ask('POST', `/deals/${dealId}/retainage/release`, body)
const newest = async (): Promise<QuickBooksInvoice> => must((await allInvoices(stage))[0])
const held = async (dealId: string) => {
  const { billed, retained, depositHeld } = (await sales.tracker(dealId)).figures
  return { billed, retained, depositHeld }
}
const tied = async (dealId: string) =>
  tieOutState(must(await stage.within((sql) => readTieOut(sql, stage.clock, dealId))))

test('what its invoices hold back is named, and is released on its page; the question follows', async () => {
  const [one, two] = [await job('Goes on'), await job('Kept beside', { retainage: { percent: '10' } })]
  await complete(two.ids[0])
  await onTheirWay()
  await merge(one.dealId, two.dealId)
  const question = await asked(one.dealId)
  expect(question.detail).toContain(
    'Its invoices still hold back $1,000.00: that is released on its page, as before.',
  )
  expect(question.detail).not.toContain('deposit')
  // A reading that brings nothing new leaves the words as they are.
  await sales.sweep()
  expect((await asked(one.dealId)).detail).toBe(question.detail)

  expect(await release(two.dealId, { dryRun: true })).toMatchObject({ checks: expect.anything() })
  await release(two.dealId, { amount: { amount: '400.00', currency: 'USD' } })
  expect((await asked(one.dealId)).detail).toContain('still hold back $600.00')
  await onTheirWay()
  expect(linesOf(await newest())).toEqual([400])
  await release(two.dealId)
  await onTheirWay()
  expect(linesOf(await newest())).toEqual([600])
  expect((await asked(one.dealId)).detail).not.toContain('hold back')
  expect(await books.refused('POST', `/deals/${two.dealId}/retainage/release`, {})).toMatchObject({
    code: 'over_release',
  })
  expect(await held(two.dealId)).toEqual({ billed: 1_000_000n, retained: 0n, depositHeld: 0n })
  expect(await held(one.dealId)).toEqual({ billed: 0n, retained: 0n, depositHeld: 0n })

  // Its own work still bills nothing, and the plan that goes on bills all of its own.
  await complete(two.ids[1])
  for (const id of one.ids) await complete(id)
  await onTheirWay()
  expect((await held(two.dealId)).billed).toBe(1_000_000n)
  expect((await held(one.dealId)).billed).toBe(2_000_000n)
  expect([await tied(one.dealId), await tied(two.dealId)]).toEqual(['holds', 'holds'])
  // Voided in QuickBooks, a release is held back again, and named again.
  await editInvoice(stage, await invoiceOver(600), {}, 'void')
  await books.sweep()
  expect((await asked(one.dealId)).detail).toContain('still hold back $600.00')
})

const invoiceOver = async (total: number): Promise<QuickBooksInvoice> =>
  must((await allInvoices(stage)).find(({ TotalAmt }) => TotalAmt === total))

test('a release that was prepared is generated, and one that was queued leaves, after the merge', async () => {
  const terms = { retainage: { percent: '10' }, delivery: 'prepare' } as const
  const [one, two] = [await job('Goes on, later'), await job('Kept, later', { retainage: { percent: '5' } })]
  await complete(two.ids[0])
  await onTheirWay()
  await release(two.dealId)
  await merge(one.dealId, two.dealId)
  expect((await asked(one.dealId)).detail).not.toContain('hold back')
  await onTheirWay()
  expect(linesOf(await newest())).toEqual([500])

  const [third, fourth] = [await job('Goes on, last'), await job('Kept, last', terms)]
  await complete(fourth.ids[0])
  await books.settle(await books.asked(fourth.dealId, 'ready_to_bill'), 'bill')
  await onTheirWay()
  await release(fourth.dealId)
  await merge(third.dealId, fourth.dealId)
  await books.settle(await books.asked(fourth.dealId, 'ready_to_bill'), 'generate')
  await onTheirWay()
  expect(linesOf(await newest())).toEqual([1_000])
  // Of a deal that is deleted nothing leaves, whatever it took over.
  const [fifth, sixth] = [await job('Is deleted'), await job('Kept there', { retainage: { percent: '10' } })]
  await complete(sixth.ids[0])
  await onTheirWay()
  await merge(fifth.dealId, sixth.dealId)
  await sales.remove(fifth.dealId)
  await sales.rings(fifth.dealId)
  expect(await books.refused('POST', `/deals/${sixth.dealId}/retainage/release`, {})).toMatchObject({
    code: 'preflight_failed',
  })
})

test('what is left of its deposit is named, and ends when it is given back in QuickBooks', async () => {
  await changeSettings(stage, { drawUnpaidDeposits: false })
  const deposit = { mode: 'advance', share: { percent: '10' } } as const
  const [one, two] = [await job('Goes on, paid'), await job('Kept, paid', { deposit })]
  await books.ask('POST', `/deals/${two.dealId}/deposit/bill`, {})
  await onTheirWay()
  const bill = await newest()
  await merge(one.dealId, two.dealId)
  expect((await asked(one.dealId)).detail).toContain(
    '$2,000.00 of its deposit is not used, $2,000.00 of that not paid yet, and nothing more will draw it.',
  )
  await payInvoices(stage, bill.CustomerRef.value, [{ invoiceId: bill.Id, amount: 2_000 }])
  await books.sweep()
  const question = await asked(one.dealId)
  expect(question.detail).toContain('$2,000.00 of its deposit is not used, and nothing more will draw it.')
  expect(question.detail).toContain('Give it back in QuickBooks')
  // The other plan's invoices draw nothing of it, so nothing is asked for twice and nothing given twice.
  await complete(one.ids[0])
  await onTheirWay()
  expect(linesOf(await newest())).toEqual([10_000])
  expect(await held(two.dealId)).toMatchObject({ depositHeld: 200_000n })
  expect(await held(one.dealId)).toMatchObject({ billed: 1_000_000n, depositHeld: 0n })

  await editInvoice(stage, await invoiceOver(2_000), {}, 'void')
  await books.sweep()
  expect(await held(two.dealId)).toMatchObject({ depositHeld: 0n })
  expect((await asked(one.dealId)).detail).not.toContain('deposit')
  expect(await tied(one.dealId)).toBe('holds')
  await books.settle(await asked(one.dealId), 'leave')
  await books.sweep()
  expect((await books.questions(one.dealId)).map(({ title }) => title)).not.toContain(TITLE)
})

test('that nothing draws it is asked about once: of the two plans, and no more of the one that is set aside', async () => {
  await changeSettings(stage, { drawUnpaidDeposits: false })
  const deposit = { mode: 'advance', share: { percent: '10' } } as const
  const [one, two] = [await job('Goes on, asked once'), await job('Kept, asked once', { deposit })]
  await books.ask('POST', `/deals/${two.dealId}/deposit/bill`, {})
  await onTheirWay()
  const bill = await newest()
  for (const id of two.ids) await complete(id)
  await onTheirWay()
  await payInvoices(stage, bill.CustomerRef.value, [{ invoiceId: bill.Id, amount: 2_000 }])
  await books.sweep()
  const kinds = async (dealId: string) => (await books.questions(dealId)).map(({ kind }) => kind)
  expect(await kinds(two.dealId)).toEqual(['deposit_undrawn'])
  await merge(one.dealId, two.dealId)
  expect((await asked(one.dealId)).detail).toContain('$2,000.00 of its deposit is not used')
  expect(await kinds(two.dealId)).toEqual([])
  await sales.sweep()
  await books.sweep()
  expect(await kinds(two.dealId)).toEqual([])
})
