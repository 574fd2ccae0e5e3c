import { dealProperties } from '../../connectors/hubspot/objects'
import { dealOf, notFound, stagePortal } from './hubspot-stage'

const { open, hubspot, records, paced } = stagePortal()
const DEALS = '/crm/objects/2026-03/deals'
const PROPERTIES =
  'dealname,amount,deal_currency_code,dealstage,pipeline,closedate,hubspot_owner_id,hs_lastmodifieddate,hs_object_id,hs_merged_object_ids'
const batchRead = (ids: string[]) => ({
  properties: [...dealProperties],
  propertiesWithHistory: [],
  inputs: ids.map((id) => ({ id })),
})

describe('readDeals', () => {
  test('reads by id, and names what HubSpot does not know', async () => {
    hubspot()
      .post(`${DEALS}/batch/read`, batchRead(['1', '2', '3']))
      .reply(207, { status: 'COMPLETE', results: [dealOf('1'), dealOf('3')], errors: [notFound(['2'])] })
    const answer = await open().readDeals(['1', '2', '1', '3'])
    expect(answer).toMatchObject({ outcome: 'done', value: { missing: ['2'] } })
    expect(answer.outcome === 'done' && answer.value.deals.map((each) => each.id)).toEqual(['1', '3'])
    expect(records).toMatchObject([{ operation: 'read deals', write: false, status: 207, outcome: 'done' }])
  })

  test('keeps fields that nobody expected', async () => {
    hubspot()
      .post(`${DEALS}/batch/read`)
      .reply(200, { results: [{ ...dealOf('1'), url: 'https://…', new: { field: 1 } }], more: true })
    const answer = await open().readDeals(['1'])
    expect(answer.outcome === 'done' && answer.value.deals[0]).toMatchObject({ new: { field: 1 } })
  })

  test('a merged-away id comes back as another deal, and is missing itself', async () => {
    hubspot()
      .post(`${DEALS}/batch/read`)
      .reply(200, { results: [dealOf('9')] })
    expect(await open().readDeals(['1'])).toMatchObject({ value: { deals: [{ id: '9' }], missing: ['1'] } })
  })

  test('a survivor that was asked for as well comes once', async () => {
    hubspot()
      .post(`${DEALS}/batch/read`)
      .reply(200, { results: [dealOf('9'), dealOf('9')] })
    const answer = await open().readDeals(['1', '9'])
    expect(answer).toMatchObject({ value: { missing: ['1'] } })
    expect(answer.outcome === 'done' && answer.value.deals).toHaveLength(1)
  })

  test.each([
    ['no properties', { id: '2' }],
    ['a number for a property', { id: '2', properties: { dealname: 7 } }],
  ])('a deal with %s is named, and costs no other', async (_, row) => {
    hubspot()
      .post(`${DEALS}/batch/read`)
      .reply(200, { results: [dealOf('1'), row, dealOf('3')] })
    const answer = await open().readDeals(['1', '2', '3'])
    expect(answer).toMatchObject({
      outcome: 'done',
      value: { deals: [{ id: '1' }, { id: '3' }], missing: [], unreadable: ['2'] },
    })
  })

  test('a row that does not say whose it is makes the answer unreadable: nobody can tell who is missing', async () => {
    hubspot()
      .post(`${DEALS}/batch/read`)
      .reply(200, { results: [dealOf('1'), { properties: {} }] })
    expect(await open().readDeals(['1', '2'])).toMatchObject({
      outcome: 'unknown',
      fault: { kind: 'unreadable', message: "A deal without an id can't be read." },
    })
  })

  test('asks 100 a call', async () => {
    const ids = Array.from({ length: 201 }, (_, at) => String(at + 1))
    for (const part of [ids.slice(0, 100), ids.slice(100, 200), ids.slice(200)]) {
      hubspot()
        .post(`${DEALS}/batch/read`, batchRead(part))
        .reply(200, { results: part.map(dealOf) })
    }
    const answer = await open().readDeals(ids)
    expect(answer).toMatchObject({ outcome: 'done', value: { missing: [] } })
    expect(answer.outcome === 'done' && answer.value.deals).toHaveLength(201)
    expect(paced).toEqual(['call', 'call', 'call'])
  })

  test('nothing asked, nothing sent', async () => {
    expect(await open().readDeals([])).toEqual({
      outcome: 'done',
      value: { deals: [], missing: [], unreadable: [] },
      trace: null,
    })
  })

  test('a failing part fails the whole: half an answer would look like missing deals', async () => {
    const ids = Array.from({ length: 101 }, (_, at) => String(at + 1))
    hubspot()
      .post(`${DEALS}/batch/read`)
      .reply(200, { results: ids.slice(0, 100).map(dealOf) })
    hubspot().post(`${DEALS}/batch/read`).reply(500)
    expect(await open().readDeals(ids)).toMatchObject({ outcome: 'unknown', fault: { kind: 'unavailable' } })
  })

  test('a deal that could not be read for another reason is not called missing', async () => {
    hubspot()
      .post(`${DEALS}/batch/read`)
      .reply(207, { results: [dealOf('1')], errors: [{ category: 'INTERNAL', context: { ids: ['2'] } }] })
    expect(await open().readDeals(['1', '2'])).toMatchObject({
      outcome: 'unknown',
      fault: { kind: 'unreadable', status: 207, code: 'INTERNAL' },
    })
  })
})

describe('readDeal', () => {
  const one = (archived: boolean) =>
    hubspot()
      .get(`${DEALS}/5`)
      .query({ properties: PROPERTIES, archived: String(archived) })

  test('a live deal', async () => {
    one(false).reply(200, dealOf('5'))
    expect(await open().readDeal('5')).toMatchObject({ outcome: 'done', value: { id: '5' } })
  })

  test('an archived one', async () => {
    one(false).reply(404, { message: 'resource not found' })
    one(true).reply(200, { ...dealOf('5'), archived: true })
    expect(await open().readDeal('5')).toMatchObject({ outcome: 'done', value: { archived: true } })
  })

  test('none: null', async () => {
    one(false).reply(404)
    one(true).reply(404, {}, { 'x-hubspot-correlation-id': 'c' })
    expect(await open().readDeal('5')).toEqual({ outcome: 'done', value: null, trace: 'c' })
  })

  test('a merged-away one answers with its survivor', async () => {
    one(false).reply(200, dealOf('9'))
    expect(await open().readDeal('5')).toMatchObject({ value: { id: '9' } })
  })

  test('a failure in either place is no null', async () => {
    one(false).reply(503)
    expect((await open().readDeal('5')).outcome).toBe('unknown')
    expect(records).toHaveLength(1)
    one(false).reply(404)
    one(true).reply(403)
    expect(await open().readDeal('5')).toMatchObject({ outcome: 'refused', fault: { kind: 'forbidden' } })
  })

  test('an id can not lead to another path', async () => {
    hubspot().get(`${DEALS}/..%2Fcontacts%2F1%3Fx`).query(true).reply(200, dealOf('1'))
    expect((await open().readDeal('../contacts/1?x')).outcome).toBe('done')
  })
})

describe('dealsModifiedSince', () => {
  const modified = { propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: '1790000000123' }
  const since = new Date(1790000000123)
  const search = (filters: Record<string, string>[], results: object[], more: object = {}) =>
    hubspot()
      .post(`${DEALS}/search`, {
        filterGroups: [{ filters }],
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        properties: [...dealProperties],
        limit: 200,
      })
      .reply(200, { total: 201, results, ...more })
  const followed = { paging: { next: { after: '200' } } }

  test('searches by the modified date, and goes on beyond the last id of a page', async () => {
    search([modified], [dealOf('1'), dealOf('7')], followed)
    search([modified, { propertyName: 'hs_object_id', operator: 'GT', value: '7' }], [dealOf('8')])
    expect(await open().dealsModifiedSince(since)).toMatchObject({
      value: { items: [{ id: '1' }, { id: '7' }], next: '7' },
    })
    expect(await open().dealsModifiedSince(since, '7')).toMatchObject({
      value: { items: [{ id: '8' }], next: null },
    })
    expect(paced).toEqual(['search', 'search'])
  })

  test('goes on beyond a last row that lacks something, and stays where no row is told', async () => {
    search([modified], [dealOf('1'), { id: '7' }], followed)
    expect(await open().dealsModifiedSince(since)).toMatchObject({
      value: { items: [{ id: '1' }], unreadable: ['7'], next: '7' },
    })
    search([modified, { propertyName: 'hs_object_id', operator: 'GT', value: '7' }], [], followed)
    expect(await open().dealsModifiedSince(since, '7')).toMatchObject({ value: { items: [], next: '7' } })
    search([modified], [], followed)
    expect(await open().dealsModifiedSince(since)).toMatchObject({ value: { items: [], next: '0' } })
  })

  test('a refused search is refused', async () => {
    hubspot().post(`${DEALS}/search`).reply(400, { category: 'VALIDATION_ERROR' })
    expect(await open().dealsModifiedSince(since)).toMatchObject({ fault: { kind: 'invalid' } })
  })
})

test('listDeals lists a page of live or of archived deals', async () => {
  const query = { limit: '100', properties: PROPERTIES }
  hubspot()
    .get(DEALS)
    .query({ ...query, archived: 'false' })
    .reply(200, { results: [dealOf('1')], paging: { next: { after: 'x=1&y', link: 'https://…' } } })
  hubspot()
    .get(DEALS)
    .query({ ...query, archived: 'true', after: 'x=1&y' })
    .reply(200, { results: [] })
  expect(await open().listDeals({ archived: false })).toMatchObject({
    value: { items: [{ id: '1' }], next: 'x=1&y' },
  })
  expect(await open().listDeals({ archived: true, after: 'x=1&y' })).toMatchObject({
    value: { items: [], next: null },
  })
})
