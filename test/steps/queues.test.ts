/**
 * Goal: the queues keep their promises, whichever doorbell wakes the workers. Method: one battery of tests for both, on a
 * real database: the doorbell within processes, and bull's on a real Redis. Then what only Redis can do: it is emptied,
 * killed, started again and made deaf in the middle of the work.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'
import { bullDoorbell } from '../../src/queue/bull-doorbell'
import { localDoorbell } from '../../src/queue/doorbell'
import { type Office, openOffice } from '../fixtures/office'
import { type Done, eventually, type QueueProcess, startProcess } from '../fixtures/queue-process'
import { type TestRedis, testRedis } from '../fixtures/redis'
import { describeWith } from '../fixtures/tools'
import { eachOnce, outboxOf, promises, queueBattery } from './queue-battery'

jest.setTimeout(45_000)

describe('woken within processes and by PostgreSQL', () => queueBattery(localDoorbell))

describeWith('redis-server', 'woken over Redis', (binary) => {
  let redis: TestRedis
  const open = () => bullDoorbell({ url: redis.url, onError: () => undefined })
  beforeAll(async () => {
    redis = await testRedis(binary)
  })
  afterAll(() => redis.remove())
  beforeEach(async () => {
    const client = await createClient({ url: redis.url }).connect()
    await client.flushAll()
    client.destroy()
  })

  describe('', () => queueBattery(open))

  describe('and Redis has its troubles', () => {
    let office: Office
    let done: Done[]
    const running: QueueProcess[] = []
    beforeEach(async () => {
      office = await openOffice()
      done = []
      for (const name of ['a', 'b'])
        running.push(await startProcess(office, name, open(), done, { outbox: () => pause(10) }))
    })
    afterEach(async () => {
      redis.thaw()
      await Promise.all(running.splice(0).map((each) => each.stop()))
      await office.close()
    })
    const ended = () => outboxOf(done).filter((each) => each.ended !== null).length

    test.each<{ trouble: string; begin: () => Promise<void>; end: () => Promise<void>; within: number }>([
      {
        trouble: 'emptied',
        begin: async () => {
          const client = await createClient({ url: redis.url }).connect()
          await client.flushAll()
          client.destroy()
        },
        end: async () => undefined,
        // Rung for, and not found by looking each five seconds.
        within: 4_500,
      },
      { trouble: 'killed', begin: () => redis.kill(), end: () => redis.start(), within: 20_000 },
      { trouble: 'deaf', begin: async () => redis.freeze(), end: async () => redis.thaw(), within: 20_000 },
    ])('$trouble in the middle of a burst: nothing lost or doubled, and new work goes on', async ({
      begin,
      end,
      within,
    }) => {
      await promises(office, 200)
      await eventually('under way', () => ended() > 20)
      await begin()
      await promises(office, 20)
      await eventually('all done meanwhile', () => ended() >= 220)
      await promises(office, 1)
      expect(await eventually('a new one done', () => ended() >= 221)).toBeLessThan(within)
      await end()
      await pause(1_000)
      await promises(office, 1)
      expect(await eventually('one more done', () => ended() >= 222)).toBeLessThan(within)
      await pause(300)
      expect(outboxOf(done)).toHaveLength(222)
      eachOnce(done)
    })

    test('with a Redis that is deaf, processes still end in time', async () => {
      redis.freeze()
      await promises(office, 3)
      const began = performance.now()
      await Promise.all(running.splice(0).map((each) => each.stop()))
      expect(performance.now() - began).toBeLessThan(8_000)
    })
  })

  test('what rings by the clock rings once for two processes, at the newest pace, and again after Redis was emptied', async () => {
    const rung: string[] = []
    const earlier = open()
    earlier.ringEvery('clockwork', 50)
    await pause(300)
    await earlier.close()
    const bells = ['a', 'b'].map((name) => {
      const bell = bullDoorbell({ url: redis.url, onError: () => undefined, tellAgainMs: 500 })
      bell.onRing('clockwork', () => rung.push(name))
      bell.ringEvery('clockwork', 300)
      return bell
    })
    await pause(1_000)
    rung.splice(0)
    // One each 300 ms of whatever this machine takes for it, and neither twice as many nor the earlier pace's six times.
    const inTime = (began: number) => (performance.now() - began) / 300 + 2
    let began = performance.now()
    await pause(3_000)
    await eventually('six rings', () => rung.length >= 6)
    expect(rung.length).toBeLessThanOrEqual(inTime(began))
    const client = await createClient({ url: redis.url }).connect()
    await client.flushAll()
    client.destroy()
    await pause(1_500)
    rung.splice(0)
    began = performance.now()
    await pause(1_500)
    await eventually('two rings', () => rung.length >= 2)
    expect(rung.length).toBeLessThanOrEqual(inTime(began))
    await Promise.all(bells.map((bell) => bell.close()))
  })
})
