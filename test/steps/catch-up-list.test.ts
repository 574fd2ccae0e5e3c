/**
 * Goal: the review shows every invoice that could bill the job and says of each other one why not, asks QuickBooks
 * seldom, and is there when QuickBooks isn't. Method: customers with many invoices of every kind at QuickBooks' stand-in,
 * and its log of requests.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { findLookAlike } from '../../src/invoices/catch-up/find-look-alike'
import { lookAhead, readMilestoneParts } from '../../src/invoices/composing/look-ahead'
import { payerParts } from '../../src/invoices/composing/payer-part'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { everyDayKinds } from '../../src/masters/every-day-lists'
import { readMasters } from '../../src/masters/read-masters'
import { lockFor } from '../../src/schedules/change-milestone'
import { editInvoice } from '../fixtures/billing'
import { catchingUp, madeByHand, plannedJob } from '../fixtures/catch-up'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let jobs: ReturnType<typeof catchingUp>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 5_000 })
  await readCompany(stage)
  jobs = catchingUp(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.clearLog()
})

async function job(customer: string, more: Parameters<typeof plannedJob>[2] = {}) {
  const { dealId, ids } = await plannedJob(stage, two, { customer: { quickbooksId: customer }, ...more })
  return { dealId, ids: ids as [string, string] }
}
const two = [
  ['Strategy', 15_000],
  ['Design', 20_000],
] as const
/** How often QuickBooks was asked for lists since the log was cleared. */
const asked = () => stage.quickbooks.count('GET', /\/query$/)

test('each invoice that can’t be linked says why, and what fits is proposed', async () => {
  const { dealId, ids } = await job('8')
  const other = await job('8')
  const customer = '8'
  const strategy = await madeByHand(stage, [['Strategy', 15_000]], { customer })
  const voided = await editInvoice(
    stage,
    await madeByHand(stage, [['Design', 20_000]], { customer }),
    {},
    'void',
  )
  const theirs = await madeByHand(stage, [['Strategy', 15_000]], { customer })
  const odd = await madeByHand(stage, [['Hosting', 120]], { customer })
  await jobs.link(other.dealId, [[theirs.Id, other.ids[0]]])
  const found = await jobs.look(dealId)
  const of = (id: string) => must(found.invoices.find((each) => each.invoice.quickbooksId === id))
  expect(found.proposals).toMatchObject([
    { invoiceId: strategy.Id, milestoneIds: [ids[0]], confidence: 'high' },
  ])
  expect(of(strategy.Id)).toMatchObject({ whyNot: null, note: null })
  expect(of(voided.Id).whyNot).toBe(`Invoice ${voided.DocNumber} is voided in QuickBooks: it bills nothing.`)
  expect(of(theirs.Id).whyNot).toBe(`It bills “Strategy” of the deal “Deal ${other.dealId}”.`)
  expect(of(odd.Id)).toMatchObject({ whyNot: null, note: 'No open milestone of $120.00 without tax.' })
  expect(found.milestones.map((each) => [each.whyNot, each.note])).toEqual([
    [null, null],
    [null, 'No invoice here fits its amount.'],
  ])
  await jobs.link(dealId, [[strategy.Id, ids[0]]])
  const after = await jobs.look(dealId)
  expect(after.proposals).toEqual([])
  expect(must(after.milestones[0]).whyNot).toBe('It is billed already.')
  expect(after.invoices.find((each) => each.invoice.quickbooksId === strategy.Id)?.whyNot).toBe(
    'It bills “Strategy” already.',
  )
})

test('QuickBooks is asked once, then not for ten minutes, unless somebody says so or looks further back', async () => {
  const { dealId } = await job('9')
  await stage.quickbooks.clearLog()
  const first = await jobs.look(dealId)
  expect([await asked(), first.readAt !== null]).toEqual([1, true])
  await jobs.look(dealId)
  await jobs.look(dealId, { since: '2026-06-01' })
  expect(await asked()).toBe(1)
  await jobs.look(dealId, { again: true })
  expect(await asked()).toBe(2)
  await jobs.look(dealId, { since: '2020-01-01' })
  expect(await asked()).toBe(3)
  stage.advance(11 * 60_000)
  await jobs.look(dealId)
  expect(await asked()).toBe(4)
})

test('more than a thousand invoices come in pages; the newest thousand are listed, and an older one that fits', async () => {
  const customer = '10'
  const { dealId, ids } = await job(customer)
  const body = (at: number) => ({
    CustomerRef: { value: customer },
    TxnDate: at < 5 ? '2025-10-01' : '2026-02-01',
    Line: [
      {
        Amount: at === 3 ? 15_000 : 1 + at / 100,
        Description: at === 3 ? 'Strategy' : `Small work ${at}`,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
      },
    ],
  })
  const all = Array.from({ length: 1_020 }, (_, at) => at)
  for (let from = 0; from < all.length; from += 30) {
    await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/batch?minorversion=75`, {
      BatchItemRequest: all
        .slice(from, from + 30)
        .map((at) => ({ bId: String(at), operation: 'create', Invoice: body(at) })),
    })
  }
  await stage.quickbooks.clearLog()
  const found = await jobs.look(dealId)
  expect([found.invoices.length, found.more, await asked()]).toEqual([1_001, true, 2])
  const old = must(
    (
      await stage.within((sql) =>
        sql<{ quickbooks_id: string }>(
          "select quickbooks_id from document where customer_id = $1 and (body->>'TotalAmt')::numeric = 15000",
          [customer],
        ),
      )
    )[0],
  ).quickbooks_id
  expect(found.proposals).toMatchObject([{ invoiceId: old, milestoneIds: [ids[0]], confidence: 'high' }])
  await jobs.link(dealId, [[old, ids[0]]])
  expect((await jobs.tracker(dealId)).figures.billed).toBe(1_500_000n)
})

test('a project below the customer counts as theirs, and another customer’s invoice is never listed', async () => {
  const { Customer } = await stage.quickbooks.api<{ Customer: { Id: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/customer?minorversion=75`,
    { DisplayName: 'Kitchen Nr 4', Job: true, ParentRef: { value: '11' } },
  )
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  await readMasters(stage, company, stage.workspaceId, everyDayKinds, ['customers'])
  const { dealId, ids } = await job('11')
  const below = await madeByHand(stage, [['Strategy', 15_000]], { customer: Customer.Id })
  const stranger = await madeByHand(stage, [['Strategy', 15_000]], { customer: '12' })
  const found = await jobs.look(dealId)
  expect(found.customers.map((each) => each.name)).toContain('Kitchen Nr 4')
  const proposal = must(found.proposals[0])
  expect(proposal).toMatchObject({ invoiceId: below.Id, milestoneIds: [ids[0]] })
  expect(proposal.reasons.at(-1)).toMatch(/^billed to .*Kitchen Nr 4/)
  expect(found.invoices.map((each) => each.invoice.quickbooksId)).not.toContain(stranger.Id)
  await jobs.link(dealId, [[below.Id, ids[0]]])
})

test('a schedule without a customer asks nobody, and lists nothing', async () => {
  const { dealId } = await job('1', { customer: undefined } as never)
  await stage.quickbooks.clearLog()
  const found = await jobs.look(dealId)
  expect([found.customers, found.invoices, found.readAt, await asked()]).toEqual([[], [], null, 0])
})

test.each([
  'reset',
  'malformed',
  'html',
  'fault-200',
])('QuickBooks does not answer (%s): said so, and nothing is half kept', async (effect) => {
  const customer = '13'
  const { dealId } = await job(customer)
  await madeByHand(stage, [['Strategy', 15_000]], { customer })
  await stage.quickbooks.fault({ method: 'GET', path: '/v3/company/*/query', times: 5, effect })
  await expect(jobs.look(dealId, { again: true })).rejects.toThrow()
  await stage.quickbooks.clearFaults()
  expect((await jobs.look(dealId, { again: true })).proposals.length).toBeGreaterThan(0)
})

describe('an invoice made by hand for what is about to be billed', () => {
  const lookAlike = async (milestoneId: string) =>
    stage.within(async (sql) => {
      const { schedule, milestone } = await lockFor(sql, milestoneId)
      const part = must(payerParts(schedule, milestone)[0])
      return findLookAlike(sql, schedule, milestone, part)
    })
  test('is found among what is held, with its words; not once it is linked, void, or somebody else’s', async () => {
    const customer = '14'
    const { dealId, ids } = await job(customer)
    expect(await lookAlike(ids[0])).toBeNull()
    const invoice = await madeByHand(stage, [['Strategy', 15_000]], { customer, tax: 'TAX' })
    await madeByHand(stage, [['Something else', 15_000]], { customer })
    await jobs.look(dealId, { again: true })
    expect((await lookAlike(ids[0]))?.words).toMatch(
      new RegExp(`^Invoice ${invoice.DocNumber} of .* looks like it: same amount, name in line 1.$`),
    )
    expect(await lookAlike(ids[1])).toBeNull()
    await jobs.link(dealId, [[invoice.Id, ids[0]]])
    expect(await lookAlike(ids[0])).toBeNull()
  })

  test('is warned of before billing and asked about after it', async () => {
    const { dealId, ids } = await job('15')
    const invoice = await madeByHand(stage, [['Strategy', 15_000]], { customer: '15' })
    await jobs.look(dealId, { again: true })
    const billing = billingByPolicy(stage.clock)
    const { checks } = await stage.within(async (sql) => {
      const { schedule, milestone } = await lockFor(sql, ids[0])
      const parts = await readMilestoneParts(sql, schedule, milestone)
      return lookAhead(sql, stage.clock, schedule, milestone, parts)
    })
    const warning = must(checks.find((each) => each.check === 'by_hand'))
    expect(warning).toMatchObject({
      ok: true,
      detail: expect.stringContaining('Link it instead of billing again'),
      mend: { href: `/deals/${dealId}/catch-up` },
    })
    await stage.within((sql) =>
      completeMilestone(sql, owner, { clock: stage.clock, billing }, { milestoneId: ids[0], note: null }),
    )
    expect(await jobs.questions(dealId)).toEqual(['unlinked_document'])
    // Billed by us now: the other one can't bill it too.
    expect(await refusalOf(jobs.link(dealId, [[invoice.Id, ids[0]]]))).toMatchObject({
      code: 'already_billed',
    })
  })
})
