/**
 * Goal: whatever is wrong with a vendor is seen, said in plain words with one way out, costs a handful of calls, and
 * what waited leaves in its order afterwards. Method: both vendors' stand-ins misbehave; the wired queues run against
 * them on a clock that can be moved, and people's questions and the calls are counted.
 */
import type { QueueName } from '../../src/outbox/claim'
import { markDirty } from '../../src/outbox/deal-mirror-table'
import type { Vendor } from '../../src/tenants/connection-table'
import { listTroubles } from '../../src/tenants/vendor-trouble-table'
import { tryVendor } from '../../src/upkeep/watch-connections'
import { beginBills, expectOneInvoiceEach, postsTo } from '../fixtures/batches'
import { beginBilling } from '../fixtures/billing'
import { must } from '../fixtures/must'
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

const run = (queue: QueueName) => troubled.run(queue)
const deliverDue = () => troubled.deliverDue()
const questions = () => troubled.questions()
const health = (vendor: Vendor) => troubled.health(vendor)
const told = () => troubled.told()
const out = (more?: object) => troubled.out(more)
const calls = () => troubled.calls()

test.each([
  ['errors', { effect: 'status', status: 503 }],
  ['no answer', { effect: 'hang' }],
  ['broken connections', { effect: 'reset' }],
  ['pages of a gateway', { effect: 'html', status: 502 }],
])(
  'an outage of QuickBooks (%s): a handful of calls, one question, and all invoices once it is over',
  async (_how, how) => {
    await readCompany(stage)
    await run('quickbooks')
    const bills = await beginBills(stage, 14)
    await out(how)
    await calls()
    await deliverDue()
    // What was under way when it began, and nothing of the others.
    expect(await calls()).toBeLessThanOrEqual(2 * 10)
    for (let second = 0; second < 300; second += 20) {
      stage.advance(20_000)
      await deliverDue()
      await run('quickbooks')
      await run('upkeep')
    }
    // Five minutes: at most one look a minute, and those whose answer was lost, once each.
    expect(await calls()).toBeLessThanOrEqual(30)
    expect(await health('quickbooks')).toMatchObject({ state: 'outage', button: 'status' })
    const [asked, ...more] = await questions()
    expect(more).toEqual([])
    expect(asked).toMatchObject({ title: 'QuickBooks is out', actions: [{ label: 'See how it is' }] })
    expect(must(asked).detail).toMatch(/14 invoices of \$17,283\.84 wait for it\. Since \d+ \w+, \d\d:\d\d\./)
    await stage.quickbooks.clearFaults()
    stage.advance(MINUTE)
    await run('upkeep')
    for (let turn = 0; turn < 6; turn += 1) {
      await deliverDue()
      stage.advance(3 * MINUTE)
      await run('quickbooks')
    }
    await expectOneInvoiceEach(bills)
    expect(await questions()).toEqual([])
    expect(await health('quickbooks')).toMatchObject({ state: 'well' })
    const words = (await told()).map(({ what }) => what)
    expect(words.filter((what) => /is out|answers again/.test(what))).toEqual([
      'QuickBooks is out',
      'QuickBooks answers again',
    ])
  },
  120_000,
)

test('a moment of trouble is nobody’s business', async () => {
  await readCompany(stage)
  await run('quickbooks')
  const bill = await beginBilling(stage)
  await stage.quickbooks.fault({ method: 'POST', path: '*/invoice', times: 2, effect: 'status', status: 503 })
  for (let turn = 0; turn < 4; turn += 1) {
    await deliverDue()
    stage.advance(3 * MINUTE)
  }
  await expectOneInvoiceEach([bill])
  expect(await questions()).toEqual([])
  expect(await stage.within(listTroubles)).toEqual([])
})

test.each([
  403, 400,
])('a suspended subscription (6190, %s): reading goes on, one invoice at a time tries', async (status) => {
  await readCompany(stage)
  await run('quickbooks')
  const bills = await beginBills(stage, 12)
  await stage.quickbooks.turn({ subscription: `read-only-${status}` })
  await deliverDue()
  expect((await postsTo(stage, '/invoice')).length).toBeLessThanOrEqual(10)
  await stage.quickbooks.clearLog()
  expect(await health('quickbooks')).toMatchObject({ state: 'suspended', button: 'try_now' })
  expect(await questions()).toMatchObject([
    { cause: 'connection:quickbooks:suspended', actions: [{ label: 'Try now' }] },
  ])
  await run('quickbooks')
  expect(must((await questions())[0]).detail).toContain('It can still be read')
  stage.advance(6 * MINUTE)
  await run('upkeep')
  await deliverDue()
  expect((await postsTo(stage, '/invoice')).length).toBe(1)

  // A person renews it, and does not wait for the next look.
  await stage.quickbooks.turn({ subscription: 'active' })
  await tryVendor(stage, stage.workspaceId, 'quickbooks', true)
  for (let turn = 0; turn < 3; turn += 1) {
    await deliverDue()
    stage.advance(MINUTE)
  }
  await expectOneInvoiceEach(bills)
  expect(await questions()).toEqual([])
})

test.each([
  400, 403,
])('a subscription that has ended (6190, %s) refuses reading too: one call looks, now and then', async (status) => {
  await readCompany(stage)
  await run('quickbooks')
  const bills = await beginBills(stage, 3)
  await stage.quickbooks.turn({ subscription: `ended-${status}` })
  stage.advance(20 * MINUTE)
  await run('quickbooks')
  expect(await health('quickbooks')).toMatchObject({ state: 'suspended', button: 'try_now' })
  expect(must((await questions())[0]).detail).not.toContain('It can still be read')
  await calls()
  for (let minute = 0; minute < 60; minute += 1) {
    stage.advance(MINUTE)
    await deliverDue()
    await run('upkeep')
  }
  expect(await calls()).toBeLessThanOrEqual(8)
  await stage.quickbooks.turn({ subscription: 'active' })
  stage.advance(16 * MINUTE)
  await run('upkeep')
  stage.advance(6_000)
  await run('quickbooks')
  for (let turn = 0; turn < 3; turn += 1) {
    await deliverDue()
    stage.advance(MINUTE)
  }
  await expectOneInvoiceEach(bills)
  expect(await questions()).toEqual([])
})

test.each<[string, object]>([
  ['without Retry-After', {}],
  ['with Retry-After', { retryAfter: 120 }],
])('a storm of 429 %s: calls one at a time, said after some minutes, and all leave in the end', async (_how, more) => {
  await readCompany(stage)
  await run('quickbooks')
  const bills = await beginBills(stage, 12)
  await out({ effect: 'status', status: 429, ...more })
  await calls()
  await deliverDue()
  for (let minute = 0; minute < 10; minute += 1) {
    stage.advance(MINUTE)
    await deliverDue()
    await run('upkeep')
  }
  expect(await calls()).toBeLessThanOrEqual(10 + 12)
  expect(await health('quickbooks')).toMatchObject({ state: 'storm', button: 'try_now' })
  expect((await questions()).map(({ cause }) => cause)).toEqual(['connection:quickbooks:storm'])
  await stage.quickbooks.clearFaults()
  for (let turn = 0; turn < 4; turn += 1) {
    stage.advance(2 * MINUTE)
    await run('upkeep')
    await deliverDue()
  }
  stage.advance(10 * MINUTE)
  await run('quickbooks')
  await deliverDue()
  await expectOneInvoiceEach(bills)
  expect(await questions()).toEqual([])
})

test.each([
  '401',
  '403',
])('disconnected in QuickBooks (calls answer %s): said so, and work waits for a person', async (answers) => {
  await readCompany(stage)
  await run('quickbooks')
  await beginBills(stage, 2)
  await stage.quickbooks.turn({ 'revoked-connection': answers })
  await stage.quickbooks.open('/tokens/disconnect', { realmId: stage.realmId })
  stage.advance(20 * MINUTE)
  await run('quickbooks')
  expect(await health('quickbooks')).toMatchObject({ state: 'revoked', button: 'reconnect' })
  const [asked, ...others] = await questions()
  expect(others).toEqual([])
  expect(asked).toMatchObject({ cause: 'connection:quickbooks', actions: [{ label: 'Reconnect' }] })
  expect(must(asked).detail).toMatch(/disconnected Milepost in QuickBooks.*2 invoices of .* wait/)
  await calls()
  await deliverDue()
  await run('upkeep')
  expect(await calls()).toBe(0)
})

test('a permission that ends soon is told of before; one that has run out is not called revoked', async () => {
  await readCompany(stage)
  const ends = (inMs: number) =>
    stage.within((sql) =>
      sql(
        "update connection set refresh_expires_at = milepost.now() + $1 * interval '1 ms' where vendor = 'quickbooks'",
        [inMs],
      ),
    )
  await ends(3 * 24 * 60 * MINUTE)
  await run('upkeep')
  expect(await questions()).toMatchObject([
    { cause: 'connection:quickbooks:ends', title: 'The connection to QuickBooks ends soon' },
  ])
  await ends(-1)
  await stage.quickbooks.open('/tokens/disconnect', { realmId: stage.realmId })
  await run('quickbooks')
  expect(await health('quickbooks')).toMatchObject({ state: 'expired', button: 'reconnect' })
  expect(await questions()).toMatchObject([
    { cause: 'connection:quickbooks', detail: expect.stringContaining('has run out') },
  ])
})

test('HubSpot without one permission: that call is named, everything else goes on', async () => {
  await readCompany(stage)
  await stage.hubspot.fault({
    method: '*',
    path: '/crm/*',
    times: 1,
    effect: 'status',
    status: 403,
  })
  await run('hubspot')
  const [asked] = await questions()
  expect(asked).toMatchObject({
    cause: 'connection:hubspot:scopes',
    title: expect.stringMatching(/^HubSpot refuses “.+”$/),
    actions: [{ label: 'Reconnect' }],
  })
  await run('hubspot')
  expect(await questions()).toEqual([])
})

test('HubSpot is out: figures wait, and are written once it is back', async () => {
  await readCompany(stage)
  const { dealId } = await beginBilling(stage)
  await stage.hubspot.fault({ method: '*', path: '/*', times: 1_000, effect: 'status', status: 502 })
  for (let minute = 0; minute < 8; minute += 1) {
    await stage.within((sql) => markDirty(sql, [dealId]))
    await run('writeback')
    await run('hubspot')
    await run('upkeep')
    stage.advance(MINUTE)
  }
  expect(await health('hubspot')).toMatchObject({ state: 'outage', button: 'status' })
  expect(await questions()).toMatchObject([
    { cause: 'connection:hubspot:outage', detail: expect.stringContaining('1 deal waits for it.') },
  ])
  expect((await stage.hubspot.log()).length).toBeLessThan(30)
  await stage.hubspot.clearFaults()
  stage.advance(MINUTE)
  await run('upkeep')
  expect(await questions()).toEqual([])
})
