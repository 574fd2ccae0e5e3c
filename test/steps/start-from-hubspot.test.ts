/**
 * Goal: a deal's line items, or one of its quotes, become the plan that was offered, and nothing is guessed. Method: the
 * whole API over HTTP between both vendors' stand-ins; HubSpot misbehaves as it does.
 */
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 500 })
  api = await openApi(stage)
})
afterEach(async () => {
  await api.close()
  await stage.close()
})

type Properties = Readonly<Record<string, string>>
const make = async (kind: string, properties: Properties): Promise<string> =>
  (await stage.hubspot.api<{ id: string }>('POST', `/crm/objects/2026-03/${kind}`, { properties })).id
const link = (from: string, to: string) =>
  stage.hubspot.api('PUT', `/crm/objects/2026-03/${from}/associations/default/${to}`)

/** A deal in HubSpot that nobody has told Milepost of, with line items. */
async function deal(items: readonly Properties[], more: Properties = {}): Promise<string> {
  const id = await make('deals', { dealname: 'Brand', dealstage: 'closedwon', amount: '50000', ...more })
  for (const properties of items)
    await link(`deals/${id}`, `line_items/${await make('line_items', properties)}`)
  return id
}
async function quote(dealId: string, properties: Properties, items: readonly Properties[]): Promise<string> {
  const id = await make('quotes', { hs_title: 'Offer', hs_expiration_date: '2099-01-31', ...properties })
  await link(`deals/${dealId}`, `quotes/${id}`)
  for (const each of items) await link(`quotes/${id}`, `line_items/${await make('line_items', each)}`)
  return id
}
const start = (dealId: string, from: string, body: object = {}, preview = false) =>
  api.ask('POST', `/deals/${dealId}/schedule/from-${from}${preview ? '?preview=true' : ''}`, body)
const milestones = (body: Record<string, unknown>) =>
  (body['milestones'] as { name: string; amount?: { amount: string }; plannedOn?: string | null }[]).map(
    ({ name, amount }) => [name, amount?.amount],
  )
const rows = async (table: string) =>
  must((await stage.within((sql) => sql<{ n: number }>(`select count(*)::int as n from ${table}`)))[0]).n

const three = [
  { name: 'Strategy', price: '15000', quantity: '1', hs_position_on_quote: '0' },
  { name: 'Design', price: '199.995', quantity: '100', description: 'Every page', hs_position_on_quote: '1' },
  { name: 'Delivery', price: '16000', quantity: '1', discount: '999.5', hs_position_on_quote: '2' },
]

describe('line items', () => {
  test('each is a milestone, in HubSpot’s order, to the cent; the plan says where it came from', async () => {
    const dealId = await deal([must(three[2]), must(three[0]), must(three[1])])
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

describe('quotes', () => {
  test('its line items, its terms, and who signs it', async () => {
    const dealId = await deal([{ name: 'Not this', price: '1', quantity: '1' }])
    const quoteId = await quote(dealId, { hs_terms: '<p>Net 15 days</p>', hs_status: 'APPROVED' }, three)
    const ana = { firstname: 'Ana', lastname: 'Ruiz', email: 'Ana@acme.example', jobtitle: 'Lead' }
    const contact = await make('contacts', ana)
    await stage.hubspot.api(
      'PUT',
      `/crm/objects/2026-03/quotes/${quoteId}/associations/contacts/${contact}`,
      [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 702 }] as unknown as object,
    )
    await link(`quotes/${quoteId}`, `contacts/${await make('contacts', { email: 'cc@acme.example' })}`)
    const { status, body } = await start(dealId, 'quote')
    expect(status).toBe(201)
    expect(body).toMatchObject({
      contractReference: 'Offer',
      terms: { netDays: 15 },
      source: { kind: 'quote', id: quoteId, label: 'Offer' },
      approval: {
        required: false,
        approvers: [{ name: 'Ana Ruiz', role: 'Lead', email: 'ana@acme.example' }],
      },
    })
    expect(milestones(body)).toHaveLength(3)
  })

  test('of several one must be chosen; one of another deal is none of these', async () => {
    const dealId = await deal([])
    const first = await quote(dealId, { hs_title: 'First' }, [must(three[0])])
    const second = await quote(dealId, { hs_title: 'Second', hs_expiration_date: '2020-01-31' }, three)
    const { status, body } = await start(dealId, 'quote')
    expect(status).toBe(422)
    expect(body['questions']).toEqual([
      {
        pointer: '/quoteId',
        question: 'The deal has 2 quotes. Which one was agreed?',
        choices: [`${first}: First, expires 2099-01-31`, `${second}: Second, expires 2020-01-31`],
      },
    ])
    const listed = await api.ask('GET', `/deals/${dealId}/quotes`)
    expect(listed.body['items']).toEqual([
      expect.objectContaining({ id: first, title: 'First' }),
      expect.objectContaining({ id: second, expiresOn: '2020-01-31' }),
    ])
    const chosen = await start(dealId, 'quote', { quoteId: second }, true)
    expect(chosen.body).toMatchObject({ questions: [], notes: ['The quote expired on 2020-01-31.'] })
    const strange = await quote(await deal([]), {}, three)
    expect((await start(dealId, 'quote', { quoteId: strange })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/quoteId' }],
    })
  })

  test('none, and a rejected one', async () => {
    const dealId = await deal(three)
    expect((await start(dealId, 'quote')).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/quoteId' }],
    })
    await quote(dealId, { hs_status: 'REJECTED' }, three)
    expect((await start(dealId, 'quote')).body).toMatchObject({
      status: 422,
      errors: [{ detail: expect.stringContaining('was rejected in HubSpot') }],
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
