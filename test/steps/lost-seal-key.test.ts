/**
 * Goal: a workspace whose seal key is gone still shows its connections and can end them. Method: tokens sealed with one
 * key, and a program that was started with another.
 */
import { randomBytes } from 'node:crypto'
import { disconnectVendor } from '../../src/http/connect-vendor'
import { readVendorLinks } from '../../src/http/views/vendor-links'
import { readConnection } from '../../src/tenants/connection-table'
import { sealer } from '../../src/tenants/seal'
import { must } from '../fixtures/must'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
const stranger = sealer([randomBytes(32).toString('base64')])
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.close())

test('disconnecting shreds the tokens that nobody can open, and revokes nothing', async () => {
  const revoked: string[] = []
  const revoke = async (token: string) => {
    revoked.push(token)
    return { outcome: 'done', value: null, trace: null } as const
  }
  await disconnectVendor(
    { ...stage, sealer: stranger, revoke: { quickbooks: revoke, hubspot: revoke } },
    stage.workspaceId,
    'quickbooks',
  )
  const held = must(await stage.within((sql) => readConnection(sql, 'quickbooks')))
  expect([held.status, held.refreshTokenSealed, held.externalIdSealed]).toEqual(['disconnected', null, null])
  expect(revoked).toEqual([])
})

test('pages are shown without the links that nobody can open', async () => {
  const pages = { deal: () => 'deal', invoice: () => 'invoice', document: () => null, books: () => 'books' }
  const links = await stage.within((sql) => readVendorLinks(sql, stranger, stage.workspaceId, pages))
  expect([links.deal('1'), links.invoice('1'), links.books('items', '1')]).toEqual([null, null, null])
})
