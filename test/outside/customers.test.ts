/**
 * A deal gets its customer, seen from outside: found by what HubSpot knows, chosen, or created exactly once, whatever
 * QuickBooks does meanwhile; and who may not is told who can.
 * Method: the built program in a process of its own, its HTTP API, and both vendors' own APIs.
 */
import type { OwedView, PreflightCheckView } from '../../src/http/contract/billing'
import type {
  CustomerMatchesView,
  CustomerNameView,
  DealCustomerView,
} from '../../src/http/contract/customer'
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
afterEach(() => see.door('quickbooks', 'DELETE', '/faults'))

const CREATE = { method: 'POST', path: '/v3/company/*/customer' }
const customer = (dealId: string) => see.done<DealCustomerView>('GET', `/deals/${dealId}/customer`)
const create = (dealId: string, displayName: string, headers: Record<string, string> = {}) =>
  see.call('POST', `/deals/${dealId}/customer`, { create: { displayName } }, headers)
const named = async (name: string): Promise<{ Id: string; DisplayName: string }[]> => {
  const { QueryResponse } = await see.quickbooks<{
    QueryResponse: { Customer?: { Id: string; DisplayName: string }[] }
  }>('findCustomers', { limit: 1_000 })
  return (QueryResponse.Customer ?? []).filter((each) => each.DisplayName === name)
}
const asRole = (role: string) => ({
  authorization: `Bearer ${must((see.at as unknown as { tokens: Record<string, string> }).tokens[role])}`,
})

test('from nobody to a planned deal: proposed, chosen, mended by the way that preflight names', async () => {
  const dealId = await see.winDeal('Nobody yet', '50000')
  expect(await customer(dealId).catch((error: Error) => error.message)).toContain('404')
  const found = await see.done<CustomerMatchesView>('GET', `/deals/${dealId}/customer-matches`)
  expect(found).toMatchObject({ start: { displayName: 'Nobody yet' }, trouble: null })
  const [milestone] = await see.plan(dealId, { customer: null })
  const checks = await see.done<PreflightCheckView[]>('GET', `/milestones/${must(milestone).id}/preflight`)
  expect(checks.find(({ check }) => check === 'customer')).toMatchObject({
    ok: false,
    mend: { label: 'Choose the customer', href: `/deals/${dealId}?do=customer` },
  })
  expect(await see.done('POST', `/deals/${dealId}/customer`, { quickbooksId: '2' })).toMatchObject({
    customer: { quickbooksId: '2', name: "Bill's Windsurf Shop", active: true },
  })
  expect((await see.page(dealId)).payers).toMatchObject([{ customer: { quickbooksId: '2' }, share: null }])
})

test('created once, however often it is pressed; kept with the deal, and planned with', async () => {
  const dealId = await see.winDeal('Fresh client', '50000')
  const key = { 'idempotency-key': 'one-press' }
  const answers = await Promise.all([
    create(dealId, 'Fresh Client Ltd', key),
    create(dealId, 'Fresh Client Ltd'),
    create(dealId, 'Fresh Client Ltd'),
  ])
  for (const { status, body } of answers) {
    expect(status).toBe(200)
    expect(body).toMatchObject({ customer: { name: 'Fresh Client Ltd' }, creation: { state: 'created' } })
  }
  const again = await create(dealId, 'Fresh Client Ltd', key)
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  const [made, ...others] = await named('Fresh Client Ltd')
  expect(others).toEqual([])
  expect((await see.page(dealId)).payers).toMatchObject([{ customer: { quickbooksId: must(made).Id } }])
  await see.plan(dealId, { customer: undefined })
  expect((await see.page(dealId)).schedule?.customer).toEqual({ quickbooksId: must(made).Id })
})

test('a name that is taken: said while it is typed, and refused with who has it and a free one', async () => {
  const dealId = await see.winDeal('Clash', '1000')
  const said = await see.done<CustomerNameView>('GET', '/customer-names?name=cool%20CARS')
  expect(said).toMatchObject({ existing: { name: 'Cool Cars' }, freeName: 'cool CARS (customer)' })
  expect(await create(dealId, 'Cool Cars')).toMatchObject({
    status: 409,
    body: {
      code: 'customer_name_taken',
      existing: { quickbooksId: '3', name: 'Cool Cars', active: true },
      freeName: 'Cool Cars (customer)',
    },
  })
  await see.quickbooks('createVendor', { DisplayName: 'Paper Mill' })
  expect(await create(dealId, 'Paper Mill')).toMatchObject({
    status: 409,
    body: { code: 'customer_name_taken', existing: null, freeName: 'Paper Mill (customer)' },
  })
  expect((await customer(dealId)).creation).toMatchObject({ state: 'refused' })
  expect(await create(dealId, 'Paper Mill (customer)')).toMatchObject({
    status: 200,
    body: { creation: { state: 'created' } },
  })
})

test('a lost answer is looked for and found; one that is nowhere is said to be unclear, owed, and made once', async () => {
  const [lost, nowhere] = [await see.winDeal('Lost', '1000'), await see.winDeal('Nowhere', '1000')]
  await see.door('quickbooks', 'POST', '/faults', { faults: [{ ...CREATE, times: 1, effect: 'drop-reply' }] })
  await create(lost, 'Lost And Found')
  // No clock was moved: it was found by looking, not made again.
  await see.until(
    'found',
    () => customer(lost),
    (seen) => seen.creation?.state === 'created',
  )
  await see.door('quickbooks', 'POST', '/faults', { faults: [{ ...CREATE, times: 1, effect: 'reset' }] })
  const answer = await create(nowhere, 'Nowhere Man')
  expect(answer).toMatchObject({ status: 200, body: { customer: null, creation: { state: 'unclear' } } })
  const owed = async () => (await see.done<{ items: OwedView[] }>('GET', '/owed')).items
  const item = must((await owed()).find(({ dealId }) => dealId === nowhere))
  expect(item).toMatchObject({ what: 'Create a customer in QuickBooks', state: 'unclear', canCancel: false })
  expect((await see.call('POST', `/owed/${item.id}/cancel`, {})).body).toMatchObject({
    code: 'nothing_to_cancel',
  })
  await see.pass('PT3M')
  await see.done('POST', `/owed/${item.id}/retry`, {})
  const { customer: made } = await see.until(
    'created',
    () => customer(nowhere),
    (seen) => seen.creation?.state === 'created',
  )
  expect(made).toMatchObject({ name: 'Nowhere Man' })
  for (const name of ['Lost And Found', 'Nowhere Man']) expect(await named(name)).toHaveLength(1)
  expect((await owed()).filter(({ dealId }) => dealId === nowhere)).toEqual([])
})

test('who may only look is told who can; what can’t be is refused where it stands', async () => {
  const dealId = await see.winDeal('Rights', '1000')
  const refused = await create(dealId, 'By A Viewer', asRole('viewer'))
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect((refused.body as { detail: string }).detail).toContain('a member')
  expect(await create(dealId, 'By A Member', asRole('member'))).toMatchObject({ status: 200 })
  expect(await create(dealId, 'Not:Allowed')).toMatchObject({
    status: 422,
    body: { code: 'validation_failed', errors: [{ pointer: '/create/displayName' }] },
  })
  expect(await see.call('POST', `/deals/${dealId}/customer`, { create: { displayName: '' } })).toMatchObject({
    status: 422,
  })
  expect(await named('By A Viewer')).toEqual([])
})
