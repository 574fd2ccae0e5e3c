/**
 * Goal: a vendor is read by one at a time, and who outlived the lease counts no more. Method: two readings under leases as
 * the queue gives them, each stopped in the middle of a call, on a clock that is moved past the lease of the first.
 */
import { limits } from '../../config/limits'
import { openPortal } from '../../connectors/hubspot/open-portal'
import { readDeal } from '../../src/deals/deal-table'
import { readDeals } from '../../src/deals/read-deals'
import { checkNow } from '../../src/flow/check-now'
import { type FlowParts, wire } from '../../src/flow/flow'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { LeaseLost } from '../../src/inbox/reading-lease'
import { leaseReading, readReading, releaseReading } from '../../src/inbox/reading-table'
import { claimNext } from '../../src/outbox/claim'
import { readChanges } from '../../src/reconcile/read-changes'
import type { Vendor } from '../../src/tenants/connection-table'
import type { Vendors } from '../../src/tenants/vendors'
import { gate } from '../fixtures/gate'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const SWEEP_MS = 600_000

let stage: Stage
let logged: unknown[]
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  await wire(partsOf(stage.vendors)).quickbooks({ workspaceId: stage.workspaceId, subjectId: null })
  await wire(partsOf(stage.vendors)).hubspot({ workspaceId: stage.workspaceId, subjectId: null })
})
beforeEach(() => {
  logged = []
})
afterAll(() => stage.close())

/** Whatever a vendor is asked by this method, with something done before its answer is given. */
function slowed<T extends object>(vendor: T, method: string, before: (count: number) => Promise<unknown>): T {
  let count = 0
  return new Proxy(vendor, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver)
      if (name !== method || typeof member !== 'function') return member
      return async (...given: unknown[]) => {
        const answer: unknown = await Reflect.apply(member, target, given)
        count += 1
        return (await before(count)) ?? answer
      }
    },
  })
}

const claim = async (vendor: Vendor) => {
  const bounds = { most: 10, perWorkspace: 1, leaseMs: limits.leaseMs, gatherMs: 0, sweepMs: SWEEP_MS }
  return must((await claimNext(stage.database, vendor, bounds))[0])
}
const lease = (vendor: Vendor) => leaseReading(stage.database, stage.workspaceId, vendor, limits.leaseMs)
const reading = (vendor: Vendor) => stage.within((sql) => readReading(sql, vendor))

const partsOf = (vendors: Vendors): FlowParts => ({
  database: stage.database,
  clock: stage.clock,
  random: () => 0.5,
  vendors,
  sweepMs: SWEEP_MS,
  log: (error) => logged.push(error),
})

/** The first and the second reading of a vendor, each stopped in its first call until it may go on. */
async function twoReadings(vendor: Vendor, answerOfFirst: unknown = null) {
  stage.advance(SWEEP_MS)
  const inside = [gate(), gate()] as const
  const goOn = [gate(), gate()] as const
  const stop = async (count: number): Promise<unknown> => {
    const turn = count === 1 ? 0 : 1
    inside[turn].open()
    await goOn[turn].opened
    return turn === 0 ? answerOfFirst : null
  }
  const company = slowed(await stage.vendors.quickbooks(stage.workspaceId), 'changes', stop)
  const portal = slowed(await stage.vendors.hubspot(stage.workspaceId), 'dealsModifiedSince', stop)
  const parts = partsOf({ ...stage.vendors, quickbooks: async () => company, hubspot: async () => portal })
  const before = await reading(vendor)
  const first = wire(parts)[vendor](await claim(vendor))
  await inside[0].opened
  stage.advance(limits.leaseMs + 1_000)
  const second = wire(parts)[vendor](await claim(vendor))
  await inside[1].opened
  return { first, second, before, goOn }
}

test.each([
  'quickbooks',
  'hubspot',
] as const)('a reading of %s that outlived its lease moves no cursor, and frees nobody else’s', async (vendor) => {
  const { first, second, before, goOn } = await twoReadings(vendor)
  goOn[0].open()
  await first
  expect(logged).toEqual([expect.any(LeaseLost)])
  const between = await reading(vendor)
  expect([between.cursorAt, between.readAt, between.failures]).toEqual([before.cursorAt, before.readAt, 0])
  // The second still holds its own.
  expect(await lease(vendor)).toBeNull()

  goOn[1].open()
  await second
  const after = await reading(vendor)
  expect(must(after.cursorAt).getTime()).toBeGreaterThan(must(before.cursorAt).getTime())
  expect(must(after.readAt).getTime()).toBeGreaterThan(must(before.readAt).getTime())
  expect(await lease(vendor)).toEqual(expect.any(String))
  expect(logged).toHaveLength(1)
  stage.advance(limits.leaseMs)
})

test('one that failed after it outlived its lease puts off nobody else', async () => {
  const fault = {
    kind: 'unavailable',
    status: 503,
    code: null,
    message: 'down',
    trace: null,
    retryAfterMs: 60_000,
  }
  const { first, second, goOn } = await twoReadings('quickbooks', { outcome: 'unknown', fault })
  goOn[0].open()
  await first
  expect(logged).toHaveLength(1)
  expect(await lease('quickbooks')).toBeNull()
  goOn[1].open()
  await second
  // Given back at once, and not put off by the minute that the first was asked for.
  expect(await lease('quickbooks')).toEqual(expect.any(String))
  expect((await reading('quickbooks')).failures).toBe(0)
  stage.advance(limits.leaseMs)
})

test('“Check now” that was overtaken says that it is being read, and nothing of our own', async () => {
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  let other: string | null = null
  const taken = slowed(company, 'changes', async () => {
    stage.advance(limits.leaseMs + 1_000)
    other = await lease('quickbooks')
  })
  const overtaken = checkNow(partsOf({ ...stage.vendors, quickbooks: async () => taken }), stage.workspaceId)
  await expect(overtaken).rejects.toMatchObject({
    code: 'vendor_unavailable',
    message:
      'quickbooks did not answer: it is being read already, or could not be read a moment ago. Try again in a moment. HubSpot was read.',
  })
  await releaseReading(stage.database, stage.workspaceId, 'quickbooks', other)
})

test('one of many calls holds its lease anew between them', async () => {
  const held = must(await lease('quickbooks'))
  const taken: unknown[] = []
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  const slow = slowed(company, 'changes', async (count) => {
    stage.advance(limits.leaseMs * 0.6)
    taken.push(await lease('quickbooks'))
    if (count > 1) return null
    // Full, so that every kind is asked for by itself.
    return {
      outcome: 'done',
      value: { time: stage.clock.now(), changed: {}, deleted: [], unreadable: [], truncated: ['Invoice'] },
      trace: null,
    }
  })
  await readChanges({ ...stage, lease: held }, slow, stage.workspaceId)
  expect(taken).toHaveLength(7)
  expect(taken.filter((each) => each !== null)).toEqual([])
})

test('one of hundreds of deals by name, some of them gone for ever, holds its lease from call to call', async () => {
  const deals = '/crm/v3/objects/deals'
  const ids: string[] = []
  for (const count of [100, 100, 50]) {
    const inputs = Array.from({ length: count }, (_, n) => ({
      properties: { dealname: `Slow ${n}`, dealstage: 'contractsent', pipeline: 'default' },
    }))
    const made = await stage.hubspot.api<{ results: { id: string }[] }>('POST', `${deals}/batch/create`, {
      inputs,
    })
    ids.push(...made.results.map((each) => each.id))
  }
  const gone = Array.from({ length: 6 }, (_, n) => `${77_000_000 + n}`)
  await stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'hubspot',
        key: 'hundreds',
        entity: 'deal',
        entityIds: [...ids, ...gone],
        operation: 'changed',
        occurredAt: null,
        body: {},
      },
    ]),
  )
  const held = must(await lease('hubspot'))
  const taken: unknown[] = []
  const slow = openPortal(String(stage.portalId), {
    baseUrl: stage.hubspot.url,
    accessToken: () => stage.tokens.accessToken(stage.workspaceId, 'hubspot'),
    pace: async () => {
      stage.advance(limits.leaseMs * 0.3)
      taken.push(await lease('hubspot'))
    },
    record: () => undefined,
    deadlineMs: 20_000,
  })
  await readDeals({ ...stage, lease: held }, slow, stage.workspaceId, false)
  // Three batches, the recycle bin, two calls for each that is gone, and what names them.
  expect(taken.length).toBeGreaterThan(3 + 1 + 6 * 2)
  expect(taken.filter((each) => each !== null)).toEqual([])
  expect(await stage.within((sql) => waitingEvents(sql, 'hubspot', 10))).toEqual([])
  expect(await stage.within((sql) => readDeal(sql, must(ids.at(-1))))).toMatchObject({ name: 'Slow 49' })
})
