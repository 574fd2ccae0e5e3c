/**
 * Goal: customers that were merged are followed, however a reading breaks off or how much of it comes in parts: once a newer
 * document is stored, nothing says any more whose it was. Method: QuickBooks' stand-in, merges that nobody rang for, a month of
 * silence, an answer that breaks, and a feed that one kind fills.
 */
import { markMastersStale } from '../../src/masters/master-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { beginBilling } from '../fixtures/billing'
import { customersOf } from '../fixtures/customers'
import { deliverAll } from '../fixtures/deliver'
import { fullFeed } from '../fixtures/full-feed'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

let stage: Stage
const customers = customersOf(() => stage)
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 500 })
  await readCompany(stage)
  await readNow()
})
afterEach(() => stage.close())
const readNow = async () =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
async function someone(name: string): Promise<string> {
  const { Id } = await customers.make('customer', { DisplayName: name })
  await stage.within((sql) => markMastersStale(sql, 'customers'))
  await readCompany(stage)
  return Id
}
const begin = async () => {
  const [dead, survivor] = [await someone('Silent Old'), await someone('Silent New')]
  const bill = await beginBilling(stage, { customer: { quickbooksId: dead } })
  await deliverAll(stage)
  stage.advance(2_000)
  await readNow()
  await customers.merge(dead, survivor)
  const customerOf = async () => ({
    plan: must(await stage.within((sql) => readScheduleOfDeal(sql, bill.dealId))).terms.customerId,
    intent: must(await bill.intent()).customerId,
  })
  return { dead, survivor, customerOf }
}
test('a month of silence', async () => {
  const { survivor, customerOf } = await begin()
  stage.advance(40 * 86_400_000)
  await readNow()
  expect(await customerOf()).toEqual({ plan: survivor, intent: survivor })
})
test('a month of silence, in a reading that breaks off after the first documents', async () => {
  const { survivor, customerOf } = await begin()
  stage.advance(40 * 86_400_000)
  let broken = false
  const gateway = await tamperedCompany(stage, (body, url) => {
    if (decodeURIComponent(url).replaceAll('+', ' ').toLowerCase().includes('from payment')) {
      broken = true
      return '<html>'
    }
    return body
  })
  await expect(readChanges(stage, gateway.company, stage.workspaceId)).rejects.toThrow()
  expect(broken).toBe(true)
  await gateway.close()
  await readNow()
  await readNow()
  expect(await customerOf()).toEqual({ plan: survivor, intent: survivor })
})
test('a feed that invoices fill, and no webhook', async () => {
  const { survivor, customerOf } = await begin()
  stage.advance(60_000)
  const gateway = await tamperedCompany(stage, (body, url) => fullFeed(body, url, ['Invoice']))
  await readChanges(stage, gateway.company, stage.workspaceId)
  await gateway.close()
  await readNow()
  expect(await customerOf()).toEqual({ plan: survivor, intent: survivor })
})
test('no webhook', async () => {
  const { survivor, customerOf } = await begin()
  stage.advance(60_000)
  await readNow()
  expect(await customerOf()).toEqual({ plan: survivor, intent: survivor })
})
