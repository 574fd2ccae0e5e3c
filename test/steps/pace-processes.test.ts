/**
 * Goal: the limits of one company hold over processes, at every instant, and a killed process leaves no trace in them.
 * Method: two real processes on one database meet the limiter of QuickBooks' stand-in, which refuses one call too many.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  type QuickBooksSimulatorOptions,
  startQuickBooksSimulator,
} from '../../connectors/quickbooks/simulator/start'
import { movableClock } from '../../src/clock/clock'
import { dropLeases } from '../../src/outbox/claim'
import { type Database, openDatabase } from '../../src/postgres/database'
import { type PaceRules, paceOf } from '../../src/tenants/pace'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { type ChildProgram, compileInto, runChild } from '../fixtures/child-program'
import { type TestDatabase, testDatabase } from '../fixtures/database'

const REALM = '4620816365290777'
const folder = mkdtempSync(path.join(tmpdir(), 'milepost-pace-'))
const children: ChildProgram[] = []
let stored: TestDatabase
let database: Database

beforeAll(async () => {
  stored = await testDatabase()
  database = openDatabase({ url: stored.url, clock: movableClock() })
  await compileInto(folder, ['config', 'src/clock', 'src/postgres', 'src/tenants'])
})
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill()
})
afterAll(async () => {
  await database.close()
  await stored.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function account(): Promise<string> {
  const workspaceId = randomUUID()
  await database.inWorkspace(workspaceId, (sql) =>
    addWorkspace(sql, { workspaceId, name: 'Paced', zone: 'UTC', currency: 'USD', settings: {} }),
  )
  return workspaceId
}

async function withCompany(
  limits: NonNullable<QuickBooksSimulatorOptions['limits']>,
  work: (target: string, url: string) => Promise<void>,
): Promise<void> {
  const simulator = await startQuickBooksSimulator({
    port: 0,
    clock: movableClock(),
    journalPath: null,
    companies: [{ realmId: REALM, name: 'Paced', sample: 'small', accessToken: 'paced' }],
    clientId: 'paced',
    clientSecret: 'a secret of this test',
    webhook: { url: null, verifierToken: 'a verifier of this test' },
    limits,
  })
  try {
    await work(`${simulator.url}/v3/company/${REALM}/companyinfo/${REALM}`, simulator.url)
  } finally {
    await simulator.close()
  }
}

const nine: PaceRules = { call: { everyMs: 5, inFlight: 9 }, quietMs: 60_000 }

/** A process that calls the company as fast as it may, and tells of each call when it could leave, and its answer's status. */
const CALLER = `
const { openDatabase } = require('./src/postgres/database')
const { paceOf } = require('./src/tenants/pace')
const { systemClock } = require('./src/clock/clock')
const [url, workspaceId, target, calls, rules] = process.argv.slice(1)
const database = openDatabase({ url, clock: systemClock, connections: 4 })
const pace = paceOf({ database, vendor: 'quickbooks', ...(rules && { rules: JSON.parse(rules) }) })
async function call() {
  const answered = await pace.enter(workspaceId, 'call')
  const at = Date.now()
  if (target === '') return [at, 0]
  const reply = await fetch(target, { headers: { authorization: 'Bearer paced' } })
  await reply.arrayBuffer()
  answered()
  return [at, reply.status]
}
Promise.all(Array.from({ length: Number(calls) }, call)).then((calls) => process.send(calls))
`
function caller(workspaceId: string, target: string, calls: number, rules?: PaceRules): ChildProgram {
  const child = runChild(
    folder,
    CALLER,
    stored.url,
    workspaceId,
    target,
    String(calls),
    rules ? JSON.stringify(rules) : '',
  )
  children.push(child)
  return child
}

type Told = readonly [at: number, status: number]
const told = async (...children: readonly ChildProgram[]) =>
  (await Promise.all(children.map((child) => child.next()))).flat() as Told[]
/** The most calls that could leave in any second. */
const mostInASecond = (calls: readonly Told[]) =>
  Math.max(...calls.map(([from]) => calls.filter(([at]) => at >= from && at < from + 1_000).length))

// What leaves in time reaches the stand-in late on a busy machine, so it admits more in a second than may leave.
test.each<[string, NonNullable<QuickBooksSimulatorOptions['limits']>, PaceRules | undefined, number, number]>(
  [
    ['at Intuit’s own limits, answered at once', { requestsPerSecond: 15 }, undefined, 0, 20],
    [
      'at limits scaled up, so slow that more than ten would be under way',
      { requestsPerSecond: 1_000, requestsPerMinute: 100_000 },
      { call: { everyMs: 25, inFlight: 9 }, quietMs: 60_000 },
      400,
      30,
    ],
  ],
)('two processes and one company, %s: not one 429', async (_, limits, rules, slowMs, calls) => {
  await withCompany(limits, async (target, url) => {
    if (slowMs > 0) {
      await fetch(`${url}/simulator/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ faults: [{ effect: 'delay', delayMs: slowMs, times: 1_000 }] }),
      })
    }
    const company = await account()
    const [one, two] = [caller(company, target, calls, rules), caller(company, target, calls, rules)]
    const made = await told(one, two)
    expect(made.map(([, status]) => status)).toEqual(Array.from({ length: 2 * calls }, () => 200))
    expect(mostInASecond(made)).toBeLessThanOrEqual(rules ? 55 : 10)
  })
})

test('the limiter of the stand-in is one: the same calls without a pace are refused', async () => {
  await withCompany({}, async (target) => {
    const rules: PaceRules = { call: { everyMs: 1, inFlight: null }, quietMs: 60_000 }
    const made = await told(caller(await account(), target, 40, rules))
    expect(made.map(([, status]) => status)).toContain(429)
  })
})

test('places of a killed process are free when the program that is alone gives back what was held', async () => {
  const company = await account()
  const dead = caller(company, '', 9, nine)
  await dead.next()
  await dead.kill()
  const pace = paceOf({ database, vendor: 'quickbooks', rules: nine })
  let entered = false
  const entering = pace.enter(company, 'call').then(() => {
    entered = true
  })
  await pause(400)
  expect(entered).toBe(false)
  await dropLeases(database)
  await entering
})
