/**
 * Goal: a program that stops takes nothing new and loses no answer. Method: a server with a request under way, one
 * that never ends, and a work loop whose look for work comes back after the stop.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { closeServer } from '../../src/http/open-server'
import { workLoop } from '../../src/queue/work-loop'

async function serving(answerAfterMs: number | null): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => {
    if (answerAfterMs !== null) setTimeout(() => response.end('committed'), answerAfterMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('a request under way gets its answer', async () => {
  const { server, url } = await serving(300)
  const arrived = once(server, 'request')
  const asked = fetch(url).then((response) => response.text())
  await arrived
  await closeServer(server)
  expect(await asked).toBe('committed')
})

test('a connection that waits for nothing is no reason to wait', async () => {
  const { server, url } = await serving(0)
  expect(await (await fetch(url)).text()).toBe('committed')
  const began = performance.now()
  await closeServer(server)
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('a request that never ends is cut when the time is over', async () => {
  const { server, url } = await serving(null)
  const arrived = once(server, 'request')
  const asked = fetch(url).catch(() => 'cut')
  await arrived
  await closeServer(server, 200)
  expect(await asked).toBe('cut')
})

/** The database stays. */
const untroubled = {
  leavesBehind: () => false,
  giveBackAllBut: async () => true,
  onError: () => undefined,
}

test('what a look brings back after the stop is not begun, and the look is waited for', async () => {
  const begun: string[] = []
  let looked = false
  let answer: (items: string[]) => void = () => undefined
  const loop = workLoop<string>({
    claim: async () => {
      const items = await new Promise<string[]>((resolve) => {
        answer = resolve
      })
      looked = true
      return items
    },
    run: async (item) => void begun.push(item),
    concurrency: 4,
    everyMs: 10,
    ...untroubled,
  })
  const stopping = loop.stop().then(() => looked)
  await pause(20)
  answer(['late'])
  expect(await stopping).toBe(true)
  await pause(50)
  expect(begun).toEqual([])
})

test('what is under way when it stops is waited for', async () => {
  const ended: string[] = []
  let given = false
  const loop = workLoop<string>({
    claim: async () => {
      if (given) return []
      given = true
      return ['slow']
    },
    run: async (item) => {
      await pause(100)
      ended.push(item)
    },
    concurrency: 1,
    everyMs: 10,
    ...untroubled,
  })
  await pause(30)
  await loop.stop()
  expect(ended).toEqual(['slow'])
})
