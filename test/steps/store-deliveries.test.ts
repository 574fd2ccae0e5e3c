/**
 * Goal: a burst of deliveries costs a few commits, each answered only when its own rows are there, and a poisoned one
 * fails alone. Method: a real database, deliveries at once for two workspaces and for nobody; commits are counted.
 */
import { randomUUID } from 'node:crypto'
import { movableClock } from '../../src/clock/clock'
import type { ReceivedEvent } from '../../src/inbox/inbox-table'
import { type AddressedEvent, openDeliveries } from '../../src/inbox/store-deliveries'
import { type Database, openDatabase } from '../../src/postgres/database'
import { addDoor, secretHash } from '../../src/tenants/door-table'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { type TestDatabase, testDatabase } from '../fixtures/database'

let stored: TestDatabase
let database: Database
let transactions = 0
const counting: Pick<Database, 'inWorkspace' | 'outside'> = {
  inWorkspace: (workspaceId, work) => {
    transactions += 1
    return database.inWorkspace(workspaceId, work)
  },
  outside: (work) => {
    transactions += 1
    return database.outside(work)
  },
}
const [ours, theirs] = [randomUUID(), randomUUID()]

beforeAll(async () => {
  stored = await testDatabase()
  database = openDatabase({ url: stored.url, clock: movableClock() })
  for (const workspaceId of [ours, theirs]) {
    await database.inWorkspace(workspaceId, async (sql) => {
      await addWorkspace(sql, { workspaceId, name: workspaceId, zone: 'UTC', currency: 'USD', settings: {} })
      await addDoor(sql, { kind: 'realm', hash: secretHash(workspaceId), subjectId: null, expiresAt: null })
    })
  }
})
afterAll(async () => {
  await database.close()
  await stored.drop()
})
beforeEach(() => {
  transactions = 0
})

const deliveries = () => openDeliveries({ ...database, ...counting })
const event = (key: string, more: Partial<ReceivedEvent> = {}): ReceivedEvent => ({
  source: 'quickbooks',
  key,
  entity: 'Invoice',
  entityIds: ['1'],
  operation: 'updated',
  occurredAt: null,
  body: {},
  ...more,
})
const to = (whose: string, key: string, more: Partial<ReceivedEvent> = {}): AddressedEvent => ({
  door: { kind: 'realm', hash: secretHash(whose) },
  event: event(key, more),
})
const keysOf = (workspaceId: string) =>
  database.inWorkspace(workspaceId, async (sql) =>
    (await sql<{ event_key: string }>('select event_key from inbox_event order by event_key')).map(
      (row) => row.event_key,
    ),
  )

test('two hundred deliveries at once are a few commits, and each is there when it is answered', async () => {
  const deliver = deliveries()
  const seen: boolean[] = []
  await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const key = `burst ${at}`
      await deliver([to(at % 2 === 0 ? ours : theirs, key)])
      if (at % 40 === 0) seen.push((await keysOf(at % 2 === 0 ? ours : theirs)).includes(key))
    }),
  )
  expect(seen).toEqual([true, true, true, true, true])
  expect([...(await keysOf(ours)), ...(await keysOf(theirs))]).toHaveLength(200)
  // The first two alone, the rest together: a look-up and one transaction for each workspace.
  expect(transactions).toBeLessThanOrEqual(7)
})

test('one delivery may hold events of several companies, and of nobody', async () => {
  const deliver = deliveries()
  expect(await deliver([to(ours, 'a'), to(theirs, 'b'), to('nobody', 'c'), to('nobody', 'd')])).toBe(2)
  expect(await keysOf(ours)).toContain('a')
  expect(await keysOf(theirs)).toContain('b')
  expect(await keysOf(theirs)).not.toContain('a')
  expect(await deliver([])).toBe(0)
})

test('the same event from two deliveries at once is one row', async () => {
  const deliver = deliveries()
  await Promise.all([deliver([to(ours, 'first')]), deliver([to(ours, 'twin')]), deliver([to(ours, 'twin')])])
  expect((await keysOf(ours)).filter((key) => key === 'twin')).toHaveLength(1)
})

test('a delivery that can’t be stored fails alone, and those after it are stored', async () => {
  const deliver = deliveries()
  const poison = to(ours, 'poison', { occurredAt: new Date(Number.NaN) })
  const outcomes = await Promise.allSettled([
    deliver([to(ours, 'before')]),
    deliver([to(ours, 'beside')]),
    deliver([poison]),
    deliver([to(theirs, 'beside')]),
  ])
  expect(outcomes.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  await deliver([to(ours, 'later')])
  expect(await keysOf(ours)).toEqual(expect.arrayContaining(['before', 'beside', 'later']))
  expect(await keysOf(ours)).not.toContain('poison')
})
