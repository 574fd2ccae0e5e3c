/**
 * Goal: what one writer is telling HubSpot of is nobody else's, whatever happens to another one meanwhile, and a writer that
 * fails lets go of its own. Method: two writers of one process, the first stopped in its call to HubSpot.
 */
import { type FlowParts, wire } from '../../src/flow/flow'
import { LOST_PAUSE_MS } from '../../src/inbox/put-off-reading'
import { dueDirtyDeals, holdDirtyDeals, letGoOfDirty, wakeAllDirty } from '../../src/outbox/deal-mirror-table'
import type { Vendors } from '../../src/tenants/vendors'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage()
  sales = salesperson(stage)
  await readPortal(stage)
})
afterAll(() => stage.close())

const planned = async (name: string) => {
  const id = await sales.create({ dealname: name })
  await sales.rings(id)
  await plan(stage, id, draftOf('1000', [fixed('One', '1000')]))
  return id
}
const writer = (hubspot: Vendors['hubspot'], logged: unknown[] = []) => {
  const parts: FlowParts = {
    database: stage.database,
    clock: stage.clock,
    random: () => 0.5,
    vendors: { ...stage.vendors, hubspot },
    sweepMs: 600_000,
    log: (error) => logged.push(error),
  }
  return wire(parts).writeback({ workspaceId: stage.workspaceId, subjectId: null })
}
const row = async (dealId: string) =>
  must(
    (
      await stage.within((sql) =>
        sql<{ in_hand: boolean; attempts: number; waits_ms: number; dirty: boolean }>(
          `select coalesce(in_hand_until = next_at and next_at > milepost.now(), false) as in_hand, attempts,
             (extract(epoch from next_at - milepost.now()) * 1000)::float8 as waits_ms, dirty_since is not null as dirty
           from deal_mirror where deal_id = $1`,
          [dealId],
        ),
      )
    )[0],
  )

test('a writer that can’t reach HubSpot puts off what waits, and nothing that another has in hand', async () => {
  const first = await planned('In hand')
  let goOn = () => {}
  const opened = new Promise<void>((resolve) => {
    goOn = resolve
  })
  let isInside = () => {}
  const inside = new Promise<void>((resolve) => {
    isInside = resolve
  })
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  const writing = writer(async () => ({
    ...portal,
    updateDeals: async (updates) => {
      isInside()
      await opened
      return portal.updateDeals(updates)
    },
  }))
  await inside
  const second = await planned('Waits')
  const held = await row(first)
  expect(held).toMatchObject({ in_hand: true, attempts: 0 })

  const logged: unknown[] = []
  await writer(async () => {
    throw new Error('planted')
  }, logged)
  expect(logged).toEqual([new Error('planted')])
  expect(await row(first)).toMatchObject({ in_hand: true, attempts: 0 })
  const put = await row(second)
  expect(put).toMatchObject({ in_hand: false, attempts: 1, dirty: true })
  expect(put.waits_ms).toBeGreaterThan(LOST_PAUSE_MS / 2)
  // Nor does HubSpot's coming back take it from the first one.
  await stage.within(wakeAllDirty)
  expect(await row(first)).toMatchObject({ in_hand: true })
  expect((await row(second)).waits_ms).toBeLessThanOrEqual(0)

  goOn()
  await writing
  expect(await row(first)).toMatchObject({ in_hand: false, attempts: 0, dirty: false })
  expect((await sales.says(first))['milepost_contract_sum']).toBe('1000.00')
  await sales.writes()
  expect((await sales.says(second))['milepost_contract_sum']).toBe('1000.00')
})

test('a writer that fails in the middle lets go of its own, which counts that it was tried', async () => {
  const dealId = await planned('Let go')
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  const logged: unknown[] = []
  await writer(
    async () => ({
      ...portal,
      updateDeals: async () => {
        throw new Error('planted')
      },
    }),
    logged,
  )
  expect(logged).toHaveLength(1)
  const put = await row(dealId)
  expect(put).toMatchObject({ in_hand: false, attempts: 1, dirty: true })
  expect(put.waits_ms).toBeLessThanOrEqual(LOST_PAUSE_MS)
  stage.advance(LOST_PAUSE_MS)
  await sales.writes()
  expect((await sales.says(dealId))['milepost_contract_sum']).toBe('1000.00')
})

test('what somebody else took since is not let go by who had it before', async () => {
  const dealId = await planned('Taken over')
  const mine = await stage.within((sql) => holdDirtyDeals(sql, [dealId], 1_000))
  stage.advance(2_000)
  const theirs = await stage.within((sql) => holdDirtyDeals(sql, [dealId], 60_000))
  await stage.within((sql) => letGoOfDirty(sql, mine))
  expect(await row(dealId)).toMatchObject({ in_hand: true })
  await stage.within((sql) => letGoOfDirty(sql, theirs))
  expect((await stage.within((sql) => dueDirtyDeals(sql, 10))).map((each) => each.dealId)).toContain(dealId)
})
