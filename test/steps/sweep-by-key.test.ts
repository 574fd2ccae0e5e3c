/**
 * Goal: the sweep of HubSpot misses no deal, whatever changes while it turns its pages, and reads none twice for nothing.
 * Method: more deals than a page holds in HubSpot's stand-in, changed between two of its pages; all of one moment; pages
 * that a gateway spoils, or on which the search does not go on.
 */
import type { Portal } from '../../connectors/hubspot/portal'
import { sweepSince } from '../../src/deals/find-deals'
import { readDeals } from '../../src/deals/read-deals'
import { must } from '../fixtures/must'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedPortal } from '../fixtures/tampered-portal'

const DEALS = '/crm/v3/objects/deals'
const A_PAGE = 200

let stage: Stage
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 5_000 })
  await stage.hubspot.turn({ search_delay: 'none' })
  // The sample's own deals are of an earlier moment.
  stage.advance(5_000)
})
afterEach(() => stage.close())

/** HubSpot tells its time in whole seconds: what lies in one that is not over would be ahead of it. */
const justNow = () => new Date(stage.clock.now().getTime() - 1_000)
const opened = () => stage.vendors.hubspot(stage.workspaceId)
const searches = () => stage.hubspot.count('POST', /\/deals\/search$/)

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

const rename = (id: string) =>
  stage.hubspot.api('PATCH', `${DEALS}/${id}`, { properties: { dealname: `Renamed ${id}` } })

const unknown = async (ids: readonly string[]) =>
  (
    await stage.within((sql) =>
      sql<{ id: string }>(
        'select id from unnest($1::text[]) id where not exists (select from deal where deal_id = id)',
        [ids],
      ),
    )
  ).map(({ id }) => id)

/** HubSpot, in which something happens after each page of a search. */
async function meanwhile(happens: (page: number) => Promise<unknown>): Promise<Portal> {
  const portal = await opened()
  let page = 0
  return {
    ...portal,
    dealsModifiedSince: async (...asked) => {
      const answer = await portal.dealsModifiedSince(...asked)
      page += 1
      await happens(page)
      return answer
    },
  }
}

/** Everything that a sweep from this moment on finds, in its order. */
async function swept(portal: Portal, since: Date): Promise<string[]> {
  const ids: string[] = []
  for await (const { deals, unreadable } of sweepSince(portal, since)) {
    ids.push(...deals.map(({ id }) => id), ...unreadable)
  }
  return ids
}

/** The machine's time stands still for everybody in this process meanwhile, the simulators too. */
async function inOneMoment<T>(work: () => Promise<T>): Promise<T> {
  const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now())
  try {
    return await work()
  } finally {
    now.mockRestore()
  }
}

test('deals that change between two pages push no other past the reader', async () => {
  await readDeals(stage, await opened(), stage.workspaceId, true)
  stage.advance(60_000)
  const ids = await create(2 * A_PAGE + 50)
  const busy = await meanwhile(async (page) => {
    // As people work: some of what the reader has seen changes, and some of what it has yet to see.
    for (const n of [0, 1, 2]) await rename(must(ids[(page - 1) * A_PAGE + n]))
    await rename(must(ids.at(-page)))
  })
  await readDeals(stage, busy, stage.workspaceId, true)
  expect(await unknown(ids)).toEqual([])
})

test('one that is merged away or deleted between two pages takes no other with it', async () => {
  const since = justNow()
  const ids = await create(A_PAGE + 50)
  const [first = '', second = '', third = ''] = ids
  const found = await swept(
    await meanwhile(async (page) => {
      if (page > 1) return
      await stage.hubspot.api('DELETE', `${DEALS}/${first}`)
      await stage.hubspot.api('POST', `${DEALS}/merge`, { primaryObjectId: second, objectIdToMerge: third })
    }),
    since,
  )
  expect(found).toEqual(expect.arrayContaining(ids))
})

test('each deal is told once, however many share one moment', async () => {
  const since = justNow()
  const ids = await inOneMoment(() => create(2 * A_PAGE + 50))
  const { total, results } = await stage.hubspot.api<{
    total: number
    results: readonly { properties: { hs_lastmodifieddate: string } }[]
  }>('POST', `${DEALS}/search`, {
    filterGroups: [
      { filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(since.getTime()) }] },
    ],
    limit: A_PAGE,
  })
  expect(total).toBe(ids.length)
  expect(new Set(results.map((each) => each.properties.hs_lastmodifieddate)).size).toBe(1)
  await stage.hubspot.clearLog()
  const found = await swept(await opened(), since)
  expect(found).toEqual([...ids].sort((one, other) => Number(one) - Number(other)))
  expect(await searches()).toBe(3)
  expect(await stage.hubspot.count('GET', /\/deals$/)).toBe(0)
})

test('a page on which nothing can be read is gone past', async () => {
  const since = justNow()
  const ids = await create(2 * A_PAGE + 50)
  const spoiled = new Set(ids.slice(0, A_PAGE))
  const gateway = await tamperedPortal(stage, (value) =>
    typeof value === 'object' && value !== null && 'id' in value && spoiled.has(String(value.id))
      ? { id: value.id }
      : value,
  )
  try {
    expect((await swept(gateway.portal, since)).toSorted()).toEqual(ids.toSorted())
  } finally {
    await gateway.close()
  }
})

test.each([
  ['says that more follows, and tells none of it', () => []],
  ['tells the same page for ever', (results: unknown) => results],
])('where a search %s, all deals are listed', async (_, told) => {
  const since = justNow()
  const ids = await create(50)
  const endless = await tamperedPortal(stage, (value) =>
    typeof value === 'object' && value !== null && 'total' in value && 'results' in value
      ? { ...value, results: told(value.results), paging: { next: { after: '50' } } }
      : value,
  )
  // A portal that passes over where it is to go on.
  const portal: Portal = {
    ...endless.portal,
    dealsModifiedSince: (at) => endless.portal.dealsModifiedSince(at),
  }
  try {
    expect(await swept(portal, since)).toEqual(expect.arrayContaining(ids))
  } finally {
    await endless.close()
  }
})
