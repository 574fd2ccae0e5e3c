import { agency, type Stage, small, startStage } from './hubspot-simulator-stage'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.simulator.close())

const paths = [
  '/crm/objects/2026-03/deals',
  '/crm/objects/2026-09/deals',
  '/crm/v3/objects/deals',
  '/crm/objects/2026-03/0-3',
]

describe.each(paths)('deals under %s', (path) => {
  test('are created with text values, the calculated ones among them', async () => {
    const made = await stage.post(path, {
      properties: { dealname: 'New site', dealstage: 'closedwon', amount: 1200, closedate: '2026-12-01' },
    })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      id: expect.stringMatching(/^\d+$/),
      archived: false,
      properties: {
        amount: '1200',
        pipeline: 'default',
        closedate: '2026-12-01T00:00:00.000Z',
        deal_currency_code: 'USD',
        hs_is_closed: 'true',
        hs_is_closed_won: 'true',
        hs_deal_stage_probability: '1.0',
        hs_closed_amount: '1200',
        hs_object_id: made.body.id,
      },
    })
    expect(made.headers.get('x-hubspot-correlation-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('are read with the usual properties, or those asked for, unknown names left out', async () => {
    const id = await stage.dealId('Brand Redesign')
    const usual = await stage.get(`${path}/${id}`)
    expect(Object.keys(usual.body.properties)).toEqual([
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ])
    const asked = await stage.get(`${path}/${id}?properties=amount,nonsense&properties=description`)
    expect(asked.body.properties).toEqual({
      amount: '50000',
      createdate: expect.any(String),
      description: null,
      hs_lastmodifieddate: expect.any(String),
      hs_object_id: id,
    })
  })

  test('are changed; the dates move, and only then', async () => {
    const id = await stage.dealId('Portfolio Site')
    const before = await stage.get(`${path}/${id}`)
    const amount = `12000.${paths.indexOf(path) + 10}`
    const idle = await stage.ask('PATCH', `${path}/${id}`, { properties: { dealname: 'Portfolio Site' } })
    expect(idle.body.updatedAt).toBe(before.body.updatedAt)
    const changed = await stage.ask('PATCH', `${path}/${id}`, {
      properties: { amount },
    })
    expect(changed.status).toBe(200)
    expect(Date.parse(changed.body.updatedAt)).toBeGreaterThan(Date.parse(before.body.updatedAt))
    expect(changed.body.properties['hs_lastmodifieddate']).toBe(changed.body.updatedAt)
    expect(changed.body.properties['amount']).toBe(amount)
  })

  test('are archived, then found only when asked for the archived ones', async () => {
    const { body } = await stage.post(path, { properties: { dealname: 'Gone', dealstage: 'contractsent' } })
    const id = body.id
    expect((await stage.ask('DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await stage.ask('DELETE', `${path}/${id}`)).status).toBe(204)
    const lost = await stage.get(`${path}/${id}`)
    expect(lost.status).toBe(404)
    expect(lost.body).toEqual({
      status: 'error',
      message: 'resource not found',
      correlationId: expect.any(String),
    })
    const kept = await stage.get(`${path}/${id}?archived=true`)
    expect(kept.body).toMatchObject({ id, archived: true, archivedAt: expect.any(String) })
    const bin = await stage.get(`${path}?archived=true&limit=100`)
    expect(bin.body.results.map((deal) => deal.id)).toContain(id)
    expect((await stage.ask('PATCH', `${path}/${id}`, { properties: { amount: '1' } })).status).toBe(404)
  })

  test('are listed page by page, each once', async () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await stage.get(`${path}?limit=3${after === undefined ? '' : `&after=${after}`}`)
      seen.push(...page.body.results.map((deal) => deal.id))
      after = page.body.paging?.next.after
    } while (after !== undefined)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(7)
    expect((await stage.get(`${path}?limit=101`)).status).toBe(400)
  })
})

test('a token sees its own portal only', async () => {
  const id = await stage.dealId('Brand Redesign')
  expect((await stage.get(`/crm/v3/objects/deals/${id}`, small.token)).status).toBe(404)
  const other = await stage.get('/crm/v3/objects/deals', small.token)
  expect(other.body.results.map((deal) => deal.properties['dealname'])).toEqual([
    'Interieur Kantoor',
    'Huisstijl',
  ])
})

test('a portal with one currency stamps none on its deals', async () => {
  const properties = { dealname: 'Klein', dealstage: 'closedwon', amount: '10' }
  const made = await stage.post('/crm/v3/objects/deals', { properties }, small.token)
  expect(made.body.properties).not.toHaveProperty('deal_currency_code')
  const euro = await stage.post('/crm/v3/objects/deals', {
    properties: { ...properties, deal_currency_code: 'EUR' },
  })
  expect(euro.body.properties).toMatchObject({ amount: '10', amount_in_home_currency: '10.8' })
})

test('ids that are no numbers, and types nobody knows, are refused in words of their own', async () => {
  const text = await stage.get('/crm/v3/objects/deals/abc')
  expect(text.status).toBe(404)
  expect(text.body).toMatchObject({ category: 'OBJECT_NOT_FOUND' })
  const type = await stage.get('/crm/v3/objects/spaceships')
  expect(type.status).toBe(400)
  expect(type.body.message).toContain('spaceships')
  expect((await stage.get('/crm/v9/nothing', agency.token)).status).toBe(404)
})
