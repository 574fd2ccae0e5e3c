/**
 * Goal: whatever is killed, whenever, costs nothing and is over in seconds: no invoice lost or doubled, no accepted event
 * lost, every figure right to the cent. Method: under load (work completed, money received, an at-least-once sender) one
 * part after the other is killed by chance with SIGKILL: a worker, all workers, the web process, PostgreSQL's postmaster,
 * Redis; or Redis is emptied or made deaf. After each, a fresh piece of work shows how long it takes until invoices leave
 * again. KILL_RUNS=100 is the long run; KILL_SEED plays the same order of kills again.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'
import { killRun } from '../../config/test-run'
import { type Fleet, type FleetProcess, openFleet } from '../fixtures/fleet'
import { freePorts } from '../fixtures/free-ports'
import { type TestRedis, testRedis } from '../fixtures/redis'
import { redisServer } from '../fixtures/tools'
import { drained, mostWithin, problemsOf } from './fleet-books'
import { chanceOf, planJobs, startLoad } from './fleet-load'

const { kills, seed: given } = killRun(7)
const seed = given ?? randomInt(1, 1_000_000)
const PIECES = 20
const PATIENCE_MS = 240_000
jest.setTimeout(300_000 + kills * 30_000)

let fleet: Fleet
let redis: TestRedis | null = null
let web: FleetProcess
const workers: FleetProcess[] = []
beforeAll(async () => {
  const binary = redisServer()
  redis = binary === null ? null : await testRedis(binary)
  fleet = await openFleet({ webhooksTo: await freePorts() })
  const settings: Record<string, string> = redis === null ? {} : { REDIS_URL: redis.url }
  web = await fleet.process('web', settings)
  for (let n = 0; n < 2; n += 1) workers.push(await fleet.process('worker', settings))
})
afterAll(async () => {
  await fleet?.close()
  await redis?.remove()
})

/** As whoever runs the program does: starts it until it stays. */
async function again(process: FleetProcess): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await process.start()
    } catch (error) {
      if (tries === 10) throw error
      await pause(300)
    }
  }
}

const kinds = (chance: ReturnType<typeof chanceOf>): Record<string, () => Promise<void>> => ({
  worker: async () => {
    const one = chance.of(workers)
    await one.kill()
    await again(one)
  },
  workers: async () => {
    await Promise.all(workers.map((each) => each.kill()))
    await Promise.all(workers.map(again))
  },
  web: async () => {
    await web.kill()
    await again(web)
  },
  postgres: async () => process.kill(fleet.postmaster(), 'SIGKILL') as unknown as undefined,
  ...(redis !== null && {
    redis: async () => {
      await redis?.kill()
      await pause(chance.below(1_500))
      await redis?.start()
    },
    emptied: async () => {
      const client = await createClient({ url: redis?.url ?? '' }).connect()
      await client.flushAll()
      client.destroy()
    },
    deaf: async () => {
      redis?.freeze()
      await pause(2_000 + chance.below(2_000))
      redis?.thaw()
    },
  }),
})

test(`killed ${kills} times under load, nothing is lost and nothing doubled`, async () => {
  const chance = chanceOf(seed)
  const parts = await planJobs(fleet, web, Math.ceil((kills * 10) / PIECES) + 2, PIECES)
  await fleet.quickbooks.webhooks({ mode: 'duplicate' })
  const load = startLoad(fleet, web, parts, 250)
  const killers = kinds(chance)
  // Every kind once, then by chance.
  const names = Object.keys(killers)
  const order = Array.from({ length: kills }, (_, turn) => names[turn] ?? chance.of(names))
  const recoveries: { what: string; ms: number }[] = []
  for (const what of order) {
    await pause(chance.below(1_200))
    const began = performance.now()
    const killing = killers[what]?.()
    const probe = await load.completeNext()
    await invoiced(probe.words, began)
    recoveries.push({ what, ms: Math.round(performance.now() - began) })
    await killing
  }
  await load.stop()
  const { ms: drainMs, moved } = await drained(fleet, web, PATIENCE_MS)
  const told = recoveries.map(({ what, ms }) => `${what} ${(ms / 1000).toFixed(1)} s`).join(', ')
  process.stdout.write(
    `KILL_SEED=${seed}: ${load.completed.length} pieces, ${load.accepted.length} events; until an invoice left again: ${told}; drained in ${Math.round(drainMs / 1000)} s, with time moved on ${moved} times\n`,
  )
  expect(await problemsOf(fleet, web, parts, load)).toEqual([])
  // Ten a second, looked at over five: what leaves in time (that is for pace.test.ts) is handed over late by a busy machine.
  expect(await mostWithin(fleet, 5_000)).toBeLessThanOrEqual(50)
  expect(await mostWithin(fleet, 60_000)).toBeLessThanOrEqual(500)
  const sorted = recoveries.map(({ ms }) => ms).sort((a, b) => a - b)
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(20_000)
  // A minute at the latest for what a dead call held, and what a busy machine needs to start everything again.
  expect(sorted.at(-1)).toBeLessThan(120_000)
})

/** Waits until QuickBooks was asked for an invoice with these words, and made it. */
async function invoiced(words: string, began: number): Promise<void> {
  for (;;) {
    const log = await fleet.quickbooks.log()
    if (log.some((each) => each.method === 'POST' && each.status === 200 && each.body.includes(words))) return
    if (performance.now() - began > 150_000)
      throw new Error(
        `“${words}” was not invoiced:\n${workers.map((each) => each.printed().slice(-800)).join('\n')}`,
      )
    await pause(100)
  }
}
