import { type Stage, startStage } from './hubspot-simulator-stage'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.simulator.close())

const search = (body: unknown, type = 'deals') => stage.post(`/crm/objects/2026-03/${type}/search`, body)
const filter = (propertyName: string, operator: string, more: object = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...more }] }],
  limit: 100,
})
const names = async (body: unknown) =>
  (await search(body)).body.results.map((each) => each.properties['dealname']).sort()

const won = [
  'Brand Redesign',
  'Clubhouse Interior',
  'Holiday Windows',
  'Launch Film',
  'Old Town Festival',
  'Shop Newsletter',
  'Showroom Website',
]

test.each([
  ['EQ', { value: 'closedwon' }, won],
  ['IN', { values: ['closedlost', 'contractsent'] }, ['Menu and Signage Refresh', 'Trade Fair Stand']],
])('stage %s', async (operator, more, expected) => {
  expect(await names(filter('dealstage', operator, more))).toEqual(expected)
})

test.each([
  ['GT', { value: '32400' }, ['Brand Redesign', 'Clubhouse Interior']],
  ['GTE', { value: '32400.00' }, ['Brand Redesign', 'Clubhouse Interior', 'Showroom Website']],
  ['LT', { value: '9999.990' }, ['Menu and Signage Refresh']],
  ['LTE', { value: '9999.990' }, ['Menu and Signage Refresh', 'Trade Fair Stand']],
  ['BETWEEN', { value: '12000', highValue: '18250' }, ['Portfolio Site', 'Seasonal Catalogue']],
  ['EQ', { value: '50000.0' }, ['Brand Redesign']],
])('amount %s compares as a number', async (operator, more, expected) => {
  expect(await names(filter('amount', operator, more))).toEqual(expected)
})

test('text, dates, absence and links', async () => {
  expect(await names(filter('dealname', 'CONTAINS_TOKEN', { value: 'site' }))).toEqual(['Portfolio Site'])
  expect(await names(filter('dealname', 'CONTAINS_TOKEN', { value: '*site' }))).toEqual([
    'Portfolio Site',
    'Showroom Website',
  ])
  expect(await names(filter('dealname', 'EQ', { value: 'brand redesign' }))).toEqual(['Brand Redesign'])
  expect(await names(filter('dealname', 'IN', { values: ['Brand Redesign'] }))).toEqual([])
  expect(await names(filter('dealname', 'IN', { values: ['brand redesign'] }))).toEqual(['Brand Redesign'])
  expect(await names(filter('closedate', 'GT', { value: String(Date.UTC(2027, 0, 10)) }))).toEqual([
    'Seasonal Catalogue',
    'Spring Campaign',
  ])
  expect(await names(filter('description', 'HAS_PROPERTY'))).toEqual([])
  expect((await names(filter('description', 'NOT_HAS_PROPERTY'))).length).toBe(12)
  expect((await names(filter('dealstage', 'NEQ', { value: 'closedwon' }))).length).toBe(5)
  expect((await names(filter('dealstage', 'NOT_IN', { values: ['closedwon'] }))).length).toBe(5)
  expect((await names(filter('dealname', 'NOT_CONTAINS_TOKEN', { value: 'brand' }))).length).toBe(11)
  const companies = await search({ query: 'cool' }, 'companies')
  const value = companies.body.results[0]?.id
  expect(await names(filter('associations.company', 'EQ', { value }))).toEqual(['Showroom Website'])
})

test('groups are alternatives, filters in a group all hold; a query looks in names', async () => {
  const both = {
    filterGroups: [
      { filters: [{ propertyName: 'dealstage', operator: 'EQ', value: 'closedlost' }] },
      {
        filters: [
          { propertyName: 'dealstage', operator: 'EQ', value: 'closedwon' },
          { propertyName: 'amount', operator: 'LT', value: '40000' },
        ],
      },
    ],
  }
  expect(await names(both)).toEqual([
    'Holiday Windows',
    'Launch Film',
    'Old Town Festival',
    'Shop Newsletter',
    'Showroom Website',
    'Trade Fair Stand',
  ])
  expect(await names({ query: 'REDES' })).toEqual(['Brand Redesign'])
})

test('pages, sorted either way; ten unless said otherwise', async () => {
  const sorts = [{ propertyName: 'amount', direction: 'DESCENDING' }]
  const first = await search({ sorts, limit: 3, properties: ['amount'] })
  expect(first.body.results.map((each) => each.properties['amount'])).toEqual(['64000', '50000', '32400'])
  expect(first.body).toMatchObject({ total: 12, paging: { next: { after: '3' } } })
  const last = await search({ sorts: ['amount'], limit: 3, after: '11', properties: ['amount'] })
  expect(last.body.results.map((each) => each.properties['amount'])).toEqual(['64000'])
  expect(last.body).not.toHaveProperty('paging')
})

test.each([
  ['past 10,000', { limit: 100, after: '9901' }],
  ['more than 200', { limit: 201 }],
  ['six groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) }],
  [
    'seven filters in a group',
    {
      filterGroups: [
        { filters: Array.from({ length: 7 }, () => ({ propertyName: 'amount', operator: 'HAS_PROPERTY' })) },
      ],
    },
  ],
  ['two sorts', { sorts: ['amount', 'dealname'] }],
  ['a long query', { query: 'x'.repeat(3001) }],
  ['an unknown property', filter('nonsense', 'EQ', { value: '1' })],
  ['an unknown operator', filter('amount', 'ABOUT', { value: '1' })],
])('%s is refused', async (_what, body) => {
  expect((await search(body)).status).toBe(400)
})

test('the index lags: a new deal, and a change, show later', async () => {
  await stage.turn({ search_delay: '2s' })
  const { body } = await stage.post('/crm/v3/objects/deals', {
    properties: { dealname: 'Late one', dealstage: 'closedwon', amount: '1' },
  })
  expect(await names({ query: 'late one' })).toEqual([])
  stage.clock.moveTo(stage.clock.offsetMs() + 2500)
  expect(await names({ query: 'late one' })).toEqual(['Late one'])
  await stage.ask('PATCH', `/crm/v3/objects/deals/${body.id}`, { properties: { amount: '2' } })
  const stale = await search({ query: 'late one', properties: ['amount'] })
  expect(stale.body.results[0]?.properties['amount']).toBe('1')
  stage.clock.moveTo(stage.clock.offsetMs() + 2500)
  await stage.ask('DELETE', `/crm/v3/objects/deals/${body.id}`)
  expect(
    (await search({ query: 'late one', properties: ['amount'] })).body.results[0]?.properties['amount'],
  ).toBe('2')
  stage.clock.moveTo(stage.clock.offsetMs() + 2500)
  expect(await names({ query: 'late one' })).toEqual([])
})
