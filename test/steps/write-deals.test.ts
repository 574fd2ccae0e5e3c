/**
 * Goal: what a deal says is what the tracker says, written once, and again until it is so. Method: HubSpot's stand-in;
 * faults of every kind, deals that are gone, changes while a write is under way.
 */
import { settleAttention } from '../../src/attention/attention-table'
import { readDeals } from '../../src/deals/read-deals'
import { addEvents } from '../../src/inbox/inbox-table'
import { markDirty } from '../../src/outbox/deal-mirror-table'
import { dealPropertyDefinitions } from '../../src/writeback/deal-properties'
import { writeDeals } from '../../src/writeback/write-deals'
import { must } from '../fixtures/must'
import { noTrouble } from '../fixtures/no-trouble'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 1_500 })
  await readPortal(stage)
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

describe('what the deal says', () => {
  const write = async () => {
    stage.advance(2_000)
    const parts = { database: stage.database, clock: stage.clock, random: () => 0.5, log: noTrouble }
    return writeDeals(parts, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId)
  }
  const names = dealPropertyDefinitions.map((each) => each.name).join(',')
  const says = async (id: string) =>
    (
      await stage.hubspot.api<{ properties: Record<string, string | null> }>(
        'GET',
        `${DEALS}/${id}?properties=${names}`,
      )
    ).properties
  const dirty = async (id: string) =>
    (
      await stage.within((sql) =>
        sql('select 1 from deal_mirror where deal_id = $1 and dirty_since is not null', [id]),
      )
    ).length > 0
  const UPDATE = '/crm/*/deals/batch/update'
  /** Everything that other tests left is written first. */
  const settle = async () => {
    for (let turn = 0; turn < 20 && (await write()) > 0; turn += 1);
    await stage.hubspot.clearLog()
  }
  beforeEach(settle)

  test('is what the tracker says, in properties that were made for it', async () => {
    const id = await planned('Written')
    await write()
    expect(await says(id)).toMatchObject({
      milepost_contract_sum: '1000.00',
      milepost_billed: '0.00',
      milepost_remaining: '1000.00',
      milepost_billed_percent: '0.00',
      milepost_milestones_complete: '0',
      milepost_milestones_total: '2',
      milepost_next_milestone: 'One',
      milepost_status: 'Not billed',
    })
    expect(await dirty(id)).toBe(false)
  })

  test('is written only when something really changed', async () => {
    const id = await planned('Quiet')
    await write()
    const stamp = (await says(id))['milepost_updated_at']
    await stage.hubspot.clearLog()
    await stage.within((sql) => markDirty(sql, [id]))
    await write()
    expect(await stage.hubspot.count('POST', /batch\/update$/)).toBe(0)
    expect((await says(id))['milepost_updated_at']).toBe(stamp)
  })

  test('our own write that rings is recognised: nothing is stored, nothing written again', async () => {
    const id = await planned('Echo')
    await write()
    await ring(id)
    expect(await read()).toBe(0)
    expect(await dirty(id)).toBe(false)
  })

  test.each([
    { effect: 'drop-reply' },
    { effect: 'reset' },
    { effect: 'hang' },
    { effect: 'status', status: 500, executed: true },
    { effect: 'status', status: 503 },
    { effect: 'malformed' },
    { effect: 'empty-200' },
    { effect: 'status', status: 429, retryAfter: 30 },
  ])('is tried again after %j, until it is so', async (fault) => {
    const id = await planned(`Fault ${fault.effect}`)
    await stage.hubspot.fault({ method: 'POST', path: UPDATE, times: 1, ...fault })
    await write()
    stage.advance(40_000)
    await write()
    expect((await says(id))['milepost_contract_sum']).toBe('1000.00')
    expect(await dirty(id)).toBe(false)
  })

  test.each([
    'drop-reply',
    'hang',
  ])('a write whose answer was lost (%s), and that is not wanted any more, is taken back', async (effect) => {
    const id = await planned(`Lost ${effect}`)
    await write()
    await plan(stage, id, draftOf('1000', [fixed('Only', '900')]))
    await stage.hubspot.fault({ method: 'POST', path: UPDATE, times: 1, effect })
    await write()
    await plan(stage, id, draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
    stage.advance(40_000)
    await write()
    expect(await says(id)).toMatchObject({
      milepost_milestones_total: '2',
      milepost_next_milestone: 'One',
    })
    expect(await dirty(id)).toBe(false)
  })

  test('one deal that is gone does not stop the others', async () => {
    const [gone, here] = [await planned('Gone'), await planned('Here')]
    await stage.hubspot.api('DELETE', `${DEALS}/${gone}`)
    await write()
    expect((await says(here))['milepost_contract_sum']).toBe('1000.00')
    // Whether it was deleted, merged or is back by now is read, although nobody rang.
    expect(await dirty(gone)).toBe(true)
    await read()
    stage.advance(10_000)
    await write()
    expect(await dirty(gone)).toBe(false)
  })

  test('a change that comes while it is written is written next', async () => {
    const id = await planned('Racing')
    await stage.hubspot.fault({ method: 'POST', path: UPDATE, times: 1, effect: 'delay', delayMs: 1_000 })
    await stage.hubspot.clearLog()
    const writing = write()
    await stage.hubspot.arrives('POST', /batch\/update$/)
    await plan(stage, id, draftOf('2000', [fixed('Only', '2000')]))
    await writing
    expect(await dirty(id)).toBe(true)
    await write()
    expect(await says(id)).toMatchObject({ milepost_contract_sum: '2000.00', milepost_milestones_total: '1' })
    expect(await dirty(id)).toBe(false)
  })

  test('more than a hundred deals are written in turns of a hundred, one call each', async () => {
    const made = await stage.hubspot.api<{ results: { id: string }[] }>('POST', `${DEALS}/batch/create`, {
      inputs: Array.from({ length: 100 }, (_, n) => ({
        properties: { dealname: `Many ${n}`, dealstage: 'contractsent', pipeline: 'default' },
      })),
    })
    const extra = await create('One more')
    const all = [...made.results.map((each) => each.id), extra]
    await ring(...all)
    await read()
    for (const id of all) await plan(stage, id, draftOf('10', [fixed('A', '10')]))
    await stage.hubspot.clearLog()
    expect(await write()).toBe(100)
    expect(await write()).toBe(1)
    expect(await stage.hubspot.count('POST', /batch\/update$/)).toBe(2)
    expect((await says(must(all[57])))['milepost_contract_sum']).toBe('10.00')
  })
})

test('the writer asks before it holds a deal: whoever settles a question and then marks its deal never waits for it', async () => {
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  const write = () => writeDeals({ ...stage, random: () => 0.5, log: noTrouble }, portal, stage.workspaceId)
  const dealId = await create('Asked and written', '1200')
  await plan(stage, dealId, draftOf('1000', [fixed('One', '1000')]))
  await write()
  await stage.within((sql) => markDirty(sql, [dealId]))
  const writing = await stage.within(async (sql) => {
    const [item] = await sql<{ cause: string }>(
      "select cause from attention where deal_id = $1 and kind = 'deal_amount_differs' and settled_at is null",
      [dealId],
    )
    await settleAttention(sql, must(item).cause, 'The owner', 'follow')
    const started = write()
    started.catch(() => undefined)
    // Until the writer waits for the question that is being settled.
    for (let waits = 0; waits === 0; ) {
      const [row] = await stage.within((other) =>
        other<{ waits: bigint }>(
          `select count(*) as waits from pg_locks join pg_stat_activity a using (pid)
            where not granted and a.datname = current_database()`,
        ),
      )
      waits = Number(must(row).waits)
    }
    await markDirty(sql, [dealId])
    return { started }
  })
  await expect(writing.started).resolves.toBeGreaterThanOrEqual(0)
})
