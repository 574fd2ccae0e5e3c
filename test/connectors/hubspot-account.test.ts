import { notFound, stagePortal } from './hubspot-stage'

const { open, hubspot } = stagePortal()

describe('companyNames', () => {
  const PATH = '/crm/associations/2026-03/deals/companies/batch/read'
  const company = (id: string, name: string | null) => ({ id, properties: { name } })
  const link = (deal: string, ...to: [number, number][]) => ({
    from: { id: deal },
    to: to.map(([toObjectId, typeId]) => ({
      toObjectId,
      associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId, label: null }],
    })),
  })

  test('the primary company first; a company that is gone gives way to the next', async () => {
    hubspot()
      .post(PATH, { inputs: [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '4' }] })
      .reply(207, {
        results: [
          link('1', [11, 341], [12, 5]),
          link('2', [13, 5], [14, 341]),
          { from: { id: 3 }, to: [{ toObjectId: '15' }] },
        ],
        errors: [{ subCategory: 'NO_ASSOCIATIONS_FOUND', context: { fromObjectId: ['4'] } }],
      })
    hubspot()
      .post('/crm/objects/2026-03/companies/batch/read', {
        properties: ['name'],
        propertiesWithHistory: [],
        inputs: [{ id: '12' }, { id: '11' }, { id: '13' }, { id: '14' }, { id: '15' }],
      })
      .reply(207, {
        results: [
          company('11', 'Eleven'),
          company('12', 'Acme Corp'),
          company('14', 'Next'),
          company('15', ' '),
        ],
        errors: [notFound(['13'])],
      })
    expect(await open().companyNames(['1', '2', '3', '4', '1'])).toMatchObject({
      outcome: 'done',
      value: { '1': 'Acme Corp', '2': 'Next' },
    })
  })

  test('no companies: nothing more is asked', async () => {
    hubspot().post(PATH).reply(200, { results: [] })
    expect(await open().companyNames(['1'])).toMatchObject({ outcome: 'done', value: {} })
  })

  test('more than 100 companies are read 100 a call', async () => {
    const pairs = Array.from({ length: 101 }, (_, at): [number, number] => [at + 1, 341])
    hubspot()
      .post(PATH)
      .reply(200, { results: [link('1', ...pairs)] })
    for (const size of [100, 1]) {
      hubspot()
        .post('/crm/objects/2026-03/companies/batch/read', (body) => body.inputs.length === size)
        .reply(200, { results: size === 1 ? [company('101', 'Last')] : [] })
    }
    expect(await open().companyNames(['1'])).toMatchObject({ value: { '1': 'Last' } })
  })

  test.each([
    'of the links',
    'of the companies',
  ])('%s some were not read: nothing is said of any', async (call) => {
    const trouble = { status: 'error', category: 'INTERNAL', context: { ids: ['1'] } }
    const ofLinks = call === 'of the links'
    hubspot()
      .post(PATH)
      .reply(207, { results: [link('2', [11, 5])], errors: ofLinks ? [notFound(['3']), trouble] : [] })
    if (!ofLinks)
      hubspot()
        .post('/crm/objects/2026-03/companies/batch/read')
        .reply(207, { results: [company('11', 'Eleven')], errors: [notFound(['12']), trouble] })
    expect(await open().companyNames(['1', '2', '3'])).toMatchObject({
      outcome: 'unknown',
      fault: { kind: 'unreadable', status: 207, code: 'INTERNAL' },
    })
  })

  test('a failure of either call is the answer', async () => {
    hubspot().post(PATH).reply(500)
    expect((await open().companyNames(['1'])).outcome).toBe('unknown')
    hubspot()
      .post(PATH)
      .reply(200, { results: [link('1', [11, 5])] })
    hubspot().post('/crm/objects/2026-03/companies/batch/read').reply(403)
    expect(await open().companyNames(['1'])).toMatchObject({ fault: { kind: 'forbidden' } })
  })
})

describe('owners, pipelines, account', () => {
  const OWNERS = '/crm/owners/2026-03'
  const query = { limit: '500', archived: 'false' }
  const owner = (id: string) => ({
    id,
    email: 'a@example.com',
    firstName: 'Ana',
    lastName: 'Ruiz',
    userId: 7,
  })

  test('all pages of owners', async () => {
    hubspot()
      .get(OWNERS)
      .query(query)
      .reply(200, { results: [owner('1')], paging: { next: { after: 'n' } } })
    hubspot()
      .get(OWNERS)
      .query({ ...query, after: 'n' })
      .reply(200, { results: [owner('2')] })
    const answer = await open().owners()
    expect(answer.outcome === 'done' && answer.value.map(({ id }) => id)).toEqual(['1', '2'])
  })

  test('a failing page fails the whole', async () => {
    hubspot()
      .get(OWNERS)
      .query(query)
      .reply(200, { results: [owner('1')], paging: { next: { after: 'n' } } })
    hubspot().get(OWNERS).query(true).reply(429)
    expect(await open().owners()).toMatchObject({ outcome: 'refused', fault: { kind: 'throttled' } })
  })

  test('pages that lead nowhere end', async () => {
    hubspot()
      .get(OWNERS)
      .query(true)
      .times(2)
      .reply(200, { results: [owner('1')], paging: { next: { after: 'same' } } })
    expect(await open().owners()).toMatchObject({ outcome: 'unknown', fault: { kind: 'unreadable' } })
  })

  test('pipelines with their stages', async () => {
    const stage = { id: 'won', label: 'Won', metadata: { isClosed: 'true', probability: '1.0' } }
    hubspot()
      .get('/crm/pipelines/2026-03/deals')
      .reply(200, { results: [{ id: 'default', label: 'Sales', stages: [stage], displayOrder: 0 }] })
    expect(await open().pipelines()).toMatchObject({ value: [{ id: 'default', stages: [stage] }] })
    hubspot().get('/crm/pipelines/2026-03/deals').reply(401)
    expect(await open().pipelines()).toMatchObject({ fault: { kind: 'unauthorized' } })
  })

  test('the account', async () => {
    const account = {
      portalId: 148000001,
      timeZone: 'US/Eastern',
      companyCurrency: 'USD',
      uiDomain: 'app.hubspot.com',
    }
    hubspot().get('/account-info/2026-03/details').reply(200, account)
    expect(await open().account()).toMatchObject({ outcome: 'done', value: account })
  })
})
