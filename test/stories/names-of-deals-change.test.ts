/**
 * Goal: a deal's name, owner, company and contacts are shown as HubSpot has them now, and what is billed or on its way stays
 * as it was decided. Method: a salesperson in HubSpot's stand-in, an invoice posted and one waiting, the pages over HTTP.
 */
import { readReading } from '../../src/inbox/reading-table'
import { type Api, openApi } from '../fixtures/api'
import { allInvoices } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  api = await openApi(stage)
  sales = salesperson(stage)
  await stage.hubspot.turn({ search_delay: 'none' })
  await readCompany(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const record = async (kind: string, properties: Record<string, string>) =>
  (await stage.hubspot.api<{ id: string }>('POST', `/crm/v3/objects/${kind}`, { properties })).id
const link = (method: 'PUT' | 'DELETE', dealId: string, kind: string, id: string) => {
  const way = method === 'PUT' ? 'associations/default/' : 'associations/'
  return stage.hubspot.api(method, `/crm/v4/objects/deals/${dealId}/${way}${kind}/${id}`)
}
const deal = async (dealId: string) => (await api.ask('GET', `/deals/${dealId}`)).body['deal']
const proposals = async (dealId: string) =>
  JSON.stringify((await api.ask('GET', `/deals/${dealId}/customer-matches`)).body)

test('what is shown follows; what is billed, or frozen on its way, does not move', async () => {
  const { results: owners } = await stage.hubspot.api<{ results: { id: string; firstName: string }[] }>(
    'GET',
    '/crm/v3/owners?limit=5',
  )
  const [first, second] = [must(owners[0]), must(owners[1])]
  const dealId = await sales.create({ dealname: 'Before', hubspot_owner_id: first.id })
  const [old, next] = [
    await record('companies', { name: 'Old Firm' }),
    await record('companies', { name: 'New Firm' }),
  ]
  await link('PUT', dealId, 'companies', old)
  await sales.rings(dealId)
  expect(await deal(dealId)).toMatchObject({
    name: 'Before',
    company: 'Old Firm',
    owner: expect.stringContaining(first.firstName),
  })
  const { ids } = await plan(stage, dealId, draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
  const complete = async (id: string | undefined) =>
    expect((await api.ask('POST', `/milestones/${must(id)}/complete`, {})).status).toBe(200)
  await complete(ids[0])
  await deliverAll(stage)
  await stage.quickbooks.fault({ method: 'POST', path: '*/invoice', effect: 'status', status: 429, times: 1 })
  await complete(ids[1])
  await deliver(stage)
  const frozen = () =>
    stage.within((sql) =>
      sql('select body, body_hash from billing_intent where deal_id = $1 order by created_at', [dealId]),
    )
  const before = { invoices: await allInvoices(stage), frozen: await frozen() }

  await sales.edit(dealId, { dealname: 'After', hubspot_owner_id: second.id })
  await link('PUT', dealId, 'companies', next)
  await link('DELETE', dealId, 'companies', old)
  await link(
    'PUT',
    dealId,
    'contacts',
    await record('contacts', { firstname: 'Nora', lastname: 'Neu', email: 'nora@new.example' }),
  )
  await sales.rings(dealId)
  expect(await deal(dealId)).toMatchObject({
    name: 'After',
    company: 'New Firm',
    owner: expect.stringContaining(second.firstName),
  })
  expect(await proposals(dealId)).toContain('New Firm')
  expect(await proposals(dealId)).not.toContain('Old Firm')
  expect({ invoices: await allInvoices(stage), frozen: await frozen() }).toEqual(before)
  stage.advance(300_000)
  await deliverAll(stage)
  expect(await frozen()).toEqual(before.frozen)
  const story = (await api.ask('GET', `/deals/${dealId}/history`)).body['items'] as {
    what: string
    before: object
  }[]
  expect(story).toContainEqual(
    expect.objectContaining({
      what: 'Changed in HubSpot: name, company, owner',
      before: expect.objectContaining({ name: 'Before', company: 'Old Firm' }),
    }),
  )

  // Renamed there without the deal ringing, and taken off: the next sweep sees both.
  await stage.hubspot.api('PATCH', `/crm/v3/objects/companies/${next}`, {
    properties: { name: 'Renamed Firm' },
  })
  await sales.sweep()
  expect(await deal(dealId)).toMatchObject({ company: 'Renamed Firm' })
  await link('DELETE', dealId, 'companies', next)
  await sales.sweep()
  expect(await deal(dealId)).toMatchObject({ company: null })
})

test('a portal that shows no owners leaves deals without a name for theirs, and is read all the same', async () => {
  const { results } = await stage.hubspot.api<{ results: { id: string }[] }>('GET', '/crm/v3/owners?limit=5')
  const dealId = await sales.create({
    dealname: 'Whose?',
    hubspot_owner_id: must(results[2] ?? results[1]).id,
  })
  await stage.within((sql) => sql('update deal set owner = null'))
  await stage.hubspot.fault({ method: 'GET', path: '/crm/owners/*', effect: 'status', status: 403, times: 1 })
  await sales.rings(dealId)
  expect(await deal(dealId)).toMatchObject({ name: 'Whose?', owner: null })
  await sales.sweep()
  expect(await deal(dealId)).toMatchObject({ owner: expect.stringMatching(/\w/) })
})

test('owners who can’t be asked for keep no reading from having worked', async () => {
  const { results } = await stage.hubspot.api<{ results: { id: string }[] }>('GET', '/crm/v3/owners?limit=5')
  const dealId = await sales.create({ dealname: 'Read all the same', hubspot_owner_id: must(results[0]).id })
  await sales.rings(dealId)
  stage.advance(25 * 60 * 60_000)
  await stage.hubspot.fault({ method: 'GET', path: '/crm/owners/*', effect: 'status', status: 500, times: 9 })
  await sales.edit(dealId, { dealname: 'And again' })
  await sales.sweep()
  expect(await deal(dealId)).toMatchObject({ name: 'And again' })
  expect(await stage.within((sql) => readReading(sql, 'hubspot'))).toMatchObject({ failures: 0 })
  await stage.hubspot.clearFaults()
  await sales.sweep()
})

test('an owner who is called otherwise in HubSpot is within a day here, on every deal, at one call a day', async () => {
  const { results } = await stage.hubspot.api<{ results: { id: string }[] }>('GET', '/crm/v3/owners?limit=5')
  const owner = must(results[0]).id
  const other = must(results[1]).id
  const dealIds = [
    await sales.create({ dealname: 'One of hers', hubspot_owner_id: owner }),
    await sales.create({ dealname: 'Another', hubspot_owner_id: owner }),
  ]
  const theirs = await sales.create({ dealname: 'Theirs', hubspot_owner_id: other })
  await sales.rings(...dealIds, theirs)
  await sales.sweep()
  const before = await deal(theirs)
  await stage.hubspot.open('/owners/rename', {
    portalId: stage.portalId,
    id: owner,
    firstName: 'Renée',
    lastName: 'Newname',
  })
  await stage.hubspot.clearLog()
  await sales.sweep()
  expect(await stage.hubspot.count('GET', /owners/)).toBe(0)
  stage.advance(24 * 60 * 60_000)
  await sales.sweep()
  await sales.sweep()
  expect(await stage.hubspot.count('GET', /owners/)).toBe(1)
  for (const dealId of dealIds) expect(await deal(dealId)).toMatchObject({ owner: 'Renée Newname' })
  expect(await deal(theirs)).toEqual(before)
})

test('a deal that is read anew takes the owner’s name that was read last, whichever deal had it', async () => {
  const { results } = await stage.hubspot.api<{ results: { id: string }[] }>('GET', '/crm/v3/owners?limit=5')
  const owner = must(results[0]).id
  const make = async (dealname: string) => {
    const dealId = await sales.create({ dealname, hubspot_owner_id: owner })
    await sales.rings(dealId)
    return dealId
  }
  const hasRead = async (name: string, ago: string) => {
    const dealId = await make(`Read ${ago} ago`)
    await stage.within((sql) =>
      sql('update deal set owner = $2, read_at = milepost.now() - $3::interval where deal_id = $1', [
        dealId,
        name,
        ago,
      ]),
    )
  }
  await hasRead('Before the wedding', '3 hours')
  await hasRead('Before the wedding', '2 hours')
  await hasRead('After the wedding', '1 hour')
  await stage.hubspot.clearLog()
  expect(await deal(await make('New'))).toMatchObject({ owner: 'After the wedding' })
  expect(await stage.hubspot.count('GET', /owners/)).toBe(0)
})
