/**
 * Goal: nothing is linked that would bill twice, past the contract, in another currency or for another client; what is
 * refused changes nothing. Method: every wrong link that can be made by hand at QuickBooks' stand-in, and faults on its way.
 */
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { editInvoice } from '../fixtures/billing'
import { catchingUp, madeByHand, plannedJob } from '../fixtures/catch-up'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage, type StagedWorkspace } from '../fixtures/stage'

let stage: Stage
let jobs: ReturnType<typeof catchingUp>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000, companies: ['landscaping', 'small'] })
  await readCompany(stage)
  jobs = catchingUp(stage)
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

const job = async (more: Parameters<typeof plannedJob>[2] = {}, place: StagedWorkspace = stage) => {
  const { dealId, ids } = await plannedJob(place, two, more)
  return { dealId, ids: ids as [string, string] }
}
const two = [
  ['Strategy', 15_000],
  ['Design', 20_000],
] as const
const state = async (dealId: string) => ({
  figures: (await jobs.tracker(dealId)).figures,
  story: await jobs.story(dealId),
  questions: await jobs.questions(dealId),
})
/** The refusal of this work, which must have changed nothing of the deal. */
async function refused(dealId: string, work: () => Promise<unknown>) {
  const before = await state(dealId)
  const refusal = await refusalOf(work())
  expect(await state(dealId)).toEqual(before)
  return refusal
}

test('past the contract: refused with what remains; and all of a batch, or none', async () => {
  const { dealId, ids } = await job()
  const [fits, tooMuch] = [
    await madeByHand(stage, [['Strategy', 15_000]]),
    await madeByHand(stage, [['Design', 20_000.01]]),
  ]
  const links = [
    [fits.Id, ids[0]],
    [tooMuch.Id, ids[1]],
  ] as const
  expect(await refused(dealId, () => jobs.link(dealId, links))).toMatchObject({
    code: 'over_billing',
    remaining: '35000.00',
    attempted: '35000.01',
    currency: 'USD',
  })
})

test('an invoice that bills something here already: refused by name, here and in another deal', async () => {
  const { dealId, ids } = await job()
  const other = await job()
  const invoice = await madeByHand(stage, [['Strategy', 15_000]])
  await jobs.link(dealId, [[invoice.Id, ids[0]]])
  expect(
    await refused(other.dealId, () => jobs.link(other.dealId, [[invoice.Id, other.ids[0]]])),
  ).toMatchObject({
    code: 'already_billed',
    detail: expect.stringContaining('linked to another deal'),
  })
  expect(await refused(dealId, () => jobs.link(dealId, [[invoice.Id, ids[1]]]))).toMatchObject({
    code: 'already_billed',
    detail: expect.stringContaining('another milestone of this deal'),
  })
  const again = await madeByHand(stage, [['Strategy', 15_000]])
  expect(await refused(dealId, () => jobs.link(dealId, [[again.Id, ids[0]]]))).toMatchObject({
    code: 'already_billed',
    milestoneId: ids[0],
  })
})

test('asked again for the same, it answers what is, and tells nothing twice', async () => {
  const { dealId, ids } = await job()
  const invoice = await madeByHand(stage, [['All', 35_000]])
  const links = [[invoice.Id, ...ids]] as const
  const first = await jobs.link(dealId, links)
  const before = await state(dealId)
  const second = await jobs.link(dealId, [[invoice.Id, ids[1], ids[0]]])
  expect([second.intentIds, second.plans]).toEqual([first.intentIds, []])
  expect(await state(dealId)).toEqual(before)
})

test('what can’t be: a void, a deleted and an empty invoice, one that Milepost made, one of somebody else', async () => {
  const { dealId, ids } = await job()
  const link = (id: string) => refused(dealId, () => jobs.link(dealId, [[id, ids[0]]]))
  const voided = await editInvoice(stage, await madeByHand(stage, [['Strategy', 15_000]]), {}, 'void')
  expect(await link(voided.Id)).toMatchObject({ code: 'invoice_not_effective' })
  const gone = await madeByHand(stage, [['Strategy', 15_000]])
  await editInvoice(stage, gone, {}, 'delete')
  expect(await link(gone.Id)).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/links/0/invoiceId', detail: expect.stringContaining('may have been deleted') }],
  })
  expect(await link('999999')).toMatchObject({ code: 'validation_failed' })
  expect(await link((await madeByHand(stage, [['Nothing', 0]])).Id)).toMatchObject({
    code: 'invoice_not_effective',
  })
  const stranger = await madeByHand(stage, [['Strategy', 15_000]], { customer: '2' })
  expect(await link(stranger.Id)).toMatchObject({
    code: 'customer_mismatch',
    detail: expect.stringContaining('not the customer of this deal'),
  })
})

test('a credited invoice bills nothing, and is refused', async () => {
  const { dealId, ids } = await job()
  const invoice = await madeByHand(stage, [['Strategy', 15_000]])
  const line = {
    Amount: 15_000,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '1' } },
  }
  const api = <T>(path: string, body: object) =>
    stage.quickbooks.api<T>('POST', `/v3/company/${stage.realmId}/${path}?minorversion=75`, body)
  const { CreditMemo } = await api<{ CreditMemo: { Id: string } }>('creditmemo', {
    CustomerRef: { value: '1' },
    Line: [line],
  })
  const linked = (TxnId: string, TxnType: string) => ({ Amount: 15_000, LinkedTxn: [{ TxnId, TxnType }] })
  await api('payment', {
    CustomerRef: { value: '1' },
    TotalAmt: 0,
    Line: [linked(invoice.Id, 'Invoice'), linked(CreditMemo.Id, 'CreditMemo')],
  })
  expect(await refused(dealId, () => jobs.link(dealId, [[invoice.Id, ids[0]]]))).toMatchObject({
    code: 'invoice_not_effective',
    detail: expect.stringContaining('credited'),
  })
})

test('an invoice in another currency than the schedule’s', async () => {
  const euros = must(stage.workspaces[1])
  await readCompany(stage, euros)
  const there = catchingUp(stage, euros)
  const { dealId, ids } = await job({}, euros)
  const Line = [
    { ...plain(15_000), SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: '4' } } },
  ]
  const invoice = await madeByHand(euros, [['Strategy', 15_000]], { body: { Line } })
  expect(await refusalOf(there.link(dealId, [[invoice.Id, ids[0]]]))).toMatchObject({
    code: 'currency_mismatch',
    detail: expect.stringMatching(/is in EUR; this schedule is in USD/),
  })
})
const plain = (Amount: number) => ({
  Amount,
  Description: 'Strategy',
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' } },
})

test('work that is in review is left alone', async () => {
  const approval = { required: true, rule: 'any' as const, approvers: [], windowDays: 3, deemed: false }
  const { dealId, ids } = await job({ approval })
  await stage.within((sql) => submitMilestone(sql, owner, { milestoneId: ids[0], note: null }))
  const invoice = await madeByHand(stage, [['Strategy', 15_000]])
  expect(await refused(dealId, () => jobs.link(dealId, [[invoice.Id, ids[0]]]))).toMatchObject({
    code: 'milestone_locked',
    detail: expect.stringContaining('Withdraw the review'),
  })
  // Work that needs an approval, and has none yet, was approved outside: its invoice says so.
  const design = await madeByHand(stage, [['Design', 20_000]])
  await jobs.link(dealId, [[design.Id, ids[1]]])
  expect((await jobs.tracker(dealId)).milestones[1]?.milestone.workStatus).toBe('completed')
})

test('one thing named twice, and a milestone of nobody: refused by place', async () => {
  const { dealId, ids } = await job()
  const other = await job()
  const invoice = await madeByHand(stage, [['Strategy', 15_000]])
  const pointers = async (...links: [string, ...string[]][]) =>
    must((await refused(dealId, () => jobs.link(dealId, links)))['errors'] as { pointer: string }[]).map(
      (each) => each.pointer,
    )
  expect(await pointers([invoice.Id, ids[0]], [invoice.Id, ids[1]])).toEqual(['/links/1/invoiceId'])
  expect(await pointers([invoice.Id, ids[0], ids[0]])).toEqual(['/links/0/milestoneIds/1'])
  expect(await pointers([invoice.Id, other.ids[0]])).toEqual(['/links/0/milestoneIds/0'])
  const second = await madeByHand(stage, [['Strategy', 15_000]])
  const both = () =>
    jobs.link(dealId, [
      [invoice.Id, ids[0]],
      [second.Id, ids[0]],
    ])
  expect(await refused(dealId, both)).toMatchObject({ code: 'already_billed' })
})

test('an invoice of ours whose answer was lost is not taken from its intent', async () => {
  const { dealId, ids } = await job()
  const memo = 'Milepost M1-ABCDEF'
  const invoice = await madeByHand(stage, [['Strategy', 15_000]], { memo })
  const { scheduleId } = (await jobs.tracker(dealId)).schedule
  await stage.within((sql) =>
    sql(
      `insert into billing_intent (workspace_id, schedule_id, deal_id, generation, state, request_key, marker, body,
         body_hash, customer_id, issued_on, amount_minor, currency, delivery, created_by)
       values (milepost.current_workspace(), $1, $2, 1, 'unclear', 'lost', $3, '{}', 'x', '1', '2026-01-01', 1, 'USD', 'post', 'x')`,
      [scheduleId, dealId, memo],
    ),
  )
  expect(await refused(dealId, () => jobs.link(dealId, [[invoice.Id, ids[0]]]))).toMatchObject({
    code: 'already_billed',
    detail: expect.stringContaining('about to recognise it'),
  })
})

test.each([
  'status',
  'reset',
  'hang',
  'malformed',
  'fault-200',
])('QuickBooks can’t be read (%s): nothing is linked', async (effect) => {
  const { dealId, ids } = await job()
  const invoice = await madeByHand(stage, [['Strategy', 15_000]])
  await stage.quickbooks.fault({
    method: 'GET',
    path: '/v3/company/*/query',
    times: 3,
    effect,
    ...(effect === 'status' && { status: 503 }),
  })
  const before = await state(dealId)
  await expect(jobs.link(dealId, [[invoice.Id, ids[0]]])).rejects.toThrow()
  expect(await state(dealId)).toEqual(before)
  await stage.quickbooks.clearFaults()
  await jobs.link(dealId, [[invoice.Id, ids[0]]])
  expect((await jobs.tracker(dealId)).figures.billed).toBe(1_500_000n)
})

test('workspaces never mix: another company’s invoice and another’s intent are nobody’s here', async () => {
  const euros = must(stage.workspaces[1])
  const there = catchingUp(stage, euros)
  const { dealId, ids } = await job()
  const invoice = await madeByHand(stage, [['Strategy', 15_000]])
  const { intentIds } = await jobs.link(dealId, [[invoice.Id, ids[0]]])
  expect(await refusalOf(there.unlink(must(intentIds[0])))).toMatchObject({ code: 'not_found' })
  expect(await euros.within((sql) => sql('select 1 from invoice_link'))).toEqual([])
  await deliverAll(stage)
  expect((await jobs.tracker(dealId)).figures.billed).toBe(1_500_000n)
})
