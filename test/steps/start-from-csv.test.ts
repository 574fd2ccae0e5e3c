/**
 * Goal: a table sent to the API becomes the plan, or every wrong row is named and nothing is written. Method: the whole API
 * over HTTP; what is downloaded is sent back.
 */
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { addDeal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

let deals = 700_000
async function newDeal(): Promise<string> {
  deals += 1
  return stage.within((sql) => addDeal(sql, String(deals)))
}
const send = (dealId: string, table: string, query = '', headers: Record<string, string> = {}) =>
  api.ask('POST', `/deals/${dealId}/schedule/from-csv${query}`, table, { headers })
const rows = async () =>
  must((await stage.within((sql) => sql<{ n: number }>('select count(*)::int as n from schedule')))[0]).n

test('the example that is offered is taken as it is', async () => {
  const example = await api.ask('GET', '/schedule-example.csv', undefined, { as: 'viewer' })
  expect(example.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(example.headers.get('content-disposition')).toContain('attachment')
  const dealId = await newDeal()
  const looked = await send(dealId, example.text, '?preview=true')
  expect(looked.body).toMatchObject({ questions: [], rowErrors: [], source: { kind: 'csv' } })
  const { status, body } = await send(dealId, example.text)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    contractValue: { amount: '50000.00', currency: 'USD' },
    source: { kind: 'csv' },
  })
  expect((body['milestones'] as { name: string }[]).map(({ name }) => name)).toEqual([
    'Strategy',
    'Design',
    'Delivery',
  ])
})

test('a plan that was downloaded is the same plan on another deal', async () => {
  const dealId = await newDeal()
  const example = await api.ask('GET', '/schedule-example.csv')
  await send(dealId, example.text)
  const table = await api.ask('GET', `/deals/${dealId}/schedule.csv`, undefined, { as: 'viewer' })
  expect(table.text.startsWith('\ufeff') || table.text.startsWith('Name')).toBe(true)
  const other = await newDeal()
  expect((await send(other, table.text)).status).toBe(201)
  const plan = async (id: string) => {
    const { body } = await api.ask('GET', `/deals/${id}`)
    const { milestones } = body as { milestones: Record<string, unknown>[] }
    return milestones.map(({ id: _id, version: _version, ...milestone }) => milestone)
  }
  expect(await plan(other)).toEqual(await plan(dealId))
  expect((await api.ask('GET', `/deals/${await newDeal()}/schedule.csv`)).body).toMatchObject({
    status: 409,
    code: 'schedule_missing',
  })
})

test('two bad rows: which, why, and nothing is planned', async () => {
  const dealId = await newDeal()
  const table = 'Name,Amount,Planned on\nStrategy,15000,2027-01-15\nDesign,15.000,soon\nDelivery,-5,\n'
  const before = await rows()
  const { status, body } = await send(dealId, table, '?contractValue=50000.00')
  expect(status).toBe(422)
  expect(body['code']).toBe('validation_failed')
  expect(body['errors']).toEqual([
    { pointer: '/milestones/1/amount', detail: expect.stringContaining('Row 3, amount:') },
    { pointer: '/milestones/1/plannedOn', detail: expect.stringContaining('Row 3, planned on:') },
    { pointer: '/milestones/2/amount', detail: expect.stringContaining('Row 4, amount:') },
  ])
  expect(body['rowErrors']).toHaveLength(3)
  expect(await rows()).toBe(before)
  const looked = await send(dealId, table, '?contractValue=50000.00&preview=true')
  expect(looked.status).toBe(200)
  expect((looked.body['rowErrors'] as { row: number }[]).map(({ row }) => row)).toEqual([3, 3, 4])
  expect((looked.body['draft'] as { milestones: unknown[] }).milestones).toHaveLength(3)
})

test('the contract value: said with the table, in its currency; or asked', async () => {
  const dealId = await newDeal()
  const asked = await send(dealId, 'Name,Amount\nA,5\n')
  expect(asked.body).toMatchObject({ status: 422, errors: [{ pointer: '/contractValue' }] })
  const { body } = await send(dealId, 'Name,Amount\nA,5\n', '?contractValue=900&currency=JPY')
  expect(body['contractValue']).toEqual({ amount: '900', currency: 'JPY' })
  for (const query of ['?contractValue=-1', '?contractValue=1,000', '?currency=yen', '?preview=1']) {
    expect((await send(dealId, 'Name,Amount\nA,5\n', query)).status).toBe(422)
  }
  expect((await send(dealId, 'Name,Amount\nA,5\n', '?colour=red')).status).toBe(400)
})

test('what planning refuses is asked before it is planned', async () => {
  const dealId = await newDeal()
  // Our own look at an address is not as strict as the plan's.
  const table = 'Name,Amount,Approver,Approver e-mail\nA,5,Ana,a..b@acme.example\n'
  const { status, body } = await send(dealId, table, '?contractValue=5')
  expect(status).toBe(422)
  expect(body['errors']).toEqual([
    { pointer: '/milestones/0/approval/approvers/0/email', detail: expect.stringContaining('must be') },
  ])
  const looked = await send(dealId, table, '?contractValue=5&preview=true')
  expect(looked.body).toMatchObject({ draft: { milestones: [{ name: 'A' }] }, questions: [{}] })
  expect((looked.body['draft'] as { milestones: object[] }).milestones[0]).not.toHaveProperty('approval')
  const twice = 'Name,Amount,Approver,Approver e-mail\nA,5,Ana; Ben,ana@acme.example; ANA@acme.example\n'
  expect((await send(dealId, twice, '?contractValue=5')).body).toMatchObject({
    status: 422,
    errors: [{ pointer: '/milestones/0/approval/approvers/1/email' }],
  })
  const tooPrecise = await send(dealId, 'Name,Amount\nA,5\n', '?contractValue=5.001')
  expect(tooPrecise.body).toMatchObject({ status: 422, errors: [{ pointer: '/contractValue/amount' }] })
})

test('not as text/csv, too large, nothing, another encoding, an unknown deal', async () => {
  const dealId = await newDeal()
  expect((await api.ask('POST', `/deals/${dealId}/schedule/from-csv`, { a: 1 })).status).toBe(415)
  expect((await send(dealId, `Name,Amount\n${'x'.repeat(1_100_000)}`)).status).toBe(413)
  expect((await send(dealId, '')).status).toBe(422)
  expect((await send(dealId, 'Name\u0000,Amount\nA,5\n')).status).toBe(422)
  expect((await send('999999999', 'Name,Amount\nA,5\n')).body).toMatchObject({ status: 404 })
  const latin = await fetchLatin(dealId)
  expect(latin).toMatchObject({ status: 422, errors: [{ detail: expect.stringContaining('not in UTF-8') }] })
})

/** "Entwürfe" as an old spreadsheet saves it, sent as if it were UTF-8. */
async function fetchLatin(dealId: string): Promise<Record<string, unknown>> {
  const bytes = Buffer.from('Name,Amount\nEntw\u00fcrfe,5\n', 'latin1')
  return (await api.send('POST', `/deals/${dealId}/schedule/from-csv`, bytes, 'text/csv')).body
}
