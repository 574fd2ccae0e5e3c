/**
 * Goal: what is new in HubSpot is found whatever our own clock says. Method: HubSpot's stand-in keeps its own time while
 * ours is an hour ahead at one sweep and right at the next; a cursor that lies in the future; lists that say no time.
 */
import { limits } from '../../config/limits'
import { readDeal } from '../../src/deals/deal-table'
import { reachOf } from '../../src/deals/find-deals'
import { readDeals } from '../../src/deals/read-deals'
import { readReading } from '../../src/inbox/reading-table'
import { must } from '../fixtures/must'
import { openStage, type Stage } from '../fixtures/stage'

const HOUR = 3_600_000

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const sweep = async (ourClockAheadMs = 0) => {
  const clock = { now: () => new Date(stage.clock.now().getTime() + ourClockAheadMs) }
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  return readDeals({ ...stage, clock }, portal, stage.workspaceId, true)
}
const create = async (dealname: string) => {
  const { id } = await stage.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/deals', {
    properties: { dealname, pipeline: 'default', dealstage: 'contractsent' },
  })
  // Search lags.
  stage.advance(20_000)
  return id
}
const nameOf = (id: string) => stage.within(async (sql) => (await readDeal(sql, id))?.name)
const cursor = () => stage.within(async (sql) => must((await readReading(sql, 'hubspot')).cursorAt).getTime())
const lists = () => stage.hubspot.count('GET', /\/objects\/[^/]+\/deals$/)

test.each([
  ['the first', 0],
  ['a later', 1],
])('our clock is an hour ahead at %s sweep, and right again: new deals are found', async (_, before) => {
  await stage.within((sql) => sql("update reading set cursor_at = null where source = 'hubspot'"))
  for (let sweeps = 0; sweeps < before; sweeps += 1) await sweep()
  await sweep(HOUR)
  expect(await cursor()).toBeLessThanOrEqual(stage.clock.now().getTime() - limits.cursorOverlapMs)
  stage.advance(10 * 60_000)
  const id = await create(`Made after ${before}`)
  await sweep()
  expect(await nameOf(id)).toBe(`Made after ${before}`)
  // It moves on by itself, and nothing is listed as a whole for it.
  await stage.hubspot.clearLog()
  stage.advance(10 * 60_000)
  await sweep()
  expect(await cursor()).toBeGreaterThan(stage.clock.now().getTime() - limits.cursorOverlapMs - 60_000)
  expect(await lists()).toBe(1)
})

test('a cursor beyond HubSpot’s own time is not believed: all deals are listed once, and it is set back', async () => {
  await sweep()
  stage.advance(10 * 60_000)
  const id = await create('Made in the lost hour')
  await stage.within((sql) =>
    sql("update reading set cursor_at = milepost.now() + interval '1 hour' where source = 'hubspot'"),
  )
  await sweep()
  expect(await nameOf(id)).toBe('Made in the lost hour')
  expect(await cursor()).toBeLessThanOrEqual(stage.clock.now().getTime() - limits.cursorOverlapMs)
  const next = await create('Made after it')
  await sweep()
  expect(await nameOf(next)).toBe('Made after it')
})

test('a list that says no time reaches to the newest change on its first page', () => {
  const at = (time: string) => ({ id: '1', properties: { hs_lastmodifieddate: time } })
  const deals = [at('2026-03-01T10:00:00Z'), at('2026-03-01T12:00:00Z'), at('soon')]
  expect(reachOf({ deals, unreadable: [], answeredAt: null })).toEqual(new Date('2026-03-01T12:00:00Z'))
  expect(reachOf({ deals: [at('soon')], unreadable: [], answeredAt: null })).toBeNull()
  const answeredAt = new Date('2026-03-02T00:00:00Z')
  expect(reachOf({ deals, unreadable: [], answeredAt })).toBe(answeredAt)
})
