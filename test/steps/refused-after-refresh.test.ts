/**
 * Goal: a vendor that answers every token with 401, new ones too, is a question with *Reconnect*, costs one refresh and a
 * handful of calls, and what waited leaves once calls work again. Method: both vendors' stand-ins answer 401 to everything
 * but the refresh; the wired queues run against them.
 */
import type { Vendor } from '../../src/tenants/connection-table'
import { listTroubles } from '../../src/tenants/vendor-trouble-table'
import { beginBills, expectOneInvoiceEach } from '../fixtures/batches'
import { readCompany } from '../fixtures/plan'
import type { Stage } from '../fixtures/stage'
import { MINUTE, openTroubled } from '../fixtures/troubled'

let troubled: Awaited<ReturnType<typeof openTroubled>>
let stage: Stage
beforeEach(async () => {
  troubled = await openTroubled()
  stage = troubled.stage
})
afterEach(() => stage.close())

const NOBODY = { effect: 'status', status: 401, times: 100_000, method: '*' }
const REFRESH: Readonly<Record<Vendor, RegExp>> = {
  quickbooks: /\/oauth2\/v1\/tokens\/bearer$/,
  hubspot: /\/oauth\/.*token/,
}
const refreshes = (vendor: Vendor) => stage[vendor].count('POST', REFRESH[vendor])

test('QuickBooks lets no token in: one refresh, one question, and every invoice once it does again', async () => {
  await readCompany(stage)
  await troubled.run('quickbooks')
  const bills = await beginBills(stage, 3)
  await stage.quickbooks.clearLog()
  await troubled.out(NOBODY)
  for (let turn = 0; turn < 8; turn += 1) {
    stage.advance(30_000)
    await troubled.run('quickbooks')
    await troubled.deliverDue()
    await troubled.run('upkeep')
  }
  expect(await refreshes('quickbooks')).toBe(1)
  expect(await troubled.calls()).toBeLessThanOrEqual(12)
  expect(await troubled.health('quickbooks')).toMatchObject({ state: 'refused', button: 'reconnect' })
  expect(await troubled.questions()).toMatchObject([
    {
      cause: 'connection:quickbooks:refused',
      title: 'QuickBooks no longer lets Milepost in',
      detail: expect.stringMatching(/Reconnect as an admin of the company.* 3 invoices of .* wait for it/),
      actions: [{ label: 'Reconnect' }],
    },
  ])

  await stage.quickbooks.clearFaults()
  for (let turn = 0; turn < 4; turn += 1) {
    stage.advance(6 * MINUTE)
    await troubled.run('upkeep')
    await troubled.run('quickbooks')
    await troubled.deliverDue()
  }
  await expectOneInvoiceEach(bills)
  expect(await troubled.questions()).toEqual([])
  expect(await troubled.health('quickbooks')).toMatchObject({ state: 'well' })
  expect((await troubled.told()).map(({ what }) => what)).toContain('QuickBooks lets Milepost in again')

  // A call has worked: the next token that ends early is refreshed as ever.
  await stage.quickbooks.clearLog()
  await troubled.out({ ...NOBODY, times: 1 })
  stage.advance(20 * MINUTE)
  await troubled.run('quickbooks')
  expect(await refreshes('quickbooks')).toBe(1)
  expect(await stage.within(listTroubles)).toEqual([])
  expect(await troubled.questions()).toEqual([])
})

test('HubSpot lets no token in: the same', async () => {
  await stage.hubspot.fault(
    { ...NOBODY, path: '/crm/*' },
    { ...NOBODY, path: '/account-info/*' },
    { ...NOBODY, path: '/integrations/*' },
  )
  for (let turn = 0; turn < 8; turn += 1) {
    stage.advance(30_000)
    await troubled.run('hubspot')
    await troubled.run('upkeep')
  }
  expect(await refreshes('hubspot')).toBe(1)
  expect(await troubled.health('hubspot')).toMatchObject({ state: 'refused', button: 'reconnect' })
  expect(await troubled.questions()).toMatchObject([
    {
      cause: 'connection:hubspot:refused',
      detail: expect.stringContaining('Reconnect as an admin of the HubSpot account.'),
      actions: [{ label: 'Reconnect' }],
    },
  ])
  await stage.hubspot.clearFaults()
  stage.advance(6 * MINUTE)
  await troubled.run('upkeep')
  await troubled.run('hubspot')
  expect(await troubled.questions()).toEqual([])
  expect(await troubled.health('hubspot')).toMatchObject({ state: 'well' })
})

test('many calls that one dead token failed are no question: the refresh helped them all', async () => {
  await stage.quickbooks.open('/tokens/expire', { realmId: stage.realmId })
  await stage.quickbooks.clearLog()
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => company.read('Customer', String(index + 1))),
  )
  expect(answers.filter(({ outcome }) => outcome === 'done').length).toBeGreaterThan(6)
  await stage.vendors.flush()
  expect(await refreshes('quickbooks')).toBe(1)
  expect(await stage.within(listTroubles)).toEqual([])
})
