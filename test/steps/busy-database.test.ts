/**
 * Goal: more work than connections waits its turn, and what waits too long is told to come back, with nothing begun.
 * A server that goes away says so too, and whether something may be stored. Method: one connection, held by somebody else,
 * or ended by the server.
 */

import { Pool } from 'pg'
import { DatabaseAway, DatabaseBusy, openDatabase } from '../../src/postgres/database'
import { type Office, openOffice } from '../fixtures/office'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

test('work waits for a connection, and no longer than it may', async () => {
  const narrow = openDatabase({ url: office.databaseUrl, clock: office.clock, connections: 1, waitMs: 3_000 })
  let letGo: () => void = () => undefined
  const held = narrow.inWorkspace(office.workspaceId, () => new Promise<void>((resolve) => (letGo = resolve)))
  const begun = jest.fn(async () => 'done')
  await expect(narrow.inWorkspace(office.workspaceId, begun)).rejects.toBeInstanceOf(DatabaseBusy)
  expect(begun).not.toHaveBeenCalled()
  const patient = narrow.inWorkspace(office.workspaceId, begun)
  letGo()
  await held
  expect(await patient).toBe('done')
  await narrow.close()
})

test('a server that is not there has begun nothing', async () => {
  const nowhere = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', clock: office.clock })
  const begun = jest.fn(async () => 'done')
  await expect(nowhere.inWorkspace(office.workspaceId, begun)).rejects.toMatchObject({
    constructor: DatabaseAway,
    mayBeStored: false,
  })
  expect(begun).not.toHaveBeenCalled()
  await nowhere.close()
})

test.each([
  ['while work is done', false],
  ['just as it is committed', true],
])('a connection that ends %s may have stored something: %s', async (when, mayBeStored) => {
  const database = openDatabase({ url: office.databaseUrl, clock: office.clock, connections: 2 })
  const server = new Pool({ connectionString: office.databaseUrl, max: 1 })
  const work = database.inWorkspace(office.workspaceId, async (sql) => {
    const [row] = await sql<{ pid: number }>('select pg_backend_pid() as pid')
    await server.query('select pg_terminate_backend($1, 2000)', [row?.pid])
    if (when === 'while work is done') await sql('select 1')
  })
  await expect(work).rejects.toMatchObject({ constructor: DatabaseAway, mayBeStored })
  // The pool gives out another connection.
  expect(await database.inWorkspace(office.workspaceId, async () => 'done')).toBe('done')
  await database.close()
  await server.end()
})
