/**
 * Goal: an invoice that is late enough for what its plan agrees raises a flag on its deal, and is no flag any more once
 * it is paid, voided or due later; what a person leaves stays left. Method: the real connector and QuickBooks' stand-in,
 * the clock moved over the days.
 */

import { listAttention, settleAttention } from '../../src/attention/attention-table'
import { readChanges } from '../../src/reconcile/read-changes'
import type { ScheduleDraft } from '../../src/schedules/draft'
import { lateFlags } from '../../src/writeback/late-flags'
import { noticeOverdue } from '../../src/writeback/notice-overdue'
import { type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000
let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

async function billed(more: Partial<ScheduleDraft>): Promise<Billing> {
  const bill = await beginBilling(stage, { delivery: 'post', terms: { netDays: 7 }, ...more })
  await deliverAll(stage)
  return bill
}
const look = () => noticeOverdue(stage, stage.workspaceId)
const flags = async (bill: Billing) => (await bill.questions()).sort()
const days = (count: number) => stage.advance(count * DAY_MS)
const readNow = async () => {
  stage.advance(1_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, true)
  await look()
}
/** Whether QuickBooks leaves numbers to people. */
async function numberByHand(CustomTxnNumbers: boolean): Promise<void> {
  const path = `/v3/company/${stage.realmId}/preferences`
  const { Preferences } = await stage.quickbooks.api<{
    Preferences: { SyncToken: string; SalesFormsPrefs: object }
  }>('GET', path)
  const { SyncToken, SalesFormsPrefs } = Preferences
  const said = { Id: '1', SyncToken, sparse: true, SalesFormsPrefs: { ...SalesFormsPrefs, CustomTxnNumbers } }
  await stage.quickbooks.api('POST', path, said)
}
const there = async (bill: Billing) => must((await bill.inQuickBooks())[0])

test('each clause on its own day, in the plan’s words; all of them over once it is paid', async () => {
  const bill = await billed({
    lateFee: '1.5 % a month',
    lateFeeAfterDays: 10,
    pauseWork: 'after 30 days overdue',
    pauseAfterDays: 30,
  })
  const plain = await billed({})
  days(7)
  await look()
  expect(await flags(bill)).toEqual([])
  days(1)
  await look()
  expect(await flags(bill)).toEqual(['overdue'])
  days(8)
  await look()
  expect(await flags(bill)).toEqual(['overdue'])
  days(1)
  await look()
  expect(await flags(bill)).toEqual(['late_fee', 'overdue'])
  days(20)
  await look()
  await look()
  expect(await flags(bill)).toEqual(['late_fee', 'overdue', 'pause_work'])
  expect(await flags(plain)).toEqual(['overdue'])
  const { Id, Balance } = await there(bill)
  await payInvoices(stage, '1', [{ invoiceId: Id, amount: Balance - 1 }])
  await readNow()
  expect(await flags(bill)).toEqual(['late_fee', 'overdue', 'pause_work'])
  await payInvoices(stage, '1', [{ invoiceId: Id, amount: 1 }])
  await readNow()
  expect(await flags(bill)).toEqual([])
})

test('a clause without a number of days is flagged from the first, to be looked at', async () => {
  const bill = await billed({ pauseWork: 'after 30 days overdue' })
  days(8)
  await look()
  expect(await flags(bill)).toEqual(['overdue', 'pause_work'])
  const [flag] = await stage.within((sql) =>
    sql<{ detail: string }>(
      `select detail from attention where kind = 'pause_work' and deal_id = $1 and settled_at is null`,
      [bill.dealId],
    ),
  )
  expect(must(flag).detail).toMatch(
    /The plan says: “after 30 days overdue”. Look whether it applies already\.$/,
  )
})

test('due later, or voided, it is late no more; what was left is not raised again', async () => {
  const later = await billed({ lateFee: '5 %' })
  const voided = await billed({ lateFee: '5 %' })
  const left = await billed({ lateFee: '5 %' })
  days(9)
  await look()
  for (const bill of [later, voided, left]) expect(await flags(bill)).toEqual(['late_fee', 'overdue'])
  await editInvoice(stage, await there(later), { DueDate: '2099-01-01' })
  await editInvoice(stage, await there(voided), {}, 'void')
  const { intentId } = await left.intent()
  await stage.within((sql) => settleAttention(sql, `late_fee:${intentId}:${left.dealId}`, 'Ana', 'leave'))
  await readNow()
  expect(await flags(later)).not.toContain('late_fee')
  expect(await flags(later)).not.toContain('overdue')
  expect(await flags(voided)).toEqual(['freed'])
  expect(await flags(left)).toEqual(['overdue'])
})

test('left, paid, and overdue again because the payment was deleted: it is asked about again, by a name', async () => {
  await numberByHand(true)
  const bill = await billed({ lateFee: '5 %' })
  await numberByHand(false)
  days(9)
  await look()
  for (const kind of ['overdue', 'late_fee'])
    await books.settle(await books.asked(bill.dealId, kind), 'leave')
  await readNow()
  expect(await flags(bill)).toEqual([])
  const { Id, Balance } = await there(bill)
  const payment = await payInvoices(stage, '1', [{ invoiceId: Id, amount: Balance }])
  await readNow()
  expect(await flags(bill)).toEqual([])
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/payment?operation=delete`, {
    Id: payment.Id,
    SyncToken: payment.SyncToken,
  })
  await readNow()
  expect(await flags(bill)).toEqual(['late_fee', 'overdue'])
  const titles = (await books.questions(bill.dealId)).map(({ title }) => title)
  const name = `Invoice no. ${Id} in QuickBooks`
  expect(titles.sort()).toEqual([`${name} is late enough for a fee`, `${name} is overdue`])
})

test('left it stays left for its sum and its day: of another sum it was not said', async () => {
  const bill = await billed({ lateFee: '5 %' })
  days(9)
  await look()
  for (const kind of ['overdue', 'late_fee'])
    await books.settle(await books.asked(bill.dealId, kind), 'leave')
  await readNow()
  expect(await flags(bill)).toEqual([])
  const { Id, Balance } = await there(bill)
  await payInvoices(stage, '1', [{ invoiceId: Id, amount: Balance / 2 }])
  await readNow()
  expect(await flags(bill)).toEqual(['late_fee', 'overdue'])
  for (const kind of ['overdue', 'late_fee'])
    await books.settle(await books.asked(bill.dealId, kind), 'leave')
  await readNow()
  expect(await flags(bill)).toEqual([])
})

test('an invoice of several deals is held against each plan', () => {
  const invoice = {
    intentId: 'i',
    dealId: 'a',
    docNumber: '1042',
    quickbooksId: '7',
    customer: 'Acme Corp',
    dueOn: '2026-03-10',
    balance: '15000',
    currency: 'JPY',
    sent: true,
    hasWord: false,
    isShared: true,
    cause: 'overdue:i',
    openMinor: 15_000n,
    ofWhole: null,
  }
  const none = { words: null, afterDays: null }
  const policies = [
    { intentId: 'i', dealId: 'a', lateFee: { words: '5 %', afterDays: 3 }, pauseWork: none },
    { intentId: 'i', dealId: 'b', lateFee: none, pauseWork: { words: null, afterDays: 4 } },
  ]
  const on = (today: string) => lateFlags(invoice, policies, today).map(({ cause }) => cause)
  expect(on('2026-03-12')).toEqual([])
  expect(on('2026-03-13')).toEqual(['late_fee:i:a'])
  expect(on('2026-03-14')).toEqual(['late_fee:i:a', 'pause_work:i:b'])
  expect(lateFlags(invoice, policies, '2026-03-14').map(({ detail }) => detail)).toEqual([
    '¥15,000 from Acme Corp was due on 10 Mar 2026. The plan says: “5 %”. A fee is added in QuickBooks, by a person.',
    '¥15,000 from Acme Corp was due on 10 Mar 2026.',
  ])
})

test('nobody is reminded of what nobody got, until it is sent', async () => {
  const bill = await billed({})
  days(8)
  await look()
  const item = async () =>
    must(
      (await stage.within((sql) => listAttention(sql, { dealId: bill.dealId, limit: 10, offset: 0 }))).find(
        ({ kind }) => kind === 'overdue',
      ),
    )
  expect((await item()).actions.map(({ action }) => action)).toEqual(['send', 'leave'])
  expect((await item()).detail).toContain('It was not sent to anybody yet.')
  const { Id } = await there(bill)
  await stage.quickbooks.api(
    'POST',
    `/v3/company/${stage.realmId}/invoice/${Id}/send?sendTo=ap%40example.com`,
  )
  await readNow()
  expect((await item()).actions.map(({ action }) => action)).toEqual(['remind', 'leave'])
  expect((await item()).detail).not.toContain('sent')
})
