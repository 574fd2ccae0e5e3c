/**
 * Goal: what is said of a transaction holds however its statements travel: told ones fail it, none outlives it, and a kept plan
 * does not outlive a migration. Method: one connection on a real PostgreSQL, and a table of the test's own.
 */
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { movableClock } from '../../src/clock/clock'
import { type Database, openDatabase, type Sql, tell, violates } from '../../src/postgres/database'
import { type TestDatabase, testDatabase } from '../fixtures/database'

let stored: TestDatabase
let database: Database
let owner: Client
const workspaceId = randomUUID()

beforeAll(async () => {
  stored = await testDatabase()
  owner = new Client({ connectionString: stored.url })
  await owner.connect()
  await owner.query('create table milepost.probe (n int constraint probe_key primary key)')
  await owner.query('grant select, insert on milepost.probe to milepost_app')
  // Whoever comes next has the connection of whoever went before.
  database = openDatabase({ url: stored.url, clock: movableClock(), connections: 1 })
})
afterAll(async () => {
  await database.close()
  await owner.end()
  await stored.drop()
})
beforeEach(() => owner.query('delete from milepost.probe'))

const put = 'insert into probe values ($1)'
const kept = async () =>
  (await owner.query<{ n: number }>('select n from milepost.probe order by n')).rows.map(({ n }) => Number(n))
const within = <T>(work: (sql: Sql) => Promise<T>) => database.inWorkspace(workspaceId, work)

test('what is told is done in its turn, and seen by what is asked next', async () => {
  const seen = await within(async (sql) => {
    await tell(sql, put, [1])
    await tell(sql, put, [2])
    return sql<{ count: bigint }>('select count(*) from probe')
  })
  expect(seen).toEqual([{ count: 2n }])
  expect(await kept()).toEqual([1, 2])
})

test.each([
  ['the commit', async () => undefined],
  ['the next question', (sql: Sql) => sql('select 1')],
])('what is told and fails takes everything back, and %s says why', async (_, then) => {
  const failed = within(async (sql) => {
    await tell(sql, put, [1])
    await tell(sql, put, [1])
    await tell(sql, put, [3])
    await then(sql)
  })
  expect(violates(await failed.catch((error: unknown) => error), 'probe_key')).toBe(true)
  expect(await kept()).toEqual([])
  expect(await within((sql) => sql('select 1 as fine'))).toEqual([{ fine: 1 }])
})

test('of several that are asked at once one may fail: what another asks then reaches nobody', async () => {
  let late: Promise<unknown> = Promise.resolve()
  let goOn: () => void = () => undefined
  const over = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const failed = within((sql) => {
    late = over.then(() => sql(put, [7]))
    return Promise.all([sql('select 1 / 0'), late])
  })
  await expect(failed).rejects.toThrow('division by zero')
  goOn()
  await expect(late).rejects.toThrow('is over')
  expect(await kept()).toEqual([])
})

test('one statement has a transaction of its own, in one round trip', async () => {
  await database.once(workspaceId, (sql) => sql(put, [1]))
  const held = "select current_setting('milepost.workspace') as held"
  expect(await database.once(workspaceId, (sql) => sql(held))).toEqual([{ held: workspaceId }])
  expect(await database.once(null, (sql) => sql(held))).toEqual([{ held: '' }])
  expect(await kept()).toEqual([1])
  await expect(database.once(null, (sql) => sql(put, [1]))).rejects.toMatchObject({ constraint: 'probe_key' })
  const two = database.once(null, async (sql) => {
    await sql(put, [2])
    await sql(put, [3])
  })
  await expect(two).rejects.toThrow('one statement')
  expect(await kept()).toEqual([1, 2])
})

test('a plan that is kept gives way to a migration after one failure', async () => {
  await owner.query('insert into milepost.probe values (5)')
  const all = () => within((sql) => sql('select * from probe'))
  for (let time = 0; time < 4; time += 1) expect(await all()).toEqual([{ n: 5 }])
  await owner.query('alter table milepost.probe alter column n type bigint')
  await expect(all()).rejects.toMatchObject({ code: '0A000' })
  expect(await all()).toEqual([{ n: 5n }])
})

test('a snapshot sees one moment, whatever another connection stores, and changes and locks nothing', async () => {
  await owner.query('insert into milepost.probe values (1)')
  const all = 'select n from probe order by n'
  const [first, second] = await database.inSnapshot(workspaceId, async (sql) => {
    const seen = await sql(all)
    await owner.query('insert into milepost.probe values (2)')
    return [seen, await sql(all)]
  })
  expect(second).toEqual(first)
  expect(await within((sql) => sql(all))).toHaveLength(2)
  for (const text of [put, 'select n from probe where n = $1 for update'])
    await expect(database.inSnapshot(workspaceId, (sql) => sql(text, [3]))).rejects.toMatchObject({
      code: '25006',
    })
  expect(await kept()).toEqual([1, 2])
  // Whoever has the connection next can write again.
  await within((sql) => sql(put, [3]))
  expect(await kept()).toEqual([1, 2, 3])
})
