/**
 * Goal: the story can be added to and not changed, and a change by someone with the keys to the database is found.
 * Method: write it through the program, concurrently; then tamper as the database's owner with the guards off.
 */

import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { movableClock } from '../../src/clock/clock'
import { entryHash, readHistory, record } from '../../src/history/history-table'
import { verifyHistory } from '../../src/history/verify-history'
import { type Database, openDatabase, type Sql } from '../../src/postgres/database'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { type TestDatabase, testDatabase } from '../fixtures/database'
import { must } from '../fixtures/must'
import { owner } from '../fixtures/plan'

let stored: TestDatabase
let database: Database
let workspaceId: string
const within = <T>(work: (sql: Sql) => Promise<T>) => database.inWorkspace(workspaceId, work)

beforeAll(async () => {
  stored = await testDatabase()
  database = openDatabase({ url: stored.url, clock: movableClock(), connections: 20 })
})
beforeEach(async () => {
  workspaceId = randomUUID()
  await within((sql) =>
    addWorkspace(sql, { workspaceId, name: 'W', zone: 'UTC', currency: 'USD', settings: {} }),
  )
})
afterAll(async () => {
  await database.close()
  await stored.drop()
})

async function asOwner(text: string, values: unknown[] = []): Promise<void> {
  const client = new Client({ connectionString: stored.url })
  await client.connect()
  await client.query('alter table milepost.history disable trigger user, no force row level security')
  await client.query('alter table milepost.history_head no force row level security')
  await client.query(text, values)
  await client.query('alter table milepost.history enable trigger user, force row level security')
  await client.query('alter table milepost.history_head force row level security')
  await client.end()
}

test('the chain holds over whatever an entry keeps: days, nothing, lists, keys in any order', async () => {
  await within((sql) =>
    record(sql, owner, [
      { what: 'a', before: { z: 1, at: new Date('2026-02-03T04:05:06Z'), a: [new Date(0), undefined] } },
      { what: 'b', before: new Date(0), after: { left: undefined, name: 'x', deep: { on: new Date(0) } } },
    ]),
  )
  expect(await within(verifyHistory)).toEqual({ entries: 2n, brokenAt: null })
  const [newest] = await within((sql) => readHistory(sql, { limit: 1 }))
  expect(newest).toMatchObject({ before: '1970-01-01T00:00:00.000Z', after: { name: 'x' } })
})

test('a deal’s story of one milestone, of one person, and of both', async () => {
  const milestoneId = randomUUID()
  const ben = { ...owner, who: 'Ben' }
  await within(async (sql) => {
    await record(sql, owner, [
      { what: 'a', dealId: '1', milestoneId },
      { what: 'b', dealId: '1' },
    ])
    await record(sql, ben, [
      { what: 'c', dealId: '1', milestoneId },
      { what: 'd', dealId: '2', milestoneId },
    ])
  })
  const whats = (page: object) =>
    within(async (sql) =>
      (await readHistory(sql, { dealId: '1', limit: 10, ...page })).map((entry) => entry.what),
    )
  expect(await whats({ milestoneId })).toEqual(['c', 'a'])
  expect(await whats({ who: 'Ana Ruiz' })).toEqual(['b', 'a'])
  expect(await whats({ who: 'Ben', milestoneId })).toEqual(['c'])
  expect(await whats({ who: 'Nobody' })).toEqual([])
  expect(await whats({ who: 'Ana Ruiz', before: 2n })).toEqual(['a'])
})

test('an empty story is whole', async () => {
  expect(await within(verifyHistory)).toEqual({ entries: 0n, brokenAt: null })
})

test('entries keep what happened, newest first, by deal and by page', async () => {
  await within((sql) =>
    record(sql, owner, [
      { what: 'Planned', dealId: '1', before: null, after: { z: 1, a: ['x', { c: undefined, b: 'ü' }] } },
      { what: 'Elsewhere', dealId: '2' },
      { what: 'Edited', dealId: '1', before: 'text', after: '$5.00' },
    ]),
  )
  const all = await within((sql) => readHistory(sql, { dealId: '1', limit: 10 }))
  expect(
    all.map(({ number, what, before, after, who, via }) => ({ number, what, before, after, who, via })),
  ).toEqual([
    { number: 3n, what: 'Edited', before: 'text', after: '$5.00', who: 'Ana Ruiz', via: 'console' },
    {
      number: 1n,
      what: 'Planned',
      before: null,
      after: { a: ['x', { b: 'ü' }], z: 1 },
      who: 'Ana Ruiz',
      via: 'console',
    },
  ])
  const page = await within((sql) => readHistory(sql, { before: 3n, limit: 1 }))
  expect(page.map((entry) => entry.what)).toEqual(['Elsewhere'])
  expect(await within(verifyHistory)).toEqual({ entries: 3n, brokenAt: null })
})

test('thirty writers at once make one chain without a gap', async () => {
  await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      within((sql) => record(sql, owner, [{ what: `A${n}` }, { what: `B${n}` }])),
    ),
  )
  expect(await within(verifyHistory)).toEqual({ entries: 60n, brokenAt: null })
})

test('what was rolled back leaves no gap', async () => {
  await within((sql) => record(sql, owner, [{ what: 'One' }]))
  const broken = within(async (sql) => {
    await record(sql, owner, [{ what: 'Never' }])
    throw new Error('stop')
  })
  await expect(broken).rejects.toThrow('stop')
  await within((sql) => record(sql, owner, [{ what: 'Two' }]))
  expect((await within((sql) => readHistory(sql, { limit: 9 }))).map((entry) => entry.number)).toEqual([
    2n,
    1n,
  ])
  expect((await within(verifyHistory)).brokenAt).toBeNull()
})

test('the program can’t change or remove an entry, and neither can the owner unless the guard is taken off', async () => {
  await within((sql) => record(sql, owner, [{ what: 'One' }]))
  for (const text of ["update history set what = 'x'", 'delete from history', 'truncate history']) {
    await expect(within((sql) => sql(text))).rejects.toThrow(/permission denied/)
  }
  const client = new Client({ connectionString: stored.url })
  await client.connect()
  await client.query('alter table milepost.history no force row level security')
  await expect(client.query("update milepost.history set what = 'x'")).rejects.toThrow(
    'history is append-only',
  )
  await expect(client.query('delete from milepost.history')).rejects.toThrow('history is append-only')
  await client.query('alter table milepost.history force row level security')
  await client.end()
})

describe('a story of five that someone tampered with is found out', () => {
  beforeEach(() =>
    within((sql) =>
      record(
        sql,
        owner,
        [1, 2, 3, 4, 5].map((n) => ({ what: `Entry ${n}`, after: { n } })),
      ),
    ),
  )
  const one = (column: string, number: number) =>
    [`update milepost.history set ${column} where workspace_id = $1 and number = ${number}`] as const

  test.each([
    ['other words', ...one("what = 'Something else'", 3), 3n],
    ['another person', ...one("who = 'Mallory'", 3), 3n],
    ['another way', ...one("via = 'api'", 2), 2n],
    ['another time', ...one("at = at + interval '1 second'", 1), 1n],
    ['other contents', ...one(`after = '{"n": 4}'`, 3), 3n],
    ['a deal it did not have', ...one("deal_id = '7'", 5), 5n],
    ['its own hash only', ...one("hash = repeat('0', 64)", 4), 4n],
    ['a removed entry', 'delete from milepost.history where workspace_id = $1 and number = 3', 3n],
    ['a removed beginning', 'delete from milepost.history where workspace_id = $1 and number = 1', 1n],
    ['a removed end', 'delete from milepost.history where workspace_id = $1 and number = 5', 5n],
    ['all of it removed', 'delete from milepost.history where workspace_id = $1', 5n],
  ] as const)('%s', async (_, text, brokenAt) => {
    await asOwner(text, [workspaceId])
    expect(await within(verifyHistory)).toEqual({ entries: 5n, brokenAt })
  })

  test.each([
    ['was made anew', [], 3n],
    ['and the next one’s link to it were made anew', ['link'], 4n],
  ])('even where the changed entry’s hash %s', async (_, more, brokenAt) => {
    const entry = must(
      (await within((sql) => readHistory(sql, { limit: 9 }))).find((each) => each.number === 3n),
    )
    const forged = entryHash({ ...entry, what: 'Forged' })
    await asOwner(
      `update milepost.history set what = 'Forged', hash = $2 where workspace_id = $1 and number = 3`,
      [workspaceId, forged],
    )
    if (more.length > 0) {
      await asOwner(`update milepost.history set previous_hash = $2 where workspace_id = $1 and number = 4`, [
        workspaceId,
        forged,
      ])
    }
    expect((await within(verifyHistory)).brokenAt).toBe(brokenAt)
  })
})

test('more than a page is walked to its beginning', async () => {
  await within((sql) =>
    record(
      sql,
      owner,
      Array.from({ length: 2_500 }, (_, n) => ({ what: `Entry ${n}` })),
    ),
  )
  expect(await within(verifyHistory)).toEqual({ entries: 2_500n, brokenAt: null })
  await asOwner('delete from milepost.history where workspace_id = $1 and number = 2', [workspaceId])
  expect((await within(verifyHistory)).brokenAt).toBe(2n)
})
