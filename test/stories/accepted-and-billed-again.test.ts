/**
 * Goal: what a change order accepted of an edited invoice is what is billed again once that invoice, or another payer's, is
 * voided: the invoices always come to the milestone, to the cent, and no payer's right invoice is taken for a double of
 * another's. Method: invoices edited and voided over QuickBooks' own API, decisions over ours; every invoice there counted.
 */
import { editInvoice, type QuickBooksInvoice } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'
import { fixed, readCompany } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
import { beginJob, type HeldJob, linesOf, readLater } from '../fixtures/retainage'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 400 })
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const read = async () => {
  await books.deliver()
  await readLater(stage)
}
const invoiceAt = async (job: HeldJob, place: number): Promise<QuickBooksInvoice> =>
  must((await job.inQuickBooks())[place])
/** Somebody gives the invoice's one line another amount, and the client agrees to it. */
async function accept(job: HeldJob, place: number, amount: number): Promise<void> {
  await books.reprice(await invoiceAt(job, place), [amount])
  await read()
  await books.settle(await books.asked(job.dealId, 'edited'), 'accept_as_change_order')
  const { items } = await books.ask('GET', `/deals/${job.dealId}/change-orders`)
  const { id } = must((items as { id: string; state: string }[]).find(({ state }) => state === 'draft'))
  await books.ask('POST', `/change-orders/${id}/send`, {})
  await books.ask('POST', `/change-orders/${id}/approve`, { by: 'Amy' })
  expect(await books.questions(job.dealId)).toEqual([])
}
async function voided(job: HeldJob, place: number): Promise<void> {
  await editInvoice(stage, await invoiceAt(job, place), {}, 'void')
  await read()
}
async function billAgain(job: HeldJob): Promise<void> {
  await books.ask('POST', `/milestones/${must(job.ids[0])}/bill`, { again: true })
  await read()
}
async function claimHalf(job: HeldJob): Promise<void> {
  const id = must(job.ids[0])
  await books.ask('POST', `/milestones/${id}/start`, {})
  await books.ask('POST', `/milestones/${id}/progress`, { percent: '50' })
  await read()
}
/** What each invoice of the job bills now, in the order in which they were decided; a voided one bills 0. */
const billed = async (job: HeldJob) => (await job.inQuickBooks()).map((invoice) => linesOf(invoice)[0])
async function expectNothingLeft(job: HeldJob): Promise<void> {
  expect(await books.questions(job.dealId)).toEqual([])
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  const refused = await books.refused('POST', `/milestones/${must(job.ids[0])}/bill`, { again: true })
  expect(refused.code).toBe('already_billed')
}

let names = 0

describe('20,000 of two payers, 60 and 40 %', () => {
  const begin = async (byHalves = false) => {
    names += 1
    const beta = await booksOf(stage).customer(`Beta ${names}`)
    await readCompany(stage)
    const payers = [payer('1', { percent: '60' }), payer(beta, { percent: '40' })]
    const milestones = [fixed('Design', '20000'), fixed('Build', '30000')]
    const job = await beginJob(stage, '50000', milestones, { retainage: null, payers })
    if (byHalves) await claimHalf(job)
    await job.complete(0)
    await read()
    expect(await billed(job)).toEqual(byHalves ? [6_000, 4_000, 6_000, 4_000] : [12_000, 8_000])
    return job
  }

  test.each([
    { edited: 'raised', to: 17_000, gone: 0, now: [0, 8_000, 17_000] },
    { edited: 'raised', to: 17_000, gone: 1, now: [17_000, 0, 8_000] },
    { edited: 'lowered', to: 10_000, gone: 0, now: [0, 8_000, 10_000] },
    { edited: 'lowered', to: 10_000, gone: 1, now: [10_000, 0, 8_000] },
  ])('the first one’s is $edited, and invoice $gone is voided: billed again as agreed', async (given) => {
    const job = await begin()
    await accept(job, 0, given.to)
    await voided(job, given.gone)
    await billAgain(job)
    expect(await billed(job)).toEqual(given.now)
    await expectNothingLeft(job)
  })

  test('both are edited, one after the other, and both are voided: each is billed again as agreed', async () => {
    const job = await begin()
    await accept(job, 0, 10_000)
    await accept(job, 1, 8_500)
    await voided(job, 0)
    await voided(job, 1)
    await billAgain(job)
    expect(await billed(job)).toEqual([0, 0, 10_000, 8_500])
    // What was agreed is no share of the milestone, and the client does not read that it were.
    const text = JSON.stringify((await job.inQuickBooks()).slice(2))
    expect(text).not.toMatch(/\d+ % of/)
    await expectNothingLeft(job)
  })

  test('agreed before it was kept who pays what: what live invoices were decided to bill says it', async () => {
    const job = await begin()
    await accept(job, 0, 17_000)
    await stage.within((sql) =>
      sql("update milestone set agreed = '[]' where milestone_id = $1", [must(job.ids[0])]),
    )
    await accept(job, 0, 18_000)
    await voided(job, 0)
    await billAgain(job)
    expect(await billed(job)).toEqual([0, 8_000, 18_000])
    await voided(job, 1)
    await billAgain(job)
    expect(await billed(job)).toEqual([0, 0, 18_000, 8_000])
    await expectNothingLeft(job)
  })

  test('what is billed again after a credit is edited: the other payer’s stays what it is', async () => {
    const job = await begin()
    await creditInvoice(stage, await invoiceAt(job, 0), 5_000)
    await read()
    await books.settle(await books.asked(job.dealId, 'credited'), 'rebill')
    await billAgain(job)
    await accept(job, 2, 4_000)
    await voided(job, 1)
    await billAgain(job)
    expect(await billed(job)).toEqual([12_000, 0, 4_000, 8_000])
    await expectNothingLeft(job)
  })

  test('the half that was claimed first is edited: of either half just what was agreed is billed again', async () => {
    const job = await begin(true)
    await accept(job, 0, 5_000)
    await voided(job, 1)
    await voided(job, 2)
    await billAgain(job)
    expect(await billed(job)).toEqual([5_000, 0, 0, 4_000, 4_000, 6_000])
    await voided(job, 0)
    await billAgain(job)
    expect((await billed(job)).slice(6)).toEqual([5_000])
    await expectNothingLeft(job)
  })

  test('reopened, what was agreed stays, and another amount is divided by shares again', async () => {
    const job = await begin()
    await accept(job, 0, 10_000)
    await voided(job, 0)
    await voided(job, 1)
    const id = must(job.ids[0])
    await books.ask('POST', `/milestones/${id}/reopen`, { reason: 'More is to be done' })
    const amounts = async () => {
      const { milestones } = await books.ask('GET', `/deals/${job.dealId}`)
      const [design] = milestones as { payers: { amount: { amount: string } }[] }[]
      return must(design).payers.map(({ amount }) => amount.amount)
    }
    expect(await amounts()).toEqual(['10000.00', '8000.00'])
    const change = async (amount: string) => {
      const order = await books.ask('POST', `/deals/${job.dealId}/change-orders`, {
        reason: 'Other rooms',
        lines: [{ op: 'change', milestoneId: id, set: { amount: { amount, currency: 'USD' } } }],
      })
      await books.ask('POST', `/change-orders/${order['id']}/send`, {})
      await books.ask('POST', `/change-orders/${order['id']}/approve`, { by: 'Amy' })
    }
    await change('20000.00')
    expect(await amounts()).toEqual(['12000.00', '8000.00'])
    // Nor does it come back because the amount happens to be what it was.
    await change('18000.00')
    expect(await amounts()).toEqual(['10800.00', '7200.00'])
    await change('20000.00')
    await job.complete(0)
    await read()
    await billAgain(job)
    expect((await billed(job)).slice(2)).toEqual([12_000, 8_000])
  })
})

test('what is billed again after a credit is edited, accepted and voided: what was agreed is billed again', async () => {
  const job = await beginJob(stage, '100000', [fixed('Shell', '100000')], { retainage: null })
  await job.complete(0)
  await read()
  await creditInvoice(stage, await invoiceAt(job, 0), 45_000)
  await read()
  await books.settle(await books.asked(job.dealId, 'credited'), 'rebill')
  await billAgain(job)
  await accept(job, 1, 40_000)
  await voided(job, 1)
  await billAgain(job)
  expect(await billed(job)).toEqual([100_000, 0, 40_000])
  await expectNothingLeft(job)
})

test('what is billed again of a claim is edited: the rest of the work is billed again as it was', async () => {
  const job = await beginJob(stage, '20000', [fixed('Design', '20000')], { retainage: null })
  await claimHalf(job)
  await job.complete(0)
  await read()
  await creditInvoice(stage, await invoiceAt(job, 0), 5_000)
  await read()
  await books.settle(await books.asked(job.dealId, 'credited'), 'rebill')
  await billAgain(job)
  await accept(job, 2, 4_000)
  await voided(job, 1)
  await billAgain(job)
  expect(await billed(job)).toEqual([10_000, 0, 4_000, 10_000])
  await expectNothingLeft(job)
})
