/**
 * Goal: an invoice of which nobody knows whether it was e-mailed goes out once more, or not at all, as the person says who
 * looked. Method: QuickBooks' stand-in loses or refuses a send, and people answer over the API.
 */
import { type Billing, beginBilling, editInvoice } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { openKeptBooks, type Question } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.clearLog()
})

const SEND = '/v3/company/*/invoice/*/send'
const HOUR_MS = 3_600_000
const sends = () => stage.quickbooks.count('POST', /\/invoice\/\d+\/send$/)
const mailed = async (bill: Billing) => must((await bill.inQuickBooks())[0]).EmailStatus === 'EmailSent'
/** Its word, as everyone is shown it. */
const shown = async (bill: Billing) => {
  const { milestones } = (await books.ask('GET', `/deals/${bill.dealId}`)) as {
    milestones: { label: string }[]
  }
  return must(milestones[0]).label
}
const isTold = async (bill: Billing, what: RegExp) =>
  (await books.story(bill.dealId)).filter((line) => what.test(line)).length
/** A send of which nobody knows: it did not reach QuickBooks, or QuickBooks refused it. */
async function unsent(how: 'lost' | 'refused'): Promise<{ bill: Billing; item: Question }> {
  const bill = await beginBilling(stage, { delivery: 'send' })
  const fault = how === 'lost' ? { effect: 'reset' } : { effect: 'status', status: 429 }
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, ...fault })
  await deliver(stage)
  if (how === 'refused')
    await editInvoice(stage, must((await bill.inQuickBooks())[0]), { BillEmail: { Address: '' } })
  stage.advance(60_000)
  await deliverAll(stage)
  stage.advance(HOUR_MS)
  await deliverAll(stage)
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.clearLog()
  const item = await books.asked(bill.dealId, 'unclear')
  expect(item.title).toMatch(/may not have been e-mailed$/)
  expect(item.actions.map(({ action }) => action)).toEqual(['send_again', 'was_sent'])
  expect(await shown(bill)).toBe('Invoiced (not sent)')
  return { bill, item }
}
/** Whatever comes by later: outbox, sweep, and a second answer. */
async function muchLater(bill: Billing, item: Question): Promise<void> {
  for (const ms of [60_000, HOUR_MS, 5 * HOUR_MS]) {
    stage.advance(ms)
    await books.sweep()
    await books.deliver()
  }
  for (const action of ['send_again', 'was_sent'])
    expect((await books.refused('POST', `/attention/${item.id}/settle`, { action })).status).toBe(409)
  await books.deliver()
  expect(await bill.questions()).toEqual([])
  expect(await shown(bill)).toBe('Invoiced')
  expect(await bill.intent()).toMatchObject({ state: 'posted', sendState: 'sent' })
  expect(await bill.inQuickBooks()).toHaveLength(1)
}

test.each([
  'lost',
  'refused',
] as const)('“Send it now” (%s before): exactly one more send, and told', async (how) => {
  const { bill, item } = await unsent(how)
  if (how === 'refused')
    await editInvoice(stage, must((await bill.inQuickBooks())[0]), {
      BillEmail: { Address: 'ap@acme.example' },
    })
  await books.settle(item, 'send_again')
  expect(await bill.questions()).toEqual([])
  await books.deliver()
  expect(await sends()).toBe(1)
  expect(await mailed(bill)).toBe(true)
  await muchLater(bill, item)
  expect(await sends()).toBe(1)
  expect(await isTold(bill, /^Settled “.*may not have been e-mailed”: send_again$/)).toBe(1)
  expect(await isTold(bill, /^QuickBooks e-mailed the invoice to /)).toBe(1)
})

test.each([
  'lost',
  'refused',
] as const)('“It was sent” (%s before): nothing is sent, it is invoiced, and told', async (how) => {
  const { bill, item } = await unsent(how)
  await books.settle(item, 'was_sent')
  expect(await bill.questions()).toEqual([])
  expect(await shown(bill)).toBe('Invoiced')
  await muchLater(bill, item)
  expect(await sends()).toBe(0)
  expect(await mailed(bill)).toBe(false)
  expect(await isTold(bill, /^Settled “.*may not have been e-mailed”: was_sent$/)).toBe(1)
  expect(await isTold(bill, /^QuickBooks e-mailed the invoice/)).toBe(0)
})

test('one that fails again is asked about again; who may only look settles nothing', async () => {
  const { bill, item } = await unsent('lost')
  for (const action of ['send_again', 'was_sent'])
    expect(
      (await books.api.ask('POST', `/attention/${item.id}/settle`, { action }, { as: 'viewer' })).status,
    ).toBe(403)
  await books.settle(item, 'send_again')
  await stage.quickbooks.fault({ method: 'POST', path: SEND, times: 1, effect: 'reset' })
  for (const ms of [0, 60_000, HOUR_MS, HOUR_MS]) {
    stage.advance(ms)
    await books.deliver()
  }
  expect(await sends()).toBe(1)
  expect(await bill.intent()).toMatchObject({ sendState: 'unclear' })
  const again = await books.asked(bill.dealId, 'unclear')
  await books.settle(again, 'send_again')
  await books.deliver()
  expect(await sends()).toBe(2)
  expect(await mailed(bill)).toBe(true)
  expect(await bill.questions()).toEqual([])
})

test('both answers at one moment: the one that comes first counts, and the other is told so', async () => {
  const { bill, item } = await unsent('lost')
  const answers = await Promise.all(
    (['send_again', 'was_sent'] as const).map(async (action) => ({
      action,
      status: (await books.api.ask('POST', `/attention/${item.id}/settle`, { action })).status,
    })),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  const first = must(answers.find(({ status }) => status === 200)).action
  await muchLater(bill, item)
  expect(await sends()).toBe(first === 'send_again' ? 1 : 0)
  expect(await isTold(bill, /^Settled “.*may not have been e-mailed”: /)).toBe(1)
})
