/**
 * Goal: a burst that fills an answer of the change feed costs a handful of metered reads, and nothing of it is lost. Method:
 * QuickBooks' stand-in, where 500 invoices are paid at once; its calls are counted.
 */
import { addEvents, type ReceivedEvent, waitingEvents } from '../../src/inbox/inbox-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { beginBilling, payInvoices } from '../fixtures/billing'
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

const read = async (askFeed = false) =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, askFeed)
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

test('500 payments on 500 invoices fill the feed, and cost five reads at most', async () => {
  await read(true)
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  const id = must((await bill.intent()).quickbooksId)
  stage.advance(3_600_000)
  await read(true)
  const occurredAt = new Date(stage.clock.now().getTime() - 1_000)
  const together = async (entity: 'Invoice' | 'Payment', bodies: readonly object[]) => {
    const ids: string[] = []
    for (let at = 0; at < bodies.length; at += 30) {
      const items = bodies
        .slice(at, at + 30)
        .map((body, n) => ({ bId: String(n), operation: 'create', [entity]: body }))
      const { BatchItemResponse } = await stage.quickbooks.api<{
        BatchItemResponse: Record<string, { Id: string }>[]
      }>('POST', `/v3/company/${stage.realmId}/batch`, { BatchItemRequest: items })
      ids.push(...BatchItemResponse.map((each) => must(each[entity]).Id))
    }
    return ids
  }
  const sums = Array.from({ length: 500 }, (_, n) => n + 1)
  const invoices = await together('Invoice', sums.map(sale))
  const payments = await together(
    'Payment',
    sums.map((sum, n) => ({
      CustomerRef: { value: '1' },
      TotalAmt: sum,
      Line: [{ Amount: sum, LinkedTxn: [{ TxnId: invoices[n], TxnType: 'Invoice' }] }],
    })),
  )
  await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_234.56 }])
  const event = (entity: string, id: string): ReceivedEvent => ({
    source: 'quickbooks',
    key: `${entity} ${id}`,
    entity,
    entityIds: [id],
    operation: 'updated',
    occurredAt,
    body: {},
  })
  const rung = [
    ...invoices.map((each) => event('Invoice', each)),
    ...payments.map((each) => event('Payment', each)),
  ]
  await stage.within((sql) => addEvents(sql, rung))
  await stage.quickbooks.clearLog()
  const waiting = () => stage.within((sql) => waitingEvents(sql, 'quickbooks', 10_000))
  while ((await waiting()).length > 0) await read()
  const calls = await stage.quickbooks.log()
  expect(calls.filter(({ path }) => path.endsWith('/cdc'))).toHaveLength(4)
  expect(calls.length).toBeLessThanOrEqual(5)
  expect(must((await bill.tracker()).milestones[0]).billing.status).toBe('paid')
  const [held] = await stage.within((sql) =>
    sql<{ paid: bigint }>(
      "select count(*) as paid from document where quickbooks_id = any($1) and kind = 'Invoice' and body->>'Balance' = '0'",
      [invoices],
    ),
  )
  expect(held).toEqual({ paid: 500n })
})
