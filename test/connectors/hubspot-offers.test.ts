import { notFound, stagePortal } from './hubspot-stage'

const { open, hubspot } = stagePortal()

const links = (of: string, to: string) => `/crm/objects/2026-03/${of}/associations/${to}`
const record = (id: string, properties: Record<string, string | null> = {}) => ({ id, properties })
const to = (id: number, ...typeIds: number[]) => ({
  toObjectId: id,
  associationTypes: typeIds.map((typeId) => ({ category: 'HUBSPOT_DEFINED', typeId, label: null })),
})

test('line items of a deal: every page of the list, then 100 a call; what is gone is left out', async () => {
  hubspot()
    .get(links('deals/7', 'line_items'))
    .query({ limit: '500' })
    .reply(200, {
      results: Array.from({ length: 100 }, (_, at) => to(at + 1, 19)),
      paging: { next: { after: 'x' } },
    })
  hubspot()
    .get(links('deals/7', 'line_items'))
    .query({ limit: '500', after: 'x' })
    .reply(200, { results: [to(101, 19), to(102, 19)] })
  for (const [size, answer] of [
    [100, Array.from({ length: 100 }, (_, at) => record(String(at + 1), { name: `Item ${at + 1}` }))],
    [2, [record('102', { price: null })]],
  ] as const) {
    hubspot()
      .post('/crm/objects/2026-03/line_items/batch/read', (body) => body.inputs.length === size)
      .reply(207, { results: answer, errors: size === 2 ? [notFound(['101'])] : [] })
  }
  const items = await open().lineItems('deals', '7')
  if (items.outcome !== 'done') throw new Error(items.outcome)
  expect(items.value).toHaveLength(101)
  expect(items.value.at(-1)?.id).toBe('102')
})

test('a deal without quotes: nothing more is asked', async () => {
  hubspot().get(links('deals/7', 'quotes')).query(true).reply(200, { results: [] })
  expect(await open().quotes('7')).toMatchObject({ outcome: 'done', value: [] })
})

test('only contacts who sign are signers', async () => {
  hubspot()
    .get(links('quotes/9', 'contacts'))
    .query(true)
    .reply(200, { results: [to(1, 69), to(2, 69, 702)] })
  hubspot()
    .post('/crm/objects/2026-03/contacts/batch/read', (body) => body.inputs[0].id === '2')
    .reply(200, { results: [record('2', { email: 'ana@acme.example' })] })
  expect(await open().signers('9')).toMatchObject({ outcome: 'done', value: [{ id: '2' }] })
})

test('a missing scope, a deal that is gone, and a broken batch end as what they are', async () => {
  hubspot()
    .get(links('deals/7', 'quotes'))
    .query(true)
    .reply(403, { status: 'error', category: 'MISSING_SCOPES', message: 'no' })
  expect(await open().quotes('7')).toMatchObject({ outcome: 'refused', fault: { kind: 'forbidden' } })
  hubspot().get(links('deals/8', 'line_items')).query(true).reply(404, { status: 'error', message: 'no' })
  expect(await open().lineItems('deals', '8')).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'missing' },
  })
  hubspot()
    .get(links('deals/7', 'line_items'))
    .query(true)
    .reply(200, { results: [to(1)] })
  hubspot()
    .post('/crm/objects/2026-03/line_items/batch/read')
    .reply(207, { results: [], errors: [{ category: 'INTERNAL' }] })
  expect(await open().lineItems('deals', '7')).toMatchObject({
    outcome: 'unknown',
    fault: { kind: 'unreadable', code: 'INTERNAL' },
  })
})

describe('whom a deal is with', () => {
  test('the primary company first, then the others, and the contacts', async () => {
    hubspot()
      .get(links('deals/7', 'companies'))
      .query(true)
      .reply(200, { results: [to(1, 341), to(2, 341, 5)] })
    hubspot()
      .get(links('deals/7', 'contacts'))
      .query(true)
      .reply(200, { results: [to(3, 3)] })
    hubspot()
      .post('/crm/objects/2026-03/companies/batch/read', (body) => body.properties.includes('domain'))
      .reply(200, { results: [record('1', { name: 'Other' }), record('2', { name: 'Acme' })] })
    hubspot()
      .post('/crm/objects/2026-03/contacts/batch/read')
      .reply(200, { results: [record('3', { email: 'ana@acme.example' })] })
    const parties = await open().parties('7')
    if (parties.outcome !== 'done') throw new Error(parties.outcome)
    expect(parties.value.companies.map(({ id }) => id)).toEqual(['2', '1'])
    expect(parties.value.contacts.map(({ id }) => id)).toEqual(['3'])
  })

  test('nobody: the lists are asked for, and nothing more', async () => {
    for (const kind of ['companies', 'contacts'])
      hubspot().get(links('deals/7', kind)).query(true).reply(200, { results: [] })
    expect(await open().parties('7')).toMatchObject({
      outcome: 'done',
      value: { companies: [], contacts: [] },
    })
  })

  test.each(['companies', 'contacts'] as const)('a failing list of %s fails as a whole', async (failing) => {
    if (failing === 'contacts')
      hubspot().get(links('deals/7', 'companies')).query(true).reply(200, { results: [] })
    hubspot().get(links('deals/7', failing)).query(true).reply(403, { status: 'error', message: 'no' })
    expect(await open().parties('7')).toMatchObject({ outcome: 'refused', fault: { kind: 'forbidden' } })
  })

  test.each(['companies', 'contacts'] as const)('%s that can’t be read fail as a whole', async (failing) => {
    for (const kind of ['companies', 'contacts'])
      hubspot()
        .get(links('deals/7', kind))
        .query(true)
        .reply(200, { results: kind === failing ? [to(1)] : [] })
    hubspot().post(`/crm/objects/2026-03/${failing}/batch/read`).reply(500, {})
    expect(await open().parties('7')).toMatchObject({ outcome: 'unknown' })
  })
})
