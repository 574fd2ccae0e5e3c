/**
 * The vendors' limits, kept by us: within one process, and over several by Redis. A second's limit is measured
 * on the machine's clock, with room for a busy machine on the slow side only: being late is no fault, being
 * early is.
 */

import { openRedis, type RedisClient } from '../../src/tenants/open-redis'
import { paceOf } from '../../src/tenants/pace'
import { type TestRedis, testRedis } from '../fixtures/redis'
import { describeWith } from '../fixtures/tools'

/** When each of `calls` calls was admitted, in milliseconds from the first. */
async function admitted(passes: readonly (() => Promise<void>)[]): Promise<number[]> {
  const start = performance.now()
  const at = await Promise.all(
    passes.map(async (pass) => {
      await pass()
      return performance.now() - start
    }),
  )
  return at.sort((a, b) => a - b)
}

const times = (count: number, pass: () => Promise<void>) => Array.from({ length: count }, () => pass)

/** The most calls in any span of this length. */
const mostWithin = (at: readonly number[], spanMs: number) =>
  Math.max(...at.map((from) => at.filter((each) => each >= from && each < from + spanMs).length))

test('a call after a quiet moment leaves at once; never more than ten in any second', async () => {
  const pace = paceOf('quickbooks', null)
  const at = await admitted(times(20, () => pace('one', 'call')))
  expect(at[0]).toBeLessThan(60)
  expect(mostWithin(at, 1_000)).toBeLessThanOrEqual(10)
  // Nor slower than the limits ask for: 488 a minute are 2.4 s for twenty.
  expect(at.at(-1)).toBeLessThan(4_000)
})

test('companies do not wait for each other', async () => {
  const pace = paceOf('quickbooks', null)
  const at = await admitted([...times(5, () => pace('one', 'call')), ...times(5, () => pace('two', 'call'))])
  expect(at.at(-1)).toBeLessThan(900)
})

test('HubSpot searches have a limit of their own', async () => {
  const pace = paceOf('hubspot', null)
  const [searches, calls] = await Promise.all([
    admitted(times(6, () => pace('portal', 'search'))),
    admitted(times(6, () => pace('portal', 'call'))),
  ])
  expect(mostWithin(searches, 1_000)).toBeLessThanOrEqual(5)
  expect(calls.at(-1)).toBeLessThan(900)
})

describeWith('redis-server', 'limits over several processes', (binary) => {
  let redis: TestRedis
  const clients: RedisClient[] = []
  async function client(): Promise<RedisClient> {
    const opened = openRedis({ url: redis.url, onError: () => undefined })
    if (!opened.isReady) await new Promise((resolve) => opened.once('ready', resolve))
    clients.push(opened)
    return opened
  }

  beforeAll(async () => {
    redis = await testRedis(binary)
  })
  afterAll(async () => {
    for (const each of clients) each.destroy()
    await redis.remove()
  })

  test('two processes share the ten calls a second', async () => {
    const [one, two] = [paceOf('quickbooks', await client()), paceOf('quickbooks', await client())]
    const at = await admitted([
      ...times(8, () => one('shared', 'call')),
      ...times(8, () => two('shared', 'call')),
    ])
    expect(mostWithin(at, 1_000)).toBeLessThanOrEqual(10)
  })

  test('without Redis each process keeps the limit by itself, and nothing hangs', async () => {
    const pace = paceOf('quickbooks', await client())
    await redis.kill()
    const at = await admitted(times(12, () => pace('alone', 'call')))
    expect(mostWithin(at, 1_000)).toBeLessThanOrEqual(10)
    expect(at.at(-1)).toBeLessThan(6_000)
  }, 20_000)
})
