/**
 * Goal: what an invoice made by hand holds back, on the item that the workspace uses for that, is held back once the invoice is
 * linked, can be released, and is not once it is unlinked. Method: invoices of one milestone and of several, made and edited
 * over QuickBooks' own API; decisions over our API; every identity of the tie-out looked at.
 */
import { runMonth } from '../../src/invoices/monthly/run-month'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
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

const RETAINAGE_ITEM = '20'
const tenPercent = { retainage: { percent: '10' } }

/** An invoice made by hand: work, and what is held back of it. */
const made = (work: readonly (readonly [string, number])[], heldBack: readonly number[]) =>
  madeByHand(stage, [], {
    body: {
      Line: [
        ...work.map(([text, amount]) => line(text, amount, '1')),
        ...heldBack.map((amount) => line('Retainage 10 %', -amount, RETAINAGE_ITEM)),
      ],
    },
  })
const line = (Description: string, Amount: number, item: string) => ({
  Amount,
  Description,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: item }, TaxCodeRef: { value: 'NON' } },
})
const kinds = async (dealId: string) => (await books.questions(dealId)).map(({ kind }) => kind).sort()
const figuresOf = async (dealId: string, ...names: readonly string[]) => {
  const figures = await books.figures(dealId)
  return names.map((name) => figures[name]?.amount)
}
const releasable = async (dealId: string) =>
  ((await books.ask('GET', `/deals/${dealId}/retainage`))['releasable'] as { amount: string }).amount
/** The differences of all identities: each is 0 where the books agree. */
const differences = async (dealId: string) => {
  const tieOut = must(await stage.within((sql) => readTieOut(sql, stage.clock, dealId)))
  return tieOut.identities.filter(({ difference }) => difference !== 0n).map(({ id }) => id)
}
const unlink = async (quickbooksId: string) => {
  const [row] = await stage.within((sql) =>
    sql<{ id: string }>('select intent_id as id from billing_intent where quickbooks_id = $1', [
      quickbooksId,
    ]),
  )
  await books.ask('POST', `/invoices/${must(row).id}/unlink`, {})
}

test('what it holds back is held back, released, and gone with the link', async () => {
  const job = await books.planned([['Foundation works', 1_000]], tenPercent)
  const { Id } = await made([['Foundation works', 1_000]], [100])
  await books.sweep()
  const asked = await books.asked(job.dealId, 'unlinked_document')
  expect(asked.detail).toContain('$900.00: same amount before what is held back, name in line 1')
  await books.settle(asked, 'link')
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await figuresOf(job.dealId, 'billed', 'invoicedTotal', 'retained', 'extras')).toEqual([
    '1000.00',
    '900.00',
    '100.00',
    '0.00',
  ])
  expect(await releasable(job.dealId)).toBe('100.00')
  expect(await differences(job.dealId)).toEqual([])
  expect(await books.story(job.dealId)).toContainEqual(
    expect.stringContaining('it bills $1,000.00, and holds back $100.00'),
  )
  await books.ask('POST', `/deals/${job.dealId}/retainage/release`, {})
  await books.deliver()
  await books.sweep()
  expect(await figuresOf(job.dealId, 'retained')).toEqual(['0.00'])
  await unlink(Id)
  expect(await kinds(job.dealId)).toEqual(['over_released'])
})

test('unlinked, it holds nothing back, and may be linked again', async () => {
  const job = await books.planned([['Walls of brick', 1_000]], tenPercent)
  const { Id } = await made([['Walls of brick', 1_000]], [100])
  await books.sweep()
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  await unlink(Id)
  expect(await figuresOf(job.dealId, 'billed', 'retained')).toEqual(['0.00', '0.00'])
  const links = [{ invoiceId: Id, milestoneIds: job.ids }]
  await books.ask('POST', `/deals/${job.dealId}/catch-up`, { links })
  expect(await figuresOf(job.dealId, 'billed', 'retained')).toEqual(['1000.00', '100.00'])
  expect(await differences(job.dealId)).toEqual([])
})

test('work on several lines is all of a milestone; a line of what is held back that goes is asked about', async () => {
  const job = await books.planned([['Stairs of oak', 1_000]], tenPercent)
  const invoice = await made(
    [
      ['Stairs of oak, first half', 500],
      ['Stairs of oak, second half', 500],
    ],
    [100],
  )
  await books.sweep()
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  expect(await figuresOf(job.dealId, 'billed', 'retained', 'extras')).toEqual(['1000.00', '100.00', '0.00'])
  expect(await differences(job.dealId)).toEqual([])
  await books.reprice(invoice, [500, 500, null])
  await books.sweep()
  expect((await books.asked(job.dealId, 'edited')).detail).toContain(
    'It now holds back $0.00, where $100.00 was decided.',
  )
  expect(await figuresOf(job.dealId, 'billed', 'retained', 'extras')).toEqual(['1000.00', '0.00', '0.00'])
  expect(await differences(job.dealId)).toEqual([])
})

test('of two milestones each holds back its own', async () => {
  const job = await books.planned(
    [
      ['Doors', 400],
      ['Windows', 600],
    ],
    tenPercent,
  )
  await made(
    [
      ['Doors', 400],
      ['Windows', 600],
    ],
    [40, 60],
  )
  await books.sweep()
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  expect(await figuresOf(job.dealId, 'billed', 'retained', 'extras')).toEqual(['1000.00', '100.00', '0.00'])
  const milestones = (await books.ask('GET', `/deals/${job.dealId}/retainage`))['lines'] as {
    milestone: { name: string }
    amount: { amount: string }
  }[]
  expect(milestones).toHaveLength(2)
  expect(await differences(job.dealId)).toEqual([])
})

test.each([
  { what: 'one milestone', work: [['Kitchen', 1_000]], heldBack: [60, 40], beside: 0 },
  { what: 'one milestone and its travel', work: [['Bathroom', 1_000]], heldBack: [60, 40], beside: 70 },
  {
    what: 'two milestones',
    work: [
      ['Front doors', 400],
      ['Back doors', 600],
    ],
    heldBack: [40, 50, 10],
    beside: 0,
  },
] as const)('what it holds back of $what on more lines than that is held back', async (given) => {
  const { work, heldBack, beside } = given
  const job = await books.planned(work, tenPercent)
  const { Id } = await made([...work, ...(beside > 0 ? [['Travel', beside] as const] : [])], heldBack)
  const links = [{ invoiceId: Id, milestoneIds: job.ids }]
  await books.ask('POST', `/deals/${job.dealId}/catch-up`, { links })
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await figuresOf(job.dealId, 'billed', 'retained', 'extras')).toEqual([
    '1000.00',
    '100.00',
    `${beside}.00`,
  ])
  expect(await releasable(job.dealId)).toBe('100.00')
  expect(await differences(job.dealId)).toEqual([])
})

test('a line that holds back more, on an invoice that is linked already, is asked about as that alone', async () => {
  const job = await books.planned([['Terrace of stone', 1_000]], tenPercent)
  const invoice = await made([['Terrace of stone', 1_000]], [60])
  const links = [{ invoiceId: invoice.Id, milestoneIds: job.ids }]
  await books.ask('POST', `/deals/${job.dealId}/catch-up`, { links })
  await books.reprice(invoice, [1_000, -60], [line('Retainage, the rest', -40, RETAINAGE_ITEM)])
  await books.sweep()
  expect((await books.asked(job.dealId, 'edited')).detail).toBe(
    'It now holds back $100.00, where $60.00 was decided. Milepost follows QuickBooks.',
  )
  expect(await figuresOf(job.dealId, 'billed', 'retained', 'extras')).toEqual(['1000.00', '100.00', '0.00'])
  expect(await differences(job.dealId)).toEqual([])
})

test('what is held back of a line goes with it to the invoice on which it is billed instead', async () => {
  const job = await books.planned(
    [
      ['Garden wall', 400],
      ['Garden gate', 600],
    ],
    { ...tenPercent, cadence: { on: 'monthly', day: 1 } },
  )
  for (const id of job.ids) await books.ask('POST', `/milestones/${id}/complete`, {})
  stage.advance(32 * 86_400_000)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
  const first = await books.invoiceOf(must(job.ids[0]))
  const sold = first.Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail')
  const kept = sold.map(({ Amount }) => (Amount === 600 || Amount === -60 ? null : must(Amount)))
  await books.reprice(first, kept)
  await made([['Garden gate', 600]], [60])
  await books.sweep()
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  await books.sweep()
  expect(await kinds(job.dealId)).toEqual([])
  expect(await figuresOf(job.dealId, 'billed', 'retained', 'extras')).toEqual(['1000.00', '100.00', '0.00'])
  expect(await differences(job.dealId)).toEqual([])
})
