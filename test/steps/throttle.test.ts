/**
 * Goal: more processes are no more tries, and Redis that is away takes nobody's door off its hinges. Method: two servers
 * over one real Redis, visited until they refuse; Redis killed and started again.
 */

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { limits } from '../../config/limits'
import { openRedis, type RedisClient } from '../../src/http/open-redis'
import { type Throttle, throttleBy } from '../../src/http/throttle'
import { type TestRedis, testRedis } from '../fixtures/redis'
import { describeWith } from '../fixtures/tools'

interface Door {
  /** How many of so many visits were let in. */
  letIn(visits: number): Promise<number>
  close(): void
}

async function openDoor(throttle: Throttle): Promise<Door> {
  const app = express().get('/', throttle('test', 'Wait a minute.'), (_request, response) => {
    response.status(204).end()
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    async letIn(visits) {
      let entered = 0
      for (let visit = 0; visit < visits; visit += 1) {
        const { status } = await fetch(`http://127.0.0.1:${port}/`)
        if (status === 204) entered += 1
        else expect(status).toBe(429)
      }
      return entered
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const most = limits.visitsPerMinute

test('one process lets so many in a minute, and tells the others to wait', async () => {
  const door = await openDoor(throttleBy(null))
  expect(await door.letIn(most + 5)).toBe(most)
  door.close()
})

describeWith('redis-server', 'a throttle over two processes', (binary) => {
  let redis: TestRedis
  const clients: RedisClient[] = []
  const doors: Door[] = []
  const another = async () => {
    const client = openRedis({ url: redis.url, onError: () => undefined })
    clients.push(client)
    const door = await openDoor(throttleBy(client))
    doors.push(door)
    if (!client.isReady) await once(client, 'ready')
    return { client, door }
  }
  beforeEach(async () => {
    redis = await testRedis(binary)
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy()
    for (const door of doors.splice(0)) door.close()
    await redis.remove()
  })

  test('visits to both are counted together', async () => {
    const [one, other] = [await another(), await another()]
    const entered = (await one.door.letIn(most - 10)) + (await other.door.letIn(most - 10))
    expect(entered).toBe(most)
  })

  test('while Redis is away each counts by itself, and when it is back they count together again', async () => {
    const [one, other] = [await another(), await another()]
    const gone = once(one.client, 'error')
    await redis.kill()
    await gone
    expect(await one.door.letIn(5)).toBe(5)
    const back = Promise.all([one, other].map(({ client }) => once(client, 'ready')))
    await redis.start()
    await back
    expect((await one.door.letIn(most - 10)) + (await other.door.letIn(most - 5))).toBe(most)
  })
})
