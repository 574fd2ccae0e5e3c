/**
 * Goal: strangers can't spend a company's metered calls. Method: many visits to the address where Intuit sends a
 * browser after a disconnect, for a company that is connected, and a count of the calls that come of them.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type OAuthParts, oauthRouter } from '../../src/http/oauth'
import { throttleBy } from '../../src/http/throttle'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let server: Server
let visit: (realmId: string) => Promise<number>
const probed: string[] = []
beforeEach(async () => {
  stage = await openStage({ companies: ['landscaping', 'small'] })
  probed.length = 0
  const parts = {
    ...stage,
    throttle: throttleBy(null),
    probe: async (workspaceId: string) => {
      probed.push(workspaceId)
      throw new Error('it was true')
    },
  } as unknown as OAuthParts
  server = await new Promise<Server>((resolve) => {
    const starting = express()
      .use(oauthRouter(parts))
      .listen(0, '127.0.0.1', () => resolve(starting))
  })
  const { port } = server.address() as AddressInfo
  visit = async (realmId) => {
    const url = `http://127.0.0.1:${port}/quickbooks/disconnected?realmId=${realmId}`
    return (await fetch(url, { redirect: 'manual' })).status
  }
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await stage.close()
})

test('a company is asked once a minute, each for itself, and strangers’ never', async () => {
  const other = stage.workspaces[1]
  for (let again = 0; again < 3; again += 1) expect(await visit(stage.realmId)).toBe(302)
  expect(probed).toEqual([stage.workspaceId])
  expect(await visit(other?.realmId ?? '')).toBe(302)
  expect(await visit('1')).toBe(302)
  expect(probed).toEqual([stage.workspaceId, other?.workspaceId])
  stage.advance(60_000)
  await visit(stage.realmId)
  expect(probed).toHaveLength(3)
})

test('one visitor is shown the door after thirty visits a minute', async () => {
  const statuses: number[] = []
  for (let again = 0; again < 31; again += 1) statuses.push(await visit('1'))
  expect(new Set(statuses.slice(0, 30))).toEqual(new Set([302]))
  expect(statuses[30]).toBe(429)
})
