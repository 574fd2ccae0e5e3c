/**
 * Goal: hours that are entered here are one time activity in QuickBooks, whatever is lost on the way. Method: the real
 * connector and QuickBooks' stand-in over HTTP; every fault of the create and the look, with each kind of requestid.
 */
import { readMessageOf } from '../../src/outbox/outbox-table'
import { deliver, deliverAll } from '../fixtures/deliver'
import { type HoursStage, openHours } from '../fixtures/hours'
import { must } from '../fixtures/must'

let hours: HoursStage
let dealId: string
beforeAll(async () => {
  hours = await openHours({ deadlineMs: 300 })
})
afterAll(() => hours.close())
afterEach(async () => {
  await hours.stage.quickbooks.clearFaults()
  await hours.stage.quickbooks.turn({ requestid: 'replay', 'requestid-of-fault': 'execute' })
})

const CREATE = '/v3/company/*/timeactivity'
const LOOK = '/v3/company/*/query?*TimeActivity*'
let turn = 0
let customerId = ''
beforeEach(async () => {
  turn += 1
  const { realmId, quickbooks } = hours.stage
  const { Customer } = await quickbooks.api<{ Customer: { Id: string } }>(
    'POST',
    `/v3/company/${realmId}/customer?minorversion=75`,
    { DisplayName: `Client ${turn}` },
  )
  customerId = Customer.Id
  dealId = await hours.deal(customerId)
})
const enter = (more: object = {}) =>
  hours.enter(dealId, { on: '2026-01-12', hours: '1:20', employeeId: '54', note: 'Wireframes', ...more })
const messageOf = async (entryId: string) =>
  must(await hours.stage.within((sql) => readMessageOf(sql, 'time.create', entryId)))
const ours = async () => hours.activities(customerId)

/** Turns until the message is closed; at no moment there may be two activities. */
async function drain(entryId: string): Promise<void> {
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(hours.stage)
    expect((await ours()).length).toBeLessThanOrEqual(1)
    if (['done', 'refused', 'cancelled'].includes((await messageOf(entryId)).state)) return
    hours.stage.advance(160_000)
  }
  throw new Error('the message never ended')
}

test('entered hours are an activity of the deal’s customer, billable, with a mark that its note does not show', async () => {
  const { status, body } = await enter()
  expect([status, body.standing, body.hours, body.amount?.amount]).toEqual([
    201,
    'on_its_way',
    '1:20',
    '160.00',
  ])
  await deliverAll(hours.stage)
  const [made, ...none] = await ours()
  expect(none).toEqual([])
  expect(made).toMatchObject({
    Hours: 1,
    Minutes: 20,
    BillableStatus: 'Billable',
    Description: expect.stringMatching(/^Wireframes \(Milepost T-[A-Z2-7]{6}\)$/),
    TxnDate: '2026-01-12',
    HourlyRate: 120,
    ItemRef: { value: '2' },
    EmployeeRef: { value: '54', name: 'John Johnson' },
  })
  expect((await hours.time(dealId)).entries).toMatchObject([
    { id: body.id, standing: 'unbilled', note: 'Wireframes', quickbooksId: must(made).Id },
  ])
})

test('on a fixed price they are not billable; vendors work too', async () => {
  const fixed = await hours.deal(customerId, { billingType: 'fixed' })
  expect((await hours.enter(fixed, { on: '2026-01-12', hours: '2', vendorId: '41' })).status).toBe(201)
  await deliverAll(hours.stage)
  expect(await ours()).toMatchObject([{ BillableStatus: 'NotBillable', VendorRef: { value: '41' } }])
})

const faults = [
  { effect: 'drop-reply' },
  { effect: 'reset' },
  { effect: 'status', status: 500, executed: true },
  { effect: 'status', status: 503, executed: false },
  { effect: 'hang', executed: true },
  { effect: 'hang', executed: false },
  { effect: 'empty-200', executed: true },
  { effect: 'empty-200', executed: false },
] as const

describe.each([
  'replay',
  'ignore',
  'forget',
] as const)('a requestid that QuickBooks takes as %s', (requestid) => {
  test.each(faults)('one activity though the answer is lost: %j', async (fault) => {
    await hours.stage.quickbooks.turn({ requestid })
    await hours.stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, ...fault })
    const { body } = await enter()
    await drain(body.id)
    expect(await ours()).toHaveLength(1)
    expect((await hours.time(dealId, true)).entries).toMatchObject([{ standing: 'unbilled' }])
  })
})

test('lost answers of create and look: found by its mark later, never sent twice', async () => {
  await hours.stage.quickbooks.turn({ requestid: 'ignore' })
  await hours.stage.quickbooks.fault(
    { method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' },
    { method: 'GET', path: LOOK, times: 2, effect: 'status', status: 503 },
  )
  const { body } = await enter()
  await deliver(hours.stage)
  expect((await hours.time(dealId)).entries).toMatchObject([{ standing: 'unclear' }])
  await hours.stage.quickbooks.clearFaults()
  await drain(body.id)
  expect(await ours()).toHaveLength(1)
})

test('a reading that brings it first binds it, and a copy that somebody made is an entry of its own', async () => {
  await hours.stage.quickbooks.turn({ requestid: 'ignore' })
  await hours.stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' })
  await hours.stage.quickbooks.fault({ method: 'GET', path: LOOK, times: 1, effect: 'status', status: 503 })
  const { body } = await enter()
  await deliver(hours.stage)
  await hours.stage.quickbooks.clearFaults()
  const [made] = await ours()
  await hours.work(customerId, 1, 20, { Description: must(made).Description })
  const { entries } = await hours.time(dealId, true)
  expect(entries).toHaveLength(2)
  expect(entries.find((each) => each.id === body.id)).toMatchObject({
    quickbooksId: must(made).Id,
    standing: 'unbilled',
  })
  hours.stage.advance(160_000)
  await deliverAll(hours.stage)
  expect(await ours()).toHaveLength(2)
  expect((await messageOf(body.id)).state).toBe('done')
})

/** Somebody in QuickBooks makes the employee inactive, or active again. */
async function employ(Active: boolean): Promise<void> {
  const { realmId, quickbooks } = hours.stage
  const path = `/v3/company/${realmId}/employee`
  const { Employee } = await quickbooks.api<{ Employee: { Id: string; SyncToken: string } }>(
    'GET',
    `${path}/54?minorversion=75`,
  )
  const { Id, SyncToken } = Employee
  const name = { GivenName: 'John', FamilyName: 'Johnson', DisplayName: 'John Johnson' }
  await quickbooks.api('POST', `${path}?minorversion=75`, {
    Id,
    SyncToken,
    sparse: true,
    Active,
    ...(Active && name),
  })
}

describe('QuickBooks refuses them', () => {
  const refused = async () => {
    // Our list of people is from before.
    await hours.api.ask('GET', '/quickbooks/employees')
    await employ(false)
    const { body } = await enter()
    await deliverAll(hours.stage)
    await employ(true)
    const { items } = (await hours.api.ask('GET', '/attention')).body as {
      items: { id: string; dealId: string; title: string }[]
    }
    const item = must(items.find((each) => each.dealId === dealId))
    expect(item.title).toBe('QuickBooks refused 1:20 hours of John Johnson on 2026-01-12')
    expect((await hours.time(dealId)).entries).toMatchObject([{ standing: 'refused' }])
    return { entryId: body.id, item }
  }

  test('mended, they are tried again under another key, even where QuickBooks repeats its refusals', async () => {
    await hours.stage.quickbooks.turn({ 'requestid-of-fault': 'replay' })
    const { entryId, item } = await refused()
    expect((await hours.api.ask('POST', `/attention/${item.id}/settle`, { action: 'retry' })).status).toBe(
      200,
    )
    hours.stage.advance(160_000)
    await drain(entryId)
    expect(await ours()).toHaveLength(1)
    expect((await hours.time(dealId)).entries).toMatchObject([{ standing: 'unbilled' }])
  })

  test('taken back, they are gone, and what was made can’t be taken back', async () => {
    const { entryId, item } = await refused()
    expect((await hours.api.ask('POST', `/attention/${item.id}/settle`, { action: 'cancel' })).status).toBe(
      200,
    )
    expect((await hours.time(dealId)).entries).toEqual([])
    const { messageId } = await messageOf(entryId)
    expect((await hours.api.ask('POST', `/owed/${messageId}/retry`, {})).body).toMatchObject({
      what: 'Enter hours in QuickBooks',
    })
    const made = await enter()
    await deliverAll(hours.stage)
    const done = await messageOf(made.body.id)
    expect((await hours.api.ask('POST', `/owed/${done.messageId}/cancel`, {})).body).toMatchObject({
      code: 'nothing_to_cancel',
    })
  })
})

test.each([
  ['hours that are no whole minutes', { hours: '1.33' }, '/hours'],
  ['no hours', { hours: '0' }, '/hours'],
  ['more than a day', { hours: '25' }, '/hours'],
  ['a day that has not come', { on: '2099-01-01' }, '/on'],
  ['nobody QuickBooks knows', { employeeId: '999' }, '/employeeId'],
  ['somebody inactive', { employeeId: '55' }, '/employeeId'],
  ['another customer', { customerId: '20' }, '/customerId'],
])('%s can’t be entered, and nothing is changed', async (_what, more, pointer) => {
  const { status, body } = await enter(more)
  expect([status, body['code'], (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([
    422,
    'validation_failed',
    pointer,
  ])
  expect((await hours.time(dealId)).entries).toEqual([])
})

test('without a customer nobody would know whose hours they are', async () => {
  const bare = await hours.deal('1', { customer: null })
  expect((await hours.enter(bare, { on: '2026-01-12', hours: '1', employeeId: '54' })).body).toMatchObject({
    code: 'customer_missing',
  })
})
