/**
 * Goal: that a deal was won and is not planned is asked for as long as that is so, and again whenever it comes to be so anew.
 * Method: a salesperson in HubSpot's stand-in who loses, deletes, restores and merges deals that no template can plan.
 */
import { changeWorkspace, readWorkspace } from '../../src/tenants/workspace-table'
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage)
  sales = salesperson(stage)
  await stage.within(async (sql) => {
    const workspace = await readWorkspace(sql)
    const settings = { ...workspace.settings, pipelineTemplates: { default: 'three-phase' } }
    await changeWorkspace(sql, { ...workspace, settings })
  })
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const ASKED = ['deal_not_planned: Won was won and is not planned yet']
/** A deal that was won and has no amount, so that its template can't be applied. */
async function won(): Promise<string> {
  const dealId = await sales.create({ dealname: 'Won', amount: '' })
  await sales.rings(dealId)
  await moved(dealId, 'closedwon')
  expect(await sales.asked(dealId)).toEqual(ASKED)
  return dealId
}
const moved = async (dealId: string, dealstage: string) => {
  await sales.edit(dealId, { dealstage })
  await sales.rings(dealId)
}
const leave = async (dealId: string) => {
  const asked = (await api.ask('GET', `/deals/${dealId}`)).body['attention'] as { id: string }[]
  const path = `/attention/${must(asked[0]).id}/settle`
  expect(await api.ask('POST', path, { action: 'leave' })).toMatchObject({ status: 200 })
}

test.each([
  'contractsent',
  'closedlost',
])('in another stage (%s) it is asked no more, and won anew it is', async (stageId) => {
  const dealId = await won()
  await moved(dealId, stageId)
  expect(await sales.asked(dealId)).toEqual([])
  await moved(dealId, 'closedwon')
  expect(await sales.asked(dealId)).toEqual(ASKED)
})

test('left, it is asked no more while it stays won; lost and won anew, it is', async () => {
  const dealId = await won()
  await leave(dealId)
  await sales.edit(dealId, { dealname: 'Won, and called otherwise' })
  await sales.rings(dealId)
  expect(await sales.asked(dealId)).toEqual([])
  await moved(dealId, 'closedlost')
  await sales.edit(dealId, { dealname: 'Won' })
  await moved(dealId, 'closedwon')
  expect(await sales.asked(dealId)).toEqual(ASKED)
})

test('deleted, it is asked no more; restored, it is, unless somebody left it', async () => {
  const [open, left] = [await won(), await won()]
  await leave(left)
  for (const dealId of [open, left]) await sales.remove(dealId)
  await sales.rings(open, left)
  expect(await sales.asked(open)).toEqual([])
  for (const dealId of [open, left]) await sales.restore(dealId)
  await sales.rings(open, left)
  expect(await sales.asked(open)).toEqual(ASKED)
  expect(await sales.asked(left)).toEqual([])
})

describe.each(['new_id', 'primary_id'])('merged, the survivor having %s', (merge_survivor) => {
  beforeAll(() => stage.hubspot.turn({ merge_survivor }))

  test.each(['into', 'over'])('%s one that has a plan, nothing is left to plan', async (which) => {
    const unplanned = await won()
    const planned = await sales.create({ dealname: 'Planned' })
    await sales.rings(planned)
    await plan(stage, planned, draftOf('1000', [fixed('All', '1000')]))
    const [primary, other] = which === 'into' ? [planned, unplanned] : [unplanned, planned]
    const id = await sales.merge(primary, other)
    await sales.rings(primary, other)
    expect(await sales.asked(id)).not.toEqual(expect.arrayContaining(ASKED))
    expect((await sales.tracker(id)).milestones).toHaveLength(1)
  })

  test('into another that is not planned, it is asked about the one that is left, until that one is lost', async () => {
    const [dealId, other] = [await won(), await won()]
    const id = await sales.merge(dealId, other)
    await sales.rings(dealId, other)
    expect(await sales.asked(id)).toEqual([...ASKED, ...ASKED])
    await moved(id, 'closedlost')
    expect(await sales.asked(id)).toEqual([])
  })
})
