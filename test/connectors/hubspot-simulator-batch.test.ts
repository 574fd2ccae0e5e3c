import { type Stage, startStage } from './hubspot-simulator-stage'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.simulator.close())

const base = '/crm/objects/2026-03/deals/batch'
const idOf = (each: { id: string }) => each.id

test('reads a hundred, and names those it could not get in a 207', async () => {
  const id = await stage.dealId('Brand Redesign')
  const whole = await stage.post(`${base}/read`, { inputs: [{ id }], properties: ['amount'] })
  expect(whole.status).toBe(200)
  expect(whole.body).toEqual({
    status: 'COMPLETE',
    results: [
      expect.objectContaining({
        id,
        properties: expect.objectContaining({ amount: '50000', hs_object_id: id }),
      }),
    ],
    startedAt: expect.any(String),
    completedAt: expect.any(String),
  })
  const part = await stage.post(`${base}/read`, { inputs: [{ id }, { id: '999' }], properties: [] })
  expect(part.status).toBe(207)
  expect(part.body.results.map(idOf)).toEqual([id])
  expect(part.body).toMatchObject({
    numErrors: 1,
    errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: ['999'] } }],
  })
})

test.each([
  'read',
  'create',
  'update',
  'upsert',
  'archive',
])('%s takes a hundred inputs and no more', async (verb) => {
  const inputs = Array.from({ length: 101 }, (_, index) => ({ id: String(index), properties: {} }))
  const refused = await stage.post(`${base}/${verb}`, { inputs })
  expect(refused.status).toBe(400)
  expect(refused.body.message).toContain('100')
  expect((await stage.post(`${base}/${verb}`, { inputs: [] })).status).toBe(400)
})

test('without trace ids one bad input fails the whole batch, and nothing is written', async () => {
  const id = await stage.dealId('Portfolio Site')
  const inputs = [
    { id, properties: { amount: '13000' } },
    { id: await stage.dealId('Spring Campaign'), properties: { missing: '1' } },
  ]
  const refused = await stage.post(`${base}/update`, { inputs })
  expect(refused.status).toBe(400)
  expect(refused.body.errors).toMatchObject([{ code: 'PROPERTY_DOESNT_EXIST' }])
  expect((await stage.get(`/crm/v3/objects/deals/${id}`)).body.properties['amount']).toBe('12000')
})

test('with trace ids every input answers for itself', async () => {
  const id = await stage.dealId('Portfolio Site')
  const answered = await stage.post(`${base}/update`, {
    inputs: [
      { id, properties: { amount: '12500' }, objectWriteTraceId: 'good' },
      { id: '999', properties: { amount: '1' }, objectWriteTraceId: 'lost' },
      { id: await stage.dealId('Spring Campaign'), properties: { missing: '1' }, objectWriteTraceId: 'bad' },
    ],
  })
  expect(answered.status).toBe(207)
  expect(answered.body.results).toMatchObject([
    { id, objectWriteTraceId: 'good', properties: { amount: '12500' } },
  ])
  expect(answered.body).toMatchObject({
    numErrors: 2,
    errors: [
      { category: 'OBJECT_NOT_FOUND', context: { objectWriteTraceId: ['lost'] } },
      { category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['bad'] } },
    ],
  })
})

test('an unknown id in an update without trace ids: 400, or 207 by switch', async () => {
  const id = await stage.dealId('Portfolio Site')
  const inputs = [
    { id, properties: { amount: '12600' } },
    { id: '999', properties: { amount: '1' } },
  ]
  expect((await stage.post(`${base}/update`, { inputs })).status).toBe(400)
  await stage.turn({ batch_missing_id: 'multi_status' })
  const answered = await stage.post(`${base}/update`, { inputs })
  expect(answered.status).toBe(207)
  expect(answered.body.results.map(idOf)).toEqual([id])
  expect(answered.body.errors).toMatchObject([{ context: { ids: ['999'] } }])
  const twice = await stage.post(`${base}/update`, { inputs: [inputs[0], inputs[0]] })
  expect(twice.status).toBe(400)
})

test('creates with links, upserts by a unique property, archives what is there', async () => {
  const companies = await stage.get('/crm/v3/objects/companies')
  const company = companies.body.results[0]?.id
  const made = await stage.post(`${base}/create`, {
    inputs: ['A', 'B'].map((dealname) => ({
      properties: { dealname, dealstage: 'closedwon' },
      associations: [
        { to: { id: company }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 341 }] },
      ],
      objectWriteTraceId: dealname,
    })),
  })
  expect(made.status).toBe(201)
  expect(made.body.results.map((each) => each.objectWriteTraceId)).toEqual(['A', 'B'])
  const first = await stage.get(`/crm/v3/objects/deals/${made.body.results[0]?.id}?associations=companies`)
  expect(first.body.associations?.['companies']?.results.map(idOf)).toEqual([company, company])

  await stage.post('/crm/properties/2026-03/deals', {
    name: 'job_number',
    label: 'Job number',
    groupName: 'dealinformation',
    type: 'string',
    fieldType: 'text',
    hasUniqueValue: true,
  })
  const upsert = (dealname: string) =>
    stage.post(`${base}/upsert`, {
      inputs: [{ id: 'J-1', idProperty: 'job_number', properties: { dealname, dealstage: 'closedwon' } }],
    })
  const one = await upsert('First')
  const two = await upsert('Second')
  expect(one.body.results[0]).toMatchObject({
    new: true,
    properties: { job_number: 'J-1', dealname: 'First' },
  })
  expect(two.body.results[0]).toMatchObject({ new: false, properties: { dealname: 'Second' } })
  expect(two.body.results[0]?.id).toBe(one.body.results[0]?.id)

  const gone = await stage.post(`${base}/archive`, {
    inputs: [...made.body.results.map(({ id }) => ({ id })), { id: '1' }],
  })
  expect(gone.status).toBe(204)
  const bin = await stage.post(`${base}/read?archived=true`, {
    inputs: made.body.results.map(({ id }) => ({ id })),
  })
  expect(bin.body.results.map((each) => each.archived)).toEqual([true, true])
})
