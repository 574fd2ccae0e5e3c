/**
 * Goal: invoices leave by age, also those that waited for a reading or for a vendor which is back. Method: the flow's own
 * handlers on a stage, a reading in another hand, and the rows as the next claim takes them.
 */
import { limits } from '../../config/limits'
import { type FlowParts, wire } from '../../src/flow/flow'
import { leaseReading, releaseReading } from '../../src/inbox/reading-table'
import { claimNext } from '../../src/outbox/claim'
import { deferMessage, wakeWaiting } from '../../src/outbox/outbox-table'
import { endTroubles, meetTrouble, restFor } from '../../src/tenants/vendor-trouble-table'
import { waitForVendor } from '../../src/tenants/wait-for-vendor'
import { beginBilling } from '../fixtures/billing'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let parts: FlowParts
beforeEach(async () => {
  stage = await openStage()
  await readCompany(stage)
  parts = {
    database: stage.database,
    clock: stage.clock,
    random: () => 0.5,
    vendors: stage.vendors,
    sweepMs: 600_000,
    log: () => undefined,
  }
})
afterEach(() => stage.close())

const claim = async () =>
  (
    await claimNext(stage.database, 'outbox', {
      most: 1,
      perWorkspace: 10,
      leaseMs: limits.leaseMs,
      gatherMs: 0,
      sweepMs: 0,
    })
  )[0]
const lease = () => leaseReading(stage.database, stage.workspaceId, 'quickbooks', limits.leaseMs)

test('what waited while QuickBooks was read goes before what came meanwhile', async () => {
  const first = await beginBilling(stage)
  const { messageId } = await first.message()
  const elsewhere = must(await lease())
  await wire(parts).outbox(must(await claim()))
  const putOff = await first.message()
  expect(putOff).toMatchObject({ state: 'waiting', attempts: 0, leased: false })
  expect(putOff.nextAt.getTime()).toBeGreaterThan(putOff.createdAt.getTime())
  await beginBilling(stage)
  await releaseReading(stage.database, stage.workspaceId, 'quickbooks', elsewhere)

  await wire(parts).quickbooks({ workspaceId: stage.workspaceId, subjectId: must(await lease()) })
  expect((await claim())?.subjectId).toBe(messageId)
})

test('what is put off in the moment in which a vendor comes back is woken with the others', async () => {
  const { message } = await beginBilling(stage)
  await stage.within(async (sql) => {
    const met = { times: 3, first: stage.clock.now(), last: stage.clock.now(), onWrite: false }
    await meetTrouble(sql, 'quickbooks', 'outage', { ...met, operation: null })
    await restFor(sql, 'quickbooks', 'outage', 60_000)
  })
  const back = { answered: true, admitted: true, quick: true, written: false, read: true, done: [] }
  const order: string[] = []
  let woken: Promise<void> = Promise.resolve()
  await stage.within(async (sql) => {
    const leave = await waitForVendor(sql, 'quickbooks', stage.clock.now())
    // Meanwhile a call is answered: what waits is woken once that is counted.
    woken = stage
      .within((other) => endTroubles(other, 'quickbooks', back))
      .then(async () => {
        await stage.within((other) => wakeWaiting(other, 'quickbooks'))
        order.push('woken')
      })
    await new Promise((resolve) => setTimeout(resolve, 300))
    if (leave.goes === 'not') await deferMessage(sql, (await message()).messageId, leave.waitMs)
    order.push('put off')
  })
  await woken
  expect(order).toEqual(['put off', 'woken'])
  expect((await message()).nextAt.getTime()).toBeLessThanOrEqual(stage.clock.now().getTime())
})
