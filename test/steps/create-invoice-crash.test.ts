/**
 * Goal: exactly one invoice, whenever the process dies and however many processes there are. Method: the real connector
 * and QuickBooks' stand-in; a database that is gone at any transaction; several processes with one message.
 */
import { limits } from '../../config/limits'
import { setIntentState } from '../../src/invoices/intent-table'
import { createInvoice } from '../../src/invoices/sending/create-invoice'
import { beginAttempt } from '../../src/invoices/sending/send-attempt-table'
import { type Billing, beginBilling } from '../fixtures/billing'
import { deliver } from '../fixtures/deliver'
import { dyingDatabase } from '../fixtures/dying-database'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
  await stage.quickbooks.clearLog()
})

const creates = async () =>
  (await stage.quickbooks.log()).filter((each) => each.method === 'POST' && each.path.endsWith('/invoice'))
const looks = async () =>
  (await stage.quickbooks.log()).filter((each) => each.query['query']?.includes('TxnDate') === true)

/** Turns and waits until the message is closed; at no moment there may be two invoices. */
async function drain(bill: Billing, stepMs = 160_000): Promise<void> {
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(stage)
    expect((await bill.inQuickBooks()).length).toBeLessThanOrEqual(1)
    if (['done', 'refused', 'cancelled'].includes((await bill.message()).state)) return
    stage.advance(stepMs)
  }
  throw new Error(`the message never ended: ${JSON.stringify((await bill.message()).fault)}`)
}
async function expectOneInvoice(bill: Billing): Promise<void> {
  const [invoice, ...others] = await bill.inQuickBooks()
  expect(others).toEqual([])
  expect(invoice).toMatchObject({ TotalAmt: 1234.56, Balance: 1234.56 })
  expect(await bill.intent()).toMatchObject({ state: 'posted', quickbooksId: must(invoice).Id, fault: null })
  expect((await bill.message()).state).toBe('done')
  expect(await bill.questions()).toEqual([])
  expect((await bill.tracker()).figures).toMatchObject({
    billed: 123_456n,
    inFlight: 0n,
    remaining: 0n,
    outstanding: 123_456n,
  })
}

describe('a process that dies', () => {
  const began = async (bill: Billing) => {
    const intent = await bill.intent()
    const { intentId, requestKey, bodyHash } = intent
    await stage.within(async (sql) => {
      await setIntentState(sql, intentId, { state: 'sending', sentAt: stage.clock.now() })
      await beginAttempt(sql, { intentId, step: 'create', requestKey, bodyHash })
    })
    return intent
  }

  test('before its first byte: looked for, waited for, then sent once', async () => {
    const bill = await beginBilling(stage)
    await began(bill)
    expect(await deliver(stage)).toBe(1)
    expect(await creates()).toEqual([])
    expect(await looks()).toHaveLength(1)
    stage.advance(limits.vendorStillWorkingMs - 25_000)
    expect(await deliver(stage)).toBe(0)
    stage.advance(27_000)
    expect(await deliver(stage)).toBe(1)
    expect(await creates()).toHaveLength(1)
    await expectOneInvoice(bill)
  })

  test.each([
    'replay',
    'ignore',
  ])('after QuickBooks had it (requestid %s): found, never sent again', async (requestid) => {
    await stage.quickbooks.turn({ requestid })
    const bill = await beginBilling(stage)
    const intent = await began(bill)
    await stage.quickbooks.api(
      'POST',
      `/v3/company/${stage.realmId}/invoice?requestid=${intent.requestKey}`,
      JSON.parse(intent.body),
    )
    await stage.quickbooks.clearLog()
    await deliver(stage)
    expect(await creates()).toEqual([])
    await expectOneInvoice(bill)
  })

  test.each(['replay', 'ignore'])('at any of its transactions (requestid %s)', async (requestid) => {
    await stage.quickbooks.turn({ requestid })
    let deaths = 0
    for (let fatal = 1; fatal <= 6; fatal += 1) {
      for (const when of ['before', 'after'] as const) {
        const bill = await beginBilling(stage)
        const database = dyingDatabase(stage.database, fatal, when)
        await deliver(stage, { vendors: stage.vendors, database }).catch((error: Error) => {
          expect(error.message).toBe('killed')
          deaths += 1
        })
        stage.advance(limits.leaseMs + 1_000)
        await drain(bill)
        await expectOneInvoice(bill)
      }
    }
    expect(deaths).toBeGreaterThanOrEqual(10)
  })
})

test.each([
  'replay',
  'ignore',
])('two processes with the same message at once make one invoice (requestid %s)', async (requestid) => {
  await stage.quickbooks.turn({ requestid })
  const other = stage.anotherProcess()
  for (let time = 0; time < 5; time += 1) {
    const bill = await beginBilling(stage)
    const message = await bill.message()
    await Promise.all(
      [stage, other, stage, other].map(async (each) =>
        createInvoice(
          { database: each.database, clock: stage.clock, random: () => 0.5 },
          await each.vendors.quickbooks(stage.workspaceId),
          stage.workspaceId,
          message,
        ),
      ),
    )
    await drain(bill)
    await expectOneInvoice(bill)
  }
})
