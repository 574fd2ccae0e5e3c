/**
 * Goal: whoever was merged away in QuickBooks, the deals are billed to the one that took over.
 * Method: merges on the web of QuickBooks' stand-in, told by its webhook in both forms, and a feed that only knows that
 * somebody is gone.
 */

import { chooseCustomer } from '../../src/customers/choose-customer'
import { addEvents } from '../../src/inbox/inbox-table'
import { markMastersStale, readMaster } from '../../src/masters/master-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { readMilestones } from '../../src/schedules/milestone-table'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { beginBilling, editInvoice } from '../fixtures/billing'
import { customersOf, newDeal } from '../fixtures/customers'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
const customers = customersOf(() => stage)
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 500 })
  await readCompany(stage)
  await readNow()
})
afterAll(() => stage.close())

const readNow = async () =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)

/** A customer that Milepost knows. */
async function someone(name: string): Promise<string> {
  const { Id } = await customers.make('customer', { DisplayName: name })
  await stage.within((sql) => markMastersStale(sql, 'customers'))
  await readCompany(stage)
  return Id
}

/** Merges in QuickBooks, and tells of it as its webhook would. */
async function merge(deadId: string, survivorId: string): Promise<void> {
  await customers.merge(deadId, survivorId)
  await ring(deadId, survivorId)
  await readNow()
}
const ring = (deadId: string, survivorId: string) =>
  stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'quickbooks',
        key: `merge ${deadId} ${survivorId}`,
        entity: 'Customer',
        entityIds: [survivorId, deadId],
        operation: 'merged',
        occurredAt: stage.clock.now(),
        body: {},
      },
    ]),
  )
const planOf = async (dealId: string) => {
  const schedule = must(await stage.within((sql) => readScheduleOfDeal(sql, dealId)))
  const milestones = await stage.within((sql) => readMilestones(sql, [schedule.scheduleId]))
  return { schedule, milestones }
}
const halves = (...ids: string[]) =>
  ids.map((quickbooksId) => ({ customer: { quickbooksId }, share: { percent: '50' } }))

test('deals and schedules follow, once, in words; the dead one stays known and is not offered', async () => {
  const [dead, survivor] = [await someone('Old Acme'), await someone('New Acme')]
  const [planned, chosen] = [await newDeal(stage), await newDeal(stage)]
  await plan(stage, planned, draftOf('1000', [fixed('A', '1000')], { customer: { quickbooksId: dead } }))
  await stage.within((sql) => chooseCustomer(sql, owner, { dealId: chosen, customerId: dead }))
  await merge(dead, survivor)
  expect((await planOf(planned)).schedule.terms.customerId).toBe(survivor)
  expect(await customers.state(chosen)).toMatchObject({
    customerId: survivor,
    customer: { name: 'New Acme' },
  })
  const words = 'QuickBooks merged the customer “Old Acme” into “New Acme”, who is billed now'
  for (const dealId of [planned, chosen]) expect((await customers.told(dealId)).at(-1)).toBe(words)
  const told = await customers.told(planned)
  await ring(dead, survivor)
  await readNow()
  expect(await customers.told(planned)).toEqual(told)
  expect(await stage.within((sql) => readMaster(sql, 'customers', dead))).toMatchObject({ active: false })
  // Somebody whose page is old chooses the dead one: it is the survivor that is meant.
  const late = await newDeal(stage)
  await stage.within((sql) => chooseCustomer(sql, owner, { dealId: late, customerId: dead }))
  expect(await customers.state(late)).toMatchObject({ customerId: survivor })
})

test('a merge that is heard of after the list was read anew is told by name, and the name is free again', async () => {
  const [dead, survivor] = [await someone('Early List'), await someone('Late News')]
  const dealId = await newDeal(stage)
  await plan(stage, dealId, draftOf('1000', [fixed('A', '1000')], { customer: { quickbooksId: dead } }))
  // A plan without a customer names nobody, and nobody is kept for it.
  await plan(stage, await newDeal(stage), draftOf('1000', [fixed('A', '1000')], { customer: null }))
  const unnamed = await someone('Named by nothing')
  await customers.merge(dead, survivor)
  await customers.merge(unnamed, survivor)
  await stage.within((sql) => markMastersStale(sql, 'customers'))
  await readCompany(stage)
  expect(await stage.within((sql) => readMaster(sql, 'customers', unnamed))).toBeNull()
  await ring(dead, survivor)
  await readNow()
  expect((await customers.told(dealId)).at(-1)).toBe(
    'QuickBooks merged the customer “Early List” into “Late News”, who is billed now',
  )
  await customers.ask(await newDeal(stage), { displayName: 'Early List' })
})

test.each([
  'one by one',
  'at once',
])('a chain of merges, told out of order %s, ends at who is left', async (how) => {
  const [a, b, c] = [await someone(`A ${how}`), await someone(`B ${how}`), await someone(`C ${how}`)]
  const dealId = await newDeal(stage)
  await plan(stage, dealId, draftOf('1000', [fixed('A', '1000')], { customer: { quickbooksId: a } }))
  const bill = await beginBilling(stage, { customer: { quickbooksId: a } })
  await deliverAll(stage)
  await customers.merge(a, b)
  await customers.merge(b, c)
  await ring(b, c)
  if (how === 'one by one') await readNow()
  await ring(a, b)
  await readNow()
  expect((await planOf(dealId)).schedule.terms.customerId).toBe(c)
  // What bills them too: a refund to the one that is left is looked for among its own invoices.
  expect(await bill.intent()).toMatchObject({ customerId: c })
})

test('payers follow, and are known by what they were; two who became one stay two', async () => {
  const [dead, survivor, other] = [
    await someone('Payer A'),
    await someone('Payer B'),
    await someone('Payer C'),
  ]
  const [apart, together] = [await newDeal(stage), await newDeal(stage)]
  const milestones = [fixed('A', '600'), fixed('B', '400', { payers: halves(dead, other) })]
  await plan(stage, apart, draftOf('1000', milestones, { payers: halves(dead, other) }))
  await plan(stage, together, draftOf('1000', [fixed('A', '1000')], { payers: halves(dead, survivor) }))
  await merge(dead, survivor)
  const { schedule, milestones: after } = await planOf(apart)
  const followed = [{ ...halves(survivor)[0], billedAs: dead }, ...halves(other)]
  expect(schedule.terms.payers).toEqual(followed)
  expect(after.map(({ details }) => details.payers)).toEqual([undefined, followed])
  expect((await planOf(together)).schedule.terms.payers).toEqual([
    { ...halves(survivor)[0], billedAs: dead },
    ...halves(survivor),
  ])
  expect(await customers.questions(together)).toEqual([])
  expect(await customers.questions(apart)).toEqual([])
})

test('an invoice that was posted to the dead one stays ours, and is not billed again', async () => {
  const [dead, survivor] = [await someone('Billed Old'), await someone('Billed New')]
  const bill = await beginBilling(stage, { customer: { quickbooksId: dead } })
  await deliverAll(stage)
  await merge(dead, survivor)
  stage.advance(2_000)
  await readNow()
  expect(await bill.intent()).toMatchObject({ state: 'posted', customerId: survivor })
  expect((await bill.tracker()).figures).toMatchObject({ billed: 123_456n, remaining: 0n })
  expect(await bill.inQuickBooks()).toHaveLength(1)
  expect(await bill.questions()).toEqual([])
})

test('shared work that is billed already stays known by who paid it, and nobody is asked', async () => {
  const [dead, survivor, other] = [
    await someone('Share A'),
    await someone('Share B'),
    await someone('Share C'),
  ]
  const bill = await beginBilling(stage, { payers: halves(dead, other) })
  await deliverAll(stage)
  await merge(dead, survivor)
  expect((await planOf(bill.dealId)).schedule.terms.payers).toEqual([
    { ...halves(survivor)[0], billedAs: dead },
    ...halves(other),
  ])
  expect(await bill.questions()).toEqual([])
})

test('a customer that the feed only calls gone is known by its name, and no longer offered', async () => {
  const [dead, survivor] = [await someone('Quiet Old'), await someone('Quiet New')]
  await customers.merge(dead, survivor)
  stage.advance(2_000)
  await readNow()
  expect(await stage.within((sql) => readMaster(sql, 'customers', dead))).toMatchObject({
    name: 'Quiet Old',
    active: false,
  })
})

test('a merge that nobody told of is seen by whose documents are whose now', async () => {
  const [dead, survivor] = [await someone('Untold Old'), await someone('Untold New')]
  const [gone, stays] = [
    await beginBilling(stage, { customer: { quickbooksId: dead } }),
    await beginBilling(stage, { customer: { quickbooksId: dead } }),
  ]
  await deliverAll(stage)
  const [first] = await gone.inQuickBooks()
  await customers.merge(dead, survivor)
  // The newest document tells nothing: it was deleted in the same moment.
  await editInvoice(stage, must(first), {}, 'delete')
  stage.advance(2_000)
  const lookedAt = async () =>
    (await stage.quickbooks.log()).filter(({ query }) => /from (invoice|payment)/i.test(query['query'] ?? ''))
  await stage.quickbooks.clearLog()
  await readNow()
  expect(await lookedAt()).not.toEqual([])
  expect((await planOf(stays.dealId)).schedule.terms.customerId).toBe(survivor)
  expect(await stays.intent()).toMatchObject({ customerId: survivor })
  const told = await customers.told(stays.dealId)
  expect(told).toContain('QuickBooks merged the customer “Untold Old” into “Untold New”, who is billed now')
  // The feed goes on calling it gone for a while: it is looked up once.
  await stage.quickbooks.clearLog()
  await readNow()
  expect(await lookedAt()).toEqual([])
  expect(await customers.told(stays.dealId)).toEqual(told)
})

test('a merge during more than a month of silence is seen by whose documents are whose now; a document that changed hands is none', async () => {
  const [dead, survivor, other] = [
    await someone('Silent Old'),
    await someone('Silent New'),
    await someone('Other'),
  ]
  const [gone, stays, moved] = [
    await beginBilling(stage, { customer: { quickbooksId: dead } }),
    await beginBilling(stage, { customer: { quickbooksId: dead } }),
    await beginBilling(stage, { customer: { quickbooksId: other } }),
  ]
  await deliverAll(stage)
  stage.advance(2_000)
  await readNow()
  const [first] = await gone.inQuickBooks()
  const [third] = await moved.inQuickBooks()
  await customers.merge(dead, survivor)
  await editInvoice(stage, must(first), {}, 'delete')
  await editInvoice(stage, must(third), { CustomerRef: { value: survivor } })
  stage.advance(40 * 86_400_000)
  await readNow()
  expect((await planOf(stays.dealId)).schedule.terms.customerId).toBe(survivor)
  expect(await stays.intent()).toMatchObject({ customerId: survivor })
  expect(await customers.told(stays.dealId)).toContain(
    'QuickBooks merged the customer “Silent Old” into “Silent New”, who is billed now',
  )
  expect((await planOf(moved.dealId)).schedule.terms.customerId).toBe(other)
})
