import { agency, type Stage, startStage } from './hubspot-simulator-stage'

let stage: Stage
let id: string
beforeAll(async () => {
  stage = await startStage()
  id = await stage.dealId('Brand Redesign')
})
afterAll(() => stage.simulator.close())

const write = (properties: Record<string, unknown>) =>
  stage.ask('PATCH', `/crm/objects/2026-03/deals/${id}`, { properties })

test('an unknown property is refused, inside the sentence and beside it', async () => {
  const refused = await write({ testproperty: 'x' })
  expect(refused.status).toBe(400)
  const inside = {
    isValid: false,
    message: 'Property "testproperty" does not exist',
    error: 'PROPERTY_DOESNT_EXIST',
    name: 'testproperty',
    localizedErrorMessage: 'Property "testproperty" does not exist',
    portalId: agency.portalId,
  }
  expect(refused.body).toEqual({
    status: 'error',
    message: `Property values were not valid: ${JSON.stringify([inside])}`,
    correlationId: expect.any(String),
    errors: [
      {
        message: 'Property "testproperty" does not exist',
        code: 'PROPERTY_DOESNT_EXIST',
        context: { propertyName: ['testproperty'] },
      },
    ],
    category: 'VALIDATION_ERROR',
  })
})

test.each([
  ['amount', 'a lot', 'INVALID_INTEGER'],
  ['amount', '1.4210854715202004e-14', 'INVALID_INTEGER'],
  ['amount', '1,000', 'INVALID_INTEGER'],
  ['amount', ' 12', 'LEADING_TRAILING_WHITESPACE'],
  ['dealstage', 'no_such_stage', 'INVALID_OPTION'],
  ['dealstage', 'retainer_agreed', 'INVALID_OPTION'],
  ['pipeline', 'no_such_pipeline', 'INVALID_OPTION'],
  ['deal_currency_code', 'JPY', 'INVALID_OPTION'],
  ['hubspot_owner_id', '70000001', 'INVALID_OPTION'],
  ['dealtype', 'newbusiness ', 'LEADING_TRAILING_WHITESPACE'],
  ['closedate', 'soon', 'INVALID_LONG'],
  ['closedate', '2026-02-30', 'INVALID_LONG'],
  ['hs_is_closed', 'true', 'READ_ONLY_VALUE'],
  ['hs_lastmodifieddate', '2026-01-01', 'READ_ONLY_VALUE'],
])('%s = "%s" is refused as %s', async (name, value, code) => {
  const refused = await write({ [name]: value })
  expect(refused.status).toBe(400)
  expect(refused.body.errors).toMatchObject([{ code, context: { propertyName: [name] } }])
})

test('every wrong value is named, and nothing is written', async () => {
  const refused = await write({ amount: 'x', nonsense: '1', dealname: 'Changed' })
  expect(refused.body.errors.map((each) => each.code)).toEqual(['INVALID_INTEGER', 'PROPERTY_DOESNT_EXIST'])
  const read = await stage.get(`/crm/objects/2026-03/deals/${id}`)
  expect(read.body.properties['dealname']).toBe('Brand Redesign')
})

test.each([
  ['amount', '1234.50', '1234.50'],
  ['amount', 0, '0'],
  ['amount', '-12.5', '-12.5'],
  ['dealname', ' kept as typed ', ' kept as typed '],
  ['closedate', '2026-04-15', '2026-04-15T00:00:00.000Z'],
  ['closedate', '1776211200000', '2026-04-15T00:00:00.000Z'],
  ['closedate', '2026-04-15T10:00:00+02:00', '2026-04-15T08:00:00.000Z'],
  ['deal_currency_code', 'EUR', 'EUR'],
  ['description', 'Café – 学', 'Café – 学'],
])('%s = %p is kept as %p', async (name, value, kept) => {
  const written = await write({ [name]: value })
  expect(written.status).toBe(200)
  const read = await stage.get(`/crm/objects/2026-03/deals/${id}?properties=${name}`)
  expect(read.body.properties[name]).toBe(kept)
})

test('empty text clears; null leaves alone', async () => {
  await write({ description: 'something', amount: '5' })
  await write({ description: '', amount: null })
  const read = await stage.get(`/crm/objects/2026-03/deals/${id}?properties=description,amount`)
  expect(read.body.properties).toMatchObject({ description: null, amount: '5' })
})

test('a stage of another pipeline goes with its pipeline only', async () => {
  const written = await write({ pipeline: 'retainers', dealstage: 'retainer_agreed' })
  expect(written.body.properties).toMatchObject({
    hs_is_closed_won: 'true',
    hs_deal_stage_probability: '1.0',
  })
  expect((await write({ dealstage: 'retainer_declined' })).body.properties).toMatchObject({
    hs_is_closed: 'true',
    hs_is_closed_won: 'false',
    hs_is_closed_lost: 'true',
  })
})

test('a deal needs its name and stage', async () => {
  const refused = await stage.post('/crm/v3/objects/deals', { properties: { amount: '1' } })
  expect(refused.status).toBe(400)
  expect(refused.body).toMatchObject({
    category: 'VALIDATION_ERROR',
    context: { properties: ['dealname', 'dealstage'] },
  })
})

test('a contact is one person: the e-mail belongs to one record', async () => {
  const refused = await stage.post('/crm/v3/objects/contacts', { properties: { email: 'AMY@birds.example' } })
  expect(refused.status).toBe(409)
  expect(refused.body).toMatchObject({ category: 'CONFLICT' })
  expect(refused.body.message).toMatch(/^Contact already exists\. Existing ID: \d+$/)
  const byMail = await stage.get('/crm/v3/objects/contacts/amy@birds.example?idProperty=email')
  expect(byMail.body.properties).toMatchObject({ firstname: 'Amy' })
  const bad = await stage.post('/crm/v3/objects/contacts', { properties: { email: 'amy' } })
  expect(bad.body.errors).toMatchObject([{ code: 'INVALID_EMAIL' }])
})

test('a line item multiplies exactly and is never negative', async () => {
  const item = await stage.post('/crm/v3/objects/line_items', {
    properties: { name: 'Hours', price: '0.1', quantity: '3' },
  })
  expect(item.body.properties).toMatchObject({ amount: '0.3' })
  const refused = await stage.post('/crm/v3/objects/line_items', { properties: { name: 'x', price: '-1' } })
  expect(refused.status).toBe(400)
})

test('a body that is no JSON, or has another shape, is refused', async () => {
  const path = `/crm/objects/2026-03/deals/${id}`
  const torn = await stage.ask('PATCH', path, '{"properties":')
  expect(torn.status).toBe(400)
  expect(torn.body.message).toMatch(/^Invalid input JSON on line 1/)
  expect((await stage.ask('PATCH', path, { properties: { amount: { value: 1 } } })).status).toBe(400)
})

test("an administrator's rule holds for 2026-09, and leaves 2026-03 alone", async () => {
  await stage.turn({ write_rule: 'closed_won_reason_required' })
  const other = await stage.dealId('Showroom Website')
  const newer = await stage.ask('PATCH', `/crm/objects/2026-09/deals/${other}`, {
    properties: { amount: '1' },
  })
  expect(newer.status).toBe(400)
  expect(newer.body).toMatchObject({ category: 'VALIDATION_ERROR' })
  const older = await stage.ask('PATCH', `/crm/objects/2026-03/deals/${other}`, {
    properties: { amount: '1' },
  })
  expect(older.status).toBe(200)
  await stage.turn({ write_rule: 'none' })
})
