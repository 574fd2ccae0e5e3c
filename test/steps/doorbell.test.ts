/**
 * One battery for both doorbells: the one within a process, and bull's on a real Redis. Then what only Redis can
 * do to it: several processes, and a Redis that dies, is emptied, or was never there.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { bullDoorbell } from '../../src/queue/bull-doorbell'
import { type Doorbell, localDoorbell } from '../../src/queue/doorbell'
import { type TestRedis, testRedis } from '../fixtures/redis'
import { describeWith } from '../fixtures/tools'

async function until(holds: () => boolean, ms = 5_000): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += 20) {
    if (holds()) return true
    await pause(20)
  }
  return holds()
}

function battery(open: () => Doorbell) {
  test('a ring wakes who listens to that queue, and nobody else', async () => {
    const bell = open()
    let outbox = 0
    let hubspot = 0
    bell.onRing('outbox', () => {
      outbox += 1
    })
    bell.onRing('hubspot', () => {
      hubspot += 1
    })
    bell.ring('outbox')
    expect(await until(() => outbox === 1)).toBe(true)
    expect(hubspot).toBe(0)
    await bell.close()
  })

  test('many rings at once wake at least once, and a later one wakes again', async () => {
    const bell = open()
    let woken = 0
    bell.onRing('outbox', () => {
      woken += 1
    })
    for (let ring = 0; ring < 50; ring += 1) bell.ring('outbox')
    expect(await until(() => woken >= 1)).toBe(true)
    await pause(100)
    const before = woken
    bell.ring('outbox')
    expect(await until(() => woken > before)).toBe(true)
    await bell.close()
  })

  test('a ring for a queue that nobody works on is no trouble', async () => {
    const bell = open()
    bell.ring('writeback')
    await pause(50)
    await bell.close()
  })
}

describe('the doorbell within a process', () => battery(localDoorbell))

describeWith('redis-server', 'the doorbell over Redis', (binary) => {
  let redis: TestRedis
  const errors: unknown[] = []
  const open = () => bullDoorbell({ url: redis.url, onError: (error) => errors.push(error) })

  beforeAll(async () => {
    redis = await testRedis(binary)
  })
  afterAll(() => redis.remove())

  battery(open)

  test('of two processes one gets up for a ring', async () => {
    // Patient: past half a second a ring is answered here as well, and a busy machine may take that long.
    const patient = () => bullDoorbell({ url: redis.url, onError: () => undefined, patienceMs: 10_000 })
    const [first, second] = [patient(), patient()]
    let woken = 0
    for (const bell of [first, second]) {
      bell.onRing('outbox', () => {
        woken += 1
      })
    }
    await pause(200)
    first.ring('outbox')
    expect(await until(() => woken === 1)).toBe(true)
    await pause(300)
    expect(woken).toBe(1)
    await Promise.all([first.close(), second.close()])
  })

  test('a ring is answered here when Redis is killed, and over Redis when it is back', async () => {
    const bell = open()
    let woken = 0
    bell.onRing('outbox', () => {
      woken += 1
    })
    await pause(200)
    await redis.kill()
    bell.ring('outbox')
    expect(await until(() => woken >= 1)).toBe(true)
    await redis.start()
    await pause(500)
    const before = woken
    bell.ring('outbox')
    expect(await until(() => woken > before)).toBe(true)
    expect(errors.length).toBeGreaterThan(0)
    await bell.close()
  }, 20_000)
})
