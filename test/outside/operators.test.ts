/**
 * Goal: whoever runs the program sees its queues, with Redis and without, and can change nothing there; nobody's name is in
 * it. Method: the built program's own listener, asked over HTTP; Redis made deaf.
 */
import { request } from 'node:http'
import { type Fleet, type FleetProcess, openFleet } from '../fixtures/fleet'
import { type TestRedis, testRedis } from '../fixtures/redis'
import { describeWith } from '../fixtures/tools'
import { drained } from './fleet-books'

jest.setTimeout(120_000)

let fleet: Fleet
beforeAll(async () => {
  fleet = await openFleet()
})
afterAll(() => fleet?.close())

const ask = (of: FleetProcess, address: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${of.port + 9}${address}`, init)

/** The status that a browser would get for this address under another name. */
const askedAs = (of: FleetProcess, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ port: of.port + 9, host: '127.0.0.1', path: '/queues', headers: { host } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })

describe('without Redis', () => {
  let all: FleetProcess
  beforeAll(async () => {
    all = await fleet.process('all')
    await drained(fleet, all, 30_000)
  })
  afterAll(() => all.stop())

  test('the page says in words what waits, and loads nothing from elsewhere', async () => {
    const answer = await ask(all, '/queues')
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(page).toContain('There is no Redis')
    expect(page).toContain('No promises to QuickBooks wait to be carried out')
    expect(page).toMatch(/This process has (?:nothing )?in hand at this moment/)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page).not.toContain(fleet.workspaceId)
  })

  test('metrics count queues, work in hand, and calls by outcome, and name no workspace', async () => {
    const text = await (await ask(all, '/metrics')).text()
    for (const queue of ['outbox', 'inbox', 'writeback', 'triggers', 'upkeep'])
      expect(text).toMatch(new RegExp(`^milepost_waiting\\{queue="${queue}",state="\\w+"\\} \\d+$`, 'm'))
    expect(text).toMatch(/^milepost_waiting_oldest_seconds\{queue="outbox",state="waiting"\} 0$/m)
    expect(text).toMatch(/^milepost_in_hand\{queue="outbox"\} \d+$/m)
    expect(text).toMatch(
      /^milepost_vendor_calls_total\{vendor="quickbooks",outcome="done",metered="true"\} [1-9]\d*$/m,
    )
    expect(text).toMatch(/^# TYPE milepost_vendor_calls_total counter$/m)
    expect(text).not.toContain(fleet.workspaceId)
    expect(text).not.toContain('Fleet')
  })

  test('a rehearsal’s file moves the clock of a process that runs', async () => {
    const now = async () => {
      const answer = (await (await fleet.call(all, 'GET', '/me')).json()) as { now: string }
      return Date.parse(answer.now)
    }
    const before = await now()
    fleet.advance(3 * 86_400_000)
    expect((await now()) - before).toBeGreaterThanOrEqual(3 * 86_400_000)
  })

  test('nothing can be changed, and nothing is shown under another name than this machine’s', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await ask(all, '/queues', { method })).status).toBe(405)
    expect(await askedAs(all, 'evil.example')).toBe(403)
    expect(await askedAs(all, `localhost:${all.port + 9}`)).toBe(200)
    expect((await ask(all, '/elsewhere')).status).toBe(404)
  })
})

describeWith('redis-server', 'with Redis', (binary) => {
  let redis: TestRedis
  let worker: FleetProcess
  beforeAll(async () => {
    redis = await testRedis(binary)
    worker = await fleet.process('worker', { REDIS_URL: redis.url })
  })
  afterAll(async () => {
    redis.thaw()
    await worker?.stop()
    await redis.remove()
  })

  test('bull’s dashboard shows every queue, to be read only', async () => {
    const page = await ask(worker, '/queues/')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Milepost’s rings')
    const { queues } = (await (await ask(worker, '/queues/api/queues')).json()) as {
      queues: { name: string; readOnlyMode: boolean }[]
    }
    expect(queues.map((queue) => queue.name).sort()).toEqual(
      ['hubspot', 'outbox', 'quickbooks', 'triggers', 'upkeep', 'writeback'].map(
        (name) => `milepost-${name}`,
      ),
    )
    expect(queues.every((queue) => queue.readOnlyMode)).toBe(true)
    const emptied = await ask(worker, '/queues/api/queues/milepost-outbox/empty', { method: 'PUT' })
    expect(emptied.status).toBe(405)
  })

  test('a Redis that is deaf makes it say so, and the metrics go on', async () => {
    redis.freeze()
    const began = performance.now()
    const answer = await ask(worker, '/queues/api/queues')
    expect([answer.status, await answer.text()]).toEqual([503, 'Redis does not answer\n'])
    expect(performance.now() - began).toBeLessThan(30_000)
    expect((await ask(worker, '/metrics')).status).toBe(200)
    redis.thaw()
  })
})
