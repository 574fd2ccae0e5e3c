/** Goal: readiness says one thing, and the console's page needs no disk for each visitor. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import express, { type Router } from 'express'
import { consoleRouter } from '../../src/http/console'
import { healthRouter } from '../../src/http/health'

let server: Server | undefined
async function serve(router: Router): Promise<string> {
  const listening = await new Promise<Server>((resolve) => {
    const starting = express()
      .use(router)
      .listen(0, '127.0.0.1', () => resolve(starting))
  })
  server = listening
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
}
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

test('the database is asked once, and status and body say the same', async () => {
  const answers = [true, false, false, true]
  const url = await serve(healthRouter(async () => answers.shift() ?? false))
  const ask = async () => {
    const response = await fetch(`${url}/ready`)
    return [response.status, await response.json()]
  }
  expect(await ask()).toEqual([200, { ready: true }])
  expect(await ask()).toEqual([503, { ready: false }])
  expect(await ask()).toEqual([503, { ready: false }])
  expect(await ask()).toEqual([200, { ready: true }])
})

test('the page is read once, and carries a new value for each visitor', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'milepost-console-'))
  writeFileSync(path.join(folder, 'index.html'), '<style nonce="%CSP_NONCE%"></style>')
  const url = await serve(consoleRouter(folder))
  rmSync(folder, { recursive: true })
  const page = async () => (await fetch(`${url}/deals`)).text()
  const [first, second] = [await page(), await page()]
  expect(first).toMatch(/<style nonce="[\w+/=]{20,}"><\/style>/)
  expect(second).not.toBe(first)
})
