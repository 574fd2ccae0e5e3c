/**
 * Goal: where QuickBooks bills a customer in another currency than the plan when its work is to be billed, nothing is
 * created, and the question says what to do; done, it is billed once, in the plan's currency. Method: a company of many
 * currencies on QuickBooks' stand-in, whose bookkeeper gives customers other currencies; the whole contract over HTTP.
 */
import { allInvoices } from '../fixtures/billing'
import { customersOf } from '../fixtures/customers'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { addDeal, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
const customers = customersOf(() => stage)
beforeAll(async () => {
  stage = await openStage({ companies: ['small'] })
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})
beforeEach(() => stage.quickbooks.clearLog())

const creates = () => stage.quickbooks.count('POST', /\/(invoice|batch)$/)
const invoicesOf = async (customerId: string) =>
  (await allInvoices(stage)).filter(({ CustomerRef }) => CustomerRef.value === customerId)
const someone = async (name: string, currency: string): Promise<string> => {
  const { Id } = await customers.make('customer', { DisplayName: name, CurrencyRef: { value: currency } })
  await books.sweep()
  return Id
}
/** The bookkeeper says that this customer pays in other money. */
async function pays(customerId: string, currency: string): Promise<void> {
  const { SyncToken } = await customers.byId(customerId)
  const change = { Id: customerId, SyncToken, sparse: true, CurrencyRef: { value: currency } }
  await customers.make('customer', change)
  expect(await customers.byId(customerId)).toMatchObject({ CurrencyRef: { value: currency } })
}
let deals = 940_000
/** A deal in euros with one milestone of 1,000, to be billed to this customer. */
async function plannedFor(customerId: string): Promise<{ dealId: string; milestoneId: string }> {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  await books.ask('PUT', `/deals/${dealId}/schedule`, {
    billingType: 'fixed',
    contractValue: { amount: '1000.00', currency: 'EUR' },
    customer: { quickbooksId: customerId },
    item: { quickbooksId: '1' },
    taxCode: '4',
    delivery: 'post',
    milestones: [{ name: 'Studio', amount: { amount: '1000.00', currency: 'EUR' } }],
  })
  const { milestones } = (await books.ask('GET', `/deals/${dealId}`)) as { milestones: { id: string }[] }
  return { dealId, milestoneId: must(milestones[0]).id }
}
const complete = async (milestoneId: string) => {
  await books.ask('POST', `/milestones/${milestoneId}/complete`, {})
  await books.deliver()
}
const billed = async (dealId: string) => (await books.figures(dealId))['billed']
const expectBilledOnce = async (dealId: string, customerId: string) => {
  await books.sweep()
  await books.deliver()
  expect(await invoicesOf(customerId)).toMatchObject([{ CurrencyRef: { value: 'EUR' }, TotalAmt: 1_210 }])
  expect(await billed(dealId)).toEqual({ amount: '1000.00', currency: 'EUR' })
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.contract(dealId)).toEqual({ difference: 0n, items: [] })
}

test('known before: nothing is created, the question names both currencies, and the customer that the deal’s page asks for mends it', async () => {
  const [was, other] = [await someone('Atelier Delft', 'EUR'), await someone('Atelier Gouda', 'EUR')]
  const { dealId, milestoneId } = await plannedFor(was)
  await pays(was, 'USD')
  await books.sweep()
  const checks = (await books.ask('GET', `/milestones/${milestoneId}/preflight`)) as unknown as {
    check: string
    ok: boolean
    mend: { label: string } | null
  }[]
  expect(checks.filter(({ ok, check }) => !ok && check !== 'completed')).toMatchObject([
    { check: 'currency', mend: { label: 'Choose a customer in EUR' } },
  ])
  await complete(milestoneId)
  const asked = await books.asked(dealId, 'billing_blocked')
  expect(asked.detail).toBe(
    'The schedule is in EUR, the customer in USD. To mend it: choose a customer in EUR. Then try again.',
  )
  expect(await books.refused('POST', `/milestones/${milestoneId}/bill`, {})).toMatchObject({
    code: 'preflight_failed',
  })
  // Saying “bill it” with nothing mended changes nothing.
  expect(await books.refused('POST', `/attention/${asked.id}/settle`, { action: 'bill' })).toMatchObject({
    code: 'preflight_failed',
  })
  await books.deliver()
  expect(await creates()).toBe(0)
  expect(await invoicesOf(was)).toEqual([])
  expect(await billed(dealId)).toEqual({ amount: '0.00', currency: 'EUR' })

  await books.ask('POST', `/deals/${dealId}/customer`, { quickbooksId: other })
  await books.settle(await books.asked(dealId, 'billing_blocked'), 'bill')
  await books.deliver()
  await expectBilledOnce(dealId, other)
  expect(await invoicesOf(was)).toEqual([])
})

test('changed when it was on its way already: QuickBooks refuses it, and mended there it is billed once', async () => {
  const customer = await someone('Atelier Leiden', 'EUR')
  const { dealId, milestoneId } = await plannedFor(customer)
  await books.ask('POST', `/milestones/${milestoneId}/complete`, {})
  await pays(customer, 'USD')
  await books.deliver()
  expect(await invoicesOf(customer)).toEqual([])
  expect(await billed(dealId)).toEqual({ amount: '0.00', currency: 'EUR' })
  const asked = await books.asked(dealId, 'refused')
  expect(asked.detail).toMatch(/currency.* USD\..*Nothing was created\. Mend the cause, then try again\./)
  stage.advance(3_600_000)
  await books.sweep()
  await books.deliver()
  expect(await creates()).toBe(1)
  expect(await invoicesOf(customer)).toEqual([])

  await pays(customer, 'EUR')
  await books.sweep()
  await books.settle(asked, 'retry')
  await books.deliver()
  await expectBilledOnce(dealId, customer)
})
