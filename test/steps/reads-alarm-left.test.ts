/**
 * Goal: who left the alarm about a month's reads, and set a higher number, hears before that one is spent too; and of the same
 * number nothing more is said. Method: counted reads, the setting and the answer over the API.
 */
import { watchBudget } from '../../src/inbox/watch-budget'
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  api = await openApi(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const spent = async (reads: number) => {
  const today = stage.clock.now().toISOString().slice(0, 10)
  await stage.within((sql) =>
    sql(
      `insert into vendor_usage (workspace_id, day, vendor, operation, reason, calls, metered)
       values (milepost.current_workspace(), $1, 'quickbooks', 'changes', 'sweep', $2, $2)
       on conflict (workspace_id, day, vendor, operation, reason) do update set calls = excluded.calls, metered = excluded.metered`,
      [today, reads],
    ),
  )
  await watchBudget(stage, stage.workspaceId)
}
const set = async (monthlyReads: number) => {
  const { status } = await api.ask('PATCH', '/workspace', { readBudget: { monthlyReads } })
  expect(status).toBe(200)
  await watchBudget(stage, stage.workspaceId)
}
const asked = async () =>
  (await api.ask('GET', '/attention')).body['items'] as { id: string; title: string }[]
const titles = async () => (await asked()).map(({ title }) => title)
const leave = async () => {
  const { id } = must((await asked())[0])
  expect(await api.ask('POST', `/attention/${id}/settle`, { action: 'leave' })).toMatchObject({ status: 200 })
}
const NEARLY = ['This month’s reads of QuickBooks are nearly spent']
const SPENT = ['This month’s reads of QuickBooks are spent']

test('left, it is said of the same number no more; of a higher one it is said once more, each step', async () => {
  await set(1_000)
  await spent(800)
  expect(await titles()).toEqual(NEARLY)
  await leave()
  await spent(850)
  expect(await titles()).toEqual([])
  await set(2_000)
  expect(await titles()).toEqual([])
  await spent(1_600)
  expect(await titles()).toEqual(NEARLY)
  await leave()
  await spent(2_000)
  expect(await titles()).toEqual(SPENT)
  await leave()
  await set(3_000)
  await spent(3_000)
  expect(await titles()).toEqual(SPENT)
})
