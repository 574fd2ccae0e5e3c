/**
 * Goal: a client is reminded of an open invoice when somebody asks, by one e-mail each time; never of what is paid or
 * voided, and never twice by accident. Method: the real connector and QuickBooks' stand-in, whose answers are lost,
 * refused or garbled.
 */

import { limits } from '../../config/limits'
import { wire } from '../../src/flow/flow'
import { readIntent, setIntentState } from '../../src/invoices/intent-table'
import { askToRemind } from '../../src/invoices/reminders/ask-to-remind'
import { readReminders } from '../../src/invoices/reminders/read-reminders'
import { settleReminder } from '../../src/invoices/reminders/settle-reminder'
import { readMessageOf } from '../../src/outbox/outbox-table'
import { beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { catchingUp, madeByHand, plannedJob } from '../fixtures/catch-up'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, readCompany } from '../fixtures/plan'
import { DAY_MS, reminding } from '../fixtures/reminding'
import { openStage, type Stage } from '../fixtures/stage'

const SEND = '/v3/company/*/invoice/*/send'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300, zone: 'Pacific/Auckland' })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

const { inQuickBooks, page, readNow, remind, sends, sentInvoice, states } = reminding(() => stage)
const settle = (reminderId: string, action: string) =>
  stage.within((sql) => settleReminder(sql, owner, stage.clock, reminderId, action))
const told = (dealId: string) =>
  stage.within(async (sql) => {
    const rows = await sql<{ what: string }>('select what from history where deal_id = $1 order by number', [
      dealId,
    ])
    return rows.map(({ what }) => what)
  })
/** Turns with time between them, as the worker would take them over ten minutes. */
async function turns() {
  for (let turn = 0; turn < 3; turn += 1) {
    await deliverAll(stage)
    stage.advance(200_000)
  }
}

test('one e-mail a day, however often it is asked for', async () => {
  const bill = await sentInvoice(10)
  await remind(bill)
  expect(await refusalOf(remind(bill))).toMatchObject({ code: 'reminded_today' })
  await deliverAll(stage)
  expect(await refusalOf(remind(bill))).toMatchObject({ code: 'reminded_today' })
  expect(await sends()).toBe(1)
  expect(await states(bill)).toEqual(['sent'])
  expect(await told(bill.dealId)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^QuickBooks reminded \S+@\S+ of invoice \d+$/)]),
  )
  stage.advance(DAY_MS)
  await remind(bill)
  await deliverAll(stage)
  expect(await sends()).toBe(2)
})

test('two who ask at once are one', async () => {
  const bill = await sentInvoice(10)
  const asked = await Promise.allSettled([remind(bill), remind(bill)])
  expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await deliverAll(stage)
  expect(await sends()).toBe(1)
})

test.each([
  { effect: 'drop-reply' },
  { effect: 'empty-200', executed: true },
  { effect: 'malformed' },
  { effect: 'html', executed: true },
  { effect: 'fault-200', executed: true },
  { effect: 'status', status: 503, executed: true },
])('an answer that is lost (%j) is looked up, and not sent again', async (fault) => {
  const bill = await sentInvoice(10)
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, ...fault })
  await remind(bill)
  await turns()
  expect(await sends()).toBe(1)
  expect(await states(bill)).toEqual(['sent'])
  expect(await bill.questions()).toEqual([])
})

test('where it stays unclear a person is asked; trying only looks, and saying so sends once more', async () => {
  const bill = await sentInvoice(10)
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'reset' })
  const reminderId = await remind(bill)
  await turns()
  expect(await states(bill)).toEqual(['unclear'])
  expect(await bill.questions()).toEqual(['unclear'])
  expect(await settle(reminderId, 'retry')).toMatchObject({ state: 'unclear' })
  await deliverAll(stage)
  expect(await sends()).toBe(1)
  expect(await refusalOf(settle(reminderId, 'cancel'))).toMatchObject({ code: 'nothing_to_cancel' })
  await settle(reminderId, 'remind_again')
  await deliverAll(stage)
  expect(await sends()).toBe(2)
  expect(await states(bill)).toEqual(['sent'])
  expect(await bill.questions()).toEqual([])
})

test('a person may say that it was sent, and nothing is sent', async () => {
  const bill = await sentInvoice(10)
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'reset' })
  const reminderId = await remind(bill)
  await turns()
  expect(await settle(reminderId, 'was_sent')).toMatchObject({ state: 'done' })
  stage.advance(DAY_MS)
  await deliverAll(stage)
  expect(await sends()).toBe(1)
  expect(await states(bill)).toEqual(['sent'])
})

test('a refusal is for a person, who mends it and tries again, or leaves it', async () => {
  const refusing = { method: 'POST', path: SEND, times: 1, effect: 'status', status: 400 } as const
  const bill = await sentInvoice(10)
  await stage.quickbooks.fault(refusing)
  const reminderId = await remind(bill)
  await deliverAll(stage)
  expect(await states(bill)).toEqual(['refused'])
  expect(await bill.questions()).toEqual(['refused'])
  await stage.quickbooks.clearFaults()
  await settle(reminderId, 'retry')
  await deliverAll(stage)
  expect(await states(bill)).toEqual(['sent'])
  expect(await bill.questions()).toEqual([])

  const other = await sentInvoice(10)
  await stage.quickbooks.fault(refusing)
  const second = await remind(other)
  await deliverAll(stage)
  await settle(second, 'cancel')
  await deliverAll(stage)
  expect(await states(other)).toEqual(['cancelled'])
  expect(await other.questions()).toEqual([])
})

test('a busy QuickBooks is tried again later, with no e-mail in between', async () => {
  const bill = await sentInvoice(10)
  await stage.quickbooks.fault({
    method: 'POST',
    path: SEND,
    times: 1,
    effect: 'status',
    status: 429,
    executed: false,
  })
  const reminderId = await remind(bill)
  await deliver(stage)
  expect(await states(bill)).toEqual(['wanted'])
  expect(await stage.within((sql) => readMessageOf(sql, 'reminder.send', reminderId))).toMatchObject({
    state: 'waiting',
    attempts: 1,
  })
  stage.advance(3_600_000)
  await deliverAll(stage)
  expect(await states(bill)).toEqual(['sent'])
})

test('what is paid or voided before it goes is not sent', async () => {
  const paid = await sentInvoice(10)
  await remind(paid)
  const invoice = await inQuickBooks(paid)
  await payInvoices(stage, '1', [{ invoiceId: invoice.Id, amount: invoice.Balance }])
  const voided = await sentInvoice(10)
  await remind(voided)
  await editInvoice(stage, await inQuickBooks(voided), {}, 'void')
  await deliverAll(stage)
  expect(await sends()).toBe(0)
  expect((await page(paid)).reminders).toMatchObject([
    { state: 'cancelled', why: expect.stringMatching(/is paid: there is nothing to remind of/) },
  ])
  expect((await page(voided)).reminders).toMatchObject([
    { state: 'cancelled', why: expect.stringMatching(/is voided in QuickBooks/) },
  ])
  expect(await told(paid.dealId)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^No reminder was sent\./)]),
  )
})

test('that it was deleted is learnt by a reminder and followed by the next reading: the milestone can be billed again', async () => {
  const bill = await sentInvoice(10)
  await remind(bill)
  await editInvoice(stage, await inQuickBooks(bill), {}, 'delete')
  await deliverAll(stage)
  expect(await sends()).toBe(0)
  expect((await page(bill)).reminders).toMatchObject([{ state: 'cancelled' }])
  await readNow()
  expect(await bill.questions()).toEqual(['freed'])
  expect(await told(bill.dealId)).toEqual(
    expect.arrayContaining([expect.stringMatching(/was deleted in QuickBooks; .* free$/)]),
  )
  await readNow()
  expect(await bill.questions()).toEqual(['freed'])
})

test('one that keeps failing by an error of our own becomes a question, and goes out once that is mended', async () => {
  const bill = await sentInvoice(10)
  const reminderId = await remind(bill)
  const { messageId } = must(await stage.within((sql) => readMessageOf(sql, 'reminder.send', reminderId)))
  const run = (vendors: Stage['vendors']) =>
    wire({ ...stage, vendors, random: () => 0.5, sweepMs: 60_000, log: () => undefined }).outbox({
      workspaceId: stage.workspaceId,
      subjectId: messageId,
    })
  const failing: Stage['vendors'] = {
    ...stage.vendors,
    quickbooks: async (id, reason) => ({
      ...(await stage.vendors.quickbooks(id, reason)),
      read: () => Promise.reject(new Error('a fault of ours')),
    }),
  }
  for (let time = 1; time < limits.attemptsBeforeAttention; time += 1) await run(failing)
  expect(await bill.questions()).toEqual([])
  await run(failing)
  expect(await bill.questions()).toEqual(['stuck'])
  await run(stage.vendors)
  expect(await states(bill)).toEqual(['sent'])
  expect(await bill.questions()).toEqual([])
})

test('what nobody was sent, has no address, or is not there can’t be reminded of', async () => {
  const unsent = await beginBilling(stage, { delivery: 'post' })
  expect(await refusalOf(remind(unsent))).toMatchObject({ code: 'invoice_not_posted' })
  await deliverAll(stage)
  expect(await refusalOf(remind(unsent))).toMatchObject({ code: 'not_sent_yet' })
  const { intentId } = await unsent.intent()
  await stage.within((sql) =>
    sql(`update billing_intent set delivered_on = '2026-01-01', delivered_by = 'x' where intent_id = $1`, [
      intentId,
    ]),
  )
  await editInvoice(stage, await inQuickBooks(unsent), { BillEmail: { Address: '' } })
  await readNow()
  expect(await refusalOf(remind(unsent))).toMatchObject({ code: 'no_email' })
  await stage.within((sql) => setIntentState(sql, intentId, { state: 'unclear' }))
  expect(await refusalOf(remind(unsent))).toMatchObject({ code: 'invoice_not_posted' })
  expect((await page(unsent)).whyNot).toMatch(/unclear/)
  await stage.within((sql) => setIntentState(sql, intentId, { state: 'posted' }))
})

test('in a database that was restored, what went out long ago does not go again', async () => {
  const bill = await sentInvoice(10)
  const reminderId = await remind(bill)
  await deliverAll(stage)
  await stage.within(async (sql) => {
    await sql(
      `update invoice_reminder set state = 'wanted', emailed_before = null, began_at = null, sent_at = null
         where reminder_id = $1`,
      [reminderId],
    )
    await sql(`update outbox_message set state = 'waiting', done_at = null where subject_id = $1`, [
      reminderId,
    ])
  })
  stage.advance(2 * DAY_MS)
  await deliverAll(stage)
  expect(await sends()).toBe(1)
  expect((await page(bill)).reminders).toMatchObject([
    { state: 'cancelled', why: expect.stringMatching(/e-mailed after this was asked for/) },
  ])
})

test('one that a person made and sent in QuickBooks, and linked, is reminded of once, and stays theirs', async () => {
  const { dealId, ids } = await plannedJob(stage, [['Survey', 2_500]])
  const BillEmail = { Address: 'office@client.example' }
  const { Id } = await madeByHand(stage, [['Survey, as agreed', 2_500]], { body: { BillEmail } })
  const { realmId, quickbooks } = stage
  await quickbooks.api('POST', `/v3/company/${realmId}/invoice/${Id}/send?minorversion=75`)
  await readNow()
  const { intentIds } = await catchingUp(stage).link(dealId, [[Id, must(ids[0])]])
  const intentId = must(intentIds[0])
  stage.advance(DAY_MS)
  await quickbooks.clearLog()
  const asked = await stage.within((sql) =>
    askToRemind(sql, owner, stage.clock, { intentId, afterDays: null }),
  )
  await turns()
  expect(await sends()).toBe(1)
  const { reminders } = await stage.within((sql) => readReminders(sql, stage.clock, intentId))
  expect(reminders).toMatchObject([{ state: 'sent', sentTo: 'office@client.example' }])
  const message = await stage.within((sql) => readMessageOf(sql, 'reminder.send', must(asked).reminderId))
  expect(message?.state).toBe('done')
  const intent = await stage.within((sql) => readIntent(sql, intentId))
  expect(intent).toMatchObject({ origin: 'linked', sendState: 'none' })
  expect(await told(dealId)).toContainEqual(
    expect.stringMatching(/^QuickBooks reminded office@client\.example of invoice \d+$/),
  )
})
