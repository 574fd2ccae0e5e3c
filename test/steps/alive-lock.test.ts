/**
 * Goal: nobody takes a running program for dead, also after the database was away. Method: the server ends the
 * connection that announces the program, as a failover does, and a second program asks whether it is alone.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { movableClock } from '../../src/clock/clock'
import { leaseReading, openReading } from '../../src/inbox/reading-table'
import { openDatabase } from '../../src/postgres/database'
import { giveBackDeadLeases } from '../../src/start/give-back-leases'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { type TestDatabase, testDatabase } from '../fixtures/database'

let stored: TestDatabase
let admin: Client
beforeEach(async () => {
  stored = await testDatabase()
  admin = new Client({ connectionString: stored.url })
  await admin.connect()
})
afterEach(async () => {
  await admin.end()
  await stored.drop()
})

const holders = async (): Promise<number[]> =>
  (
    await admin.query<{ pid: number }>(
      `select distinct pid from pg_locks where locktype = 'advisory' and granted
       and database = (select oid from pg_database where datname = current_database())`,
    )
  ).rows.map((row) => row.pid)

async function eventually(done: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await done()); waited += 50) {
    if (waited > 10_000) throw new Error('it never came')
    await pause(50)
  }
}

test('a program whose connection was cut announces itself again', async () => {
  const clock = movableClock()
  const running = openDatabase({ url: stored.url, clock })
  expect(await running.announce()).toBe(true)
  const before = await holders()
  expect(before).toHaveLength(1)
  await admin.query('select pg_terminate_backend($1)', before)
  await eventually(async () => (await holders()).some((pid) => !before.includes(pid)))

  const second = openDatabase({ url: stored.url, clock })
  expect(await second.announce()).toBe(false)
  await second.close()
  await running.close()
  await eventually(async () => (await holders()).length === 0)
})

test('a program that is closed while it is cut off does not come back', async () => {
  const running = openDatabase({ url: stored.url, clock: movableClock() })
  await running.announce()
  const [pid] = await holders()
  await admin.query('select pg_terminate_backend($1)', [pid])
  await running.close()
  // Longer than it takes to come back.
  await pause(1_500)
  expect(await holders()).toEqual([])
})

test('what a dead program held is given back by a worker, not by a web process', async () => {
  const database = openDatabase({ url: stored.url, clock: movableClock() })
  const workspaceId = randomUUID()
  await database.inWorkspace(workspaceId, async (sql) => {
    await addWorkspace(sql, { workspaceId, name: 'Left', zone: 'UTC', currency: 'USD', settings: {} })
    await openReading(sql, 'quickbooks')
  })
  const lease = () => leaseReading(database, workspaceId, 'quickbooks', 60_000)
  expect(await lease()).toEqual(expect.any(String))
  await giveBackDeadLeases(database, 'web')
  expect(await lease()).toBeNull()
  await database.close()
  const worker = openDatabase({ url: stored.url, clock: movableClock() })
  await eventually(async () => (await holders()).length === 0)
  await giveBackDeadLeases(worker, 'worker')
  expect(await leaseReading(worker, workspaceId, 'quickbooks', 60_000)).toEqual(expect.any(String))
  await worker.close()
})
