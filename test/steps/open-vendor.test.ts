/**
 * Goal: a link to what is to be mended leads a signed-in person to their own company's page, and nobody else anywhere.
 * Method: the router over HTTP on a stage, with pages that name what they were asked for.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { openVendorRouter, shortAddresses } from '../../src/http/open-vendor'
import { problemHandler } from '../../src/http/problem'
import { quickBooksPage, simulatorPages } from '../../src/http/views/vendor-links'
import { shredTokens } from '../../src/tenants/connection-table'
import { addDoor, secretHash } from '../../src/tenants/door-table'
import { addPerson } from '../../src/tenants/workspace-table'
import { openStage, type Stage } from '../fixtures/stage'

const token = `mp_${'o'.repeat(40)}`
let stage: Stage
let url: string
let close: () => void
beforeAll(async () => {
  stage = await openStage()
  await stage.within(async (sql) => {
    const { personId } = await addPerson(sql, { name: 'Vera', email: null, role: 'viewer' })
    await addDoor(sql, { kind: 'token', hash: secretHash(token), subjectId: personId, expiresAt: null })
  })
  const app = express()
  const pages = simulatorPages('https://hubspot.example', 'https://books.example')
  app.use(
    '/open',
    openVendorRouter({
      database: stage.database,
      publicUrl: 'http://127.0.0.1',
      sealer: stage.sealer,
      pages,
    }),
  )
  app.use('/d', shortAddresses())
  app.use(problemHandler(() => undefined))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = () => server.close()
})
afterAll(async () => {
  close()
  await stage.close()
})
const open = async (path: string, as: string | null = token) => {
  const headers: Record<string, string> = as === null ? {} : { authorization: `Bearer ${as}` }
  const answer = await fetch(`${url}${path}`, { redirect: 'manual', headers })
  return [answer.status, answer.headers.get('location')]
}

test('each page leads to the company of who asks', async () => {
  const books = `https://books.example/books/${stage.realmId}`
  expect(await open('/open/quickbooks/customers/58')).toEqual([302, `${books}/customers/58`])
  expect(await open('/open/quickbooks/items/5')).toEqual([302, books])
  expect(await open('/open/quickbooks/settings')).toEqual([302, books])
  expect(await open('/open/hubspot/deals/77')).toEqual([
    302,
    `https://hubspot.example/portals/${stage.portalId}/deals/77`,
  ])
})

test('in production each page is one of QuickBooks’ own', () => {
  const pages = (['customers', 'items', 'accounts', 'taxes', 'settings'] as const).map((page) =>
    quickBooksPage(page, '7'),
  )
  expect(pages).toEqual(['customerdetail?nameId=7', 'items', 'chartofaccounts', 'taxrates', 'settings'])
  expect(quickBooksPage('customers', null)).toBe('customers')
})

test.each([
  '/open/quickbooks/payroll',
  '/open/quickbooks/items/5%2F..',
  '/open/quickbooks/items/x',
  '/open/hubspot/deals/x',
])('%s is no page', async (path) => {
  expect(await open(path)).toEqual([404, null])
})

test('strangers are sent nowhere', async () => {
  expect(await open('/open/quickbooks/items/5', null)).toEqual([401, null])
  expect(await open('/open/quickbooks/items/5', 'mp_never-given')).toEqual([401, null])
})

test('a short address is the deal’s', async () => {
  expect(await open('/d/12345678901', null)).toEqual([302, '/deals/12345678901'])
  expect(await open('/d/nobody', null)).toEqual([404, null])
  expect(await open('/d/%2F%2Fevil.example', null)).toEqual([404, null])
})

test('a company that is not connected has no pages', async () => {
  await stage.within((sql) => shredTokens(sql, 'quickbooks'))
  expect(await open('/open/quickbooks/items/5')).toEqual([404, null])
})
