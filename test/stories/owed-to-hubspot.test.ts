/**
 * Goal: what HubSpot does not have yet is seen, with its reason, and can be tried now; one deal that it refuses holds up no
 * other. Method: a hundred deals in HubSpot's stand-in, limits and refusals of every kind, the page over HTTP.
 */

import { writeDeals } from '../../src/writeback/write-deals'
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { noTrouble } from '../fixtures/no-trouble'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC', deadlineMs: 5_000 })
  api = await openApi(stage)
  sales = salesperson(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
afterEach(async () => {
  await stage.hubspot.clearFaults()
  stage.advance(3_600_000)
  await sales.writes()
})

interface Owed {
  id: string
  what: string
  vendor: string
  state: string
  why: string
  attempts: number
  nextTry: string | null
  since: string
  canCancel: boolean
  dealId: string
}
const owed = async () => (await api.ask('GET', '/owed?limit=200')).body['items'] as Owed[]
const write = async () => {
  const parts = { ...stage, random: () => 0.5, log: noTrouble }
  await writeDeals(parts, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId)
}
async function job(dealname: string) {
  const dealId = await sales.create({ dealname })
  await sales.rings(dealId)
  await plan(stage, dealId, draftOf('1000', [fixed('One', '1000')]))
  return dealId
}
const UPDATE = '/crm/*/deals/batch/update'

test('one deal of a hundred that HubSpot refuses is owed, says why, and the ninety-nine are written', async () => {
  const inputs = Array.from({ length: 100 }, (_, n) => ({
    properties: { dealname: `Deal ${n}`, amount: '10', dealstage: 'contractsent', pipeline: 'default' },
  }))
  const made = await stage.hubspot.api<{ results: { id: string }[] }>(
    'POST',
    '/crm/v3/objects/deals/batch/create',
    { inputs },
  )
  const ids = made.results.map(({ id }) => id)
  await sales.rings(...ids)
  // HubSpot takes no property value of more than 65,536 characters.
  for (const [at, id] of ids.entries())
    await plan(stage, id, draftOf('10', [fixed(at === 42 ? 'x'.repeat(70_000) : `M ${at}`, '10')]))
  expect(await owed()).toHaveLength(100)
  await write()
  const [left, ...others] = await owed()
  expect(others).toEqual([])
  expect(left).toMatchObject({
    what: 'Write the figures of “Deal 42” to HubSpot',
    vendor: 'hubspot',
    state: 'refused',
    why: expect.stringMatching(/^HubSpot refused it, and it alone: .*milepost_next_milestone/),
    attempts: 1,
    nextTry: expect.any(String),
    canCancel: false,
    dealId: ids[42],
  })
  expect(await sales.says(must(ids[43]))).toMatchObject({ milepost_contract_sum: '10.00' })
  expect(await api.ask('POST', `/owed/${left?.id}/cancel`, {})).toMatchObject({
    status: 409,
    body: { code: 'nothing_to_cancel' },
  })
  // Its cause is mended: tried now, it is written.
  await plan(stage, must(ids[42]), draftOf('10', [fixed('Short', '10')]))
  const before = (await owed()).find(({ id }) => id === left?.id)
  expect(Date.parse(String(before?.nextTry))).toBeGreaterThan(stage.clock.now().getTime())
  const tried = await api.ask('POST', `/owed/${left?.id}/retry`, {})
  expect(tried.status).toBe(200)
  expect(Date.parse(String(tried.body['nextTry']))).toBeLessThanOrEqual(stage.clock.now().getTime() + 1_000)
  await write()
  expect(await owed()).toEqual([])
  expect((await api.ask('POST', `/owed/${left?.id}/retry`, {})).status).toBe(404)
})

test.each([
  ['a limit', { effect: 'status', status: 429 }, 900],
  ['a limit with its own pause', { effect: 'status', status: 429, retryAfter: 30 }, 29_000],
  ['a portal that moves', { effect: 'status', status: 477, retryAfter: 600 }, 599_000],
  ['a lock', { effect: 'status', status: 423 }, 1_500],
  ['a lost answer', { effect: 'drop-reply' }, 0],
  ['no answer', { effect: 'hang' }, 0],
])('after %s the deal is owed, waits as long as HubSpot asks, and is then written', async (_what, fault, atLeastMs) => {
  const dealId = await job('Limited')
  await stage.hubspot.fault({ method: 'POST', path: UPDATE, times: 1, ...fault })
  await write()
  const [left] = await owed()
  expect(left).toMatchObject({ state: 'waiting', attempts: 1, why: expect.stringMatching(/\w/) })
  expect(Date.parse(String(left?.nextTry)) - stage.clock.now().getTime()).toBeGreaterThanOrEqual(atLeastMs)
  stage.advance(700_000)
  await write()
  expect(await owed()).toEqual([])
  expect(await sales.says(dealId)).toMatchObject({ milepost_contract_sum: '1000.00' })
})

test('what a writer has in hand says so, and “try now” sets no second one beside it', async () => {
  await job('In hand')
  await stage.hubspot.fault({ method: 'POST', path: UPDATE, times: 1, effect: 'delay', delayMs: 4_000 })
  await stage.hubspot.clearLog()
  const writing = write()
  await stage.hubspot.arrives('POST', /batch\/update$/)
  expect(await owed()).toMatchObject([{ state: 'working', why: 'It is being written.' }])
  const [{ id }] = (await owed()) as [Owed]
  expect((await api.ask('POST', `/owed/${id}/retry`, {})).status).toBe(200)
  await write()
  await writing
  expect(await stage.hubspot.count('POST', /batch\/update$/)).toBe(1)
  expect(await owed()).toEqual([])
})

test('an id of nothing is not found, also another workspace’s', async () => {
  for (const id of ['deal-1', '00000000-0000-4000-8000-000000000000']) {
    expect((await api.ask('POST', `/owed/${id}/retry`, {})).status).toBe(404)
    expect((await api.ask('POST', `/owed/${id}/cancel`, {})).status).toBe(404)
  }
})
