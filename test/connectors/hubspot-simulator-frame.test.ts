import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agency, type Stage, small, startStage } from './hubspot-simulator-stage'

const deals = '/crm/objects/2026-03/deals'

describe('limits', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await startStage({ limits: {} })
  })
  afterEach(() => stage.simulator.close())

  test('the 111th call within ten seconds is refused, for that app in that portal only', async () => {
    const all = await Promise.all(
      Array.from({ length: 110 }, () => stage.get('/account-info/2026-03/details')),
    )
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200))
    const left = all.map(({ headers }) => Number(headers.get('x-hubspot-ratelimit-remaining')))
    expect(Math.min(...left)).toBe(0)
    const refused = await stage.get(deals)
    expect(refused.status).toBe(429)
    expect(refused.body).toMatchObject({
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    })
    expect(refused.headers.get('x-hubspot-ratelimit-max')).toBe('110')
    expect(refused.headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000')
    expect((await stage.get(deals, small.token)).status).toBe(200)
    const { accessToken } = stage.simulator.issueTokens(agency.portalId)
    expect((await stage.get(deals, accessToken)).status).toBe(200)
    stage.clock.moveTo(10_001)
    expect((await stage.get(deals)).status).toBe(200)
  })

  test('the sixth search within a second is refused, and searches count apart', async () => {
    const search = () => stage.post(`${deals}/search`, {})
    for (let count = 0; count < 5; count += 1) expect((await search()).status).toBe(200)
    const refused = await search()
    expect(refused).toMatchObject({ status: 429, body: { policyName: 'SECONDLY' } })
    expect(refused.headers.has('x-hubspot-ratelimit-max')).toBe(false)
    expect((await stage.get(deals)).headers.get('x-hubspot-ratelimit-remaining')).toBe('109')
    stage.clock.moveTo(1001)
    expect((await search()).status).toBe(200)
  })
})

describe('faults', () => {
  let stage: Stage
  let id: string
  beforeAll(async () => {
    stage = await startStage()
    id = await stage.dealId('Brand Redesign')
  })
  afterAll(() => stage.simulator.close())

  const plan = (fault: object) => stage.ask('POST', '/simulator/faults', { faults: [fault] }, '')
  const patch = (amount: string) => stage.ask('PATCH', `${deals}/${id}`, { properties: { amount } })
  const amount = async () => (await stage.get(`${deals}/${id}`)).body.properties['amount']
  const onPatch = { method: 'PATCH', path: `${deals}/*` }

  test('a reply is dropped after the write, a connection reset before it', async () => {
    await plan({ ...onPatch, effect: 'drop-reply' })
    await expect(patch('1')).rejects.toThrow()
    expect(await amount()).toBe('1')
    await plan({ ...onPatch, effect: 'reset' })
    await expect(patch('2')).rejects.toThrow()
    expect(await amount()).toBe('1')
  })

  test('a status in HubSpot’s words, carried out or not', async () => {
    await plan({ ...onPatch, effect: 'status', status: 429, retryAfter: 3 })
    const limited = await patch('3')
    expect(limited).toMatchObject({ status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } })
    expect(limited.headers.get('retry-after')).toBe('3')
    await plan({ ...onPatch, effect: 'status', status: 502, executed: true })
    expect(await patch('4')).toMatchObject({ status: 502, body: { status: 'error' } })
    expect(await amount()).toBe('4')
    await plan({ ...onPatch, effect: 'status', status: 401 })
    expect(await patch('5')).toMatchObject({ status: 401, body: { category: 'EXPIRED_AUTHENTICATION' } })
    await plan({ ...onPatch, effect: 'fault-200' })
    expect(await patch('5')).toMatchObject({ status: 200, body: { status: 'error' } })
    await plan({ ...onPatch, effect: 'empty-200' })
    expect(await patch('5')).toMatchObject({ status: 200, body: {} })
    expect(await amount()).toBe('4')
  })

  test('the log shows what came and what was answered, and no token', async () => {
    await stage.get(`${deals}/${id}?properties=amount`)
    const log = await stage.get('/simulator/log', '')
    expect(JSON.stringify(log.body)).not.toContain(agency.token)
    const items: unknown[] = Object.values(log.body)[0]
    expect(items.at(-1)).toMatchObject({
      method: 'GET',
      path: `${deals}/${id}`,
      query: { properties: 'amount' },
      status: 200,
    })
  })

  test('switches refuse what they do not know', async () => {
    expect((await stage.turn({ merge_survivor: 'both' })).status).toBe(400)
    expect((await stage.turn({ nonsense: 'on' })).status).toBe(400)
    const listed = await stage.get('/simulator/switches', '')
    expect(listed.body).toMatchObject({ merge_survivor: 'new_id', search_delay: '200ms' })
  })
})

describe('state', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubspot-simulator-'))
  const journalPath = join(folder, 'hubspot.jsonl')
  afterAll(() => rmSync(folder, { recursive: true }))

  test('outlives a restart and a torn last line; a reset goes back to the sample, still connected', async () => {
    const first = await startStage({ journalPath })
    const { accessToken } = first.simulator.issueTokens(agency.portalId)
    const id = await first.dealId('Brand Redesign')
    await first.ask('PATCH', `${deals}/${id}`, { properties: { amount: '777' } })
    const made = await first.post(deals, { properties: { dealname: 'Kept', dealstage: 'closedwon' } })
    await first.simulator.close()
    writeFileSync(journalPath, `${readFileSync(journalPath, 'utf8')}[["148000001 deals","${id}",{"id":`)

    const second = await startStage({ journalPath })
    const read = await second.get(`${deals}/${id}?associations=companies`, accessToken)
    expect(read.body.properties['amount']).toBe('777')
    expect(read.body.associations).toHaveProperty('companies')
    const found = await second.post(`${deals}/search`, { query: 'kept' })
    expect(found.body.results.map((each) => each.id)).toEqual([made.body.id])
    const next = await second.post(deals, { properties: { dealname: 'Next', dealstage: 'closedwon' } })
    expect(Number(next.body.id)).toBeGreaterThan(Number(made.body.id))

    expect((await second.post('/simulator/reset', {}, '')).status).toBe(200)
    expect((await second.get(`${deals}/${id}`, accessToken)).body.properties['amount']).toBe('50000')
    expect((await second.get(`${deals}/${made.body.id}`)).status).toBe(404)
    const again = await second.post(`${deals}/search`, { query: 'brand' })
    expect(again.body.total).toBe(1)
    await second.simulator.close()
  })
})
