/**
 * Goal: where two customers pay a milestone, what one of them pays can be billed on an invoice made by hand as well as all of
 * it: it is taken for what that customer pays alone, and what happens to either invoice later is told in whichever order it
 * is read. Method: our invoice to the first of two payers, emptied, and others made and voided over QuickBooks' own API;
 * decisions over our API.
 */
import { editInvoice, type QuickBooksInvoice } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { creditInvoice, unapplyCredit } from '../fixtures/credits'
import { openKeptBooks } from '../fixtures/kept-books'
import { mergingOf, sharesOf } from '../fixtures/merging'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
const merging = mergingOf(() => stage)
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

interface Job {
  readonly dealId: string
  readonly id: string
  /** Who pays 60 %, and who pays 40 %. */
  readonly payers: readonly [string, string]
  /** The first payer's invoice as it was sent. */
  readonly first: QuickBooksInvoice
}
const fee = {
  Amount: 25,
  Description: 'Late fee',
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
}

let jobs = 0
/** 2,000 of two payers, billed. */
async function begin(name: string): Promise<Job> {
  jobs += 1
  const payers = await merging.everyone(`Sixty ${jobs}`, `Forty ${jobs}`)
  const [sixty = '', forty = ''] = payers
  const { dealId, ids } = await books.billed([[name, 2_000]], {
    payers: sharesOf([sixty, '60'], [forty, '40']),
  })
  const id = must(ids[0])
  const first = await now(await invoiceTo(dealId, sixty))
  return { dealId, id, payers: [sixty, forty], first }
}
/** QuickBooks' id of our invoice to this customer. */
async function invoiceTo(dealId: string, customer: string): Promise<string> {
  const [row] = await stage.within((sql) =>
    sql<{ id: string }>(
      `select quickbooks_id as id from billing_intent where deal_id = $1 and customer_id = $2 and origin = 'milepost'`,
      [dealId, customer],
    ),
  )
  return must(row).id
}
const now = (id: string) => booksOf(stage).invoice(id)
/** Somebody gives our line on the first payer's invoice another amount, beside a fee. */
const setLine = async ({ first }: Job, amount: number) => {
  const invoice = await now(first.Id)
  const isFirst = invoice.Line.every(({ Amount }) => Amount !== 25)
  await books.reprice(invoice, [amount], isFirst ? [fee] : [])
}
const kinds = async ({ dealId }: Job) => (await books.questions(dealId)).map(({ kind }) => kind).sort()
const billed = async ({ dealId }: Job) => (await books.figures(dealId))['billed']?.amount

/** The first payer's line is taken off their invoice, and billed on one that a person made. */
async function moved(name: string): Promise<Job & { readonly second: string }> {
  const job = await begin(name)
  await setLine(job, 0)
  const { Id: second } = await madeByHand(stage, [[name, 1_200]], { customer: job.payers[0] })
  await books.sweep()
  const links = [{ invoiceId: second, milestoneIds: [job.id] }]
  await books.ask('POST', `/deals/${job.dealId}/catch-up`, { links })
  await books.sweep()
  expect(await kinds(job)).toEqual([])
  return { ...job, second }
}

test('an invoice for what one payer is not billed any more is linked in one step, whatever the other one is billed', async () => {
  const job = await begin('Shed')
  const { Id: second } = await madeByHand(stage, [['Shed', 1_200]], { customer: job.payers[0] })
  await books.sweep()
  const twice = await books.asked(job.dealId, 'unlinked_document')
  expect(twice.title).toBe('“Shed” may be billed twice')
  expect(twice.detail).toContain(`Invoice ${job.first.DocNumber} bills it already`)
  await setLine(job, 0)
  await books.sweep()
  const asked = await books.asked(job.dealId, 'unlinked_document')
  expect(asked.title).toContain('may bill “Shed”')
  expect(asked.detail).toContain(`Invoice ${job.first.DocNumber} bills nothing of it any more`)
  await books.settle(asked, 'link')
  await books.sweep()
  expect(await kinds(job)).toEqual([])
  expect(await billed(job)).toBe('2000.00')
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  // Each payer's own invoice is what another one of them would bill again.
  for (const [at, amount] of [1_200, 800].entries()) {
    const customer = must(job.payers[at])
    const { Id } = await madeByHand(stage, [['Shed', amount]], { customer })
    await books.sweep()
    const again = await books.asked(job.dealId, 'unlinked_document')
    expect(again.title).toBe('“Shed” may be billed twice')
    const by = await now(at === 0 ? second : await invoiceTo(job.dealId, customer))
    expect(again.detail).toContain(`Invoice ${by.DocNumber} bills it already`)
    await editInvoice(stage, await now(Id), {}, 'void')
    await books.sweep()
    expect(await kinds(job)).toEqual([])
  }
})

test('what one payer is not billed yet is linked in one step although the other one is billed', async () => {
  jobs += 1
  const payers = await merging.everyone(`Sixty ${jobs}`, `Forty ${jobs}`)
  const [sixty = '', forty = ''] = payers
  const job = await books.planned([['Boat house', 2_000]], { payers: sharesOf([sixty, '60'], [forty, '40']) })
  const { Id } = await madeByHand(stage, [['Boat house', 800]], { customer: forty })
  await books.ask('POST', `/deals/${job.dealId}/catch-up`, {
    links: [{ invoiceId: Id, milestoneIds: job.ids }],
  })
  await madeByHand(stage, [['Boat house', 1_200]], { customer: sixty })
  await books.sweep()
  const asked = await books.asked(job.dealId, 'unlinked_document')
  expect(asked.title).toContain('may bill “Boat house”')
  await books.settle(asked, 'link')
  expect(await books.questions(job.dealId)).toEqual([])
  expect((await books.figures(job.dealId))['billed']?.amount).toBe('2000.00')
})

describe('a line that comes back while the other invoice is voided', () => {
  type Steps = readonly ('back' | 'void' | 'read')[]
  test.each<{ name: string; steps: Steps }>([
    { name: 'Garage, the void first', steps: ['void', 'read', 'back', 'read'] },
    { name: 'Garage, the line first', steps: ['back', 'read', 'void', 'read'] },
    { name: 'Garage, both read at once', steps: ['back', 'void', 'read'] },
  ])('ends in the same: $name', async ({ name, steps }) => {
    const job = await moved(name)
    for (const step of steps) {
      if (step === 'read') await books.sweep()
      else if (step === 'back') await setLine(job, 1_200)
      else await editInvoice(stage, await now(job.second), {}, 'void')
    }
    expect(await kinds(job)).toEqual([])
    expect(await billed(job)).toBe('2000.00')
    expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
    const again = await books.refused('POST', `/milestones/${job.id}/bill`, { again: true })
    expect(again.code).toBe('already_billed')
  })

  test('what the other payer is to be billed again stays asked about', async () => {
    const job = await moved('Garage of two')
    await editInvoice(stage, await now(job.second), {}, 'void')
    await editInvoice(stage, await now(await invoiceTo(job.dealId, job.payers[1])), {}, 'void')
    await books.sweep()
    expect(await kinds(job)).toEqual(['freed', 'freed'])
    await setLine(job, 1_200)
    await books.sweep()
    const freed = await books.asked(job.dealId, 'freed')
    expect(freed.detail).toContain('What Forty')
    await books.settle(freed, 'bill_again')
    await books.deliver()
    await books.sweep()
    expect(await kinds(job)).toEqual([])
    expect(await billed(job)).toBe('2000.00')
  })
})

test('one payer’s invoice that counts again, after what stood for it is void, leaves nothing to be asked', async () => {
  const job = await begin('Carport')
  const credit = await creditInvoice(stage, job.first, 1_200)
  await books.sweep()
  await books.settle(await books.asked(job.dealId, 'freed'), 'bill_again')
  await books.deliver()
  await books.sweep()
  const again = await books.invoiceOf(job.id)
  expect(again.TotalAmt).toBe(1_200)
  await editInvoice(stage, again, {}, 'void')
  await books.sweep()
  expect(await kinds(job)).toEqual(['freed'])
  await unapplyCredit(stage, credit)
  await books.sweep()
  expect(await kinds(job)).toEqual([])
  expect(await billed(job)).toBe('2000.00')
})
