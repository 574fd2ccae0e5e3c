/**
 * Goal: nothing that QuickBooks tells is lost, and nothing half read is kept. Method: feeds and reads that fail in every
 * way; events that are early, late, twice, and of what can't be seen yet.
 */
import { limits } from '../../config/limits'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { readReading } from '../../src/inbox/reading-table'
import { readDocuments } from '../../src/invoices/books/document-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { allInvoices, type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  await readCompany(stage)
  await readNow()
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.clearLog()
})

const readNow = async () =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
/** What a person does shows a second later at the earliest: the vendor's times are whole seconds. */
const readLater = async () => {
  stage.advance(2_000)
  return readNow()
}
async function posted(): Promise<{ bill: Billing; id: string }> {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  stage.advance(2_000)
  return { bill, id: must((await bill.intent()).quickbooksId) }
}
const invoiceOf = async (bill: Billing) => must((await bill.inQuickBooks())[0])
const figures = async (bill: Billing) => (await bill.tracker()).figures
const status = async (bill: Billing) => must((await bill.tracker()).milestones[0]).billing.status

describe('the feed', () => {
  const event = (
    key: string,
    entity: string,
    id: string,
    operation = 'updated',
    occurredAt: Date | null = null,
  ) =>
    stage.within((sql) =>
      addEvents(sql, [
        { source: 'quickbooks', key, entity, entityIds: [id], operation, occurredAt, body: {} },
      ]),
    )
  const waiting = () => stage.within((sql) => waitingEvents(sql, 'quickbooks', 100))

  test('one call, however much changed; the cursor is the answer’s own time less the overlap', async () => {
    await readLater()
    const bills = [await posted(), await posted(), await posted()]
    for (const { id } of bills) await payInvoices(stage, '1', [{ invoiceId: id, amount: 1 }])
    await stage.quickbooks.clearLog()
    await readLater()
    const reads = (await stage.quickbooks.log()).filter((each) => each.method === 'GET')
    expect(reads.map((each) => each.path.split('/').at(-1))).toEqual(['cdc'])
    const { cursorAt, readAt } = await stage.within((sql) => readReading(sql, 'quickbooks'))
    const lag = stage.clock.now().getTime() - must(cursorAt).getTime()
    expect(Math.abs(lag - limits.cursorOverlapMs)).toBeLessThan(10_000)
    expect(stage.clock.now().getTime() - must(readAt).getTime()).toBeLessThan(10_000)
  })

  test.each([
    { effect: 'status', status: 503 },
    { effect: 'reset' },
    { effect: 'malformed' },
    { effect: 'empty-200' },
    { effect: 'fault-200' },
    { effect: 'html' },
    { effect: 'hang' },
    { effect: 'status', status: 429, retryAfter: 7 },
  ])('that fails with %j changes nothing, and the next one brings everything', async (fault) => {
    const { bill, id } = await posted()
    await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_234.56 }])
    await event(JSON.stringify(fault), 'Payment', '999999999')
    const before = await stage.within((sql) => readReading(sql, 'quickbooks'))
    await stage.quickbooks.fault({ method: 'GET', path: '/v3/company/*/cdc', times: 1, ...fault })
    await expect(readLater()).rejects.toMatchObject({
      vendor: 'quickbooks',
      retryAfterMs: 'retryAfter' in fault ? 7_000 : null,
    })
    expect(await stage.within((sql) => readReading(sql, 'quickbooks'))).toEqual(before)
    expect(await status(bill)).toBe('posted')
    expect((await waiting()).length).toBeGreaterThan(0)
    // The next is waited for, also after one that hung.
    await stage.quickbooks.clearFaults()
    await readNow()
    expect(await status(bill)).toBe('paid')
    await stage.within((sql) => sql('delete from inbox_event'))
  })

  test('a read in the middle that fails leaves nothing half done', async () => {
    const { bill } = await posted()
    await editInvoice(stage, await invoiceOf(bill), {}, 'delete')
    await stage.quickbooks.fault({
      method: 'GET',
      path: '/v3/company/*/invoice/*',
      times: 1,
      effect: 'status',
      status: 503,
    })
    await expect(readLater()).rejects.toMatchObject({ vendor: 'quickbooks' })
    expect(await status(bill)).toBe('posted')
    await readNow()
    expect(await status(bill)).toBe('not_billed')
  })

  test('an event is settled when what is stored has reached its time', async () => {
    const { id } = await posted()
    await event('a', 'Invoice', id, 'created', new Date(stage.clock.now().getTime() - 60_000))
    await event('b', 'Item', '1')
    await readLater()
    expect(await waiting()).toEqual([])
  })

  test('a new document that QuickBooks does not show yet is waited for, never buried, and told of in the end', async () => {
    const next = String(Math.max(...(await allInvoices(stage)).map((each) => Number(each.Id))) + 5_000)
    await event('c', 'Invoice', next, 'created', stage.clock.now())
    await readLater()
    expect(await waiting()).toMatchObject([{ entityIds: [next], attempts: 1 }])
    expect((await stage.within((sql) => readDocuments(sql, 'Invoice', [next]))).size).toBe(0)
    for (let time = 0; time < 8; time += 1) {
      stage.advance(20 * 60_000)
      await readNow()
    }
    expect(await waiting()).toEqual([])
    const told = await stage.within((sql) =>
      sql("select title from attention where kind = 'poison' and settled_at is null"),
    )
    expect(told).toHaveLength(1)
  })

  test('an event of a deletion, for what the feed does not name, is confirmed by one read', async () => {
    const { bill, id } = await posted()
    await readLater()
    await editInvoice(stage, await invoiceOf(bill), {}, 'delete')
    await event('d', 'Invoice', id, 'deleted', stage.clock.now())
    await readLater()
    expect(await status(bill)).toBe('not_billed')
    expect(await waiting()).toEqual([])
  })

  test('late, twice and out of order ends in the same: paid', async () => {
    const { bill, id } = await posted()
    const payment = await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_234.56 }])
    const at = (seconds: number) => new Date(stage.clock.now().getTime() - seconds * 1_000)
    await event('e2', 'Payment', payment.Id, 'created', at(1))
    await readLater()
    await event('e1', 'Invoice', id, 'created', at(86_400))
    await event('e2', 'Payment', payment.Id, 'created', at(1))
    await readLater()
    await readLater()
    expect(await status(bill)).toBe('paid')
    expect(await figures(bill)).toMatchObject({ paid: 123_456n })
    expect(await waiting()).toEqual([])
  })
})
