/**
 * Goal: what a killed process had in hand is done by another within seconds, whatever kind of work it was; and nobody is
 * taken for dead who is not. Method: processes on a real database that lose their connections, for good or for a moment.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { testServerUrl } from '../../config/test-run'
import { leaseReading, openReading, readReading } from '../../src/inbox/reading-table'
import { giveBack, missingProcesses } from '../../src/outbox/claim'
import { dueDirtyDeals, holdDirtyDeals, markDirty } from '../../src/outbox/deal-mirror-table'
import { type Database, openDatabase } from '../../src/postgres/database'
import { localDoorbell } from '../../src/queue/doorbell'
import { leaseRefresh } from '../../src/tenants/connection-table'
import { paceOf } from '../../src/tenants/pace'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { type Done, eventually, type QueueProcess, startProcess } from '../fixtures/queue-process'
import { endedOf, outboxOf, promises } from './queue-battery'

let office: Office
let done: Done[]
const running: QueueProcess[] = []
const start = async (name: string, work: Parameters<typeof startProcess>[4] = {}) => {
  const started = await startProcess(office, name, localDoorbell(), done, work)
  running.push(started)
  return started
}
beforeEach(async () => {
  office = await openOffice()
  done = []
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()))
  await office.close()
})

test('what a dead process had in hand is done by another within seconds, not when its lease ends', async () => {
  const dying = await start('dying', { outbox: () => new Promise(() => undefined) })
  await promises(office, 3)
  await eventually('in hand', () => outboxOf(done).length === 3)
  await start('next')
  await dying.die()
  const took = await eventually('taken over', () => endedOf(done).length === 3)
  expect(took).toBeLessThan(12_000)
  expect(endedOf(done).every((each) => each.process === 'next')).toBe(true)
})

test('a process whose connections are cut is not taken for dead', async () => {
  let letGo: () => void = () => undefined
  const slow = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await start('cut', { outbox: () => slow })
  await promises(office, 2)
  await eventually('in hand', () => outboxOf(done).length === 2)
  await start('other')
  const admin = new Client({ connectionString: office.databaseUrl })
  await admin.connect()
  const { rowCount } = await admin.query(
    `select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.classid = 7215504
     and l.database = (select oid from pg_database where datname = current_database())`,
  )
  expect(rowCount).toBe(2)
  expect(await missingProcesses(office.database)).toHaveLength(1)
  await admin.end()
  // Longer than it takes to believe somebody dead.
  await pause(8_000)
  expect(outboxOf(done)).toHaveLength(2)
  letGo()
  await eventually('done', () => endedOf(done).length === 2)
})

/** The database takes nobody in until it is opened again, and whoever is in it is out. */
async function shutDatabase(): Promise<{ open(): Promise<void> }> {
  const name = new URL(office.databaseUrl).pathname.slice(1)
  const admin = new Client({ connectionString: testServerUrl() })
  await admin.connect()
  await admin.query(`alter database ${name} allow_connections false`)
  await admin.query('select pg_terminate_backend(pid, 2000) from pg_stat_activity where datname = $1', [name])
  return {
    async open() {
      await admin.query(`alter database ${name} allow_connections true`)
      await admin.end()
    },
  }
}

test('what could not be put down because the database was away is taken up again within seconds, by the same process', async () => {
  const letGo: (() => void)[] = []
  await start('only', { outbox: () => new Promise((resolve) => letGo.push(resolve)) })
  // As many as a workspace may have in hand: new work finds a place only when one is free.
  await promises(office, 10)
  await eventually('in hand', () => letGo.length === 10)
  const shut = await shutDatabase()
  // One of them goes on all the while.
  for (const end of letGo.splice(1)) end()
  await pause(1_500)
  await shut.open()
  await eventually('taken up again', () => letGo.length === 10)
  await promises(office, 1)
  for (const end of letGo.splice(1)) end()
  const took = await eventually('new work begun', () => letGo.length === 2)
  expect(took).toBeLessThan(15_000)
  for (const end of letGo) end()
  await eventually('all done', () => endedOf(done).length === 11)
  const begun = outboxOf(done).map(({ subjectId }) => subjectId)
  expect(begun.filter((id) => id === begun[0])).toHaveLength(1)
  expect(begun).toHaveLength(20)
})

test('every kind of lease is given back: messages, readings, refreshes of tokens, deals that HubSpot is told of', async () => {
  await office.within(async (sql) => {
    await openReading(sql, 'quickbooks')
    await markDirty(sql, ['1', '2'])
  })
  const dying = openDatabase({ url: office.databaseUrl, clock: office.clock })
  await dying.announce()
  expect(await leaseReading(dying, office.workspaceId, 'quickbooks', 180_000)).toEqual(expect.any(String))
  await dying.inWorkspace(office.workspaceId, async (sql) => {
    expect(await leaseRefresh(sql, 'quickbooks', 130_000)).not.toBeNull()
    await holdDirtyDeals(sql, ['1'], 120_000)
  })
  // A tool without a number: its lease ends by time alone.
  await office.within((sql) => holdDirtyDeals(sql, ['2'], 120_000))
  expect(await missingProcesses(office.database)).toEqual([])

  await dying.close()
  let missing: number[] = []
  for (let tries = 0; missing.length === 0 && tries < 50; tries += 1) {
    await pause(50)
    missing = await missingProcesses(office.database)
  }
  expect(missing).toHaveLength(1)
  await giveBack(office.database, missing)
  expect(await missingProcesses(office.database)).toEqual([])
  expect(await leaseReading(office.database, office.workspaceId, 'quickbooks', 1_000)).toEqual(
    expect.any(String),
  )
  await office.within(async (sql) => {
    expect(await leaseRefresh(sql, 'quickbooks', 1_000)).not.toBeNull()
    expect((await dueDirtyDeals(sql, 10)).map((deal) => deal.dealId)).toEqual(['1'])
    expect((await readReading(sql, 'quickbooks')).failures).toBe(0)
  })
})

test('the places of its calls are given back, and nobody else’s', async () => {
  const nine = { everyMs: 1, inFlight: 9 }
  const pace = (of: Database) =>
    paceOf({ database: of, vendor: 'quickbooks', rules: { call: nine, quietMs: 60_000 } })
  const dying = openDatabase({ url: office.databaseUrl, clock: office.clock })
  await dying.announce()
  const ours = await pace(office.database).enter(office.workspaceId, 'call')
  for (let n = 0; n < 8; n += 1) await pace(dying).enter(office.workspaceId, 'call')
  const places = () =>
    office.within(async (sql) => {
      const [lane] = await sql<{ places: number }>(
        'select cardinality(under_way) as places from vendor_lane where cardinality(under_way) = cardinality(under_way_by)',
      )
      return must(lane).places
    })
  expect(await places()).toBe(9)
  let entered = false
  const waiting = pace(office.database).enter(office.workspaceId, 'call')
  void waiting.then(() => {
    entered = true
  })
  await dying.close()
  let missing: number[] = []
  for (let tries = 0; missing.length === 0 && tries < 100; tries += 1) {
    await pause(50)
    missing = await missingProcesses(office.database)
  }
  expect(missing).toHaveLength(1)
  expect(entered).toBe(false)
  await giveBack(office.database, missing)
  const theirs = await waiting
  expect(await places()).toBe(2)
  expect(await missingProcesses(office.database)).toEqual([])
  ours()
  theirs()
})
