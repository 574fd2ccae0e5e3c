/**
 * Goal: a credit that takes a part of our invoice is asked about once, and what a person says is true afterwards: billed
 * again it is open and then billed once, closed it is closed by name, and a credit that is taken back leaves nothing that
 * is not so. Method: credit memos applied, added, unapplied and completed in QuickBooks' simulator; both answers; two
 * answers at once; the tie-out's identity of the contract after every step.
 */
import { listAttention } from '../../src/attention/attention-table'
import { record } from '../../src/history/history-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { type CreditAnswer, settleCredit } from '../../src/invoices/credits/settle-credit'
import { readIntents } from '../../src/invoices/intent-table'
import { applyInvoices } from '../../src/reconcile/apply-invoices'
import { readChanges } from '../../src/reconcile/read-changes'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { readTrackers } from '../../src/reconcile/read-trackers'
import { lockFor } from '../../src/schedules/change-milestone'
import { readMilestone } from '../../src/schedules/milestone-table'
import { type Billing, beginBilling, billingOf, editInvoice } from '../fixtures/billing'
import { creditInvoice, unapplyCredit } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany, usd } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

const readNow = async () => {
  stage.advance(2_000)
  return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
const billed = async (): Promise<Billing> => {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  return bill
}
const invoiceOf = async (bill: Billing) => must((await bill.inQuickBooks())[0])
const figures = async (bill: Billing) =>
  must((await stage.within((sql) => readTrackers(sql, stage.clock, [bill.dealId]))).get(bill.dealId)).figures
/** Every identity comes out; answers the named items of the contract's. */
const tied = async (bill: Billing) => {
  const tieOut = must(await stage.within((sql) => readTieOut(sql, stage.clock, bill.dealId)))
  expect(tieOut.identities.map(({ id, difference }) => [id, difference])).toEqual(
    tieOut.identities.map(({ id }) => [id, 0n]),
  )
  return must(tieOut.identities.find(({ id }) => id === 'A')).items.map(({ what, minor }) => [what, minor])
}
const open = (bill: Billing) =>
  stage.within((sql) => listAttention(sql, { dealId: bill.dealId, limit: 50, offset: 0 }))
const answer = (bill: Billing, said: CreditAnswer, intentId?: string) =>
  stage.within(async (sql) => {
    const id = intentId ?? must((await readIntents(sql, { scheduleIds: [bill.scheduleId] }))[0]).intentId
    const asked = { milestoneId: bill.milestoneId, intentId: id, answer: said }
    await record(sql, owner, await settleCredit(sql, owner, stage.clock, asked))
  })
const claimsOf = async (bill: Billing) =>
  must(await stage.within((sql) => readMilestone(sql, bill.milestoneId))).claims.map(
    ({ kind, amountMinor }) => [kind, amountMinor],
  )
const billAgain = (bill: Billing) =>
  stage.within(async (sql) => {
    const { schedule, milestone } = await lockFor(sql, bill.milestoneId)
    const request = { schedule, milestone, again: false, byPolicy: false }
    await record(sql, owner, await billMilestone(sql, owner, stage.clock, request))
  })

test('a credit of a part lowers what is billed, and is asked about once, with the milestone and the amount', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  await creditInvoice(stage, invoice, 234.56)
  await readNow()
  await readNow()
  const [asked, ...others] = await open(bill)
  expect(others).toEqual([])
  expect(asked).toMatchObject({
    kind: 'credited',
    milestoneId: bill.milestoneId,
    title: `A credit took $234.56 of “Design” on invoice ${invoice.DocNumber}`,
    amountMinor: 23_456n,
    actions: [{ action: 'rebill' }, { action: 'close_difference' }],
  })
  expect(await figures(bill)).toMatchObject({
    billed: 100_000n,
    credited: 23_456n,
    remaining: 23_456n,
    earnedNotBilled: 0n,
    extras: 0n,
  })
  await tied(bill)
})

test('yes: the difference is open again, billed once by an invoice of its own, and never asked about again', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  await creditInvoice(stage, invoice, 234.56)
  await readNow()
  await answer(bill, 'rebill')
  await readNow()
  expect((await open(bill)).map(({ kind, title }) => [kind, title])).toEqual([
    ['ready_to_bill', '$234.56 of “Design” is ready to bill again'],
  ])
  expect(await figures(bill)).toMatchObject({ billed: 100_000n, earnedNotBilled: 23_456n })
  expect(await tied(bill)).toEqual([])
  const answers = await Promise.allSettled([billAgain(bill), billAgain(bill), billAgain(bill)])
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await deliverAll(stage)
  await readNow()
  expect(await open(bill)).toEqual([])
  expect(await figures(bill)).toMatchObject({
    billed: 123_456n,
    remaining: 0n,
    earnedNotBilled: 0n,
    credited: 23_456n,
  })
  expect(await tied(bill)).toEqual([])
  const again = await invoiceOf(await billingOf(stage, bill))
  expect(again.TotalAmt).toBe(234.56)
  expect(again.Line[0]?.Description).toContain(
    `Billed again after a credit on invoice ${invoice.DocNumber}: $234.56 of $1,234.56`,
  )
})

test('no: the difference is closed by name, and nothing bills it', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  await creditInvoice(stage, invoice, 234.56)
  await readNow()
  await answer(bill, 'close_difference')
  await readNow()
  expect(await open(bill)).toEqual([])
  expect(await figures(bill)).toMatchObject({ billed: 100_000n, earnedNotBilled: 0n })
  expect(await tied(bill)).toEqual([
    [`A credit took a part of what invoice ${invoice.DocNumber} bills, and it is not billed again`, 23_456n],
  ])
  expect(await refusalOf(billAgain(bill))).toMatchObject({ code: 'already_billed' })
})

test('a later credit on the same invoice is asked about for what it takes alone', async () => {
  const bill = await billed()
  await creditInvoice(stage, await invoiceOf(bill), 100)
  await readNow()
  await answer(bill, 'close_difference')
  await creditInvoice(stage, await invoiceOf(bill), 34.56)
  await readNow()
  const [asked] = await open(bill)
  expect(asked).toMatchObject({ kind: 'credited', amountMinor: 3_456n })
  await answer(bill, 'rebill')
  expect(await claimsOf(bill)).toEqual([
    ['closed', 10_000n],
    ['again', 3_456n],
  ])
  await tied(bill)
})

test('a credit that is unapplied before it is answered is not asked about any more', async () => {
  const bill = await billed()
  const credit = await creditInvoice(stage, await invoiceOf(bill), 234.56)
  await readNow()
  await unapplyCredit(stage, credit)
  await readNow()
  expect(await open(bill)).toEqual([])
  expect(await refusalOf(answer(bill, 'rebill'))).toMatchObject({ code: 'credit_gone' })
  expect(await figures(bill)).toMatchObject({ billed: 123_456n, credited: 0n })
})

test.each<[CreditAnswer]>([
  ['rebill'],
  ['close_difference'],
])('a credit that is unapplied after “%s” is asked about, and taking the answer back makes it as before', async (said) => {
  const bill = await billed()
  const credit = await creditInvoice(stage, await invoiceOf(bill), 234.56)
  await readNow()
  await answer(bill, said)
  await unapplyCredit(stage, credit)
  await readNow()
  expect((await open(bill)).map(({ kind }) => kind)).toContain('credit_undone')
  await tied(bill)
  await answer(bill, 'take_answer_back')
  await readNow()
  expect((await open(bill)).map(({ kind }) => kind)).not.toContain('credit_undone')
  expect(await claimsOf(bill)).toEqual([])
  expect(await figures(bill)).toMatchObject({ billed: 123_456n, earnedNotBilled: 0n })
  expect(await tied(bill)).toEqual([])
})

test('an answer whose invoice is there already can’t be taken back: its invoice is voided first', async () => {
  const bill = await billed()
  const [first] = await stage.within((sql) => readIntents(sql, { scheduleIds: [bill.scheduleId] }))
  const credit = await creditInvoice(stage, await invoiceOf(bill), 234.56)
  await readNow()
  await answer(bill, 'rebill')
  await billAgain(bill)
  await deliverAll(stage)
  await unapplyCredit(stage, credit)
  await readNow()
  const { intentId } = must(first)
  const { DocNumber: number } = await invoiceOf(await billingOf(stage, bill))
  expect(await refusalOf(answer(bill, 'take_answer_back', intentId))).toMatchObject({
    code: 'already_billed',
    detail: expect.stringContaining(`Void invoice ${number} in QuickBooks first`),
  })
  await tied(bill)
  await editInvoice(stage, await invoiceOf(await billingOf(stage, bill)), {}, 'void')
  await readNow()
  await answer(bill, 'take_answer_back', intentId)
  expect(await claimsOf(bill)).toEqual([])
  expect(await figures(bill)).toMatchObject({ billed: 123_456n, remaining: 0n })
})

test('while a payment of the invoice is not known, nothing is asked, answered or settled', async () => {
  const bill = await billed()
  const invoice = await invoiceOf(bill)
  const { paymentId } = await creditInvoice(stage, invoice, 234.56)
  await readNow()
  await stage.within((sql) => sql('delete from document_link where from_id = $1', [paymentId]))
  await stage.within((sql) => applyInvoices(sql, [invoice.Id]))
  expect((await open(bill)).map(({ kind }) => kind)).toEqual(['credited'])
  expect(await figures(bill)).toMatchObject({ billed: null, remaining: null, credited: null })
  expect(await refusalOf(answer(bill, 'rebill'))).toMatchObject({ code: 'credit_gone' })
  expect(await claimsOf(bill)).toEqual([])
})

test('all of the invoice credited after a part was answered: the rest is asked about, and open for itself', async () => {
  const bill = await billed()
  await creditInvoice(stage, await invoiceOf(bill), 234.56)
  await readNow()
  await answer(bill, 'rebill')
  await creditInvoice(stage, await invoiceOf(bill), 1_000)
  await readNow()
  expect((await bill.questions()).sort()).toEqual(['credited', 'ready_to_bill'])
  await answer(bill, 'rebill')
  expect(await claimsOf(bill)).toEqual([23_456n, 100_000n].map((minor) => ['again', minor]))
  expect(await figures(bill)).toMatchObject({ billed: 0n, earnedNotBilled: 123_456n })
  expect(await tied(bill)).toEqual([])
})

test('two people who answer at once: one answer stands', async () => {
  const bill = await billed()
  await creditInvoice(stage, await invoiceOf(bill), 234.56)
  await readNow()
  const answers = await Promise.allSettled([answer(bill, 'rebill'), answer(bill, 'close_difference')])
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await claimsOf(bill)).toHaveLength(1)
})

test('a credit that grows to all of the invoice frees it as a whole, and asks nothing of a part', async () => {
  const bill = await billed()
  await creditInvoice(stage, await invoiceOf(bill), 234.56)
  await readNow()
  await creditInvoice(stage, await invoiceOf(bill), 1_000)
  await readNow()
  expect(await bill.questions()).toEqual(['freed'])
  await tied(bill)
})

describe('an invoice that stops counting as a whole', () => {
  const again = (bill: Billing) =>
    stage.within(async (sql) => {
      const { schedule, milestone } = await lockFor(sql, bill.milestoneId)
      const request = { schedule, milestone, again: true, byPolicy: false }
      await record(sql, owner, await billMilestone(sql, owner, stage.clock, request))
    })

  test('credited in full, it is billed again when a person says so, although QuickBooks still has it', async () => {
    const bill = await billed()
    await creditInvoice(stage, await invoiceOf(bill), 1234.56)
    await readNow()
    await again(bill)
    await deliverAll(stage)
    await readNow()
    expect(await figures(bill)).toMatchObject({ billed: 123_456n, credited: 123_456n, remaining: 0n })
    expect((await open(bill)).map(({ kind }) => kind)).toEqual([])
    await tied(bill)
  })

  test('a part that was billed again after a credit is not billed a second time when the invoice is voided', async () => {
    const bill = await beginBilling(stage, { contractValue: usd('5000.00') })
    await deliverAll(stage)
    const invoice = await invoiceOf(bill)
    await creditInvoice(stage, invoice, 234.56)
    await readNow()
    await answer(bill, 'rebill')
    await billAgain(bill)
    await deliverAll(stage)
    await readNow()
    const [now] = await bill.inQuickBooks(({ Id }) => Id === invoice.Id)
    await editInvoice(stage, must(now), {}, 'void')
    await readNow()
    const refusal = await refusalOf(again(bill))
    expect(refusal).toMatchObject({ code: 'preflight_failed', checks: [{ check: 'headroom', ok: false }] })
    expect(refusal['detail']).toContain('$234.56 of “Design” is billed again already')
    expect(await figures(bill)).toMatchObject({ billed: 23_456n })
  })
})
