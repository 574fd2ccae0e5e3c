/**
 * Goal: only customers that were merged are followed to another one. Whose document was given away by hand, who was made
 * inactive, or whom the feed wrongly calls gone is billed as before, or not at all. Method: QuickBooks' stand-in, people who
 * edit there, a month of silence, a gateway that adds a deletion to the feed, and a lease that is lost in between.
 */
import { LeaseLost } from '../../src/inbox/reading-lease'
import { markMastersStale, readMaster } from '../../src/masters/master-table'
import { findMerges, findUntoldMerges } from '../../src/reconcile/find-merges'
import { readChanges } from '../../src/reconcile/read-changes'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { beginBilling, editInvoice } from '../fixtures/billing'
import { customersOf } from '../fixtures/customers'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

const MONTH_MS = 40 * 86_400_000

let stage: Stage
const customers = customersOf(() => stage)
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 500 })
  await readCompany(stage)
  await readNow()
})
afterAll(() => stage.close())

const company = () => stage.vendors.quickbooks(stage.workspaceId)
const readNow = async () => readChanges(stage, await company(), stage.workspaceId)
async function someone(name: string): Promise<string> {
  const { Id } = await customers.make('customer', { DisplayName: name })
  await stage.within((sql) => markMastersStale(sql, 'customers'))
  await readCompany(stage)
  return Id
}
/** So many jobs of one customer, each billed by an invoice of its own. */
async function billed(customerId: string, count: number) {
  const bills = []
  for (let n = 0; n < count; n += 1)
    bills.push(await beginBilling(stage, { customer: { quickbooksId: customerId } }))
  await deliverAll(stage)
  stage.advance(2_000)
  await readNow()
  return bills
}
/** A person opens these bills' invoices in QuickBooks and chooses another customer. */
async function giveAway(bills: Awaited<ReturnType<typeof billed>>, customerId: string): Promise<void> {
  for (const bill of bills) {
    const [invoice] = await bill.inQuickBooks()
    await editInvoice(stage, must(invoice), { CustomerRef: { value: customerId } })
  }
}
async function deactivate(id: string): Promise<void> {
  const { SyncToken } = await customers.byId(id)
  await customers.make('customer', { Id: id, SyncToken, sparse: true, Active: false })
}
const customersNow = (bills: Awaited<ReturnType<typeof billed>>) =>
  Promise.all(
    bills.map(
      async ({ dealId }) =>
        must(await stage.within((sql) => readScheduleOfDeal(sql, dealId))).terms.customerId,
    ),
  )
const isOffered = async (id: string) =>
  (await stage.within((sql) => readMaster(sql, 'customers', id)))?.active

test('one invoice given away, and the customer made inactive, in a month of silence', async () => {
  const [was, given] = [await someone('Given Old'), await someone('Given New')]
  const bills = await billed(was, 2)
  await giveAway(bills.slice(0, 1), given)
  await deactivate(was)
  stage.advance(MONTH_MS)
  await readNow()
  expect(await customersNow(bills)).toEqual([was, was])
  expect(await must(bills[1]).intent()).toMatchObject({ customerId: was })
})

test('more given away than are looked at first, and to two customers', async () => {
  const [was, given, other] = [
    await someone('Many Old'),
    await someone('Many New'),
    await someone('Many Other'),
  ]
  const bills = await billed(was, 4)
  // The newest are looked at first; the oldest still says whose it was.
  await giveAway(bills.slice(1), given)
  const [shared, apart] = [await someone('Two Old'), await someone('Two New')]
  const two = await billed(shared, 2)
  await giveAway(two.slice(0, 1), apart)
  await giveAway(two.slice(1), other)
  await deactivate(was)
  await deactivate(shared)
  stage.advance(MONTH_MS)
  await readNow()
  expect(await customersNow(bills)).toEqual([was, was, was, was])
  expect(await customersNow(two)).toEqual([shared, shared])
})

test('a customer that the feed wrongly calls gone stays, found by one read; one that is gone goes', async () => {
  const [stays, goes, free] = [await someone('Stays'), await someone('Goes'), await someone('Free')]
  const bills = [...(await billed(stays, 1)), ...(await billed(goes, 1))]
  await deactivate(goes)
  const gateway = await tamperedCompany(stage, (body, url) => {
    if (!url.includes('/cdc')) return body
    const Customer = [stays, goes, free].map((Id) => ({
      Id,
      status: 'Deleted',
      MetaData: { LastUpdatedTime: stage.clock.now().toISOString() },
    }))
    return JSON.stringify({ ...JSON.parse(body), CDCResponse: [{ QueryResponse: [{ Customer }] }] })
  })
  await readChanges(stage, gateway.company, stage.workspaceId)
  const asked = gateway.urls.filter((url) => /from[+ ]customer/i.test(url))
  await gateway.close()
  expect(asked).toHaveLength(1)
  expect([await isOffered(stays), await isOffered(goes), await isOffered(free)]).toEqual([true, false, false])
  expect(await customersNow(bills)).toEqual([stays, goes])
})

test('whoever lost the lease asks nothing more', async () => {
  const [dead, survivor] = [await someone('Lease Old'), await someone('Lease New')]
  await billed(dead, 2)
  await customers.merge(dead, survivor)
  const asks = async (find: (hold: () => Promise<void>) => Promise<unknown>, held: number) => {
    await stage.quickbooks.clearLog()
    let left = held
    await expect(
      find(async () => {
        if (left === 0) throw new LeaseLost('quickbooks')
        left -= 1
      }),
    ).rejects.toThrow(LeaseLost)
    return stage.quickbooks.count('GET', /query/)
  }
  const { workspaceId } = stage
  const opened = await company()
  // Documents, whether their customer is there, and all documents.
  for (const held of [0, 1, 2])
    expect(await asks((hold) => findMerges(stage, opened, workspaceId, [dead], hold), held)).toBe(held)
  expect(await asks((hold) => findUntoldMerges(stage, opened, workspaceId, hold), 0)).toBe(0)
  expect(await findMerges(stage, opened, workspaceId, [dead], async () => {})).toEqual([
    { deadId: dead, survivorId: survivor },
  ])
})
