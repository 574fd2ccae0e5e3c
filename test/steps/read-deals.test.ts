/**
 * Goal: HubSpot's deals are known as they are there, through merges and deletions. Method: HubSpot's stand-in, where people
 * edit, archive, restore and merge; readings that fail in every way.
 */
import { listDeals, readDeal } from '../../src/deals/deal-table'
import { readDeals } from '../../src/deals/read-deals'
import { readHistory } from '../../src/history/history-table'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { readReading } from '../../src/inbox/reading-table'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let ids: ReadonlyMap<string, string>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 500 })
  ids = await readPortal(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.hubspot.clearFaults()
  await stage.hubspot.clearLog()
})

const DEALS = '/crm/v3/objects/deals'
const read = async (sweep = false) => {
  stage.advance(2_000)
  return readDeals(stage, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId, sweep)
}
let rings = 0
const ring = (...dealIds: string[]) => {
  rings += 1
  return stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'hubspot',
        key: `ring ${rings}`,
        entity: 'deal',
        entityIds: dealIds,
        operation: 'changed',
        occurredAt: null,
        body: {},
      },
    ]),
  )
}
const deal = (id: string) => stage.within(async (sql) => must(await readDeal(sql, id)))
const edit = (id: string, properties: object) => stage.hubspot.api('PATCH', `${DEALS}/${id}`, { properties })
const create = async (name: string, amount = '1000') => {
  const made = await stage.hubspot.api<{ id: string }>('POST', DEALS, {
    properties: {
      dealname: name,
      amount,
      dealstage: 'contractsent',
      pipeline: 'default',
      deal_currency_code: 'USD',
    },
  })
  await ring(made.id)
  await read()
  return made.id
}
const planned = async (name: string) => {
  const id = await create(name)
  await plan(stage, id, draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
  return id
}
/** What is stored of these deals themselves, and not of those that they went into. */
const rows = (...dealIds: string[]) =>
  stage.within((sql) =>
    sql('select deal_id, archived, merged_into from deal where deal_id = any($1) order by deal_id', [
      dealIds,
    ]),
  )
const questions = async (dealId: string) =>
  (
    await stage.within((sql) =>
      sql<{ kind: string }>('select kind from attention where deal_id = $1 and settled_at is null', [dealId]),
    )
  ).map((row) => row.kind)

describe('reading', () => {
  test('the first reading knows every deal, with stage, company and money', async () => {
    expect(ids.size).toBe(12)
    expect(await deal(must(ids.get('Brand Redesign')))).toMatchObject({
      name: 'Brand Redesign',
      amount: '50000',
      currency: 'USD',
      won: true,
      stageLabel: expect.stringMatching(/won/i),
      company: "Amy's Bird Sanctuary",
      archived: false,
    })
    expect(await deal(must(ids.get('Trade Fair Stand')))).toMatchObject({ won: false })
  })

  test('a deal that rang is read, and only that', async () => {
    const id = must(ids.get('Portfolio Site'))
    await edit(id, { dealname: 'Portfolio Site 2', amount: '12500.50' })
    await ring(id)
    await stage.hubspot.clearLog()
    expect(await read()).toBe(1)
    expect(await deal(id)).toMatchObject({ name: 'Portfolio Site 2', amount: '12500.50' })
    expect(await stage.hubspot.count('POST', /deals\/batch\/read$/)).toBe(1)
    expect(await stage.hubspot.count('POST', /deals\/search$/)).toBe(0)
    expect(await stage.within((sql) => waitingEvents(sql, 'hubspot', 10))).toEqual([])
  })

  test('the sweep finds what nobody rang for, and moves the cursor', async () => {
    const before = must((await stage.within((sql) => readReading(sql, 'hubspot'))).cursorAt)
    const id = must(ids.get('Spring Campaign'))
    await edit(id, { dealname: 'Spring Campaign 2' })
    await read(true)
    expect((await deal(id)).name).toBe('Spring Campaign 2')
    const after = must((await stage.within((sql) => readReading(sql, 'hubspot'))).cursorAt)
    expect(after.getTime()).toBeGreaterThan(before.getTime())
  })

  test.each([
    { effect: 'status', status: 500 },
    { effect: 'reset' },
    { effect: 'hang' },
    { effect: 'malformed' },
    { effect: 'html' },
    { effect: 'status', status: 429, retryAfter: 3 },
  ])('a reading that fails with %j keeps nothing, and the events wait', async (fault) => {
    const id = must(ids.get('Seasonal Catalogue'))
    const name = `Seasonal ${JSON.stringify(fault).length} ${fault.effect}`
    await edit(id, { dealname: name })
    await ring(id)
    await stage.hubspot.fault({ method: 'POST', path: '/crm/*/deals/batch/read', times: 1, ...fault })
    await expect(read()).rejects.toMatchObject({ vendor: 'hubspot' })
    expect((await deal(id)).name).not.toBe(name)
    expect(await stage.within((sql) => waitingEvents(sql, 'hubspot', 10))).toHaveLength(1)
    // The next is waited for, also after one that hung.
    await stage.hubspot.clearFaults()
    await read()
    expect((await deal(id)).name).toBe(name)
  })

  test('a deal that was deleted is archived and asked about; restored, everything is as before', async () => {
    const id = await planned('To be deleted')
    await stage.hubspot.api('DELETE', `${DEALS}/${id}`)
    await ring(id)
    await read()
    expect(await deal(id)).toMatchObject({ archived: true })
    expect(await questions(id)).toEqual(['deal_removed'])
    expect(await stage.within((sql) => readScheduleOfDeal(sql, id))).not.toBeNull()
    await stage.hubspot.open('/restore', { portalId: stage.portalId, id })
    await ring(id)
    await read()
    expect(await deal(id)).toMatchObject({ archived: false })
    expect(await questions(id)).toEqual([])
  })

  test('a deal that rang and that nobody ever made is no trouble', async () => {
    await ring('999999999999')
    await read()
    expect(await stage.within((sql) => readDeal(sql, '999999999999'))).toBeNull()
    expect(await stage.within((sql) => waitingEvents(sql, 'hubspot', 10))).toEqual([])
  })
})

describe.each(['new_id', 'primary_id'])('a merge whose survivor has %s', (merge_survivor) => {
  const merge = (primary: string, other: string) =>
    stage.hubspot.api<{ id: string }>('POST', `${DEALS}/merge`, {
      primaryObjectId: primary,
      objectIdToMerge: other,
    })
  beforeAll(() => stage.hubspot.turn({ merge_survivor }))

  test('moves the schedule, which both ids find; it is told once', async () => {
    const [primary, other] = [await create('Survivor'), await planned('Merged away')]
    const { id } = await merge(primary, other)
    for (let time = 0; time < 3; time += 1) {
      await ring(primary, other)
      await read(time === 2)
    }
    const schedule = must(await stage.within((sql) => readScheduleOfDeal(sql, id)))
    expect(schedule.dealId).toBe(id)
    expect(await stage.within((sql) => readScheduleOfDeal(sql, other))).toEqual(schedule)
    expect((await deal(other)).dealId).toBe(id)
    expect(await questions(id)).toEqual([])
    const story = await stage.within((sql) => readHistory(sql, { dealId: id, limit: 50 }))
    expect(
      story.filter(
        (entry) =>
          entry.what === 'The deal was merged in HubSpot' && JSON.stringify(entry.before).includes(other),
      ),
    ).toHaveLength(1)
    expect(story.map((entry) => entry.what)).toContain('Planned 2 milestones on a contract of $1,000.00')
    const open = await stage.within((sql) => listDeals(sql, { sort: 'recent', limit: 100, offset: 0 }))
    expect(open.map((each) => each.dealId)).toContain(id)
    expect(open.map((each) => each.dealId)).not.toContain(other)
  })

  test('of two deals with a schedule each loses neither, and asks', async () => {
    const [primary, other] = [await planned('First plan'), await planned('Second plan')]
    const { id } = await merge(primary, other)
    await ring(primary, other)
    await read()
    await read(true)
    expect(await stage.within((sql) => readScheduleOfDeal(sql, id))).not.toBeNull()
    const kept = await stage.within((sql) =>
      sql('select 1 from schedule where deal_id = any($1)', [[id, primary, other]]),
    )
    expect(kept).toHaveLength(2)
    expect(await questions(id)).toEqual(['two_plans'])
  })

  test.each([
    { what: 'its plan is kept beside', other: () => planned('Set aside') },
    { what: 'it had no plan', other: () => create('Never planned') },
  ])('is not taken back by a search that shows the old deal alive still; $what', async ({ other }) => {
    const [primary, gone] = [await planned('Goes on'), await other()]
    await stage.hubspot.turn({ search_delay: '30s' })
    stage.advance(31_000)
    const { id } = await merge(primary, gone)
    await ring(primary, gone)
    await read()
    const shown = await stage.hubspot.api<{ results: { id: string }[] }>('POST', `${DEALS}/search`, {
      filterGroups: [],
      limit: 100,
    })
    expect(shown.results.map((each) => each.id)).toContain(gone)
    const before = await rows(primary, gone)
    await read(true)
    expect(await rows(primary, gone)).toEqual(before)
    expect(before).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ deal_id: gone, archived: true })]),
    )
    const story = await stage.within((sql) => readHistory(sql, { limit: 100 }))
    expect(
      story.filter(
        (entry) =>
          entry.what === 'The deal was restored in HubSpot' && [id, gone].includes(String(entry.dealId)),
      ),
    ).toEqual([])
    stage.advance(31_000)
    await stage.hubspot.turn({ search_delay: '200ms' })
  })
})
