/**
 * Goal: our amounts never stand on a deal with the sign of another currency, and people are asked, also where the deal says no
 * amount. Method: a salesperson edits deals in HubSpot's stand-in; what HubSpot shows is read back.
 */
import { listAttention } from '../../src/attention/attention-table'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  sales = salesperson(stage)
  await readCompany(stage)
  await readPortal(stage)
})
afterAll(() => stage.close())

const asked = async (dealId: string) =>
  (await stage.within((sql) => listAttention(sql, { dealId, limit: 10, offset: 0 }))).map(
    ({ title }) => title,
  )
/** What people read in HubSpot once everybody has heard: the contract sum, and how many milestones there are. */
const told = async (dealId: string) => {
  await sales.rings(dealId)
  await sales.writes()
  const { milepost_contract_sum: sum, milepost_milestones_total: count } = await sales.says(dealId)
  return [sum, count]
}

test('a deal without an amount asks nothing, until its currency is another one than its plan has', async () => {
  const dealId = await sales.create({ amount: '' })
  await sales.rings(dealId)
  await plan(stage, dealId, draftOf('1000', [fixed('One', '1000')]))
  await sales.edit(dealId, { dealname: 'Renamed' })
  expect(await told(dealId)).toEqual(['1000.00', '1'])
  expect(await asked(dealId)).toEqual([])
  await sales.edit(dealId, { deal_currency_code: 'EUR' })
  expect(await told(dealId)).toEqual([null, '1'])
  expect(await asked(dealId)).toEqual(['The deal is in EUR, the contract in USD'])
  await sales.edit(dealId, { deal_currency_code: 'USD' })
  expect(await told(dealId)).toEqual(['1000.00', '1'])
  expect(await asked(dealId)).toEqual([])
})
