/**
 * Goal: a deal and its contract that say different sums are a question, never silence and never a silent change. Method: a
 * salesperson edits deals in HubSpot's stand-in; a bookkeeper answers over HTTP.
 */
import { type Api, openApi } from '../fixtures/api'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readCompany, readPortal, shared } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  api = await openApi(stage)
  sales = salesperson(stage)
  await readCompany(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

interface Item {
  id: string
  kind: string
  title: string
  detail: string
  actions: { action: string }[]
  money: { amount: string } | null
}
const page = async (dealId: string) => (await api.ask('GET', `/deals/${dealId}`)).body
const items = async (dealId: string) =>
  ((await page(dealId))['attention'] as Item[]).filter(({ kind }) => kind === 'deal_amount_differs')
const item = async (dealId: string) => must((await items(dealId))[0])
const offered = async (dealId: string) => (await item(dealId)).actions.map(({ action }) => action)
const settle = async (dealId: string, action: string) =>
  api.ask('POST', `/attention/${(await item(dealId)).id}/settle`, { action })
const accept = (dealId: string) =>
  api.ask('POST', `/deals/${dealId}/schedule/accept`, { on: '2026-01-20', by: 'Client' })
const complete = async (milestoneId: string) => {
  expect((await api.ask('POST', `/milestones/${milestoneId}/complete`, {})).status).toBe(200)
  await deliverAll(stage)
}
/** The deal's amount is another one, and everybody has heard of it. */
const becomes = async (dealId: string, amount: string, more: Record<string, string> = {}) => {
  await sales.edit(dealId, { amount, ...more })
  await sales.rings(dealId)
  await sales.writes()
}
async function job(contract: string, milestones = [fixed('One', '400'), shared('Two', '60')]) {
  const dealId = await sales.create({ amount: contract })
  await sales.rings(dealId)
  const planned = await plan(stage, dealId, draftOf(contract, milestones))
  await sales.writes()
  expect(await items(dealId)).toEqual([])
  return { dealId, ...planned }
}
const amounts = async (dealId: string) => {
  const { milestones, schedule } = await sales.tracker(dealId)
  return [schedule.contractMinor, ...milestones.map(({ milestone }) => milestone.amountMinor)]
}

test('before the client accepts, the plan follows when a person says so: shares are worked out anew', async () => {
  const { dealId } = await job('1000')
  await becomes(dealId, '2000')
  expect(await item(dealId)).toMatchObject({
    title: 'The deal says $2,000.00, the contract $1,000.00',
    detail: expect.stringContaining('its contract value becomes $2,000.00'),
    money: { amount: '1000.00' },
  })
  expect(await offered(dealId)).toEqual(['follow', 'leave'])
  expect(await amounts(dealId)).toEqual([100_000n, 40_000n, 60_000n])
  expect((await settle(dealId, 'follow')).status).toBe(200)
  expect(await amounts(dealId)).toEqual([200_000n, 40_000n, 120_000n])
  await sales.writes()
  expect(await items(dealId)).toEqual([])
  expect(await sales.says(dealId)).toMatchObject({ milepost_contract_sum: '2000.00' })
  // It is planning like any other: it can be taken back, and then it is asked again.
  expect((await api.ask('POST', `/deals/${dealId}/undo`, {})).status).toBe(200)
  expect(await amounts(dealId)).toEqual([100_000n, 40_000n, 60_000n])
})

test('the numbers agree again: the question settles itself, whoever moved', async () => {
  const { dealId } = await job('1000')
  await becomes(dealId, '1500')
  expect(await items(dealId)).toHaveLength(1)
  await becomes(dealId, '1000.00')
  expect(await items(dealId)).toEqual([])
  await becomes(dealId, '900')
  const [asked] = await items(dealId)
  await becomes(dealId, '800')
  const [now, ...others] = await items(dealId)
  expect(others).toEqual([])
  expect(now?.id).not.toBe(asked?.id)
  expect(now?.title).toContain('$800.00')
})

test('what a person leaves is left until the deal changes again, also to the same amount', async () => {
  const { dealId } = await job('1000')
  await becomes(dealId, '1200')
  expect((await settle(dealId, 'leave')).status).toBe(200)
  await becomes(dealId, '1200', { dealname: 'Another name' })
  expect(await items(dealId)).toEqual([])
  await becomes(dealId, '1000')
  await becomes(dealId, '1200')
  expect(await items(dealId)).toHaveLength(1)
})

test('a decision about an amount that has changed since is refused, and changes nothing', async () => {
  const { dealId } = await job('1000')
  await becomes(dealId, '1200')
  await sales.edit(dealId, { amount: '1300' })
  await sales.rings(dealId)
  expect(await settle(dealId, 'follow')).toMatchObject({ status: 412, body: { code: 'version_conflict' } })
  expect(await amounts(dealId)).toEqual([100_000n, 40_000n, 60_000n])
})

test('after the client accepted, a change order is drafted for a person to look at; approved, all agree', async () => {
  const { dealId } = await job('50000', [fixed('Design', '20000'), fixed('Build', '30000')])
  await accept(dealId)
  await becomes(dealId, '62000')
  expect(await item(dealId)).toMatchObject({
    title: 'The deal says $62,000.00, the contract $50,000.00',
    detail: expect.stringContaining('propose a change order of +$12,000.00'),
  })
  expect(await offered(dealId)).toEqual(['change_order', 'leave'])
  expect(await settle(dealId, 'follow')).toMatchObject({ status: 422 })
  const proposed = await settle(dealId, 'change_order')
  const orderId = String(proposed.body['changeOrderId'])
  expect((await page(dealId))['changeOrders']).toMatchObject([
    {
      id: orderId,
      state: 'draft',
      reason: 'The deal in HubSpot says $62,000.00; the contract is worth $50,000.00.',
      netEffect: { amount: '12000.00' },
      contractSumAfter: { amount: '62000.00' },
    },
  ])
  // Nothing changes by it, and asking twice drafts nothing twice.
  expect(await amounts(dealId)).toEqual([5_000_000n, 2_000_000n, 3_000_000n])
  expect((await settle(dealId, 'change_order')).body).toEqual({ changeOrderId: orderId })
  expect((await api.ask('POST', `/change-orders/${orderId}/send`, {})).status).toBe(200)
  const approval = { by: 'Client', on: '2026-02-01' }
  expect((await api.ask('POST', `/change-orders/${orderId}/approve`, approval)).status).toBe(200)
  await sales.writes()
  expect(await items(dealId)).toEqual([])
  expect(await amounts(dealId)).toEqual([6_200_000n, 2_000_000n, 3_000_000n, 1_200_000n])
})

test('less than the contract is taken from what is open, the last first', async () => {
  const { dealId } = await job('50000', [fixed('A', '20000'), fixed('B', '20000'), fixed('C', '10000')])
  await accept(dealId)
  await becomes(dealId, '35000')
  await settle(dealId, 'change_order')
  const [order] = (await page(dealId))['changeOrders'] as {
    lines: { op: string; name: string; effect: object }[]
  }[]
  expect(order?.lines.map(({ op, name, effect }) => ({ op, name, effect }))).toEqual([
    { op: 'change', name: 'B', effect: { amount: '-5000.00', currency: 'USD' } },
    { op: 'remove', name: 'C', effect: { amount: '-10000.00', currency: 'USD' } },
  ])
})

test('lowered below what is billed: it is said, and no way is offered that can’t be gone', async () => {
  const { dealId, ids } = await job('50000', [fixed('A', '35000'), fixed('B', '15000')])
  await complete(must(ids[0]))
  await becomes(dealId, '30000')
  expect(await offered(dealId)).toEqual(['leave'])
  expect((await item(dealId)).detail).toContain('$35,000.00 is billed or on its way already')
  await accept(dealId)
  await becomes(dealId, '20000')
  expect(await offered(dealId)).toEqual(['leave'])
  expect(await amounts(dealId)).toEqual([5_000_000n, 3_500_000n, 1_500_000n])
  // Billed, and less is open than must go: a person who asks for it anyway is told why.
  await becomes(dealId, '40000')
  expect(await offered(dealId)).toEqual(['change_order', 'leave'])
})

test('work that is completed is not taken away: the change order is refused with words', async () => {
  const { dealId, ids } = await job('50000', [fixed('A', '35000'), fixed('B', '15000')])
  await accept(dealId)
  await stage.within((sql) =>
    sql("update milestone set work_status = 'completed' where milestone_id = any($1::uuid[])", [ids]),
  )
  await becomes(dealId, '40000')
  expect(await settle(dealId, 'change_order')).toMatchObject({
    status: 409,
    body: { code: 'over_billing', detail: expect.stringContaining('$10,000.00 would have to go') },
  })
})

test('another currency, an amount its currency can’t hold, and none at all', async () => {
  const { dealId } = await job('1000')
  await becomes(dealId, '1000', { deal_currency_code: 'EUR' })
  expect(await item(dealId)).toMatchObject({
    title: 'The deal says €1,000.00, the contract $1,000.00',
    detail: expect.stringContaining('never converted'),
  })
  expect(await offered(dealId)).toEqual(['leave'])
  await becomes(dealId, '1000.005', { deal_currency_code: 'USD' })
  expect((await item(dealId)).title).toBe('The deal says 1000.005, which is no amount in USD')
  await becomes(dealId, '')
  const story = (await api.ask('GET', `/deals/${dealId}/history`)).body['items'] as {
    what: string
    after: object
  }[]
  expect(story[0]).toMatchObject({ what: 'Changed in HubSpot: amount', after: { amount: null } })
})

describe('an amount that is emptied', () => {
  test('before the client accepts: both sums are said, and there is nothing to follow', async () => {
    const { dealId } = await job('1000')
    await becomes(dealId, '')
    expect(await item(dealId)).toMatchObject({
      title: 'The deal’s amount was emptied in HubSpot; the contract is $1,000.00',
      detail: expect.stringContaining('Give the deal its amount again in HubSpot'),
      money: { amount: '1000.00' },
    })
    expect(await offered(dealId)).toEqual(['leave'])
    expect(await settle(dealId, 'follow')).toMatchObject({ status: 422 })
    expect(await amounts(dealId)).toEqual([100_000n, 40_000n, 60_000n])
    // Left, it stays left whatever else changes; its amount again, and emptied again, is another question.
    expect((await settle(dealId, 'leave')).status).toBe(200)
    await becomes(dealId, '', { dealname: 'Still without', deal_currency_code: 'EUR' })
    await becomes(dealId, '', { deal_currency_code: 'USD' })
    expect(await items(dealId)).toEqual([])
    await becomes(dealId, '1000')
    expect(await items(dealId)).toEqual([])
    await becomes(dealId, '')
    expect(await items(dealId)).toHaveLength(1)
    await becomes(dealId, '1000')
    expect(await items(dealId)).toEqual([])
  })

  test('on a deal of a new id, into which the planned one was merged unseen: it is asked there', async () => {
    const { dealId } = await job('1000')
    const other = await sales.create({ amount: '500' })
    await stage.hubspot.turn({ merge_survivor: 'new_id' })
    const survivor = await sales.merge(dealId, other)
    expect([dealId, other]).not.toContain(survivor)
    await sales.edit(survivor, { amount: '' })
    await sales.rings(dealId, other, survivor)
    await sales.writes()
    expect((await item(survivor)).title).toBe(
      'The deal’s amount was emptied in HubSpot; the contract is $1,000.00',
    )
  })

  test('after it: a change order that takes all out is drafted for a person, while nothing is billed', async () => {
    const { dealId, ids } = await job('50000', [fixed('Design', '20000'), fixed('Build', '30000')])
    await accept(dealId)
    await becomes(dealId, '62000')
    await becomes(dealId, '')
    expect((await item(dealId)).title).toBe(
      'The deal’s amount was emptied in HubSpot; the contract is $50,000.00',
    )
    expect(await offered(dealId)).toEqual(['change_order', 'leave'])
    const proposed = await settle(dealId, 'change_order')
    expect((await page(dealId))['changeOrders']).toMatchObject([
      {
        id: String(proposed.body['changeOrderId']),
        state: 'draft',
        reason: 'The deal in HubSpot says no amount any more; the contract is worth $50,000.00.',
        contractSumAfter: { amount: '0.00' },
      },
    ])
    expect(await amounts(dealId)).toEqual([5_000_000n, 2_000_000n, 3_000_000n])
    await complete(must(ids[0]))
    await becomes(dealId, '', { dealname: 'Billed by now' })
    await sales.writes()
    expect(await offered(dealId)).toEqual(['leave'])
    expect(await settle(dealId, 'change_order')).toMatchObject({ status: 422 })
  })
})

test('who only looks decides nothing', async () => {
  const { dealId } = await job('1000')
  await becomes(dealId, '1200')
  const { id } = await item(dealId)
  const refused = await api.ask('POST', `/attention/${id}/settle`, { action: 'follow' }, { as: 'viewer' })
  expect(refused.status).toBe(403)
  expect(await amounts(dealId)).toEqual([100_000n, 40_000n, 60_000n])
})
