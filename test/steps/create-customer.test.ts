/**
 * Goal: exactly one customer, whatever is lost on the way. Method: the real connector and QuickBooks' stand-in over HTTP;
 * every fault of the create and of the look, with a requestid that is honoured, ignored or forgotten; names that
 * customers, vendors and employees have.
 */

import { limits } from '../../config/limits'
import { setCreationSending } from '../../src/customers/customer-creation-table'
import { markMastersStale, readMaster } from '../../src/masters/master-table'
import { customersOf, newDeal } from '../fixtures/customers'
import { deliver } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { readCompany } from '../fixtures/plan'
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
  await stage.quickbooks.turn({ requestid: 'replay' })
  await stage.quickbooks.clearLog()
})

const CREATE = '/v3/company/*/customer'
const LOOK = '/v3/company/*/query?*DisplayName*'
const creates = async () =>
  (await stage.quickbooks.log()).filter((each) => each.method === 'POST' && each.path.endsWith('/customer'))
const reads = async () => (await stage.quickbooks.log()).filter((each) => each.method === 'GET')

let count = 0
const aName = () => {
  count += 1
  return `Atelier ${count}`
}

/** Turns and waits until the message is closed; at no moment there may be two of the name. */
async function drain(dealId: string, name: string, stepMs = 160_000): Promise<void> {
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(stage)
    expect((await customers.named(name)).length).toBeLessThanOrEqual(1)
    if (['done', 'refused', 'cancelled'].includes((await customers.message(dealId)).state)) return
    stage.advance(stepMs)
  }
  throw new Error(`the message never ended: ${JSON.stringify((await customers.message(dealId)).fault)}`)
}

async function expectOneCustomer(dealId: string, name: string): Promise<void> {
  const [made, ...others] = await customers.named(name)
  expect(others).toEqual([])
  const { Id } = must(made)
  expect(await customers.creation(dealId)).toMatchObject({ state: 'created', quickbooksId: Id, fault: null })
  expect((await customers.message(dealId)).state).toBe('done')
  expect(await customers.questions(dealId)).toEqual([])
  expect(await customers.state(dealId)).toMatchObject({
    customerId: Id,
    customer: { name, active: true },
  })
}

test('an ordinary one: one call, no read, and the cache and the deal have it at once', async () => {
  const [dealId, name] = [await newDeal(stage), aName()]
  await customers.ask(dealId, {
    displayName: name,
    companyName: 'Atelier Ltd',
    email: 'ap@atelier.example',
    phone: '555 0100',
    address: { street: '1 Rue', city: 'Paris', region: 'IDF', postalCode: '75001', country: 'France' },
  })
  await stage.quickbooks.clearLog()
  expect(await deliver(stage)).toBe(1)
  const [sent, ...none] = await creates()
  expect(none).toEqual([])
  expect(await reads()).toEqual([])
  const creation = await customers.creation(dealId)
  expect(sent?.query).toMatchObject({ requestid: creation.requestKey })
  expect(sent?.body).toBe(creation.body)
  await expectOneCustomer(dealId, name)
  expect((await customers.named(name))[0]).toMatchObject({
    PrimaryEmailAddr: { Address: 'ap@atelier.example' },
    BillAddr: { Line1: '1 Rue', City: 'Paris', PostalCode: '75001' },
  })
  const cached = await stage.within((sql) => readMaster(sql, 'customers', must(creation.quickbooksId)))
  expect(cached).toMatchObject({ name, active: true })
  expect(await customers.told(dealId)).toEqual([
    `Asked QuickBooks for a new customer, “${name}”`,
    `Chose the customer “${name}”`,
    `Created the customer “${name}” in QuickBooks`,
  ])
})

const faults = [
  { effect: 'drop-reply' },
  { effect: 'reset' },
  { effect: 'status', status: 429, executed: false },
  { effect: 'status', status: 429, retryAfter: 60, executed: false },
  { effect: 'status', status: 500, executed: true },
  { effect: 'status', status: 500, executed: false },
  { effect: 'status', status: 502, executed: false },
  { effect: 'status', status: 503, executed: true },
  { effect: 'status', status: 503, executed: false },
  { effect: 'status', status: 504, executed: true },
  { effect: 'hang', executed: true },
  { effect: 'hang', executed: false },
  { effect: 'empty-200', executed: true },
  { effect: 'empty-200', executed: false },
  { effect: 'fault-200', executed: false },
  { effect: 'malformed' },
  { effect: 'html', executed: true },
  { effect: 'html', executed: false },
]
describe.each(['replay', 'ignore', 'forget'])('when QuickBooks’ requestid is %s', (requestid) => {
  test.each(faults)('a create that ends in %j becomes exactly one customer', async (fault) => {
    await stage.quickbooks.turn({ requestid })
    const [dealId, name] = [await newDeal(stage), aName()]
    await customers.ask(dealId, { displayName: name })
    await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, ...fault })
    await drain(dealId, name)
    if ((await customers.message(dealId)).state === 'refused') {
      // A fault in a 200 may say a plain no: then there is none.
      expect(fault.effect).toBe('fault-200')
      expect(await customers.named(name)).toEqual([])
      return
    }
    await expectOneCustomer(dealId, name)
    const bodies = new Set((await creates()).map((each) => `${each.query['requestid']} ${each.body}`))
    expect(bodies.size).toBe(1)
  })

  test('a storm of 429, lost answers and looks that fail become exactly one customer', async () => {
    await stage.quickbooks.turn({ requestid })
    const [dealId, name] = [await newDeal(stage), aName()]
    await customers.ask(dealId, { displayName: name })
    await stage.quickbooks.fault(
      { method: 'POST', path: CREATE, times: 4, effect: 'status', status: 429, executed: false },
      { method: 'POST', path: CREATE, times: 1, effect: 'reset' },
      { method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' },
      { method: 'GET', path: LOOK, times: 3, effect: 'status', status: 503 },
    )
    await drain(dealId, name)
    await expectOneCustomer(dealId, name)
  })
})

test('an unclear one is said to be, and QuickBooks has its 120 seconds before it is sent again', async () => {
  const [dealId, name] = [await newDeal(stage), aName()]
  await customers.ask(dealId, { displayName: name })
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'reset' })
  await deliver(stage)
  expect(await customers.creation(dealId)).toMatchObject({ state: 'unclear' })
  expect(await customers.questions(dealId)).toEqual(['unclear'])
  stage.advance(limits.vendorStillWorkingMs - 5_000)
  expect(await deliver(stage)).toBe(0)
  expect(await creates()).toHaveLength(1)
  stage.advance(6_000)
  await deliver(stage)
  await expectOneCustomer(dealId, name)
  expect(await creates()).toHaveLength(2)
})

test.each([true, false])('killed after it said that it sends, and QuickBooks has it: %s', async (arrived) => {
  const [dealId, name] = [await newDeal(stage), `O'Brien & Søns \\ ${aName()}`]
  const { creationId, body } = await customers.ask(dealId, { displayName: name })
  await stage.within((sql) => setCreationSending(sql, creationId, stage.clock.now()))
  if (arrived) await customers.make('customer', JSON.parse(body))
  await stage.quickbooks.clearLog()
  await drain(dealId, name)
  await expectOneCustomer(dealId, name)
  expect(await creates()).toHaveLength(arrived ? 0 : 1)
})

test('a refusal of the repeat, because the lost attempt had made it, is no refusal', async () => {
  await stage.quickbooks.turn({ requestid: 'ignore' })
  const [dealId, name] = [await newDeal(stage), aName()]
  await customers.ask(dealId, { displayName: name })
  // The look after the lost answer sees nothing yet: it is on its way inside QuickBooks.
  await stage.quickbooks.fault(
    { method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' },
    { method: 'GET', path: LOOK, times: 1, effect: 'status', status: 503 },
  )
  await deliver(stage)
  await drain(dealId, name)
  await expectOneCustomer(dealId, name)
})

describe('a name that somebody has', () => {
  test('a customer that we know: refused before anything is sent, with who has it and a free name', async () => {
    const [dealId, name] = [await newDeal(stage), aName()]
    await customers.ask(await newDeal(stage), { displayName: name })
    await deliver(stage)
    const existing = must((await customers.named(name))[0])
    await stage.quickbooks.clearLog()
    expect(await refusalOf(customers.ask(dealId, { displayName: name.toUpperCase() }))).toMatchObject({
      code: 'customer_name_taken',
      status: 409,
      existing: { quickbooksId: existing.Id, name, active: true },
      freeName: `${name.toUpperCase()} (customer)`,
    })
    expect(await stage.quickbooks.log()).toEqual([])
  })

  test('a customer made a second ago: QuickBooks refuses, and that one is named', async () => {
    const [dealId, name] = [await newDeal(stage), aName()]
    const theirs = await customers.make('customer', { DisplayName: name })
    await customers.ask(dealId, { displayName: name })
    await deliver(stage)
    expect(await customers.creation(dealId)).toMatchObject({
      state: 'refused',
      nameOf: theirs.Id,
      fault: { code: '6240' },
    })
    expect(await customers.state(dealId)).toMatchObject({ customerId: null })
    // Somebody waits for the answer at the page: nothing to ask on the home page.
    expect(await customers.questions(dealId)).toEqual([])
  })

  test.each(['vendor', 'employee'] as const)('a %s: refused as nobody’s customer', async (kind) => {
    const [dealId, name] = [await newDeal(stage), aName()]
    await customers.make(kind, { DisplayName: name, GivenName: 'A', FamilyName: name })
    await customers.ask(dealId, { displayName: name })
    await deliver(stage)
    expect(await customers.creation(dealId)).toMatchObject({ state: 'refused', nameOf: '' })
    expect(await customers.named(name)).toEqual([])
  })

  test('an inactive customer has given its name up', async () => {
    const [dealId, name] = [await newDeal(stage), aName()]
    const old = await customers.make('customer', { DisplayName: name })
    await customers.make('customer', { Id: old.Id, SyncToken: old.SyncToken, sparse: true, Active: false })
    await customers.ask(dealId, { displayName: name })
    await deliver(stage)
    await expectOneCustomer(dealId, name)
  })

  test('one that was there before our lost attempt is not taken for ours', async () => {
    const [dealId, name] = [await newDeal(stage), aName()]
    const theirs = await customers.make('customer', { DisplayName: name })
    stage.advance(3_600_000)
    await customers.ask(dealId, { displayName: name })
    await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'reset' })
    await drain(dealId, name)
    expect(await customers.creation(dealId)).toMatchObject({ state: 'refused', nameOf: theirs.Id })
    expect(await customers.state(dealId)).toMatchObject({ customerId: null })
  })
})

test('a refusal that comes when nobody waits any more is asked about', async () => {
  const [dealId, name] = [await newDeal(stage), aName()]
  await customers.make('vendor', { DisplayName: name })
  await customers.ask(dealId, { displayName: name })
  await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'status', status: 429 })
  await deliver(stage)
  stage.advance(120_000)
  await drain(dealId, name)
  expect(await customers.creation(dealId)).toMatchObject({ state: 'refused' })
  expect(await customers.questions(dealId)).toEqual(['refused'])
})

test('what QuickBooks refuses for other reasons is refused in its words, and can be asked for again', async () => {
  const [dealId, name] = [await newDeal(stage), aName()]
  const gone = await customers.make('customer', { DisplayName: aName() })
  await stage.within((sql) => markMastersStale(sql, 'customers'))
  await readCompany(stage)
  await customers.merge(gone.Id, '3')
  await customers.ask(dealId, { displayName: name, parentId: gone.Id })
  await drain(dealId, name)
  const first = await customers.creation(dealId)
  expect(first).toMatchObject({ state: 'refused', nameOf: null, fault: { code: '2500' } })
  const again = await customers.ask(dealId, { displayName: name, parentId: gone.Id })
  expect(again).toMatchObject({ generation: 2, bodyHash: first.bodyHash })
  expect(again.requestKey).not.toBe(first.requestKey)
  await deliver(stage)
  expect(await customers.creation(dealId)).toMatchObject({ state: 'refused', generation: 2 })
  await customers.ask(dealId, { displayName: name, parentId: '3' })
  await deliver(stage)
  await expectOneCustomer(dealId, name)
  expect((await customers.named(name))[0]).toMatchObject({ Job: true, ParentRef: { value: '3' } })
})
