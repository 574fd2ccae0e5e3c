/**
 * Goal: reads of QuickBooks are metered, so a burst costs a handful of them however large it is, what is known costs none,
 * and a sweep that finds nothing costs the same whatever is held. Method: QuickBooks' stand-in counts calls, the database statements.
 */

import { addEvents, type ReceivedEvent, waitingEvents } from '../../src/inbox/inbox-table'
import { saveDocuments } from '../../src/invoices/books/document-table'
import { claimNext } from '../../src/outbox/claim'
import type { Database, Sql } from '../../src/postgres/database'
import { readChanges } from '../../src/reconcile/read-changes'
import { keepUp } from '../../src/upkeep/keep-up'
import { type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 10_000 })
  await readCompany(stage)
})
afterAll(() => stage.close())
beforeEach(() => stage.quickbooks.clearLog())

const read = async (askFeed = false, database: Database = stage.database) =>
  readChanges(
    { ...stage, database },
    await stage.vendors.quickbooks(stage.workspaceId),
    stage.workspaceId,
    askFeed,
  )
const reads = async () =>
  (await stage.quickbooks.log()).filter(({ method, path }) => method === 'GET' || path.endsWith('/query'))
    .length
const waiting = () => stage.within((sql) => waitingEvents(sql, 'quickbooks', 10_000))
const event = (
  key: string,
  entity: string,
  id: string,
  given: Partial<ReceivedEvent> = {},
): ReceivedEvent => ({
  source: 'quickbooks',
  key,
  entity,
  entityIds: [id],
  operation: 'updated',
  // A vendor's times have whole seconds: a change is not earlier than this.
  occurredAt: new Date(stage.clock.now().getTime() - 1_000),
  body: {},
  ...given,
})
const ring = (...events: ReceivedEvent[]) => stage.within((sql) => addEvents(sql, events))
const status = async (bill: Billing) => must((await bill.tracker()).milestones[0]).billing.status
async function posted(): Promise<{ bill: Billing; id: string }> {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  return { bill, id: must((await bill.intent()).quickbooksId) }
}
/** The database, with its statements and the rows they answered counted. */
function counted() {
  const counts = { statements: 0, rows: 0 }
  const database: Database = {
    ...stage.database,
    inWorkspace: (workspaceId, work) =>
      stage.database.inWorkspace(workspaceId, (sql) => {
        const counting: Sql = async <Row extends object>(text: string, values?: readonly unknown[]) => {
          const rows = await sql<Row>(text, values)
          counts.statements += 1
          counts.rows += rows.length
          return rows
        }
        return work(counting)
      }),
  }
  return { counts, database }
}
const api = (path: string, body: object) =>
  stage.quickbooks.api<Record<string, { Id: string; SyncToken: string }>>(
    'POST',
    `/v3/company/${stage.realmId}/${path}`,
    body,
  )
const sale = (amount: number) => ({
  CustomerRef: { value: '1' },
  Line: [
    {
      Amount: amount,
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
    },
  ],
})

test('the echo of what we wrote costs no read; what a person does to it after that is read', async () => {
  await read(true)
  const { bill, id } = await posted()
  await stage.quickbooks.clearLog()
  await ring(event('echo', 'Invoice', id, { operation: 'created' }))
  await read()
  expect(await reads()).toBe(0)
  expect(await waiting()).toEqual([])
  stage.advance(2_000)
  await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_234.56 }])
  await ring(event('paid', 'Invoice', id))
  await stage.quickbooks.clearLog()
  await read()
  expect(await reads()).toBe(1)
  expect(await status(bill)).toBe('paid')
})

test.each([
  { 'cdc-bound': 'exclusive' },
  { 'invoice-event-on-payment': 'no' },
  { 'echo-own-writes': 'no' },
])('with %j a payment is seen by a sweep, though nobody rang', async (switches) => {
  await stage.quickbooks.turn(switches)
  const { bill, id } = await posted()
  await read(true)
  await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_234.56 }])
  await read(true)
  stage.advance(2_000)
  await read(true)
  expect(await status(bill)).toBe('paid')
  await stage.quickbooks.turn({
    'cdc-bound': 'inclusive',
    'invoice-event-on-payment': 'yes',
    'echo-own-writes': 'yes',
  })
})

test.each([
  'updated',
  'created',
  'voided',
  'deleted',
])('an event (%s) that comes ten times more after it was read costs no further read', async (operation) => {
  const { bill, id } = await posted()
  stage.advance(2_000)
  if (operation === 'deleted' || operation === 'voided')
    await editInvoice(
      stage,
      must((await bill.inQuickBooks())[0]),
      {},
      operation === 'deleted' ? 'delete' : 'void',
    )
  else await payInvoices(stage, '1', [{ invoiceId: id, amount: 1 }])
  const same = event(`again ${operation}`, 'Invoice', id, { operation })
  await ring(same)
  await read()
  const before = await status(bill)
  await stage.quickbooks.clearLog()
  for (let time = 0; time < 10; time += 1) {
    await ring(same)
    stage.advance(60_000)
    await read()
  }
  expect(await reads()).toBe(0)
  expect(await waiting()).toEqual([])
  expect(await status(bill)).toBe(before)
})

test('what rings again while it waits for its pause gathers anew, and what never waited does not', async () => {
  const claim = () =>
    claimNext(stage.database, 'quickbooks', {
      most: 4,
      perWorkspace: 1,
      leaseMs: 1_000,
      gatherMs: 2_000,
      sweepMs: 86_400_000,
    })
  await read(true)
  const strange = event('never shown', 'Invoice', '987654', { operation: 'created' })
  await ring(strange)
  expect(await claim()).toEqual([])
  stage.advance(1_500)
  // Rung again, or beside another: two seconds from the first.
  await ring(strange, event('other', 'Invoice', '987655', { operation: 'created' }))
  stage.advance(600)
  expect(await claim()).toHaveLength(1)
  await read()
  stage.advance(1_200)
  await ring(strange)
  expect(await claim()).toEqual([])
  stage.advance(2_100)
  expect(await claim()).toHaveLength(1)
  await stage.within((sql) => sql('delete from inbox_event'))
})

test('an event whose own time is a little later than the change is settled after a few looks, and nobody is asked', async () => {
  const { id } = await posted()
  await stage.within((sql) => sql('delete from inbox_event'))
  await ring(
    event('early bird', 'Invoice', id, { occurredAt: new Date(stage.clock.now().getTime() + 20_000) }),
    event('far ahead', 'Invoice', id, { occurredAt: new Date(stage.clock.now().getTime() + 900_000) }),
  )
  for (let turn = 0; turn < 3; turn += 1) {
    await read()
    stage.advance(30_000)
  }
  expect(await waiting()).toMatchObject([{ attempts: 3 }])
  for (let turn = 0; turn < 6; turn += 1) {
    await read()
    stage.advance(20 * 60_000)
  }
  expect(await waiting()).toEqual([])
  const asked = await stage.within((sql) =>
    sql("select title from attention where kind = 'poison' and settled_at is null"),
  )
  expect(asked).toEqual([])
})

test('500 changes of one company, rung one by one, are read with one hand’s fingers', async () => {
  await read(true)
  const { bill, id } = await posted()
  stage.advance(2_000)
  const rung: ReceivedEvent[] = []
  for (let n = 0; n < 250; n += 1) {
    const { Invoice } = await api('invoice', sale(n + 1))
    const { Id } = must(Invoice)
    const { Payment } = await api('payment', {
      CustomerRef: { value: '1' },
      TotalAmt: n + 1,
      Line: [{ Amount: n + 1, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }],
    })
    rung.push(
      event(`i${n}`, 'Invoice', Id, { operation: 'created' }),
      event(`p${n}`, 'Payment', must(Payment).Id, { operation: 'created' }),
    )
  }
  await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_234.56 }])
  await ring(...rung)
  await stage.quickbooks.clearLog()
  await read()
  expect(await reads()).toBeLessThanOrEqual(5)
  expect(await waiting()).toEqual([])
  expect(await status(bill)).toBe('paid')

  // And where the feed shows none of them, by their ids: 200 in a read.
  await stage.within((sql) =>
    sql("update document set changed_at = '2026-01-01' where kind in ('Invoice', 'Payment')"),
  )
  await stage.within((sql) => sql('delete from inbox_event'))
  stage.advance(3_600_000)
  await read(true)
  await ring(...rung)
  await stage.quickbooks.clearLog()
  await read()
  expect(await reads()).toBeLessThanOrEqual(5)
  expect(await waiting()).toEqual([])
})

test('a sweep that finds nothing costs the same with 5,000 documents held as with a few', async () => {
  stage.advance(3_600_000)
  await read(true)
  const sweep = async () => {
    stage.advance(3_600_000)
    await stage.quickbooks.clearLog()
    const { counts, database } = counted()
    await read(true, database)
    await keepUp({ database, clock: stage.clock }, stage.workspaceId)
    return { ...counts, reads: await reads() }
  }
  // The lists of names are read once a day; they are not what is measured.
  await stage.within((sql) =>
    sql("update master_reading set read_at = milepost.now() + interval '1 year', stale = false"),
  )
  await sweep()
  const few = await sweep()
  const at = new Date('2026-02-01T00:00:00Z')
  for (let part = 0; part < 5; part += 1) {
    await stage.within((sql) =>
      saveDocuments(
        sql,
        Array.from({ length: 1_000 }, (_, n) => ({
          kind: 'Invoice' as const,
          quickbooksId: String(5_000_000 + part * 1_000 + n),
          syncToken: '0',
          changedAt: at,
          customerId: '1',
          body: { TotalAmt: '1', Balance: '0', Line: [] },
          links: [],
        })),
      ),
    )
  }
  const many = await sweep()
  expect(many.reads).toBe(1)
  expect(many.statements).toBe(few.statements)
  expect(many.rows).toBeLessThanOrEqual(few.rows + 5)
  expect(many.statements).toBeLessThan(60)
})
