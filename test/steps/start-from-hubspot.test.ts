/**
 * Goal: a deal’s line items become the plan that was offered, and nothing is guessed. Method: the
 * whole API over HTTP between both vendors' stand-ins; HubSpot misbehaves as it does.
 */
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { offersOf, three } from '../fixtures/offers'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  api = await openApi(stage)
})
afterEach(async () => {
  await api.close()
  await stage.close()
})

const { make, link, deal } = offersOf(() => stage)
const start = (dealId: string, from: string, body: object = {}, preview = false) =>
  api.ask('POST', `/deals/${dealId}/schedule/from-${from}${preview ? '?preview=true' : ''}`, body)
const milestones = (body: Record<string, unknown>) =>
  (body['milestones'] as { name: string; amount?: { amount: string }; plannedOn?: string | null }[]).map(
    ({ name, amount }) => [name, amount?.amount],
  )
const rows = async (table: string) =>
  must((await stage.within((sql) => sql<{ n: number }>(`select count(*)::int as n from ${table}`)))[0]).n

describe('line items', () => {
  test('each is a milestone, in HubSpot’s order, to the cent; the plan says where it came from', async () => {
    const dealId = await deal([three[2], three[0], three[1]])
    const { status, body } = await start(dealId, 'line-items')
    expect(status).toBe(201)
    expect(milestones(body)).toEqual([
      ['Strategy', '15000.00'],
      ['Design', '19999.50'],
      ['Delivery', '15000.50'],
    ])
    expect(body).toMatchObject({
      contractValue: { amount: '50000.00', currency: 'USD' },
      source: { kind: 'line_items' },
    })
    const history = await api.ask('GET', `/deals/${dealId}/history`)
    expect(history.text).toContain('from the deal’s line items')
  })

  test('looking ahead writes nothing; the draft is what PUT takes, and keeps its source', async () => {
    const dealId = await deal(three, { amount: '60000' })
    const { status, body } = await start(dealId, 'line-items', {}, true)
    expect(status).toBe(200)
    expect(body).toMatchObject({ questions: [], rowErrors: [], source: { kind: 'line_items' } })
    expect(body['notes']).toEqual([
      'The line items come to $50,000.00; the deal says $60,000.00. The plan follows the line items.',
    ])
    expect(await rows('schedule')).toBe(0)
    const put = await api.ask('PUT', `/deals/${dealId}/schedule`, must(body['draft'] as object))
    expect(put.status).toBe(200)
    const again = await api.ask('PUT', `/deals/${dealId}/schedule`, {
      billingType: 'fixed',
      contractValue: { amount: '50000.00', currency: 'USD' },
      milestones: put.body['milestones'],
    })
    expect(again.body).toMatchObject({ source: { kind: 'line_items' } })
    const forgotten = await api.ask('PUT', `/deals/${dealId}/schedule`, { ...again.body, source: null })
    expect(forgotten.body).toMatchObject({ source: null })
  })

  test('what recurs becomes dated milestones; what renews for ever is asked about', async () => {
    const monthly = { name: 'Care', price: '100', quantity: '2', recurringbillingfrequency: 'monthly' }
    const dealId = await deal([
      { ...monthly, hs_recurring_billing_period: 'P3M', hs_recurring_billing_start_date: '2027-01-31' },
    ])
    const { body } = await start(dealId, 'line-items')
    expect(milestones(body)).toEqual([
      ['Care (1 of 3)', '200.00'],
      ['Care (2 of 3)', '200.00'],
      ['Care (3 of 3)', '200.00'],
    ])
    expect((body['milestones'] as { plannedOn: string }[]).map(({ plannedOn }) => plannedOn)).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
    ])
    const open = await start(await deal([monthly]), 'line-items')
    expect(open.status).toBe(422)
    expect(open.body).toMatchObject({
      code: 'validation_failed',
      errors: [
        { pointer: '/milestones/0/amount', detail: expect.stringContaining('renews until it is cancelled') },
      ],
    })
  })

  test('all doubts at once: no name, nothing, a discount too large; nothing is planned', async () => {
    const dealId = await deal([
      { price: '5', quantity: '1', hs_position_on_quote: '0' },
      { name: 'Free', price: '0', quantity: '1', hs_position_on_quote: '1' },
      { name: 'Below', price: '5', quantity: '1', discount: '6', hs_position_on_quote: '2' },
    ])
    const { status, body } = await start(dealId, 'line-items')
    expect(status).toBe(422)
    expect((body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/milestones/0/name',
      '/milestones/1/amount',
      '/milestones/2/amount',
    ])
    expect(body['detail']).toContain('Nothing was changed')
    expect(await rows('schedule')).toBe(0)
    const looked = await start(dealId, 'line-items', {}, true)
    expect(looked.status).toBe(200)
    expect((looked.body['questions'] as unknown[]).length).toBe(3)
  })

  test('no line items, no deal, a plan that is there', async () => {
    const empty = await start(await deal([]), 'line-items')
    expect(empty.body).toMatchObject({ status: 422, errors: [{ pointer: '/milestones' }] })
    expect((await start('999999999', 'line-items')).body).toMatchObject({ status: 404, code: 'not_found' })
    const dealId = await deal(three)
    await start(dealId, 'line-items')
    const before = await rows('history')
    expect((await start(dealId, 'line-items')).body).toMatchObject({ status: 409, code: 'wrong_status' })
    expect(await rows('history')).toBe(before)
  })

  test('a header without milestones is filled, and keeps what the line items don’t say', async () => {
    const dealId = await deal(three)
    const header = {
      billingType: 'fixed',
      contractValue: { amount: '1.00', currency: 'USD' },
      lateFee: '1.5 % a month',
      milestones: [],
    }
    await api.ask('PUT', `/deals/${dealId}/schedule`, header)
    const { status, body } = await start(dealId, 'line-items')
    expect(status).toBe(201)
    expect(body).toMatchObject({ lateFee: '1.5 % a month', contractValue: { amount: '50000.00' } })
  })

  test('the company’s customer in QuickBooks is taken where there is exactly one', async () => {
    const company = await make('companies', { name: 'Cool Cars' })
    const dealId = await deal(three)
    await link(`deals/${dealId}`, `companies/${company}`)
    const { body } = await start(dealId, 'line-items', {}, true)
    expect(body['draft']).toMatchObject({ customer: { quickbooksId: expect.stringMatching(/^\d+$/) } })
    expect(body['understood']).toContainEqual({
      text: 'Cool Cars',
      meaning: 'Billed to Cool Cars in QuickBooks',
      pointer: '/customer',
    })
  })
})

describe('HubSpot misbehaves', () => {
  const list = { method: 'GET', path: '/crm/objects/2026-03/deals/*/associations/line_items', times: 1 }
  const batch = { method: 'POST', path: '/crm/objects/2026-03/line_items/batch/read', times: 1 }
  test.each([
    ['is away', [{ ...list, effect: 'status', status: 503 }], 502, 'vendor_unavailable'],
    ['hangs', [{ ...batch, effect: 'hang' }], 502, 'vendor_unavailable'],
    ['answers nonsense', [{ ...batch, effect: 'malformed' }], 502, 'vendor_unavailable'],
    ['hangs up', [{ ...list, effect: 'reset' }], 502, 'vendor_unavailable'],
    ['is out of breath', [{ ...list, effect: 'status', status: 429 }], 502, 'vendor_unavailable'],
    ['says no', [{ ...list, effect: 'status', status: 403 }], 503, 'connection_lost'],
  ])('%s: said in words, nothing planned, and fine a moment later', async (_, faults, status, code) => {
    const dealId = await deal(three)
    await stage.hubspot.fault(...faults)
    const failed = await start(dealId, 'line-items')
    expect(failed.body).toMatchObject({ status, code })
    expect(await rows('schedule')).toBe(0)
    await stage.hubspot.clearFaults()
    expect((await start(dealId, 'line-items')).status).toBe(201)
  })

  test('a line item that was removed a moment ago is left out', async () => {
    const dealId = await deal(three)
    const { results } = await stage.hubspot.api<{ results: { toObjectId: number }[] }>(
      'GET',
      `/crm/objects/2026-03/deals/${dealId}/associations/line_items`,
    )
    await stage.hubspot.api('DELETE', `/crm/objects/2026-03/line_items/${must(results[2]).toObjectId}`)
    expect(milestones((await start(dealId, 'line-items')).body)).toHaveLength(2)
  })

  test('without a connection it says what to do', async () => {
    const dealId = await deal(three)
    await start(dealId, 'line-items', {}, true)
    await stage.within((sql) => sql(`update connection set status = 'disconnected' where vendor = 'hubspot'`))
    expect((await start(dealId, 'line-items')).body).toMatchObject({ status: 503, code: 'connection_lost' })
  })
})

test('a viewer is told who may', async () => {
  const answer = await api.ask('POST', '/deals/1/schedule/from-line-items', {}, { as: 'viewer' })
  expect(answer.body).toMatchObject({ status: 403, detail: expect.stringContaining('You are viewer') })
})

test('two people at once: one plan, and the other is told', async () => {
  const dealId = await deal(three)
  const answers = await Promise.all([1, 2, 3].map(() => start(dealId, 'line-items')))
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses[0]).toBe(201)
  for (const status of statuses.slice(1)) expect([409, 412]).toContain(status)
  expect(await rows('schedule')).toBe(1)
  expect(await rows('milestone')).toBe(3)
})

test('the same key twice is one plan', async () => {
  const dealId = await deal(three)
  const how = { headers: { 'idempotency-key': 'once' } }
  const path = `/deals/${dealId}/schedule/from-line-items`
  const first = await api.ask('POST', path, {}, how)
  const second = await api.ask('POST', path, {}, how)
  expect(second.status).toBe(201)
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
})
