/**
 * Goal: a reading of HubSpot that is long comes to its end, and holds up nobody. Method: more deals than one search gives,
 * in HubSpot's stand-in; readings that break off in the middle; a lease that would run out.
 */
import { limits } from '../../config/limits'
import { listDeals } from '../../src/deals/deal-table'
import { readDeals } from '../../src/deals/read-deals'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { leaseReading, readReading } from '../../src/inbox/reading-table'
import { must } from '../fixtures/must'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 5_000 })
})
afterEach(() => stage.close())

const DEALS = '/crm/v3/objects/deals'
const read = async (sweep: boolean) =>
  readDeals(stage, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId, sweep)
const known = () =>
  stage.within(async (sql) =>
    Number((await sql<{ deals: bigint }>('select count(*) as deals from deal'))[0]?.deals),
  )
async function create(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < count; at += 100) {
    const inputs = Array.from({ length: Math.min(100, count - at) }, (_, n) => ({
      properties: { dealname: `Bulk ${at + n}`, dealstage: 'contractsent', pipeline: 'default' },
    }))
    const made = await stage.hubspot.api<{ results: { id: string }[] }>('POST', `${DEALS}/batch/create`, {
      inputs,
    })
    ids.push(...made.results.map((each) => each.id))
  }
  return ids
}
const ring = (id: string) =>
  stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'hubspot',
        key: id,
        entity: 'deal',
        entityIds: [id],
        operation: 'changed',
        occurredAt: null,
        body: {},
      },
    ]),
  )

test('a sweep of more deals than one search gives reads them all, and moves on', async () => {
  await read(true)
  const before = await known()
  const { cursorAt } = await stage.within((sql) => readReading(sql, 'hubspot'))
  stage.advance(60_000)
  await create(10_250)
  stage.advance(10_000)
  await stage.hubspot.clearLog()
  await read(true)
  expect(await known()).toBe(before + 10_250)
  expect(await stage.hubspot.count('POST', /\/deals\/search$/)).toBe(52)
  expect((await stage.within((sql) => readReading(sql, 'hubspot'))).cursorAt).not.toEqual(cursorAt)
}, 120_000)

test('what rang is read although the sweep breaks off, and so are the pages before it broke', async () => {
  await read(true)
  stage.advance(60_000)
  const [id = ''] = await create(450)
  stage.advance(10_000)
  await ring(id)
  const fault = { method: 'POST', path: `*/search`, effect: 'status', status: 503 }
  await stage.hubspot.fault({ ...fault, skip: 1, times: 50 })
  const before = await known()
  await expect(read(true)).rejects.toMatchObject({ vendor: 'hubspot' })
  expect(await stage.within((sql) => waitingEvents(sql, 'hubspot', 10))).toEqual([])
  expect(await known()).toBeGreaterThanOrEqual(200)
  await stage.hubspot.clearFaults()
  await read(true)
  expect(await known()).toBe(before + 450)
})

test('a first reading that outlives its lease keeps it, page by page', async () => {
  await create(350)
  stage.advance(10_000)
  const lease = must(await leaseReading(stage.database, stage.workspaceId, 'hubspot', limits.leaseMs))
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  const taken: (string | null)[] = []
  const slow = new Proxy(portal, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver)
      if (name !== 'listDeals' || typeof member !== 'function') return member
      return async (...given: unknown[]) => {
        stage.advance(limits.leaseMs * 0.6)
        taken.push(await leaseReading(stage.database, stage.workspaceId, 'hubspot', limits.leaseMs))
        return Reflect.apply(member, target, given)
      }
    },
  })
  await readDeals({ ...stage, lease }, slow, stage.workspaceId, true)
  expect(taken.length).toBeGreaterThan(3)
  expect(taken.every((each) => each === null)).toBe(true)
  expect(
    (await stage.within((sql) => listDeals(sql, { sort: 'recent', limit: 1_000, offset: 0 }))).length,
  ).toBe(await known())
})
