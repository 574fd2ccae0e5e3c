import { type Stage, startStage } from './hubspot-simulator-stage'

let stage: Stage
let dealId: string
let companyId: string
let otherId: string
beforeAll(async () => {
  stage = await startStage()
  dealId = await stage.dealId('Brand Redesign')
  const companies = await stage.get('/crm/v3/objects/companies?limit=100')
  const id = (name: string) =>
    companies.body.results.find((each) => each.properties['name'] === name)?.id ?? ''
  companyId = id("Amy's Bird Sanctuary")
  otherId = id('Cool Cars')
})
afterAll(() => stage.simulator.close())

const list = (version: string, to = 'companies') =>
  stage.get(
    version === 'v4'
      ? `/crm/v4/objects/deals/${dealId}/associations/${to}`
      : `/crm/objects/${version}/0-3/${dealId}/associations/${to}`,
  )
const plain = { category: 'HUBSPOT_DEFINED', typeId: 341, label: null }
const primary = { category: 'HUBSPOT_DEFINED', typeId: 5, label: 'Primary' }

test.each(['2026-03', '2026-09', 'v4'])('%s lists links with numbers for ids', async (version) => {
  expect((await list(version)).body).toEqual({
    results: [{ toObjectId: Number(companyId), associationTypes: [plain, primary] }],
  })
})

test('v3 lists a row for each type, and shows them inside the record', async () => {
  const rows = [
    { id: companyId, type: 'deal_to_company_unlabeled' },
    { id: companyId, type: 'deal_to_company' },
  ]
  const listed = await stage.get(`/crm/v3/objects/deals/${dealId}/associations/companies`)
  expect(listed.body.results).toEqual(rows)
  const read = await stage.get(`/crm/objects/2026-03/deals/${dealId}?associations=companies,line_items,notes`)
  expect(read.body.associations?.['companies']).toEqual({ results: rows })
  expect(read.body.associations?.['line_items']?.results).toHaveLength(3)
  expect(read.body.associations).not.toHaveProperty('notes')
})

test('a second company is plain; a new primary one takes the place of the old', async () => {
  const put = await stage.ask(
    'PUT',
    `/crm/objects/2026-03/deals/${dealId}/associations/default/companies/${otherId}`,
  )
  expect(put.status).toBe(200)
  expect(put.body.results).toEqual([
    {
      from: { id: dealId },
      to: { id: otherId },
      associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 341 },
    },
  ])
  const labelled = await stage.ask(
    'PUT',
    `/crm/v4/objects/deals/${dealId}/associations/companies/${otherId}`,
    [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }],
  )
  expect(labelled.status).toBe(201)
  expect(labelled.body).toEqual({
    fromObjectTypeId: '0-3',
    fromObjectId: Number(dealId),
    toObjectTypeId: '0-2',
    toObjectId: Number(otherId),
    labels: ['Primary'],
  })
  const links = (await list('2026-03')).body.results
  expect(links).toEqual([
    { toObjectId: Number(companyId), associationTypes: [plain] },
    { toObjectId: Number(otherId), associationTypes: [plain, primary] },
  ])
  const removed = await stage.ask(
    'DELETE',
    `/crm/v4/objects/deals/${dealId}/associations/companies/${otherId}`,
  )
  expect(removed.status).toBe(204)
  expect((await list('2026-03')).body.results).toHaveLength(1)
})

test('batch read says by 207 which records have none', async () => {
  const lonely = await stage.post('/crm/v3/objects/deals', {
    properties: { dealname: 'Alone', dealstage: 'closedwon' },
  })
  const inputs = [{ id: dealId }, { id: lonely.body.id }]
  const read = await stage.post('/crm/associations/2026-03/deals/companies/batch/read', { inputs })
  expect(read.status).toBe(207)
  expect(read.body.results).toEqual([
    { from: { id: dealId }, to: [{ toObjectId: Number(companyId), associationTypes: [plain] }] },
  ])
  expect(read.body.errors).toMatchObject([
    {
      category: 'OBJECT_NOT_FOUND',
      subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
      context: { fromObjectId: [lonely.body.id] },
    },
  ])
  const many = Array.from({ length: 1001 }, () => ({ id: dealId }))
  expect((await stage.post('/crm/v4/associations/deals/companies/batch/read', { inputs: many })).status).toBe(
    400,
  )
})

test('batch create and archive', async () => {
  const inputs = [{ from: { id: dealId }, to: { id: otherId } }]
  const made = await stage.post('/crm/associations/2026-03/deals/companies/batch/associate/default', {
    inputs,
  })
  expect(made.status).toBe(200)
  const typed = await stage.post('/crm/associations/2026-03/0-3/0-2/batch/create', {
    inputs: [{ ...inputs[0], types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 341 }] }],
  })
  expect(typed.status).toBe(201)
  const gone = await stage.post('/crm/associations/2026-03/deals/companies/batch/archive', {
    inputs: [{ from: { id: dealId }, to: [{ id: otherId }] }],
  })
  expect(gone.status).toBe(204)
  expect((await list('2026-03')).body.results).toHaveLength(1)
})

test('links to nothing, or of no type, are refused', async () => {
  const path = `/crm/v4/objects/deals/${dealId}/associations`
  expect((await stage.ask('PUT', `${path}/default/companies/999`)).status).toBe(400)
  const wrong = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }]
  expect((await stage.ask('PUT', `${path}/companies/${otherId}`, wrong)).status).toBe(400)
  expect((await stage.get('/crm/v4/objects/deals/999/associations/companies')).status).toBe(404)
})

test('an archived record leaves the lists a moment late, and comes back with its links', async () => {
  const items = (await list('2026-03', 'line_items')).body.results
  const read = await stage.get(`/crm/v3/objects/deals/${dealId}?associations=line_items`)
  const itemId = read.body.associations?.['line_items']?.results[0]?.id
  await stage.ask('DELETE', `/crm/v3/objects/line_items/${itemId}`)
  expect((await list('2026-03', 'line_items')).body.results).toHaveLength(items.length)
  expect((await stage.get(`/crm/v3/objects/line_items/${itemId}`)).status).toBe(404)
  stage.clock.moveTo(1000)
  expect((await list('2026-03', 'line_items')).body.results).toHaveLength(items.length - 1)
  const restored = await stage.post('/simulator/restore', {
    portalId: 148000001,
    objectType: 'line_items',
    id: itemId,
  })
  expect(restored.status).toBe(200)
  expect((await list('2026-03', 'line_items')).body.results).toHaveLength(items.length)
  expect((await stage.post('/simulator/restore', { portalId: 148000001, id: '1' })).status).toBe(404)
})

test.each(['new_id', 'primary_id'] as const)('a merge, survivor: %s', async (merge_survivor) => {
  await stage.turn({ merge_survivor })
  const make = async (properties: Record<string, string>) =>
    (await stage.post('/crm/v3/objects/deals', { properties: { dealstage: 'contractsent', ...properties } }))
      .body.id
  const primaryId = await make({ dealname: 'Kept', amount: '100' })
  const mergedId = await make({ dealname: 'Given up', amount: '200', description: 'only here' })
  await stage.ask('PUT', `/crm/v4/objects/deals/${mergedId}/associations/default/companies/${otherId}`)
  const merged = await stage.post('/crm/objects/2026-03/deals/merge', {
    primaryObjectId: primaryId,
    objectIdToMerge: mergedId,
  })
  expect(merged.status).toBe(200)
  const { id } = merged.body
  expect(id === primaryId).toBe(merge_survivor === 'primary_id')
  expect(merged.body.properties).toMatchObject({ dealname: 'Kept', amount: '100', description: 'only here' })
  for (const asked of [primaryId, mergedId, id]) {
    const read = await stage.get(`/crm/v3/objects/deals/${asked}?associations=companies`)
    expect(read.body.id).toBe(id)
    expect(read.body.properties['hs_object_id']).toBe(id)
    expect(read.body.associations?.['companies']?.results[0]?.id).toBe(otherId)
  }
  const batch = await stage.post('/crm/objects/2026-03/deals/batch/read', { inputs: [{ id: mergedId }] })
  expect(batch.body.results.map((each) => each.id)).toEqual([id])
  const all = await stage.get('/crm/v3/objects/deals?limit=100')
  const ids = all.body.results.map((each) => each.id)
  expect(ids).toContain(id)
  expect(ids).not.toContain(mergedId)
  const again = { primaryObjectId: id, objectIdToMerge: mergedId }
  expect((await stage.post('/crm/v3/objects/deals/merge', again)).status).toBe(400)
  expect((await stage.post('/crm/v3/objects/deals/merge', { ...again, objectIdToMerge: '9' })).status).toBe(
    404,
  )
})
