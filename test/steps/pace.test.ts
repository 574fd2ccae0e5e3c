/**
 * Goal: an account is never called more often than its vendor admits, by however many processes, and what the vendor
 * asks for is obeyed. Method: moments are measured on the machine's clock, with room for a busy machine on the slow side
 * only: being late is no fault, being early is.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { movableClock } from '../../src/clock/clock'
import { type Database, openDatabase } from '../../src/postgres/database'
import { NoPlace, type PaceRules, paceOf } from '../../src/tenants/pace'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { type TestDatabase, testDatabase } from '../fixtures/database'

const clock = movableClock()
let stored: TestDatabase
let database: Database

beforeAll(async () => {
  stored = await testDatabase()
  database = openDatabase({ url: stored.url, clock })
})
afterAll(async () => {
  await database.close()
  await stored.drop()
})

/** A workspace that nobody has called yet. */
async function account(): Promise<string> {
  const workspaceId = randomUUID()
  await database.inWorkspace(workspaceId, (sql) =>
    addWorkspace(sql, { workspaceId, name: 'Paced', zone: 'UTC', currency: 'USD', settings: {} }),
  )
  return workspaceId
}

/** When each of these calls was admitted, in milliseconds from the beginning; each has its answer at once. */
async function admitted(passes: readonly (() => Promise<() => void>)[]): Promise<number[]> {
  const start = performance.now()
  const at = await Promise.all(
    passes.map(async (pass) => {
      const answered = await pass()
      answered()
      return performance.now() - start
    }),
  )
  return at.sort((a, b) => a - b)
}

const times = (count: number, pass: () => Promise<() => void>) => Array.from({ length: count }, () => pass)

/** The most calls in any span of this length. */
const mostWithin = (at: readonly number[], spanMs: number) =>
  Math.max(...at.map((from) => at.filter((each) => each >= from && each < from + spanMs).length))

test('a call after a quiet moment leaves at once; never more than ten in any second', async () => {
  const pace = paceOf({ database, vendor: 'quickbooks' })
  const one = await account()
  const at = await admitted(times(20, () => pace.enter(one, 'call')))
  expect(at[0]).toBeLessThan(2_000)
  expect(mostWithin(at, 1_000)).toBeLessThanOrEqual(10)
  // Nor slower than the limits ask for: 491 a minute are 2.3 s for twenty.
  expect(at.at(-1)).toBeGreaterThan(2_100)
  expect(at.at(-1)).toBeLessThan(10_000)
})

test('the first call after a quiet moment, told late that it may leave, is not eleven calls ahead of a second', async () => {
  const company = await account()
  await admitted([() => paceOf({ database, vendor: 'quickbooks' }).enter(company, 'call')])
  await pause(500)
  let first = true
  // Whoever asks first hears 70 ms late of its moment, as on a machine that has other work.
  const late: Database = {
    ...database,
    once: async (workspaceId, work) => {
      const answer = await database.once(workspaceId, work)
      const isFirst = first
      first = false
      if (isFirst) await pause(70)
      return answer
    },
  }
  const at = await admitted(
    times(11, () => paceOf({ database: late, vendor: 'quickbooks' }).enter(company, 'call')),
  )
  expect((at[10] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(1_105)
})

test('companies do not wait for each other: one with a long line does not hold up another', async () => {
  const pace = paceOf({ database, vendor: 'quickbooks' })
  const [busy, quiet] = [await account(), await account()]
  const line = times(200, () => pace.enter(busy, 'call')).map((pass) =>
    pass().then(
      (answered) => answered(),
      (error: unknown) => error,
    ),
  )
  await pause(300)
  const at = await admitted(times(5, () => pace.enter(quiet, 'call')))
  // The long line lasts ten seconds.
  expect(at.at(-1)).toBeLessThan(5_000)
  // Ten seconds' worth of the long line left; the rest was told so, and did not leave late.
  const ends = await Promise.all(line)
  const refused = ends.filter((end) => end instanceof NoPlace)
  expect(refused.length).toBeGreaterThan(100)
  expect(ends.length - refused.length).toBeGreaterThan(60)
})

test('HubSpot searches have a limit of their own', async () => {
  const pace = paceOf({ database, vendor: 'hubspot' })
  const portal = await account()
  const [searches, calls] = await Promise.all([
    admitted(times(12, () => pace.enter(portal, 'search'))),
    admitted(times(6, () => pace.enter(portal, 'call'))),
  ])
  expect(mostWithin(searches, 1_000)).toBeLessThanOrEqual(5)
  // Twelve searches take 2.5 s, six calls half a second.
  expect(calls.at(-1)).toBeLessThan(searches.at(-1) ?? 0)
})

test('batches are forty a minute, and each is a call too', async () => {
  const pace = paceOf({ database, vendor: 'quickbooks' })
  const one = await account()
  const at = await admitted([
    ...times(3, () => pace.enter(one, 'batch')),
    ...times(6, () => pace.enter(one, 'call')),
  ])
  expect(mostWithin(at, 1_000)).toBeLessThanOrEqual(9)
  expect(at.at(-1)).toBeGreaterThan(2_900)
})

const nine: PaceRules = { call: { everyMs: 5, inFlight: 9 }, quietMs: 60_000 }

test('no more than nine are under way; the next one leaves when one has its answer', async () => {
  const pace = paceOf({ database, vendor: 'quickbooks', rules: nine })
  const one = await account()
  const under = await Promise.all(times(9, () => pace.enter(one, 'call')).map((pass) => pass()))
  let tenth = false
  const next = pace.enter(one, 'call').then((answered) => {
    tenth = true
    return answered
  })
  await pause(400)
  expect(tenth).toBe(false)
  under[0]?.()
  await next
  // An answer in another process is seen too.
  const other = paceOf({ database, vendor: 'quickbooks', rules: nine })
  let eleventh = false
  const another = other.enter(one, 'call').then(() => {
    eleventh = true
  })
  await pause(100)
  expect(eleventh).toBe(false)
  under[1]?.()
  await another
})

test('a pause that the vendor asks for holds for every process; its end sets nobody off at once', async () => {
  const rules: PaceRules = { call: { everyMs: 50, inFlight: 9 }, quietMs: 60_000 }
  const [one, two] = [
    paceOf({ database, vendor: 'quickbooks', rules }),
    paceOf({ database, vendor: 'quickbooks', rules }),
  ]
  const company = await account()
  const asked = performance.now()
  await one.quiet(company, 1_500)
  const toldMs = performance.now() - asked
  const at = await admitted([
    ...times(8, () => one.enter(company, 'call')),
    ...times(8, () => two.enter(company, 'call')),
  ])
  expect((at[0] ?? 0) + toldMs).toBeGreaterThan(1_400)
  // In the 500 ms after the pause: every 50 ms one, and one more for the lateness that is allowed.
  expect(mostWithin(at, 450)).toBeLessThanOrEqual(12)
})

test('a pause that is longer than a call may wait is an answer: how long. It ends with the program’s clock', async () => {
  const pace = paceOf({ database, vendor: 'quickbooks' })
  const company = await account()
  await pace.quiet(company, null)
  const refused = await pace.enter(company, 'call').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(NoPlace)
  expect(refused).toMatchObject({
    message: expect.stringMatching(/^The vendor asked for a pause of (5\d|60) more seconds\.$/),
  })
  // A shorter one takes nothing away from it.
  await pace.quiet(company, 1_000)
  await expect(pace.enter(company, 'call')).rejects.toThrow(/asked for a pause of (5\d|60) more/)
  clock.moveTo(clock.offsetMs() + 61_000)
  const [at] = await admitted([() => pace.enter(company, 'call')])
  expect(at).toBeLessThan(10_000)
})

test('while the database is away nothing leaves, and a place is had again after', async () => {
  let away = false
  const flaky: Database = {
    ...database,
    inWorkspace: (workspaceId, work) =>
      away ? Promise.reject(new Error('the database is away')) : database.inWorkspace(workspaceId, work),
    once: (workspaceId, work) =>
      away ? Promise.reject(new Error('the database is away')) : database.once(workspaceId, work),
  }
  const pace = paceOf({ database: flaky, vendor: 'quickbooks', rules: nine })
  const company = await account()
  const under = await Promise.all(times(9, () => pace.enter(company, 'call')).map((pass) => pass()))
  away = true
  await expect(pace.enter(company, 'call')).rejects.toThrow('the database is away')
  // The answers come while it is away: whoever asks next gives their places back.
  const waits = pace.enter(company, 'call').catch(() => undefined)
  for (const answered of under) answered()
  await waits
  away = false
  const again = pace.enter(company, 'call')
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no place came back')), 5_000))
  await Promise.race([again, late])
})
