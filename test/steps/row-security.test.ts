/**
 * Goal: nothing of one workspace is seen, changed or referred to from another, or from none. Method: two workspaces
 * with rows in each table that matters, and statements that try.
 */
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { movableClock } from '../../src/clock/clock'
import { countConnections, listWorkspaceIds, readDepths } from '../../src/http/operators-table'
import { type Database, openDatabase } from '../../src/postgres/database'
import { saveConnection } from '../../src/tenants/connection-table'
import { addDoor, removeDoor, removeDoors, secretHash, workspaceOf } from '../../src/tenants/door-table'
import { addPerson, addWorkspace, listPeople, readWorkspace } from '../../src/tenants/workspace-table'
import { type TestDatabase, testDatabase } from '../fixtures/database'

let stored: TestDatabase
let database: Database
const clock = movableClock()
const [ours, theirs] = [randomUUID(), randomUUID()]

beforeAll(async () => {
  stored = await testDatabase()
  database = openDatabase({ url: stored.url, clock })
  for (const workspaceId of [ours, theirs]) {
    await database.inWorkspace(workspaceId, async (sql) => {
      await addWorkspace(sql, { workspaceId, name: workspaceId, zone: 'UTC', currency: 'USD', settings: {} })
      await addPerson(sql, { name: `Owner of ${workspaceId}`, email: null, role: 'owner' })
      await saveConnection(sql, {
        vendor: 'quickbooks',
        name: 'Company',
        accountHash: secretHash(workspaceId),
        externalIdSealed: 'sealed',
        accessTokenSealed: 'sealed',
        refreshTokenSealed: 'sealed',
        accessExpiresAt: new Date('2099-01-01'),
        refreshExpiresAt: null,
        facts: {},
      })
    })
  }
})
afterAll(async () => {
  await database.close()
  await stored.drop()
})

test('a query without a workspace finds nothing and writes nothing', async () => {
  await database.outside(async (sql) => {
    expect(await sql('select * from person')).toEqual([])
    expect(await sql('update person set name = $1 returning 1', ['taken'])).toEqual([])
  })
  await expect(
    database.outside((sql) =>
      sql('insert into person (workspace_id, name, role) values ($1, $2, $3)', [ours, 'X', 'owner']),
    ),
  ).rejects.toThrow(/row-level security/)
})

test('another workspace is invisible, and can’t be written to', async () => {
  await database.inWorkspace(ours, async (sql) => {
    expect((await listPeople(sql)).map((person) => person.name)).toEqual([`Owner of ${ours}`])
    expect((await readWorkspace(sql)).workspaceId).toBe(ours)
    expect(await sql('select 1 from person where workspace_id = $1', [theirs])).toEqual([])
    expect(await sql('delete from person where workspace_id = $1 returning 1', [theirs])).toEqual([])
  })
  for (const [text, values] of [
    ['insert into person (workspace_id, name, role) values ($1, $2, $3)', [theirs, 'X', 'owner']],
    ['update person set workspace_id = $1', [theirs]],
  ] as const) {
    await expect(database.inWorkspace(ours, (sql) => sql(text, values))).rejects.toThrow(/row-level security/)
  }
  await database.inWorkspace(theirs, async (sql) => expect(await listPeople(sql)).toHaveLength(1))
})

test('the workspace ends with its transaction: the next one on the connection sees none', async () => {
  const single = openDatabase({ url: stored.url, clock, connections: 1 })
  await single.inWorkspace(ours, async (sql) => expect(await listPeople(sql)).toHaveLength(1))
  await single.outside(async (sql) => expect(await listPeople(sql)).toEqual([]))
  await expect(single.inWorkspace(ours, () => Promise.reject(new Error('stop')))).rejects.toThrow('stop')
  await single.outside(async (sql) => expect(await listPeople(sql)).toEqual([]))
  await single.close()
})

test('work that throws leaves nothing behind', async () => {
  await expect(
    database.inWorkspace(ours, async (sql) => {
      await addPerson(sql, { name: 'Half', email: null, role: 'viewer' })
      throw new Error('stop')
    }),
  ).rejects.toThrow('stop')
  await database.inWorkspace(ours, async (sql) => expect(await listPeople(sql)).toHaveLength(1))
})

test('the owner of the tables sees no tenant’s row either', async () => {
  const owner = new Client({ connectionString: stored.url })
  await owner.connect()
  expect((await owner.query('select * from milepost.person')).rows).toEqual([])
  await owner.end()
})

test('neither the role nor row security can be left from inside a transaction', async () => {
  await database.inWorkspace(ours, async (sql) => {
    const [row] = await sql<{ who: string }>('select current_user as who')
    expect(row?.who).toBe('milepost_app')
  })
  await expect(
    database.inWorkspace(ours, async (sql) => {
      await sql('set local row_security = off')
      return sql('select * from person')
    }),
  ).rejects.toThrow(/row-level security/)
})

test('resetting the role leaves it where it was', async () => {
  await database.outside(async (sql) => {
    await sql('reset role')
    expect(await sql('select current_user::text as who')).toEqual([{ who: 'milepost_app' }])
  })
})

test.each([
  'none',
  'milepost_doors',
])('as role %s, which the login role may take, no tenant’s content is seen', async (role) => {
  const seen = (columns: string, table: string) =>
    database.outside(async (sql) => {
      await sql(`set local role ${role}`)
      return (await sql(`select ${columns} from milepost.${table}`)).length
    })
  const refused = async (columns: string, table: string) =>
    seen(columns, table).then(
      (rows) => rows === 0,
      (error: Error) => /permission denied/.test(error.message),
    )
  for (const [columns, table] of [
    ['*', 'person'],
    ['*', 'milestone'],
    ['*', 'outbox_message'],
    ['access_token_sealed', 'connection'],
    ['name', 'connection'],
    ['*', 'deal_mirror'],
    ['*', 'inbox_event'],
  ] as const) {
    expect([table, await refused(columns, table)]).toEqual([table, true])
  }
})

test('the role of the doors writes nothing but leases', async () => {
  for (const text of [
    "update outbox_message set state = 'done'",
    'update reading set read_at = null',
    "update connection set status = 'connected'",
    'delete from outbox_message',
    'delete from door',
  ]) {
    const work = database.inWorkspace(ours, async (sql) => {
      await sql('set local role milepost_doors')
      await sql('set local search_path = milepost')
      return sql(text)
    })
    await expect(work).rejects.toThrow(/permission denied/)
  }
})

test('a door opens the workspace it belongs to, until it is closed or its time is over', async () => {
  const realm = secretHash('9130350000000101')
  const session = secretHash('a session')
  await database.inWorkspace(ours, async (sql) => {
    await addDoor(sql, { kind: 'realm', hash: realm, subjectId: null, expiresAt: null })
    const expiresAt = new Date(clock.now().getTime() + 60_000)
    await addDoor(sql, { kind: 'session', hash: session, subjectId: theirs, expiresAt })
  })
  const open = (kind: 'realm' | 'portal' | 'session', hash: Buffer) =>
    database.outside((sql) => workspaceOf(sql, kind, hash))
  expect(await open('realm', realm)).toEqual({ workspaceId: ours, subjectId: null })
  expect(await open('session', session)).toEqual({ workspaceId: ours, subjectId: theirs })
  expect(await open('portal', realm)).toBeNull()
  expect(await open('realm', secretHash('another'))).toBeNull()
  clock.moveTo(61_000)
  expect(await open('session', session)).toBeNull()
  clock.moveTo(0)
  await database.inWorkspace(theirs, (sql) => removeDoor(sql, 'realm', realm))
  expect(await open('realm', realm)).not.toBeNull()
  await database.inWorkspace(ours, (sql) => removeDoors(sql, 'session'))
  expect(await open('session', session)).toBeNull()
})

test('one company can’t silently join two workspaces', async () => {
  const portal = secretHash('portal 1')
  const door = { kind: 'portal', hash: portal, subjectId: null, expiresAt: null } as const
  await database.inWorkspace(ours, (sql) => addDoor(sql, door))
  await expect(database.inWorkspace(theirs, (sql) => addDoor(sql, door))).rejects.toMatchObject({
    constraint: 'door_pkey',
  })
})

test('SQL tells the program’s time, also when that was moved', async () => {
  clock.moveTo(86_400_000)
  const [row] = await database.outside((sql) => sql<{ now: Date }>('select milepost.now() as now'))
  expect(Math.abs((row?.now.getTime() ?? 0) - clock.now().getTime())).toBeLessThan(5_000)
  clock.moveTo(0)
})

test('a program knows whether it is the only one', async () => {
  const second = openDatabase({ url: stored.url, clock })
  expect(await database.announce()).toBe(true)
  expect(await second.announce()).toBe(false)
  await second.close()
})

test('operators count over all workspaces through the third door, as the application’s own role', async () => {
  expect(await countConnections(database)).toEqual([{ vendor: 'quickbooks', status: 'connected', count: 2 }])
  expect(await readDepths(database)).toContainEqual({
    queue: 'outbox',
    state: 'waiting',
    count: 0,
    oldestSeconds: 0,
  })
  const both = [ours, theirs]
  for (const workspaceId of both) {
    const door = { kind: 'token', hash: secretHash(workspaceId), subjectId: null, expiresAt: null } as const
    await database.inWorkspace(workspaceId, (sql) => addDoor(sql, door))
  }
  expect(await listWorkspaceIds(database)).toEqual([...both].sort())
})
