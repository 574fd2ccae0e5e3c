import { Signature } from '@hubspot/api-client'
import { decodeForV3, signV1, signV3 } from '../../connectors/hubspot/simulator/sign'
import { agency, app, type Heard, type Stage, startEar, startStage } from './hubspot-simulator-stage'

type Ear = Awaited<ReturnType<typeof startEar>>
let stage: Stage
let ear: Ear
let answers: (count: number) => number | 'hang' = () => 200

beforeEach(async () => {
  answers = () => 200
  ear = await startEar((count) => answers(count))
  stage = await startStage({ webhook: { url: ear.url } })
})
afterEach(async () => {
  await stage.simulator.close()
  await ear.close()
})

const create = (token?: string) =>
  stage.post(
    '/crm/objects/2026-03/deals',
    {
      properties: {
        dealname: 'Rung',
        dealstage: 'closedwon',
        amount: '10',
        closedate: '2026-12-01',
        description: 'x',
      },
    },
    token,
  )
const patch = (id: string, properties: Record<string, string>, token?: string) =>
  stage.ask('PATCH', `/crm/objects/2026-03/deals/${id}`, { properties }, token)
const kinds = () => ear.events().map((event) => event['subscriptionType'])
const first = (): Heard => {
  const [one] = ear.heard
  if (one === undefined) throw new Error('nothing was heard')
  return one
}
const later = (ms: number) => new Promise((done) => setTimeout(done, ms))
const settings = (body: object) => stage.ask('PUT', '/simulator/webhooks', body, '')

test('a creation rings together with its subscribed properties, and not first', async () => {
  const made = await create()
  await ear.until(() => ear.events().length >= 7)
  expect(ear.heard).toHaveLength(1)
  expect(kinds().indexOf('deal.creation')).toBeGreaterThan(0)
  const names = ear.events().flatMap((event) => event['propertyName'] ?? [])
  expect(names.sort()).toEqual([
    'amount',
    'closedate',
    'deal_currency_code',
    'dealname',
    'dealstage',
    'pipeline',
  ])
  expect(new Set(ear.events().map((event) => event['occurredAt'])).size).toBe(1)
  expect(ear.events().find((event) => event['propertyName'] === 'closedate')?.['propertyValue']).toBe(
    String(Date.UTC(2026, 11, 1)),
  )
  expect(ear.events().find((event) => event['propertyName'] === 'amount')).toEqual({
    attemptNumber: 0,
    sourceId: String(app.appId + 1),
    eventId: expect.any(Number),
    changeSource: 'INTEGRATION',
    occurredAt: expect.any(Number),
    subscriptionType: 'deal.propertyChange',
    propertyName: 'amount',
    portalId: agency.portalId,
    appId: app.appId,
    propertyValue: '10',
    subscriptionId: expect.any(Number),
    objectId: Number(made.body.id),
  })
})

test('a delivery is signed over the public URL, in both ways, so that the stock client believes it', async () => {
  await create()
  await ear.until(() => ear.heard.length > 0)
  const { headers, body } = first()
  const timestamp = String(headers['x-hubspot-request-timestamp'])
  expect(headers['x-hubspot-signature-version']).toBe('v1')
  expect(headers['x-hubspot-signature']).toBe(signV1(app.clientSecret, body))
  const signature = String(headers['x-hubspot-signature-v3'])
  expect(signature).toBe(signV3(app.clientSecret, { method: 'POST', url: ear.url, body }, timestamp))
  const asked = { clientSecret: app.clientSecret, requestBody: body, url: ear.url, method: 'POST' }
  const v3 = { ...asked, signatureVersion: 'v3', timestamp: Number(timestamp) }
  expect(Signature.isValid({ ...v3, signature })).toBe(true)
  expect(Signature.isValid({ ...v3, signature, requestBody: `${body} ` })).toBe(false)
})

test('a public URL of another form than the one called can be signed decoded', async () => {
  expect(decodeForV3('https://a.example/x%2Fy?m=a%40b%20c&z=%28')).toBe('https://a.example/x/y?m=a@b%20c&z=(')
  await stage.turn({ signed_uri: 'decoded' })
  await settings({ url: `${ear.url}?who=a%40b` })
  await create()
  await ear.until(() => ear.heard.length > 0)
  const { headers, body } = first()
  const wanted = { method: 'POST', url: `${ear.url}?who=a@b`, body }
  const timestamp = String(headers['x-hubspot-request-timestamp'])
  expect(headers['x-hubspot-signature-v3']).toBe(signV3(app.clientSecret, wanted, timestamp))
})

test("our own writes echo under our app's id; calculated and unsubscribed properties are silent", async () => {
  const { accessToken } = stage.simulator.issueTokens(agency.portalId)
  const id = await stage.dealId('Portfolio Site')
  await patch(id, { dealstage: 'closedwon', description: 'silent' }, accessToken)
  await ear.until(() => ear.events().length > 0)
  await later(100)
  expect(ear.events()).toMatchObject([
    { propertyName: 'dealstage', changeSource: 'INTEGRATION', sourceId: String(app.appId) },
  ])
  await stage.turn({ own_writes_echo: 'off' })
  await patch(id, { amount: '1' }, accessToken)
  await patch(id, { amount: '2' })
  await ear.until(() => ear.events().length > 1)
  expect(ear.events()[1]).toMatchObject({ propertyValue: '2' })
})

test('after the uninstall no more rings, until it is installed again', async () => {
  const { accessToken } = stage.simulator.issueTokens(agency.portalId)
  await stage.ask('DELETE', '/appinstalls/2026-03/external-install', undefined, accessToken)
  const id = await stage.dealId('Portfolio Site')
  await patch(id, { amount: '1' })
  await later(150)
  stage.simulator.issueTokens(agency.portalId)
  await patch(id, { amount: '2' })
  await ear.until(() => ear.events().length > 0)
  expect(ear.events().map((event) => event['propertyValue'])).toEqual(['2'])
})

test('deletion, restore and links ring', async () => {
  const id = await stage.dealId('Portfolio Site')
  await stage.ask('DELETE', `/crm/objects/2026-03/deals/${id}`)
  await stage.post('/simulator/restore', { portalId: agency.portalId, id })
  const companies = await stage.get('/crm/v3/objects/companies')
  const companyId = companies.body.results[0]?.id
  await stage.ask('PUT', `/crm/v4/objects/deals/${id}/associations/default/companies/${companyId}`)
  await ear.until(() => ear.events().length >= 3)
  expect(ear.events()).toMatchObject([
    { subscriptionType: 'deal.deletion', changeFlag: 'DELETED', objectId: Number(id) },
    { subscriptionType: 'deal.restore', changeSource: 'CRM_UI', sourceId: 'userId:70000001' },
    {
      subscriptionType: 'deal.associationChange',
      associationType: 'DEAL_TO_COMPANY',
      fromObjectId: Number(id),
      toObjectId: Number(companyId),
      associationRemoved: false,
      isPrimaryAssociation: false,
    },
  ])
  expect(ear.events()[2]).not.toHaveProperty('objectId')
})

test.each([
  ['new_id', 'merge_first'],
  ['primary_id', 'deletion_first'],
])('a merge (%s, %s) rings the merge and the deletion, and no changed property', async (merge_survivor, merge_order) => {
  await stage.turn({ merge_survivor, merge_order })
  const kept = await stage.dealId('Portfolio Site')
  const lost = await stage.dealId('Spring Campaign')
  const merged = await stage.post('/crm/v3/objects/deals/merge', {
    primaryObjectId: kept,
    objectIdToMerge: lost,
  })
  await ear.until(() => ear.events().length >= 2)
  const wanted = [
    {
      subscriptionType: 'deal.merge',
      primaryObjectId: Number(kept),
      mergedObjectIds: [Number(lost)],
      newObjectId: Number(merged.body.id),
    },
    { subscriptionType: 'deal.deletion', objectId: Number(lost) },
  ]
  expect(ear.events()).toMatchObject(merge_order === 'merge_first' ? wanted : wanted.toReversed())
})

test('generic events name the object type', async () => {
  await settings({ format: 'generic' })
  const id = await stage.dealId('Portfolio Site')
  await patch(id, { amount: '77' })
  await ear.until(() => ear.events().length > 0)
  expect(ear.events()[0]).toMatchObject({
    subscriptionType: 'object.propertyChange',
    objectTypeId: '0-3',
    isSensitive: false,
  })
})

test('a refused delivery comes again, with a higher attempt and a new signature', async () => {
  answers = (count) => (count < 3 ? 500 : 200)
  await create()
  await ear.until(() => ear.heard.length >= 3)
  await later(300)
  expect(ear.heard).toHaveLength(3)
  expect(ear.heard.map(({ events }) => events[0]?.['attemptNumber'])).toEqual([0, 1, 2])
  const ids = ear.heard.map(({ events }) => events.map((event) => event['eventId']))
  expect(ids[1]).toEqual(ids[0])
  expect(new Set(ear.heard.map(({ headers }) => headers['x-hubspot-signature-v3'])).size).toBe(3)
})

test('no answer within five seconds counts as a refusal', async () => {
  answers = (count) => (count === 1 ? 'hang' : 200)
  const begun = Date.now()
  await create()
  await ear.until(() => ear.heard.length >= 2, 9000)
  expect(Date.now() - begun).toBeGreaterThan(5000)
  expect(ear.heard[1]?.events[0]?.['attemptNumber']).toBe(1)
}, 12_000)

test('off, twice, in the wrong order', async () => {
  const id = await stage.dealId('Portfolio Site')
  await settings({ mode: 'off' })
  await patch(id, { amount: '1' })
  await settings({ mode: 'duplicate' })
  await patch(id, { amount: '2' })
  await ear.until(() => ear.events().length >= 2)
  await settings({ mode: 'reorder' })
  await patch(id, { amount: '3' })
  await patch(id, { amount: '4' })
  await ear.until(() => ear.events().length >= 4)
  expect(ear.events().map((event) => event['propertyValue'])).toEqual(['2', '2', '4', '3'])
  expect((await settings({ format: 'cloudevents' })).status).toBe(400)
})

test('at most a hundred events travel together', async () => {
  const inputs = Array.from({ length: 30 }, (_, index) => ({
    properties: { dealname: `Deal ${index}`, dealstage: 'closedwon', amount: '1' },
  }))
  await stage.post('/crm/objects/2026-03/deals/batch/create', { inputs })
  await ear.until(() => ear.events().length >= 180)
  // Two deliveries at once: either may be here first.
  expect(ear.heard.map(({ events }) => events.length).sort((a, b) => b - a)).toEqual([100, 80])
})
