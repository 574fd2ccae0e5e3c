/**
 * Goal: a call whose token is read just before another one's refresh is stored goes on with what is stored.
 * Method: two calls with one dead token over HTTP; the answer to the first one's reading is held back until the second has refreshed.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { openPortal } from '../../connectors/hubspot/open-portal'
import { openCompany } from '../../connectors/quickbooks/open-company'
import type { TokenKeeper } from '../../src/tenants/access-token'
import { unpaced } from '../../src/tenants/pace'
import { openVendors } from '../../src/tenants/vendors'
import { gate } from '../fixtures/gate'
import { noTrouble } from '../fixtures/no-trouble'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const refreshes = () => stage.quickbooks.count('POST', /^\/oauth2\/v1\/tokens\/bearer$/)

test('the token that another call had refreshed meanwhile is what the first one asks with', async () => {
  const whose = new AsyncLocalStorage<'first' | 'second'>()
  const [reads, refreshed, over] = [gate(), gate(), gate()]
  const asked = () => stage.quickbooks.count('GET', /companyinfo/)
  const tokens: TokenKeeper = {
    ...stage.tokens,
    async accessToken(workspaceId, vendor) {
      // With the new token; until that call is answered, nothing tells that the new token works.
      if (whose.getStore() === 'second' && (await refreshes()) > 0) {
        refreshed.open()
        await over.opened
      }
      const isLate = whose.getStore() === 'first' && (await asked()) > 0 && (await refreshes()) === 0
      const token = await stage.tokens.accessToken(workspaceId, vendor)
      if (isLate) {
        reads.open()
        await refreshed.opened
      }
      return token
    },
  }
  const vendors = openVendors({
    database: stage.database,
    sealer: stage.sealer,
    clock: stage.clock,
    tokens,
    paces: { quickbooks: unpaced, hubspot: unpaced },
    openCompany,
    openPortal,
    baseUrl: { quickbooks: stage.quickbooks.url, hubspot: stage.hubspot.url },
    log: noTrouble,
  })
  await stage.quickbooks.open('/tokens/expire', { realmId: stage.realmId })
  const ask = (name: 'first' | 'second') =>
    whose.run(name, async () => (await vendors.quickbooks(stage.workspaceId)).companyInfo())
  const first = ask('first').finally(over.open)
  await Promise.race([reads.opened, first])
  const second = ask('second')
  expect((await first).outcome).toBe('done')
  expect((await second).outcome).toBe('done')
  expect(await refreshes()).toBe(1)
  await vendors.flush()
})
