/**
 * Goal: what a bookkeeper does to customers, items and terms in QuickBooks is followed, or said before anything is billed,
 * with the way to mend it. Method: QuickBooks' own API and its merge page; its webhook for the lists that the change feed
 * leaves out; preflight over our API, before and after it is mended.
 */
import { addEvents } from '../../src/inbox/inbox-table'
import { allInvoices } from '../fixtures/billing'
import { customersOf } from '../fixtures/customers'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
const customers = customersOf(() => stage)
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

interface Named {
  readonly Id: string
  readonly SyncToken: string
}

async function change(entity: 'Customer' | 'Item' | 'Term', id: string, set: object): Promise<void> {
  const path = `/v3/company/${stage.realmId}/${entity.toLowerCase()}`
  const found = (await stage.quickbooks.api<Record<string, Named>>('GET', `${path}/${id}?minorversion=75`))[
    entity
  ]
  await stage.quickbooks.api('POST', `${path}?minorversion=75`, {
    Id: must(found).Id,
    SyncToken: must(found).SyncToken,
    sparse: true,
    ...set,
  })
}

let rings = 0
/** QuickBooks' webhook, and what follows it. */
async function ring(entity: string, operation: string, entityIds: readonly string[]): Promise<void> {
  rings += 1
  await stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'quickbooks',
        key: `ring ${rings}`,
        entity,
        entityIds: [...entityIds],
        operation,
        occurredAt: stage.clock.now(),
        body: {},
      },
    ]),
  )
  await books.sweep()
}

const failing = async (milestoneId: string) =>
  (
    (await books.ask('GET', `/milestones/${milestoneId}/preflight`)) as unknown as {
      check: string
      ok: boolean
      detail: string
      mend: { label: string } | null
    }[]
  ).filter(({ ok, check }) => !ok && check !== 'completed')

/** Every invoice that QuickBooks has of a customer. */
const invoicesOf = async (customerId: string) =>
  (await allInvoices(stage)).filter(({ CustomerRef }) => CustomerRef.value === customerId)

const someone = async (name: string): Promise<string> => {
  const { Id } = await customers.make('customer', { DisplayName: name })
  await books.sweep()
  return Id
}

test('a customer made inactive stops billing with the way to mend it, and billing goes on once they are active', async () => {
  const id = await someone('Quiet Gardens')
  const job = await books.planned([['Hedge', 640]], { customer: { quickbooksId: id } })
  expect(await failing(must(job.ids[0]))).toEqual([])
  await change('Customer', id, { Active: false })
  await books.sweep()
  expect(await failing(must(job.ids[0]))).toMatchObject([
    {
      check: 'customer',
      detail: expect.stringContaining('is inactive in QuickBooks.'),
      mend: { label: 'Choose another, or make it active in QuickBooks' },
    },
  ])
  // The work is done all the same; billing it waits.
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  await books.deliver()
  expect(await invoicesOf(id)).toEqual([])
  await change('Customer', id, { Active: true })
  await books.sweep()
  expect(await failing(must(job.ids[0]))).toEqual([])
  await books.settle(await books.asked(job.dealId, 'billing_blocked'), 'bill')
  await books.deliver()
  expect(await invoicesOf(id)).toMatchObject([{ TotalAmt: 640 }])
})

test('a customer renamed is called by the new name', async () => {
  const id = await someone('Old Name Nursery')
  const job = await books.planned([['Beds', 730]], { customer: { quickbooksId: id } })
  await change('Customer', id, { DisplayName: 'New Name Nursery' })
  await books.sweep()
  const preview = await books.ask('GET', `/milestones/${must(job.ids[0])}/invoice-preview`)
  expect(preview['customer']).toBe('New Name Nursery')
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  await books.deliver()
  expect(await invoicesOf(id)).toMatchObject([
    { CustomerRef: { value: id, name: 'New Name Nursery' }, TotalAmt: 730 },
  ])
  const listed = await books.ask('GET', `/invoices?customer=${id}`)
  expect(listed['items']).toMatchObject([{ customer: 'New Name Nursery', status: 'posted' }])
})

test('a customer merged away: what is billed next goes to the one that took over, and what was billed still counts', async () => {
  const [dead, survivor] = [await someone('Lawn One'), await someone('Lawn Two')]
  const mows = [
    ['First mow', 210],
    ['Second mow', 190],
  ] as const
  const job = await books.planned(mows, { customer: { quickbooksId: dead } })
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  await books.deliver()
  expect(await invoicesOf(dead)).toMatchObject([{ TotalAmt: 210 }])
  await customers.merge(dead, survivor)
  await ring('Customer', 'merged', [survivor, dead])
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '210.00' } })
  expect((await books.invoiceOf(must(job.ids[0]))).CustomerRef.value).toBe(survivor)
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  const { schedule } = (await books.ask('GET', `/deals/${job.dealId}`)) as unknown as {
    schedule: { customer: { quickbooksId: string } }
  }
  expect(schedule.customer.quickbooksId).toBe(survivor)
  await books.ask('POST', `/milestones/${must(job.ids[1])}/complete`, {})
  await books.deliver()
  await books.sweep()
  expect((await books.invoiceOf(must(job.ids[1]))).CustomerRef.value).toBe(survivor)
  expect((await invoicesOf(survivor)).map(({ TotalAmt }) => TotalAmt).toSorted()).toEqual([190, 210])
  expect(await invoicesOf(dead)).toEqual([])
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '400.00' } })
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  expect(await books.questions(job.dealId)).toEqual([])
})

test.each([
  ['Item', 'item', { item: { quickbooksId: '2' } }, '2'],
  ['Term', 'terms', { terms: { quickbooksId: '3' } }, '3'],
] as const)('an inactive %s is said before anything is billed, with the way to mend it', async (entity, check, more, id) => {
  const job = await books.planned([[`Needs an ${entity}`, 515]], more)
  expect(await failing(must(job.ids[0]))).toEqual([])
  await change(entity, id, { Active: false })
  await ring(entity, 'updated', [id])
  const [problem, ...others] = await failing(must(job.ids[0]))
  expect(others).toEqual([])
  expect(problem).toMatchObject({ check, mend: { label: expect.any(String) } })
  // The work is done all the same; billing it waits, and says why.
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  expect(await books.asked(job.dealId, 'billing_blocked')).toMatchObject({
    detail: expect.stringMatching(/inactive/),
  })
  expect(await books.refused('POST', `/milestones/${must(job.ids[0])}/bill`, {})).toMatchObject({
    code: 'preflight_failed',
  })
  await change(entity, id, { Active: true })
  await ring(entity, 'updated', [id])
  expect(await failing(must(job.ids[0]))).toEqual([])
  await books.settle(await books.asked(job.dealId, 'billing_blocked'), 'bill')
  await books.deliver()
  expect(await books.questions(job.dealId)).toEqual([])
  expect((await books.invoiceOf(must(job.ids[0]))).TotalAmt).toBe(515)
})
