/**
 * Goal: one invoice that bills several milestones divides among them to the cent, and stays so when it is edited.
 * Method: invoices made by hand at QuickBooks' stand-in, with lines, as one sum, and with a discount.
 */
import { readChanges } from '../../src/reconcile/read-changes'
import { editInvoice } from '../fixtures/billing'
import { catchingUp, madeByHand, plannedJob } from '../fixtures/catch-up'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let jobs: ReturnType<typeof catchingUp>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  await readCompany(stage)
  jobs = catchingUp(stage)
})
afterAll(() => stage.close())

const readLater = async () => {
  stage.advance(2_000)
  return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
/** A job of 50,000 in three milestones. */
const job = async () => {
  const { dealId, ids } = await plannedJob(stage, three)
  return { dealId, ids: ids as [string, string, string] }
}
const three = [
  ['Strategy', 15_000],
  ['Design', 20_000],
  ['Delivery', 15_000],
] as const
const milestones = async (dealId: string) =>
  (await jobs.tracker(dealId)).milestones.map(({ milestone, billing }) => [
    milestone.workStatus,
    billing.status,
    billing.billedMinor,
  ])

describe('one invoice for several milestones', () => {
  test('divides by its lines, where each has its line', async () => {
    const { dealId, ids } = await job()
    const invoice = await madeByHand(stage, [
      ['Travel', 300],
      ['Delivery', 15_000],
      ['Strategy', 15_000],
    ])
    await jobs.link(dealId, [[invoice.Id, ids[0], ids[2]]])
    const { figures, milestones: tracked } = await jobs.tracker(dealId)
    expect(tracked.map((each) => each.billing.billedMinor)).toEqual([1_500_000n, 0n, 1_500_000n])
    expect(figures).toMatchObject({ billed: 3_000_000n, extras: 30_000n })
    expect(await jobs.questions(dealId)).toEqual([])
    // A line that is edited is that milestone's difference, and no other's.
    const Line = invoice.Line.map((line) =>
      line.Description === 'Delivery' ? { ...line, Amount: 14_000 } : line,
    )
    await editInvoice(stage, invoice, { Line })
    await readLater()
    expect((await jobs.tracker(dealId)).milestones.map((each) => each.billing.difference)).toEqual([
      false,
      false,
      true,
    ])
  })
  test('divides by amount to the cent, where it is one sum', async () => {
    const { dealId, ids } = await job()
    const invoice = await madeByHand(stage, [['All of it', 49_999.99]])
    const { plans } = await jobs.link(dealId, [[invoice.Id, ...ids]])
    expect(must(plans[0]).parts.map((part) => part.countsMinor)).toEqual([1_500_000n, 1_999_999n, 1_500_000n])
    expect(await milestones(dealId)).toEqual([
      ['completed', 'posted', 1_500_000n],
      ['completed', 'posted', 1_999_999n],
      ['completed', 'posted', 1_500_000n],
    ])
    expect((await jobs.tracker(dealId)).figures.billed).toBe(4_999_999n)
    expect(await jobs.questions(dealId)).toEqual(['edited'])
    // It was made so: reading it tells of no edit.
    await readLater()
    expect((await jobs.story(dealId)).filter((what) => /edited|now bills/.test(what))).toEqual([])
  })
  test('with a discount, what is billed is what the client is asked for', async () => {
    const { dealId, ids } = await job()
    const invoice = await madeByHand(stage, [['Strategy and more', 16_000]], {
      body: {
        Line: [
          {
            Amount: 16_000,
            DetailType: 'SalesItemLineDetail',
            SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
          },
          { Amount: 1_000, DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: false } },
        ],
      },
    })
    await jobs.link(dealId, [[invoice.Id, ids[0]]])
    expect((await milestones(dealId))[0]).toEqual(['completed', 'posted', 1_500_000n])
    expect(await jobs.questions(dealId)).toEqual([])
  })
})

test('several payers: each one’s invoice bills their part, and the last to go gives the work back', async () => {
  const payers = [
    { customer: { quickbooksId: '1' }, share: { percent: '60' } },
    { customer: { quickbooksId: '2' }, share: { percent: '40' } },
  ]
  const { dealId, ids } = await plannedJob(stage, [['Strategy', 10_000]], { payers })
  const [milestone = ''] = ids
  const ours = await madeByHand(stage, [['Strategy', 6_000]])
  const theirs = await madeByHand(stage, [['Strategy', 4_000]], { customer: '2' })
  const found = await jobs.look(dealId)
  expect(found.proposals.map((each) => [each.invoiceId, ...each.milestoneIds])).toEqual([
    [ours.Id, milestone],
    [theirs.Id, milestone],
  ])
  const first = await jobs.link(dealId, [[ours.Id, milestone]])
  expect((await jobs.tracker(dealId)).figures).toMatchObject({ billed: 600_000n, remaining: 400_000n })
  // The other payer's part is still to be billed, and says so.
  expect(await jobs.questions(dealId)).toEqual(['ready_to_bill'])
  const second = await jobs.link(dealId, [[theirs.Id, milestone]])
  expect(await jobs.questions(dealId)).toEqual([])
  expect((await jobs.tracker(dealId)).figures.billed).toBe(1_000_000n)
  await jobs.unlink(must(first.intentIds[0]))
  expect((await milestones(dealId))[0]).toMatchObject(['completed', expect.anything(), 400_000n])
  await jobs.unlink(must(second.intentIds[0]))
  expect((await milestones(dealId))[0]).toEqual(['pending', 'not_billed', 0n])
  expect(await jobs.questions(dealId)).toEqual([])
})
