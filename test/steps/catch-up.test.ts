/**
 * Goal: invoices of a job that began before Milepost count for its milestones as if Milepost had made them, are never
 * written to, and can be let go again without a trace in QuickBooks. Method: invoices made by hand at QuickBooks'
 * stand-in, linked and unlinked; then paid, edited and voided there.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { readIntent } from '../../src/invoices/intent-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { lockFor, removeMilestone } from '../../src/schedules/change-milestone'
import { editInvoice, payInvoices } from '../fixtures/billing'
import { catchingUp, madeByHand, plannedJob } from '../fixtures/catch-up'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

let stage: Stage
let jobs: ReturnType<typeof catchingUp>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  await readCompany(stage)
  jobs = catchingUp(stage)
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

const readLater = async () => {
  stage.advance(2_000)
  return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
/** A job of 50,000 in three milestones. */
const job = async (more: Parameters<typeof plannedJob>[2] = {}) => {
  const { dealId, ids } = await plannedJob(stage, three, more)
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
const billing = () => billingByPolicy(stage.clock)

test('linked: the milestone is completed and billed, figures follow, and QuickBooks hears nothing', async () => {
  const { dealId, ids } = await job()
  const [strategy] = ids
  const invoice = await madeByHand(stage, [['Brand strategy', 15_000]], { tax: 'TAX' })
  await stage.quickbooks.clearLog()
  const { intentIds, plans } = await jobs.link(dealId, [[invoice.Id, strategy]])
  expect(plans[0]).toMatchObject({ countsMinor: 1_500_000n })
  expect(await milestones(dealId)).toEqual([
    ['completed', 'posted', 1_500_000n],
    ['pending', 'not_billed', 0n],
    ['pending', 'not_billed', 0n],
  ])
  const { figures } = await jobs.tracker(dealId)
  expect(figures).toMatchObject({
    billed: 1_500_000n,
    remaining: 3_500_000n,
    inFlight: 0n,
    completed: 1_500_000n,
  })
  expect(figures.tax).toBeGreaterThan(0n)
  expect(figures.invoicedTotal).toBe(1_500_000n + must(figures.tax))
  expect(await jobs.questions(dealId)).toEqual([])
  await deliverAll(stage)
  const writes = (await stage.quickbooks.log()).filter(
    (each) => each.method === 'POST' && !each.path.endsWith('/query'),
  )
  expect(writes).toEqual([])
  const intent = must(await stage.within((sql) => readIntent(sql, must(intentIds[0]))))
  expect(intent).toMatchObject({ origin: 'linked', state: 'posted', marker: '', body: '', sendState: 'none' })
  expect((await jobs.story(dealId)).slice(-2)).toEqual([
    `Linked invoice ${invoice.DocNumber}, which a person made in QuickBooks, to “Strategy”: it bills $15,000.00`,
    `Completed “Strategy” by catch-up: invoice ${invoice.DocNumber} bills it`,
  ])
})

test('paid in part before it was linked: what is paid counts at once', async () => {
  const { dealId, ids } = await job()
  const invoice = await madeByHand(stage, [['Strategy', 15_000]])
  await payInvoices(stage, '1', [{ invoiceId: invoice.Id, amount: 5_000 }])
  await jobs.link(dealId, [[invoice.Id, ids[0]]])
  expect((await jobs.tracker(dealId)).figures).toMatchObject({ paid: 500_000n, outstanding: 1_000_000n })
  expect((await milestones(dealId))[0]).toEqual(['completed', 'partially_paid', 1_500_000n])
})

describe('from then on it is followed as one of ours', () => {
  async function linked() {
    const one = await job()
    const invoice = await madeByHand(stage, [['Strategy', 15_000]])
    const { intentIds } = await jobs.link(one.dealId, [[invoice.Id, one.ids[0]]])
    return { ...one, invoice, intentId: must(intentIds[0]) }
  }
  test('paid', async () => {
    const { dealId, invoice } = await linked()
    await payInvoices(stage, '1', [{ invoiceId: invoice.Id, amount: 15_000 }])
    await readLater()
    expect((await milestones(dealId))[0]).toEqual(['completed', 'paid', 1_500_000n])
  })
  test.each([
    'void',
    'delete',
  ] as const)('%s: the milestone is free, and a person is asked', async (operation) => {
    const { dealId, invoice, ids, intentId } = await linked()
    await editInvoice(stage, invoice, {}, operation)
    await readLater()
    expect((await milestones(dealId))[0]).toEqual(['completed', 'not_billed', 0n])
    expect(await jobs.questions(dealId)).toEqual(['freed'])
    // Billed again by Milepost, its own invoice is made, once.
    await stage.within(async (sql) => {
      const { schedule, milestone } = await lockFor(sql, ids[0])
      const request = { schedule, milestone, again: true, byPolicy: false }
      await billMilestone(sql, owner, stage.clock, request)
    })
    await deliverAll(stage)
    expect((await milestones(dealId))[0]).toEqual(['completed', 'posted', 1_500_000n])
    // What is linked to nothing that counts can still be let go; the work stays done, because our invoice bills it.
    await jobs.unlink(intentId)
    expect((await milestones(dealId))[0]).toEqual(['completed', 'posted', 1_500_000n])
  })
  test('a payment that was moved to an invoice which is linked before it is read', async () => {
    const { dealId, invoice } = await linked()
    const payment = await payInvoices(stage, '1', [{ invoiceId: invoice.Id, amount: 5_000 }])
    await readLater()
    expect((await jobs.tracker(dealId)).figures).toMatchObject({ paid: 500_000n })
    const [other, byHand] = [await job(), await madeByHand(stage, [['Strategy', 15_000]])]
    stage.advance(2_000)
    await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/payment?minorversion=75`, {
      ...payment,
      CustomerRef: { value: '1' },
      TotalAmt: 5_000,
      Line: [{ Amount: 5_000, LinkedTxn: [{ TxnId: byHand.Id, TxnType: 'Invoice' }] }],
    })
    await jobs.link(other.dealId, [[byHand.Id, other.ids[0]]])
    expect((await jobs.tracker(other.dealId)).figures).toMatchObject({ paid: 500_000n })
    // The feed tells of the payment, which is held already, and not of the invoice that it left.
    const gateway = await tamperedCompany(stage, (body, url) =>
      url.includes('/cdc') ? body.replaceAll('"Invoice":[', '"Left":[') : body,
    )
    const marks = () =>
      stage.within((sql) => sql('select mark from deal_mirror where deal_id = $1', [dealId]))
    const marked = await marks()
    stage.advance(2_000)
    await readChanges(stage, gateway.company, stage.workspaceId)
    await gateway.close()
    expect((await jobs.tracker(dealId)).figures).toMatchObject({ paid: 0n, outstanding: 1_500_000n })
    expect(await marks()).not.toEqual(marked)
  })
  test('edited: both numbers are shown, and edited back nobody is asked', async () => {
    const { dealId, invoice } = await linked()
    const line = { ...must(invoice.Line[0]), Amount: 14_000 }
    const edited = await editInvoice(stage, invoice, { Line: [line] })
    await readLater()
    expect((await milestones(dealId))[0]).toEqual(['completed', 'posted', 1_400_000n])
    expect(await jobs.questions(dealId)).toEqual(['edited'])
    await editInvoice(stage, edited, { Line: [{ ...line, Amount: 15_000 }] })
    await readLater()
    expect(await jobs.questions(dealId)).toEqual([])
  })
})

describe('unlinking', () => {
  test('gives the work back as it was, touches nothing in QuickBooks, and it can be linked again', async () => {
    const { dealId, ids } = await job()
    await stage.within((sql) => startMilestone(sql, owner, ids[1]))
    const [one, two] = [
      await madeByHand(stage, [['Strategy', 15_000]]),
      await madeByHand(stage, [['Design', 20_000]]),
    ]
    const links = [
      [one.Id, ids[0]],
      [two.Id, ids[1]],
    ] as const
    const first = await jobs.link(dealId, links)
    await stage.quickbooks.clearLog()
    for (const intentId of first.intentIds) await jobs.unlink(intentId)
    expect(await milestones(dealId)).toEqual([
      ['pending', 'not_billed', 0n],
      ['in_progress', 'not_billed', 0n],
      ['pending', 'not_billed', 0n],
    ])
    expect((await jobs.tracker(dealId)).figures).toMatchObject({
      billed: 0n,
      remaining: 5_000_000n,
      completed: 0n,
    })
    expect(await stage.quickbooks.log()).toEqual([])
    expect((await jobs.story(dealId)).slice(-2)).toEqual([
      `Unlinked invoice ${two.DocNumber}; it stays in QuickBooks as it is`,
      `“Design” is in progress again: invoice ${two.DocNumber} was unlinked`,
    ])
    // Paid meanwhile: nothing of it is ours.
    await payInvoices(stage, '1', [{ invoiceId: one.Id, amount: 15_000 }])
    await readLater()
    expect((await milestones(dealId))[0]).toEqual(['pending', 'not_billed', 0n])
    await jobs.link(dealId, links)
    expect((await milestones(dealId)).slice(0, 2)).toEqual([
      ['completed', 'paid', 1_500_000n],
      ['completed', 'posted', 2_000_000n],
    ])
  })

  test('work that was completed before stays so, and is asked about again', async () => {
    const { dealId, ids } = await job({ delivery: 'prepare' })
    await stage.within((sql) =>
      completeMilestone(
        sql,
        owner,
        { clock: stage.clock, billing: billing() },
        { milestoneId: ids[0], note: null },
      ),
    )
    expect(await jobs.questions(dealId)).toEqual(['ready_to_bill'])
    const invoice = await madeByHand(stage, [['Strategy', 15_000]])
    const { intentIds } = await jobs.link(dealId, [[invoice.Id, ids[0]]])
    expect(await jobs.questions(dealId)).toEqual([])
    await jobs.unlink(must(intentIds[0]))
    expect((await milestones(dealId))[0]).toEqual(['completed', 'not_billed', 0n])
    expect(await jobs.questions(dealId)).toEqual(['ready_to_bill'])
  })

  test('twice is once; and what is billed afterwards is billed as for the first time', async () => {
    const { dealId, ids } = await job()
    const invoice = await madeByHand(stage, [['Strategy', 15_000]])
    const { intentIds } = await jobs.link(dealId, [[invoice.Id, ids[0]]])
    const first = await jobs.unlink(must(intentIds[0]))
    const told = (await jobs.story(dealId)).length
    expect(await jobs.unlink(must(intentIds[0]))).toEqual(first)
    expect((await jobs.story(dealId)).length).toBe(told)
    await stage.within((sql) =>
      completeMilestone(
        sql,
        owner,
        { clock: stage.clock, billing: billing() },
        { milestoneId: ids[0], note: null },
      ),
    )
    await deliverAll(stage)
    const { intents } = await jobs.tracker(dealId)
    expect(intents.map(({ intent }) => [intent.origin, intent.state, intent.generation])).toEqual([
      ['linked', 'cancelled', 1],
      ['milepost', 'posted', 1],
    ])
  })

  test('a milestone that was linked and let go can be removed as ever', async () => {
    const { dealId, ids } = await job()
    const invoice = await madeByHand(stage, [['Strategy', 15_000]])
    const { intentIds } = await jobs.link(dealId, [[invoice.Id, ids[0]]])
    await jobs.unlink(must(intentIds[0]))
    await stage.within((sql) => removeMilestone(sql, owner, { milestoneId: ids[0], ifVersion: null }))
    expect(await milestones(dealId)).toHaveLength(2)
  })

  test('an invoice that Milepost made is not unlinked, and linked work is not reopened under its invoice', async () => {
    const { dealId, ids } = await job()
    await stage.within((sql) =>
      completeMilestone(
        sql,
        owner,
        { clock: stage.clock, billing: billing() },
        { milestoneId: ids[0], note: null },
      ),
    )
    await deliverAll(stage)
    const [own] = (await jobs.tracker(dealId)).intents
    expect(await refusalOf(jobs.unlink(must(own).intent.intentId))).toMatchObject({
      code: 'not_linked',
      detail: expect.stringContaining('Void it in QuickBooks'),
    })
    const invoice = await madeByHand(stage, [['Design', 20_000]])
    await jobs.link(dealId, [[invoice.Id, ids[1]]])
    const reopening = stage.within((sql) =>
      takeBack(sql, owner, billing(), { milestoneId: ids[1], how: 'reopen', reason: 'redo' }),
    )
    expect(await refusalOf(reopening)).toMatchObject({
      code: 'reopen_forbidden',
      detail: expect.stringContaining('Unlink that first'),
    })
  })
})
