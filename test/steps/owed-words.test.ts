/**
 * Goal: what is still owed says what it is, to whom and how much, why it is not there, and whether it can be taken back.
 * Method: bills and reminders stopped at each place by QuickBooks' stand-in, and looked at as the page does.
 */

import { readOwed } from '../../src/insight/read-owed'
import { listOwed } from '../../src/outbox/outbox-table'
import { beginBilling } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { DAY_MS, reminding } from '../fixtures/reminding'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

const { remind, sentInvoice } = reminding(() => stage)
const owed = (dealId: string) =>
  stage.within(async (sql) => {
    const messages = await listOwed(sql, { limit: 200, offset: 0 })
    const work = await readOwed(sql, messages, stage.clock.now())
    return must(work.find(({ message }) => message.dealId === dealId))
  })
const CREATE = '/v3/company/*/invoice'

test('an invoice that was not tried, could not be, was refused, or is unclear', async () => {
  const bill = await beginBilling(stage, { delivery: 'post' })
  const what = "Create the invoice of $1,234.56 to Amy's Bird Sanctuary in QuickBooks"
  expect(await owed(bill.dealId)).toMatchObject({ what, why: 'It is about to be sent.', canCancel: true })
  await stage.quickbooks.fault({
    method: 'POST',
    path: CREATE,
    times: 1,
    effect: 'status',
    status: 503,
    executed: false,
  })
  await deliver(stage)
  const later = await owed(bill.dealId)
  expect(later).toMatchObject({ what, canCancel: false })
  expect(later.why).not.toBe('It is about to be sent.')
  await stage.quickbooks.clearFaults()
  stage.advance(DAY_MS)
  await deliverAll(stage)

  const refused = await beginBilling(stage, { delivery: 'post' })
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'status', status: 400 })
  await deliver(stage)
  expect(await owed(refused.dealId)).toMatchObject({ what, canCancel: true, message: { state: 'refused' } })

  await stage.quickbooks.clearFaults()
  const unclear = await beginBilling(stage, { delivery: 'post' })
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'reset' })
  await deliver(stage)
  expect(await owed(unclear.dealId)).toMatchObject({
    what,
    canCancel: false,
    why: expect.stringMatching(/Whether it is there is looked for before anything is sent again\.$/),
  })
})

test('an e-mail that may have gone, and a reminder that waits or may have gone', async () => {
  const SEND = '/v3/company/*/invoice/*/send'
  const bill = await beginBilling(stage, { delivery: 'send' })
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'reset' })
  await deliver(stage)
  expect(await owed(bill.dealId)).toMatchObject({
    what: "E-mail the invoice of $1,234.56 to Amy's Bird Sanctuary",
    canCancel: false,
    why: expect.stringMatching(/Whether it was e-mailed is looked for/),
  })
  await stage.quickbooks.clearFaults()
  const late = await sentInvoice(10)
  await remind(late)
  const what = "Remind of the invoice of $1,234.56 to Amy's Bird Sanctuary, by QuickBooks’ e-mail"
  expect(await owed(late.dealId)).toMatchObject({ what, canCancel: true })
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'reset' })
  await deliver(stage)
  expect(await owed(late.dealId)).toMatchObject({
    what,
    canCancel: false,
    why: expect.stringMatching(/Whether it was e-mailed is looked for/),
  })
})
