/**
 * Goal: an amount that somebody mistyped in HubSpot, of more digits than any plan takes, is said in words and holds up
 * no other deal. Method: a salesperson edits deals in HubSpot's stand-in; the deal's page is read over HTTP.
 */
import { type Api, openApi } from '../fixtures/api'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  api = await openApi(stage)
  sales = salesperson(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const job = async () => {
  const dealId = await sales.create({ amount: '1000' })
  await sales.rings(dealId)
  await plan(stage, dealId, draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
  return dealId
}
const asked = async (dealId: string) =>
  (await api.ask('GET', `/deals/${dealId}`)).body['attention'] as { title: string; money: object | null }[]

test.each([
  '100000000000',
  '-100000000000',
  '12345678901234567890',
])('a deal of %s asks for another amount, and its neighbour is written', async (amount) => {
  const [dealId, neighbour] = [await job(), await job()]
  await sales.edit(dealId, { amount })
  await sales.rings(dealId)
  await sales.writes()
  expect(await asked(dealId)).toMatchObject([
    {
      kind: 'deal_amount_differs',
      title: `The deal says ${amount}, which is more than a plan takes`,
      detail:
        'The contract stays at $1,000.00. No plan takes an amount of so many digits; correct it in HubSpot.',
      actions: [{ action: 'leave' }],
      money: null,
    },
  ])
  for (const id of [dealId, neighbour])
    expect(await sales.says(id)).toMatchObject({ milepost_contract_sum: '1000.00' })
  await sales.edit(dealId, { amount: '1000' })
  await sales.rings(dealId)
  await sales.writes()
  expect(await asked(dealId)).toEqual([])
})

test('the largest amount that a plan takes is compared as ever', async () => {
  const dealId = await job()
  await sales.edit(dealId, { amount: '99999999999.99' })
  await sales.rings(dealId)
  await sales.writes()
  expect(await asked(dealId)).toMatchObject([
    {
      title: 'The deal says $99,999,999,999.99, the contract $1,000.00',
      money: { amount: '99999998999.99' },
    },
  ])
})
