/**
 * Goal: a first plan that is taken back leaves nothing behind: no figures on the deal in HubSpot, whatever HubSpot
 * answered meanwhile, and no question about the two. Method: HubSpot's stand-in, a salesperson there, a planner over HTTP.
 */
import { writeDeals } from '../../src/writeback/write-deals'
import { type Api, openApi } from '../fixtures/api'
import { noTrouble } from '../fixtures/no-trouble'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC', deadlineMs: 1_000 })
  api = await openApi(stage)
  sales = salesperson(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
afterEach(() => stage.hubspot.clearFaults())

const job = async (amount = '1000') => {
  const dealId = await sales.create({ amount })
  await sales.rings(dealId)
  await planIt(dealId)
  return dealId
}
const planIt = (dealId: string) =>
  plan(stage, dealId, draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
const takeBack = async (dealId: string) =>
  expect((await api.ask('POST', `/deals/${dealId}/undo`, {})).status).toBe(200)
const asked = async (dealId: string) => (await api.ask('GET', `/deals/${dealId}`)).body['attention']
/** What HubSpot shows of ours, but for when it was written last. */
const figures = async (dealId: string) =>
  Object.fromEntries(
    Object.entries(await sales.says(dealId)).filter(
      ([name, value]) => name.startsWith('milepost_') && name !== 'milepost_updated_at' && value,
    ),
  )
/** One write alone: what fails of it is not done again yet. */
const writeOnce = async () => {
  stage.advance(2_000)
  const parts = { ...stage, random: () => 0.5, log: noTrouble }
  await writeDeals(parts, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId)
}
const updates = () => stage.hubspot.count('POST', /deals\/batch\/update$/)
/** HubSpot takes in the next write, and its answer is lost; or it does not take it in at all. */
const fails = (effect: object) =>
  stage.hubspot.fault({ method: 'POST', path: '/crm/*/deals/batch/update', times: 1, ...effect })

test('its figures go from the deal, once, and come again with the next plan', async () => {
  const dealId = await job()
  await sales.writes()
  expect(await figures(dealId)).toMatchObject({
    milepost_contract_sum: '1000.00',
    milepost_next_milestone: 'One',
  })
  await takeBack(dealId)
  await sales.writes()
  expect(await figures(dealId)).toEqual({})
  await stage.hubspot.clearLog()
  await sales.rings(dealId)
  await sales.sweep()
  await sales.writes()
  expect(await updates()).toBe(0)
  await planIt(dealId)
  await sales.writes()
  expect(await figures(dealId)).toMatchObject({ milepost_contract_sum: '1000.00' })
})

test('what was asked about the deal and its plan is answered at once', async () => {
  const dealId = await job('1200')
  await sales.writes()
  expect(await asked(dealId)).toMatchObject([{ kind: 'deal_amount_differs' }])
  await takeBack(dealId)
  expect(await asked(dealId)).toEqual([])
  await sales.writes()
  expect(await asked(dealId)).toEqual([])
})

test.each([
  { what: 'not taken in', effect: { effect: 'status', status: 503 } },
  { what: 'taken in and not answered', effect: { effect: 'drop-reply' } },
])('a write that is $what is done again until they are gone', async ({ effect }) => {
  const dealId = await job()
  await fails(effect)
  await writeOnce()
  await takeBack(dealId)
  await fails(effect)
  await writeOnce()
  stage.advance(600_000)
  await sales.writes()
  expect(await figures(dealId)).toEqual({})
  // What was lost is not taken for what HubSpot has: the same plan is written all the same.
  await planIt(dealId)
  await sales.writes()
  await takeBack(dealId)
  await fails(effect)
  await writeOnce()
  await planIt(dealId)
  stage.advance(600_000)
  await sales.writes()
  expect(await figures(dealId)).toMatchObject({ milepost_contract_sum: '1000.00' })
})

test('a deal that was never planned hears nothing', async () => {
  const [one, two] = [await sales.create({}), await sales.create({})]
  await sales.rings(one, two)
  await sales.merge(one, two)
  await stage.hubspot.clearLog()
  await sales.rings(one, two)
  await sales.writes()
  expect(await updates()).toBe(0)
})
