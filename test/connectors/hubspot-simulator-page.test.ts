import { agency, app, type Stage, startEar, startStage } from './hubspot-simulator-stage'

let stage: Stage
let ear: Awaited<ReturnType<typeof startEar>>
const home = `/portals/${agency.portalId}`
beforeAll(async () => {
  ear = await startEar()
  stage = await startStage({ webhook: { url: ear.url } })
})
afterAll(async () => {
  await stage.simulator.close()
  await ear.close()
})

const see = async (path: string) => (await stage.get(path, '')).body.text
const send = (path: string, form: Record<string, string>) =>
  stage.ask('POST', path, new URLSearchParams(form), '')

test('portals, then deals, then one deal with what was written on it', async () => {
  expect(await see('/')).toContain('Harbour &amp; Co')
  const list = await see(home)
  expect(list).toContain('Brand Redesign')
  expect(list).toContain('Amy&#39;s Bird Sanctuary')
  expect(list).toContain('50,000 USD')
  const id = await stage.dealId('Brand Redesign')
  expect(await see(`${home}/deals/${id}`)).toContain('Nothing has been written')
  await stage.post('/crm/properties/2026-03/deals/groups', { name: 'milepost', label: 'Milestone billing' })
  const property = { groupName: 'milepost', type: 'string', fieldType: 'text' }
  await stage.post('/crm/properties/2026-03/deals', { ...property, name: 'milepost_status', label: 'Status' })
  await stage.ask('PATCH', `/crm/v3/objects/deals/${id}`, {
    properties: { milepost_status: '2 of 3 billed' },
  })
  expect(await see(`${home}/deals/${id}`)).toContain('2 of 3 billed')
  expect((await stage.get('/page.css', '')).headers.get('content-type')).toContain('text/css')
})

test('a salesperson makes, changes, archives and restores a deal, and others hear it', async () => {
  const made = await send(`${home}/deals`, {
    dealname: '<script>alert(1)</script> & Sons',
    amount: '1234.50',
    currency: 'EUR',
    stage: 'default/contractsent',
    company: "O'Brien & Söhne",
  })
  expect(made.status).toBe(303)
  expect(made.headers.get('location')).toBe(home)
  const list = await see(home)
  expect(list).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons')
  expect(list).not.toContain('<script>')
  expect(list).toContain('1,234.50 EUR')
  expect(list).toContain('O&#39;Brien &amp; Söhne')

  const id = await stage.dealId('<script>alert(1)</script> & Sons')
  const path = `${home}/deals/${id}`
  const form = {
    dealname: 'Sons',
    amount: '2000',
    currency: 'EUR',
    stage: 'default/closedwon',
    closedate: '2026-12-24',
  }
  expect((await send(path, form)).status).toBe(303)
  const read = await stage.get(`/crm/v3/objects/deals/${id}?properties=dealstage,closedate,amount`)
  expect(read.body.properties).toMatchObject({
    dealstage: 'closedwon',
    amount: '2000',
    closedate: '2026-12-24T00:00:00.000Z',
  })
  await ear.until(() => ear.events().some((event) => event['propertyValue'] === 'closedwon'))
  expect(ear.events().find((event) => event['propertyValue'] === 'closedwon')).toMatchObject({
    changeSource: 'CRM_UI',
    sourceId: 'userId:70000001',
  })
  await send(`${path}/archive`, {})
  expect(await see(home)).toContain('Recycle bin')
  expect((await stage.get(path, '')).status).toBe(404)
  expect((await send(`${path}/restore`, {})).status).toBe(303)
  expect((await stage.get(path, '')).status).toBe(200)
})

test('a refusal is shown on the page, with nothing changed', async () => {
  const id = await stage.dealId('Spring Campaign')
  const form = {
    dealname: 'Spring Campaign',
    amount: 'a lot',
    currency: 'USD',
    stage: 'default/contractsent',
  }
  const refused = await send(`${home}/deals/${id}`, form)
  expect(refused.status).toBe(400)
  expect(refused.body.text).toContain('was not a valid number')
  expect((await stage.get(`/crm/v3/objects/deals/${id}`)).body.properties['dealstage']).toBe(
    'presentationscheduled',
  )
  expect((await send(`${home}/deals`, { ...form, dealname: '' })).status).toBe(400)
  expect((await send(`${home}/deals/1/restore`, {})).status).toBe(400)
})

test('two deals are merged on the page', async () => {
  const kept = await stage.dealId('Seasonal Catalogue')
  const other = await stage.dealId('Trade Fair Stand')
  const merged = await send(`${home}/deals/${kept}/merge`, { other })
  expect(merged.status).toBe(303)
  const page = await see(merged.headers.get('location') ?? '')
  expect(page).toContain('Seasonal Catalogue')
  expect((await send(`${home}/deals/${kept}/merge`, { other: '9' })).status).toBe(400)
})

test('pages of nobody are not found; the authorisation page escapes what it is given', async () => {
  expect((await stage.get('/portals/1', '')).status).toBe(404)
  expect((await stage.get(`${home}/deals/999`, '')).status).toBe(404)
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: 'http://127.0.0.1/back',
    scope: '<b>oauth</b>',
    state: '"><script>alert(1)</script>',
  })
  const page = await see(`/oauth/${agency.portalId}/authorize?${query}`)
  expect(page).not.toContain('<script>')
  expect(page).toContain('&lt;b&gt;oauth&lt;/b&gt;')
})
