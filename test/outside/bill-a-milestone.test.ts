/**
 * The promise of the product, seen from outside: a milestone is completed, QuickBooks holds exactly one invoice with
 * its words, a payment there comes back as figures on the milestone and on the HubSpot deal. Method: the built
 * program in a process of its own, its HTTP API, and both vendors' APIs through their stock clients.
 */
import { must } from '../fixtures/must'
import { type Bystander, bystander } from './bystander'
import { type Home, newHome, type RunningProgram, startProgram } from './running-program'

jest.setTimeout(120_000)

let home: Home
let program: RunningProgram
let see: Bystander
beforeAll(async () => {
  home = await newHome()
  program = await startProgram(home, { DEMO: 'off', SWEEP_SECONDS: '5' })
  see = bystander(home)
})
afterAll(async () => {
  await program.stop()
  home.leave()
})
afterEach(async () => {
  await see.door('quickbooks', 'DELETE', '/faults')
  for (const vendor of ['quickbooks', 'hubspot'] as const) {
    await see.door(vendor, 'PUT', '/webhooks', { mode: 'normal' })
  }
})

/** A deal of its own, planned, its first milestone completed with a note that no other invoice carries. */
async function complete(name: string, more: object = {}) {
  const dealId = await see.winDeal(name, '50000')
  const milestones = await see.plan(dealId, more)
  const note = `handed over for ${name}`
  await see.done('POST', `/milestones/${must(milestones[0]).id}/complete`, { note })
  return { dealId, milestones, note }
}
const once = (dealId: string) =>
  see.until(
    'invoiced',
    () => see.label(dealId, 0),
    (label) => label === 'Invoiced (not sent)',
  )

test('one invoice of 15,000.00 with the milestone’s words; 5,000.00 paid there is seen here and on the deal', async () => {
  const { dealId, note } = await complete('Outside plain')
  await once(dealId)
  const [invoice, ...more] = await see.invoices(note)
  expect(more).toEqual([])
  expect(must(invoice)).toMatchObject({ TotalAmt: 15000, Balance: 15000 })
  const words = must(must(invoice).Line[0]?.Description).split('\n')
  expect(words[0]).toBe('Milestone 1: Strategy (per contract dated 2026-01-15)')
  expect(words.at(-1)).toBe('Payment terms: Net 7')
  await see.pay(must(invoice), 5000)
  await see.until(
    'partially paid',
    () => see.label(dealId, 0),
    (label) => label === 'Partially paid',
  )
  const told = { billed: 15000, paid: 5000, remaining: 35000, invoiced_total: 15000 }
  expect(
    await see.until(
      'told',
      () => see.properties(dealId),
      (seen) => seen['paid'] === 5000,
    ),
  ).toEqual(told)
})

test('a taxed item: total and paid include the tax, billed and remaining do not', async () => {
  const { dealId, note } = await complete('Outside taxed', { taxCode: 'TAX' })
  await once(dealId)
  const invoice = must((await see.invoices(note))[0])
  expect(invoice.TotalAmt).toBeGreaterThan(15000)
  await see.pay(invoice, invoice.TotalAmt)
  await see.until(
    'paid',
    () => see.label(dealId, 0),
    (label) => label === 'Paid',
  )
  const told = await see.until(
    'told',
    () => see.properties(dealId),
    (seen) => seen['paid'] === invoice.TotalAmt,
  )
  expect(told).toEqual({
    billed: 15000,
    paid: invoice.TotalAmt,
    remaining: 35000,
    invoiced_total: invoice.TotalAmt,
  })
})

test.each([
  'drop-reply',
  'malformed',
])('the answer of the create is lost (%s): still one invoice', async (effect) => {
  await see.door('quickbooks', 'POST', '/faults', {
    faults: [{ method: 'POST', path: '/v3/company/*/invoice', effect }],
  })
  const { dealId, note } = await complete(`Outside lost ${effect}`)
  await once(dealId)
  expect(await see.invoices(note)).toHaveLength(1)
})

test('past the contract: refused with what remains, and nothing is completed or billed', async () => {
  const { dealId, milestones } = await complete('Outside cap')
  await see.done('POST', `/milestones/${must(milestones[1]).id}/complete`, {})
  const fourth = await see.done<{ id: string }>('POST', `/deals/${dealId}/milestones`, {
    name: 'More',
    amount: { amount: '20000.00', currency: 'USD' },
  })
  const refused = await see.call('POST', `/milestones/${fourth.id}/complete`, {})
  expect([refused.status, refused.body]).toMatchObject([
    409,
    { code: 'over_billing', remaining: '15000.00', attempted: '20000.00', currency: 'USD' },
  ])
  expect((await see.page(dealId)).milestones[3]).toMatchObject({
    workStatus: 'pending',
    billingStatus: 'not_billed',
  })
})

test.each([
  'the sweep',
  'check now',
])('without any webhook, %s finds the payment and the deal hears of it', async (by) => {
  for (const vendor of ['quickbooks', 'hubspot'] as const) {
    await see.door(vendor, 'PUT', '/webhooks', { mode: 'off' })
  }
  const { dealId, note } = await complete(`Outside silent ${by}`)
  await once(dealId)
  await see.pay(must((await see.invoices(note))[0]), 5000)
  if (by === 'check now') {
    await see.done('POST', '/sync/check-now', {})
    expect(await see.label(dealId, 0)).toBe('Partially paid')
  }
  await see.until(
    'partially paid',
    () => see.label(dealId, 0),
    (label) => label === 'Partially paid',
  )
  const told = { billed: 15000, paid: 5000, remaining: 35000, invoiced_total: 15000 }
  expect(
    await see.until(
      'told',
      () => see.properties(dealId),
      (seen) => seen['paid'] === 5000,
    ),
  ).toEqual(told)
})
