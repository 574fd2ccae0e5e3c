/**
 * Goal: what the change feed can't tell is found another way, and what is looked for again costs one read. Method: silence
 * of more than a month; a gateway that fills the answer and cuts the rest off, as QuickBooks does at a thousand rows.
 */
import { limits } from '../../config/limits'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { leaseReading, readReading } from '../../src/inbox/reading-table'
import { masterReadings } from '../../src/masters/master-table'
import type { Database, Sql } from '../../src/postgres/database'
import { readChanges } from '../../src/reconcile/read-changes'
import { allInvoices, type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { fullFeed } from '../fixtures/full-feed'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterEach(() => stage.close())

const read = async (askFeed = true) =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, askFeed)
const status = async (bill: Billing) => must((await bill.tracker()).milestones[0]).billing.status
const bills = async () => {
  const made = [await beginBilling(stage), await beginBilling(stage), await beginBilling(stage)] as const
  await deliverAll(stage)
  stage.advance(2_000)
  await read()
  return made
}
const pay = async (bill: Billing) =>
  payInvoices(stage, '1', [{ invoiceId: must((await bill.intent()).quickbooksId), amount: 1_234.56 }])
const remove = async (bill: Billing) => editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, 'delete')
const statuses = async (made: readonly Billing[]) => Promise.all(made.map(status))

test.each([
  'rows',
  'empty',
  'fault',
])('after more than a month of silence (the feed then: %s), what was paid and deleted meanwhile is found by what we hold', async (feed) => {
  const made = await bills()
  await stage.quickbooks.turn({ 'cdc-past-30-days': feed })
  stage.advance(6 * 60_000)
  await pay(made[0])
  await remove(made[1])
  stage.advance(40 * 86_400_000)
  await read()
  expect(await statuses(made)).toEqual(['paid', 'not_billed', expect.stringMatching(/posted|overdue/)])
})

test('how far a long reading has come can be seen while it runs, and no longer', async () => {
  await bills()
  stage.advance(40 * 86_400_000)
  const seen: unknown[] = []
  const lease = must(await leaseReading(stage.database, stage.workspaceId, 'quickbooks', limits.leaseMs))
  const gateway = await tamperedCompany(stage, async (body, url) => {
    if (url.includes('LastUpdatedTime'))
      seen.push((await stage.within((sql) => readReading(sql, 'quickbooks'))).progress)
    return body
  })
  try {
    await readChanges({ ...stage, lease }, gateway.company, stage.workspaceId)
  } finally {
    await gateway.close()
  }
  expect(seen[0]).toEqual({ list: 'Invoice', step: 1, steps: 4, rows: 0 })
  expect(seen.at(-1)).toMatchObject({ list: 'RefundReceipt', step: 4, steps: 4 })
  expect((await stage.within((sql) => readReading(sql, 'quickbooks'))).progress).toBeNull()
})

/** A gateway that fills what the feed tells of these kinds, and cuts the rest of that answer off. */
const filledFeed = (full: readonly string[]) =>
  tamperedCompany(stage, (body, url) => fullFeed(body, url, full))

test.each([
  { full: ['Customer'], asked: 3, listed: 0 },
  { full: ['Invoice', 'Customer'], asked: 5, listed: 1 },
  {
    full: ['Invoice', 'Payment', 'CreditMemo', 'RefundReceipt', 'Customer', 'Estimate'],
    asked: 11,
    listed: 4,
  },
])('a full answer ($full) loses no deletion: what filled it is asked alone, the rest together, and what is full still is listed', async ({
  full,
  asked,
  listed,
}) => {
  const made = await bills()
  stage.advance(6 * 60_000)
  await pay(made[0])
  await remove(made[1])
  stage.advance(2_000)
  const gateway = await filledFeed(full)
  try {
    await readChanges(stage, gateway.company, stage.workspaceId)
  } finally {
    await gateway.close()
  }
  expect(await statuses(made)).toEqual(['paid', 'not_billed', 'posted'])
  expect((await stage.within(masterReadings)).get('customers')).toMatchObject({ stale: true })
  expect(gateway.urls.filter((url) => url.includes('/cdc'))).toHaveLength(asked)
  expect(gateway.urls.filter((url) => url.includes('LastUpdatedTime >='))).toHaveLength(listed)
})

test('what is looked for again is read by its id, without the feed', async () => {
  await read()
  const next = String(Math.max(...(await allInvoices(stage)).map((each) => Number(each.Id)), 0) + 5_000)
  await ring('a', next)
  await read(false)
  await stage.quickbooks.clearLog()
  // Its pause is not over: nothing is asked, and nothing is counted.
  await read(false)
  expect((await stage.quickbooks.log()).length).toBe(0)
  expect(await waiting()).toMatchObject([{ attempts: 1, due: false }])
  stage.advance(10_000)
  await read(false)
  const reads = (await stage.quickbooks.log()).filter((each) => each.method === 'GET')
  expect(reads.map((each) => each.path.split('/').slice(-2).join('/'))).toEqual([`invoice/${next}`])
  expect(await waiting()).toMatchObject([{ attempts: 2 }])
  await ring('b', '1', 'Item')
  await stage.quickbooks.clearLog()
  await read(false)
  expect(await stage.quickbooks.count('GET', /\/cdc$/)).toBe(1)
})

test('many events are settled by a few statements', async () => {
  const [bill] = await bills()
  const id = must((await bill.intent()).quickbooksId)
  const events = Array.from({ length: 200 }, (_, n) => `${n}`)
  for (const key of events) await ring(key, id, 'Invoice', new Date(0))
  let statements = 0
  const database: Database = {
    ...stage.database,
    inWorkspace: (workspaceId, work) =>
      stage.database.inWorkspace(workspaceId, (sql) => {
        const counted: Sql = (text, values) => {
          statements += 1
          return sql(text, values)
        }
        return work(counted)
      }),
  }
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  await readChanges({ ...stage, database }, company, stage.workspaceId)
  expect(await waiting()).toEqual([])
  expect(statements).toBeLessThan(100)
})

const waiting = () => stage.within((sql) => waitingEvents(sql, 'quickbooks', 100))
const ring = (key: string, id: string, entity = 'Invoice', occurredAt: Date | null = null) =>
  stage.within((sql) =>
    addEvents(sql, [
      { source: 'quickbooks', key, entity, entityIds: [id], operation: 'updated', occurredAt, body: {} },
    ]),
  )
