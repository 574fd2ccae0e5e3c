import { app, type Stage, small, startStage } from './hubspot-simulator-stage'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.simulator.close())

const base = '/crm/properties/2026-03/deals'
const group = { name: 'milepost', label: 'Milestone billing' }
const billed = {
  name: 'milepost_billed',
  label: 'Billed',
  groupName: 'milepost',
  type: 'number',
  fieldType: 'number',
  numberDisplayHint: 'currency',
  showCurrencySymbol: true,
  currencyPropertyName: 'deal_currency_code',
}

test('a group, then a property in it; each once', async () => {
  expect(await stage.post(base, billed)).toMatchObject({
    status: 400,
    body: { subCategory: 'PropertyValidationError.GROUP_DOES_NOT_EXIST' },
  })
  expect(await stage.post(`${base}/groups`, group)).toMatchObject({
    status: 201,
    body: { ...group, displayOrder: -1, archived: false },
  })
  const made = await stage.post(base, billed)
  expect(made).toMatchObject({ status: 201, body: { ...billed, options: [], hasUniqueValue: false } })
  for (const [path, body] of [
    [base, billed],
    [`${base}/groups`, group],
  ] as const) {
    expect(await stage.post(path, body)).toMatchObject({ status: 409, body: { category: 'CONFLICT' } })
  }
  const read = await stage.get(`${base}/milepost_billed`)
  expect(read.body).toEqual(made.body)
  expect((await stage.get(`${base}/groups/milepost`)).status).toBe(200)
  expect((await stage.get(`${base}/groups`)).body.results).toContainEqual(expect.objectContaining(group))
})

test('a batch makes what is missing and says what was there', async () => {
  const next = {
    name: 'milepost_next_date',
    label: 'Next',
    groupName: 'milepost',
    type: 'date',
    fieldType: 'date',
  }
  const answered = await stage.post(`${base}/batch/create`, { inputs: [billed, next] })
  expect(answered.status).toBe(207)
  expect(answered.body.results).toMatchObject([{ name: 'milepost_next_date' }])
  expect(answered.body.errors).toMatchObject([
    { category: 'CONFLICT', context: { name: ['milepost_billed'] } },
  ])
  const read = await stage.post(`${base}/batch/read`, {
    inputs: [{ name: 'milepost_billed' }, { name: 'milepost_nothing' }],
  })
  expect(read.status).toBe(207)
  expect(read.body.results).toMatchObject([{ name: 'milepost_billed' }])
  const fresh = [{ ...next, name: 'milepost_later' }]
  expect((await stage.post(`${base}/batch/create`, { inputs: fresh })).status).toBe(201)
})

test('the new property takes values of its type; archived, it is unknown again', async () => {
  const id = await stage.dealId('Brand Redesign')
  const write = (properties: Record<string, string>) =>
    stage.ask('PATCH', `/crm/objects/2026-03/deals/${id}`, { properties })
  expect(
    (await write({ milepost_billed: '35000.00', milepost_next_date: '2026-12-01' })).body.properties,
  ).toMatchObject({
    milepost_billed: '35000.00',
    milepost_next_date: '2026-12-01',
  })
  expect((await write({ milepost_billed: 'much' })).body.errors).toMatchObject([{ code: 'INVALID_INTEGER' }])
  expect((await write({ milepost_next_date: '2026-12-01T10:00:00Z' })).body.errors).toMatchObject([
    { code: 'INVALID_DATE' },
  ])
  expect((await stage.ask('DELETE', `${base}/milepost_next_date`)).status).toBe(204)
  expect((await write({ milepost_next_date: '2026-12-02' })).body.errors).toMatchObject([
    { code: 'PROPERTY_DOESNT_EXIST' },
  ])
})

test.each([
  ['an upper-case name', { ...billed, name: 'Milepost_Other' }],
  ['a reserved name', { ...billed, name: 'hs_milepost' }],
  ['a field type of another kind', { ...billed, name: 'milepost_x', fieldType: 'select' }],
  ['an unknown type', { ...billed, name: 'milepost_x', type: 'money' }],
])('%s is refused', async (_what, body) => {
  expect((await stage.post(base, body)).status).toBe(400)
})

test('an enumeration needs options', async () => {
  const body = { ...billed, name: 'milepost_kind', type: 'enumeration', fieldType: 'select' }
  expect((await stage.post(base, body)).body).toMatchObject({
    subCategory: 'PropertyValidationError.MISSING_OPTIONS',
  })
})

test('what HubSpot defined stays as it is', async () => {
  expect((await stage.ask('DELETE', `${base}/amount`)).status).toBe(400)
  const changed = await stage.ask('PATCH', `${base}/milepost_billed`, { label: 'Billed so far' })
  expect(changed.body).toMatchObject({ label: 'Billed so far', type: 'number' })
  expect((await stage.get(`${base}/nonsense`)).status).toBe(404)
})

test('pipelines say which stages are won', async () => {
  const read = await stage.get('/crm/pipelines/2026-03/deals')
  expect(read.body.results.map((each) => each.id)).toEqual(['default', 'retainers'])
  const stages = await stage.get('/crm/pipelines/2026-09/deals/default/stages')
  expect(stages.body.results).toContainEqual(
    expect.objectContaining({
      id: 'closedwon',
      label: 'Closed Won',
      metadata: { isClosed: 'true', probability: '1.0' },
    }),
  )
  expect((await stage.get('/crm/pipelines/2026-03/deals/nothing')).status).toBe(404)
})

test('owners are not users, and former ones have none', async () => {
  const owners = await stage.get('/crm/owners/2026-03?limit=1')
  expect(owners.body.results).toMatchObject([{ id: '75514748', userId: 70000001, type: 'PERSON' }])
  expect(owners.body.paging?.next.after).toBe('75514749')
  const former = await stage.get('/crm/v3/owners/?archived=true')
  expect(former.body.results).toMatchObject([{ userId: null, userIdIncludingInactive: 70000003 }])
  const byMail = await stage.get('/crm/owners/2026-03?email=maya@harbourandco.example')
  expect(byMail.body.results).toHaveLength(1)
  expect((await stage.get('/crm/owners/2026-03/70000001?idProperty=userId')).body.id).toBe('75514748')
  expect((await stage.get('/crm/owners/2026-03/1')).status).toBe(404)
})

test('the account tells its currency and zone', async () => {
  expect((await stage.get('/account-info/2026-03/details')).body).toMatchObject({
    portalId: 148000001,
    companyCurrency: 'USD',
    additionalCurrencies: ['EUR', 'GBP'],
    timeZone: 'US/Pacific',
    uiDomain: 'app.hubspot.com',
  })
  const dutch = await stage.get('/account-info/v3/details', small.token)
  expect(dutch.body).toMatchObject({ companyCurrency: 'EUR', additionalCurrencies: [] })
  expect((await stage.get('/settings/currencies/2026-03/company-currency')).body).toEqual({
    currencyCode: 'USD',
  })
  const rates = await stage.get('/settings/v3/currencies/exchange-rates')
  expect(rates.body.results).toContainEqual(
    expect.objectContaining({ fromCurrencyCode: 'EUR', toCurrencyCode: 'USD' }),
  )
})

test('a token without the scope is told which would do', async () => {
  const code = await consent('oauth crm.objects.deals.read')
  const refused = await stage.ask('POST', '/crm/objects/2026-03/deals', { properties: {} }, code)
  expect(refused.status).toBe(403)
  expect(refused.body).toMatchObject({
    category: 'MISSING_SCOPES',
    errors: [{ context: { requiredGranularScopes: ['crm.objects.deals.write'] } }],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  })
  expect((await stage.get('/crm/objects/2026-03/deals', code)).status).toBe(200)
  expect((await stage.get('/crm/objects/2026-03/companies', code)).status).toBe(403)
  expect((await stage.get('/crm/owners/2026-03', code)).status).toBe(403)
})

async function consent(scope: string): Promise<string> {
  const redirect_uri = 'http://127.0.0.1/callback'
  const query = new URLSearchParams({ client_id: app.clientId, redirect_uri, scope })
  const form = new URLSearchParams({ portal: '148000001', decision: 'connect' })
  const sent = await stage.ask('POST', `/oauth/authorize?${query}`, form, '')
  const code = new URL(sent.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const tokens = await stage.ask(
    'POST',
    '/oauth/2026-03/token',
    new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      redirect_uri,
      code,
    }),
    '',
  )
  return tokens.body.access_token
}
