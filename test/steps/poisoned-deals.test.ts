/**
 * Goal: one deal of HubSpot that can't be read, stored or followed holds up no other, is told of with what to do, and settles
 * itself once it can be. Method: a gateway that spoils single deals of HubSpot's answers; contents that the database itself
 * refuses.
 */
import { Client } from 'pg'
import { listAttention } from '../../src/attention/attention-table'
import { readDeal } from '../../src/deals/deal-table'
import { readDeals } from '../../src/deals/read-deals'
import { waitingEvents } from '../../src/inbox/inbox-table'
import { readReading } from '../../src/inbox/reading-table'
import type { Database, Sql } from '../../src/postgres/database'
import { ourProperties } from '../../src/writeback/notice-drift'
import { openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedPortal } from '../fixtures/tampered-portal'

let stage: Stage
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage()
  sales = salesperson(stage)
  await readPortal(stage)
})
afterAll(() => stage.close())

type Row = Record<string, unknown> & { properties: Record<string, unknown> }

const nameOf = async (id: string) => (await stage.within((sql) => readDeal(sql, id)))?.name ?? null
const names = (ids: readonly string[]) => Promise.all(ids.map(nameOf))
const poisons = () =>
  stage.within((sql) =>
    sql<{ cause: string; title: string; detail: string; deal_id: string }>(
      "select cause, title, detail, deal_id from attention where kind = 'poison' and settled_at is null order by cause",
    ),
  )
const waiting = () => stage.within((sql) => waitingEvents(sql, 'hubspot', 100))
const cursor = async () => must((await stage.within((sql) => readReading(sql, 'hubspot'))).cursorAt).getTime()

let made = 0
/** Three planned deals, known as Old, that are all called New by now; HubSpot rang for all of them, or for none. */
async function renamed(rang: boolean): Promise<readonly [string, string, string]> {
  const ids: string[] = []
  for (let n = 0; n < 3; n += 1) {
    made += 1
    const id = await sales.create({ dealname: `Old ${made}` })
    await sales.rings(id)
    await plan(stage, id, draftOf('1000', [fixed('One', '1000')]))
    ids.push(id)
  }
  stage.advance(10_000)
  await sales.sweep()
  for (const id of ids) await sales.edit(id, { dealname: `New ${id}` })
  stage.advance(10_000)
  if (rang)
    await stage.within((sql) =>
      sql(
        `insert into inbox_event (workspace_id, source, event_key, entity, entity_ids, operation, body)
         values (milepost.current_workspace(), 'hubspot', $1, 'deal', $2, 'changed', '{}')`,
        [`renamed ${ids.join(' ')}`, ids],
      ),
    )
  return ids as unknown as readonly [string, string, string]
}

/** HubSpot behind a gateway that spoils one deal, until it is mended. */
async function spoiled(id: string, spoil: (row: Row) => unknown) {
  let spoiling = true
  const gateway = await tamperedPortal(stage, (value) => {
    const row = value as Row | null
    return spoiling && row?.['id'] === id && row.properties !== undefined ? spoil(row) : value
  })
  const logged: string[] = []
  const parts = { ...stage, log: (_: unknown, what: string) => logged.push(what) }
  return {
    logged,
    read(sweep: boolean, database = stage.database) {
      stage.advance(2_000)
      return readDeals({ ...parts, database }, gateway.portal, stage.workspaceId, sweep, ourProperties)
    },
    mend: () => {
      spoiling = false
    },
    close: gateway.close,
  }
}

const withProperties = (row: Row, properties: object) => ({
  ...row,
  properties: { ...row.properties, ...properties },
})

test.each([
  [
    'a change in the year 275760',
    (row) => withProperties(row, { hs_lastmodifieddate: '8640000000000000' }),
    'taken in',
  ],
  ['a number for its name', (row) => withProperties(row, { dealname: 7 }), 'read'],
  ['no properties', (row) => ({ ...row, properties: null }), 'read'],
] as [
  string,
  (row: Row) => unknown,
  string,
][])('a deal with %s: the others are followed, a person is told, and it settles itself', async (_, spoil, verb) => {
  for (const rang of [true, false]) {
    const ids = await renamed(rang)
    const [first, bad, last] = ids
    const old = await nameOf(bad)
    const hubspot = await spoiled(bad, spoil)
    try {
      const before = await cursor()
      await hubspot.read(!rang)
      expect(await names(ids)).toEqual([`New ${first}`, old, `New ${last}`])
      expect(await poisons()).toEqual([
        {
          cause: `poison:deal:${bad}`,
          title: `Deal ${bad} of HubSpot can’t be ${verb}`,
          detail: expect.stringMatching(/open it in HubSpot.* Everything else goes on\. It is read again/),
          deal_id: bad,
        },
      ])
      expect(hubspot.logged).toEqual(verb === 'read' ? [] : [`taking in deal ${bad}`])
      expect(await waiting()).toEqual([])
      if (!rang) expect(await cursor()).toBeGreaterThan(before)

      hubspot.mend()
      await hubspot.read(true)
      expect(await names(ids)).toEqual(ids.map((id) => `New ${id}`))
      expect(await poisons()).toEqual([])
    } finally {
      await hubspot.close()
    }
  }
})

test('a deal that nobody planned is asked for again too, although it did not change since', async () => {
  const id = await sales.create({ dealname: 'Nobody’s' })
  const hubspot = await spoiled(id, (row) => withProperties(row, { hs_lastmodifieddate: '8640000000000000' }))
  try {
    stage.advance(10_000)
    await hubspot.read(true)
    expect(await poisons()).toMatchObject([{ cause: `poison:deal:${id}` }])
    hubspot.mend()
    // Far past the overlap of the sweeps: what changed since is not it.
    stage.advance(86_400_000)
    await hubspot.read(true)
    stage.advance(86_400_000)
    await hubspot.read(true)
    expect(await nameOf(id)).toBe('Nobody’s')
    expect(await poisons()).toEqual([])
  } finally {
    await hubspot.close()
  }
})

test('“Check now” has it read again at once, each time it is pressed, and the question stays until that went well', async () => {
  const id = await sales.create({ dealname: 'Asked for' })
  const hubspot = await spoiled(id, (row) => withProperties(row, { hs_lastmodifieddate: '8640000000000000' }))
  const api = await openApi(stage)
  const press = async () => {
    const items = await stage.within((sql) => listAttention(sql, { limit: 100, offset: 0 }))
    const item = must(items.find(({ cause }) => cause === `poison:deal:${id}`))
    expect(item.actions.map(({ action }) => action)).toEqual(['check_now'])
    const settle = `/attention/${item.attentionId}/settle`
    expect((await api.ask('POST', settle, { action: 'check_now' })).status).toBe(200)
    return (await waiting()).map(({ entityIds }) => entityIds)
  }
  try {
    stage.advance(10_000)
    await hubspot.read(true)
    // Far past the overlap of the sweeps: nobody rings, and what changed since is not it.
    stage.advance(86_400_000)
    await hubspot.read(true)
    expect(await press()).toEqual([[id]])
    expect(await press()).toEqual([[id], [id]])
    await hubspot.read(false)
    expect(await waiting()).toEqual([])
    expect(await nameOf(id)).toBeNull()

    hubspot.mend()
    expect(await press()).toEqual([[id]])
    await hubspot.read(false)
    expect(await nameOf(id)).toBe('Asked for')
    expect(await poisons()).toEqual([])
    const history = await stage.within((sql) =>
      sql<{ what: string }>('select what from history where what like $1', [`Had deal ${id}%`]),
    )
    expect(history.map(({ what }) => what)).toEqual(Array(3).fill(`Had deal ${id} read from HubSpot again`))
  } finally {
    await api.close()
    await hubspot.close()
  }
})

test('what is asked about a deal is settled, and asked, before its figures are marked and the history is told', async () => {
  const [, bad] = await renamed(false)
  const hubspot = await spoiled(bad, (row) => ({ ...row, properties: null }))
  const told: string[][] = []
  const database: Database = {
    ...stage.database,
    inWorkspace: (workspaceId, work) =>
      stage.database.inWorkspace(workspaceId, (sql) => {
        const writes: string[] = []
        told.push(writes)
        const hear = (text: string) => {
          const [, table] = /^\s*(?:insert into|update) (attention|deal_mirror|history)\b/.exec(text) ?? []
          if (table !== undefined) writes.push(table)
        }
        const { later } = sql
        return work(
          Object.assign(
            (text: string, values?: readonly unknown[]) => {
              hear(text)
              return sql(text, values)
            },
            later && {
              later: (text: string, values?: readonly unknown[]) => {
                hear(text)
                later(text, values)
              },
            },
          ) as Sql,
        )
      }),
  }
  try {
    await hubspot.read(true, database)
    expect(await poisons()).toHaveLength(1)
    hubspot.mend()
    await hubspot.read(true, database)
    expect(await poisons()).toEqual([])
  } finally {
    await hubspot.close()
  }
  const all = told.filter((writes) => writes.includes('attention') && writes.includes('deal_mirror'))
  expect(all.length).toBeGreaterThanOrEqual(2)
  for (const writes of all) {
    expect(writes.lastIndexOf('attention')).toBeLessThan(writes.indexOf('deal_mirror'))
    expect(writes.lastIndexOf('deal_mirror')).toBeLessThan(writes.indexOf('history'))
  }
})

test('a merge that can’t be followed waits by itself, with the deal that is left', async () => {
  const ids = await renamed(false)
  const [first, bad, last] = ids
  const other = await sales.create({ dealname: 'Goes into it' })
  await sales.rings(other)
  const old = await nameOf(bad)
  const owner = new Client({ connectionString: stage.databaseUrl })
  await owner.connect()
  try {
    const survivor = await sales.merge(bad, other)
    await owner.query(
      `alter table milepost.deal add constraint planted check (deal_id <> '${survivor}' or name not like 'New%') not valid`,
    )
    stage.advance(10_000)
    await sales.sweep()
    expect(await nameOf(first)).toBe(`New ${first}`)
    expect(await nameOf(last)).toBe(`New ${last}`)
    expect(await nameOf(bad)).toBe(old)
    expect(await poisons()).toMatchObject([{ cause: `poison:deal:${survivor}` }])
    await owner.query('alter table milepost.deal drop constraint planted')
    await sales.sweep()
    expect(await nameOf(survivor)).toBe(`New ${bad}`)
    // Its old id finds it from now on.
    expect(await nameOf(other)).toBe(`New ${bad}`)
    expect(await poisons()).toEqual([])
  } finally {
    await owner.end()
  }
})

test('a deal that is merged away and whose survivor can’t be read is told of, and nothing else waits', async () => {
  const ids = await renamed(false)
  const [first, bad, last] = ids
  const other = await sales.create({ dealname: 'Takes its place' })
  const survivor = await sales.merge(other, bad)
  const hubspot = await spoiled(survivor, (row) => ({ ...row, properties: 'none' }))
  try {
    stage.advance(10_000)
    await hubspot.read(true)
    expect(await names([first, last])).toEqual([`New ${first}`, `New ${last}`])
    expect((await poisons()).map(({ cause }) => cause)).toContain(`poison:deal:${bad}`)
    hubspot.mend()
    await hubspot.read(true)
    expect(await poisons()).toEqual([])
  } finally {
    await hubspot.close()
  }
})
