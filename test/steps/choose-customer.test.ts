/**
 * Goal: a deal has the customer that a person chose, before it is planned and after, and nothing else moves.
 * Method: use cases on a real database with QuickBooks' and HubSpot's stand-ins beside.
 */

import { chooseCustomer } from '../../src/customers/choose-customer'
import { proposeCustomers } from '../../src/customers/propose-customers'
import { markMastersStale } from '../../src/masters/master-table'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { customersOf, newDeal } from '../fixtures/customers'
import { deliver } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner, plan, readCompany, readPortal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
const customers = customersOf(() => stage)
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.hubspot.clearFaults()
})

const choose = (dealId: string, customerId: string) =>
  stage.within((sql) => chooseCustomer(sql, owner, { dealId, customerId }))
const customerOfPlan = async (dealId: string) =>
  must(await stage.within((sql) => readScheduleOfDeal(sql, dealId))).terms.customerId
const readAgain = async () => {
  await stage.within((sql) => markMastersStale(sql, 'customers'))
  await readCompany(stage)
}
const { customer: _, ...nobodyYet } = draftOf('1000', [fixed('Design', '1000')])
const CREATE = '/v3/company/*/customer'

describe('choosing', () => {
  test('before there is a plan: kept with the deal, and planning starts from it', async () => {
    const dealId = await newDeal(stage)
    await choose(dealId, '2')
    await choose(dealId, '2')
    await choose(dealId, '3')
    expect(await customers.state(dealId)).toMatchObject({ customerId: '3', customer: { name: 'Cool Cars' } })
    expect(await customers.told(dealId)).toEqual([
      "Chose the customer “Bill's Windsurf Shop”",
      'Chose the customer “Cool Cars”',
    ])
    await plan(stage, dealId, nobodyYet)
    expect(await customerOfPlan(dealId)).toBe('3')
  })

  test('a plan that names somebody, or nobody on purpose, is left alone', async () => {
    const [named, none] = [await newDeal(stage), await newDeal(stage)]
    await choose(named, '2')
    await choose(none, '2')
    await plan(stage, named, draftOf('1000', [fixed('Design', '1000')], { customer: { quickbooksId: '4' } }))
    await plan(stage, none, draftOf('1000', [fixed('Design', '1000')], { customer: null }))
    expect([await customerOfPlan(named), await customerOfPlan(none)]).toEqual(['4', null])
  })

  test('a plan that is there is planned again with it, once', async () => {
    const dealId = await newDeal(stage)
    await plan(stage, dealId, draftOf('1000', [fixed('Design', '1000')], { customer: null }))
    await choose(dealId, '2')
    await choose(dealId, '2')
    expect(await customerOfPlan(dealId)).toBe('2')
    expect(await customers.told(dealId)).toEqual([
      'Planned 1 milestone on a contract of $1,000.00',
      'Changed the terms of the schedule',
    ])
  })

  test('what can’t be is refused with the way, and changes nothing', async () => {
    const dealId = await newDeal(stage)
    await plan(stage, dealId, draftOf('1000', [fixed('Design', '1000')], { customer: null }))
    const off = await customers.make('customer', { DisplayName: 'Switched Off' })
    await customers.make('customer', { Id: off.Id, SyncToken: off.SyncToken, sparse: true, Active: false })
    const euro = await customers.make('customer', { DisplayName: 'Euro Ltd', CurrencyRef: { value: 'EUR' } })
    await readAgain()
    expect(await refusalOf(choose(dealId, off.Id))).toMatchObject({ code: 'customer_inactive', status: 409 })
    expect(await refusalOf(choose(dealId, euro.Id))).toMatchObject({ code: 'currency_mismatch' })
    expect(await refusalOf(choose(dealId, '987654'))).toMatchObject({ code: 'validation_failed' })
    expect(await refusalOf(choose('1', '2'))).toMatchObject({ code: 'not_found' })
    expect(await customerOfPlan(dealId)).toBeNull()
    const shared = await newDeal(stage)
    const payers = ['1', '2'].map((id) => ({ customer: { quickbooksId: id }, share: { percent: '50' } }))
    await plan(stage, shared, draftOf('1000', [fixed('Design', '1000')], { payers }))
    expect(await refusalOf(choose(shared, '3'))).toMatchObject({ code: 'several_payers' })
  })

  test('a deal that was deleted in HubSpot keeps what it has', async () => {
    const dealId = await newDeal(stage)
    await stage.within((sql) => sql('update deal set archived = true where deal_id = $1', [dealId]))
    expect(await refusalOf(choose(dealId, '2'))).toMatchObject({ code: 'deal_archived' })
  })

  test('another customer instead of one that was never sent: that one is given up', async () => {
    const dealId = await newDeal(stage)
    await customers.ask(dealId, { displayName: 'Never Sent' })
    await choose(dealId, '2')
    await deliver(stage)
    expect(await customers.creation(dealId)).toMatchObject({ state: 'cancelled' })
    expect(await customers.named('Never Sent')).toEqual([])
    expect(await customers.state(dealId)).toMatchObject({ customerId: '2' })
  })

  test('another customer while an unclear one is looked for: the choice stays, and the new one is known', async () => {
    const dealId = await newDeal(stage)
    await customers.ask(dealId, { displayName: 'Late Comer' })
    await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'reset' })
    await deliver(stage)
    await choose(dealId, '2')
    stage.advance(160_000)
    await deliver(stage)
    expect(await customers.creation(dealId)).toMatchObject({ state: 'created' })
    expect(await customers.state(dealId)).toMatchObject({ customerId: '2' })
  })
})

describe('proposals', () => {
  const propose = (dealId: string) => proposeCustomers(stage, stage.workspaceId, dealId)

  test('by what HubSpot knows of the deal, without a metered read', async () => {
    const deals = await readPortal(stage)
    await stage.quickbooks.clearLog()
    const found = await propose(must(deals.get('Showroom Website')))
    expect(found.matches[0]).toMatchObject({
      customer: { quickbooksId: '3', name: 'Cool Cars' },
      reasons: ['Same name as the company'],
      whyNot: null,
    })
    expect(found).toMatchObject({
      start: { displayName: 'Cool Cars', email: 'grace@coolcars.example' },
      currency: { wanted: 'USD', fixed: false },
      trouble: null,
    })
    expect(await stage.quickbooks.log()).toEqual([])
  })

  test('an inactive one is named with what to do', async () => {
    const deals = await readPortal(stage)
    const old = await customers.make('customer', { DisplayName: 'Red Rock Diner Ltd' })
    await customers.make('customer', { Id: old.Id, SyncToken: old.SyncToken, sparse: true, Active: false })
    await readAgain()
    const { matches } = await propose(must(deals.get('Menu and Signage Refresh')))
    const inactive = must(matches.find(({ customer }) => customer.quickbooksId === old.Id))
    expect(inactive.customer.name).toBe('Red Rock Diner Ltd (deleted)')
    expect(inactive.whyNot).toContain('Make it active there')
    expect(matches.at(-1)).toBe(inactive)
  })

  test.each([
    { effect: 'status', status: 503 },
    { effect: 'reset' },
    { effect: 'malformed' },
    { effect: 'hang' },
  ])('when HubSpot answers with %j, by the company’s name as it was read, and it is said', async (fault) => {
    const deals = await readPortal(stage)
    await stage.hubspot.fault({ method: 'GET', path: '*associations*', times: 3, ...fault })
    const found = await propose(must(deals.get('Showroom Website')))
    expect(found.trouble).toContain('could not be asked')
    expect(found.matches[0]).toMatchObject({ customer: { quickbooksId: '3' } })
    expect(found.start.displayName).toBe('Cool Cars')
  })

  test('a deal that nobody knows', async () => {
    expect(await refusalOf(propose('1'))).toMatchObject({ code: 'not_found' })
  })
})
