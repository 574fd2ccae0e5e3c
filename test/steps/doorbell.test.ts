/**
 * One battery for both doorbells: the one within a process, and bull's on a real Redis. Then what only Redis can
 * do to it: several processes, and a Redis that dies, is emptied, or was never there.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { bullDoorbell } from '../../src/queue/bull-doorbell'
import { type Doorbell, localDoorbell } from '../../src/queue/doorbell'
import { describeWith } from '../fixtures/tools'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

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
  let port = 0
  let server: ChildProcess
  let folder = ''
  const errors: unknown[] = []
  const open = () =>
    bullDoorbell({ url: `redis://127.0.0.1:${port}`, onError: (error) => errors.push(error) })

  async function startRedis(): Promise<void> {
    server = spawn(binary, ['--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise<void>((resolve) => {
      server.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('eady to accept connections')) resolve()
      })
    })
  }
  async function killRedis(): Promise<void> {
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'milepost-redis-'))
    port = await freePort()
    await startRedis()
  })
  afterAll(async () => {
    await killRedis()
    rmSync(folder, { recursive: true, force: true })
  })

  battery(open)

  test('of two processes one gets up for a ring', async () => {
    const [first, second] = [open(), open()]
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
    await killRedis()
    bell.ring('outbox')
    expect(await until(() => woken >= 1)).toBe(true)
    await startRedis()
    await pause(500)
    const before = woken
    bell.ring('outbox')
    expect(await until(() => woken > before)).toBe(true)
    expect(errors.length).toBeGreaterThan(0)
    await bell.close()
  }, 20_000)
})
