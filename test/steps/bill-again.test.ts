/**
 * Goal: a milestone is billed again only when a person says so, under a new key, and never beside an invoice that turns up
 * late. Method: voids, refusals and lost answers before a second generation, against QuickBooks' stand-in.
 */

import { completeMilestone } from '../../src/approvals/complete-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { freeParts } from '../../src/invoices/billing-part-table'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { readIntents, setIntentState } from '../../src/invoices/intent-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { lockFor } from '../../src/schedules/change-milestone'
import { type Billing, beginBilling, editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000, companies: ['landscaping', 'small'] })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

const readLater = async () => {
  stage.advance(2_000)
  return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
const billAgain = (bill: Billing, again = true) =>
  stage.within(async (sql) => {
    const { schedule, milestone } = await lockFor(sql, bill.milestoneId)
    await billMilestone(sql, owner, stage.clock, {
      schedule,
      milestone,
      again,
      byPolicy: false,
    })
  })
const intents = (bill: Billing) => stage.within((sql) => readIntents(sql, { scheduleIds: [bill.scheduleId] }))
const ours = (bill: Billing, markers: readonly string[]) =>
  bill.inQuickBooks((invoice) => markers.some((marker) => invoice.PrivateNote?.includes(marker) === true))

test('after a void: refused without saying so, then a new invoice under a new key, and the old one stays void', async () => {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, 'void')
  await readLater()
  expect(await refusalOf(billAgain(bill, false))).toMatchObject({ code: 'already_billed' })
  await billAgain(bill)
  await deliverAll(stage)
  const [first, second] = await intents(bill)
  expect(second).toMatchObject({ generation: 2, state: 'posted' })
  expect(second?.requestKey).not.toBe(first?.requestKey)
  await readLater()
  const { figures } = await bill.tracker()
  expect(figures).toMatchObject({ billed: 123_456n, outstanding: 123_456n })
  expect(await bill.questions()).toEqual([])
  const both = await ours(bill, [must(first).marker, must(second).marker])
  expect(both.map((invoice) => invoice.TotalAmt).sort()).toEqual([0, 1_234.56])
})

test('after a void, with the answer to the second one lost: it is not mistaken for the first', async () => {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, 'void')
  await readLater()
  await billAgain(bill)
  await stage.quickbooks.fault({ method: 'POST', path: '/v3/company/*/invoice', times: 1, effect: 'reset' })
  await deliverAll(stage)
  stage.advance(160_000)
  await deliverAll(stage)
  const [first, second] = await intents(bill)
  expect(second).toMatchObject({ state: 'posted' })
  expect(second?.quickbooksId).not.toBe(first?.quickbooksId)
  expect((await bill.tracker()).figures).toMatchObject({ billed: 123_456n })
})

test('completed again after its invoice was voided and the work reopened: nothing is billed by itself', async () => {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, 'void')
  await readLater()
  const billing = billingByPolicy(stage.clock)
  const { milestoneId } = bill
  await stage.within((sql) => takeBack(sql, owner, billing, { milestoneId, how: 'reopen', reason: 'redo' }))
  await stage.within((sql) =>
    completeMilestone(sql, owner, { clock: stage.clock, billing }, { milestoneId, note: null }),
  )
  expect(await intents(bill)).toHaveLength(1)
})

test('an invoice of the first generation that turns up is taken by the second: one invoice, read again without trouble', async () => {
  const bill = await beginBilling(stage)
  const first = await bill.intent()
  // The first was given up as refused, but QuickBooks had made it all the same.
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice`, JSON.parse(first.body))
  await stage.within(async (sql) => {
    await setIntentState(sql, first.intentId, { state: 'cancelled' })
    await freeParts(sql, first.intentId)
    await sql("update outbox_message set state = 'cancelled' where subject_id = $1", [first.intentId])
  })
  await billAgain(bill)
  await deliverAll(stage)
  const [, second] = await intents(bill)
  expect(second).toMatchObject({ generation: 2, state: 'posted' })
  expect(await ours(bill, [first.marker, must(second).marker])).toHaveLength(1)
  await readLater()
  await readLater()
  expect((await bill.tracker()).figures).toMatchObject({ billed: 123_456n, remaining: 0n })
})

test('people who bill while the reader binds and frees never wait for each other for ever', async () => {
  const many: Billing[] = []
  for (let n = 0; n < 8; n += 1) many.push(await beginBilling(stage))
  for (const bill of many) {
    const { intentId, body } = await bill.intent()
    await stage.within((sql) =>
      sql("update billing_intent set state = 'unclear', sent_at = milepost.now() where intent_id = $1", [
        intentId,
      ]),
    )
    await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice`, JSON.parse(body))
  }
  const results = await Promise.allSettled([
    readLater(),
    deliverAll(stage),
    ...Array.from({ length: 8 }, () => beginBilling(stage)),
    readLater(),
  ])
  expect(results.filter((each) => each.status === 'rejected').map((each) => String(each.reason))).toEqual([])
  await deliverAll(stage)
  for (const bill of many) {
    expect(await bill.intent()).toMatchObject({ state: 'posted' })
    expect(await bill.inQuickBooks()).toHaveLength(1)
  }
})

test('the other workspace saw and spent nothing of all this', async () => {
  const [, other] = stage.workspaces
  const { within, quickbooks } = must(other)
  const rows = await within((sql) =>
    sql<{ rows: bigint }>(
      `select (select count(*) from document) + (select count(*) from billing_intent) + (select count(*) from attention)
         + (select count(*) from history) + (select count(*) from outbox_message) + (select count(*) from deal)
         + (select count(*) from vendor_call) as rows`,
    ),
  )
  expect(rows).toEqual([{ rows: 0n }])
  const calls = (await quickbooks.log()).filter((each) => each.path.includes(must(other).realmId))
  expect(calls).toEqual([])
})

test('every write that QuickBooks saw is in the ledger of calls, with its key and its trace, and no secret', async () => {
  await stage.vendors.flush()
  const rows = await stage.within((sql) =>
    sql<{ operation: string; request_key: string | null; outcome: string; trace: string | null }>(
      "select operation, request_key, outcome, trace from vendor_call where is_write and vendor = 'quickbooks'",
    ),
  )
  expect(rows.length).toBeGreaterThan(10)
  for (const row of rows) {
    expect(row.operation).toBe('create Invoice')
    expect(row.request_key).toMatch(/^[a-z2-7]{32}$/)
    if (row.outcome === 'done') expect(row.trace).not.toBeNull()
  }
})
