/**
 * Goal: webhooks that come a day late, the payment's before its invoice's, or each twice at one moment, end where prompt
 * ones do. Method: deliveries of QuickBooks' stand-in, signed by it, held on their way and let through to the program's own
 * door; the stand-in's clock and ours move on meanwhile.
 */
import { waitingEvents } from '../../src/inbox/inbox-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { openWebhookTrap, type WebhookTrap } from '../model/webhook-trap'

const DAY_MS = 86_400_000

let stage: Stage
let trap: WebhookTrap
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  trap = await openWebhookTrap(stage)
})
afterAll(async () => {
  await trap.close()
  await stage.close()
})

const read = async () => {
  stage.advance(2_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
const waiting = () => stage.within((sql) => waitingEvents(sql, 'quickbooks', 100))

test.each([
  'reversed',
  'twice',
] as const)('a day late and %s: paid once, told once, and nothing waits', async (how) => {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  const invoiceId = must((await bill.intent()).quickbooksId)
  expect(await trap.settle()).toBe(1)
  stage.advance(2_000)
  await payInvoices(stage, '1', [{ invoiceId, amount: 1_234.56 }])
  // The payment's are deliveries of their own, so that they can overtake the invoice's.
  expect(await trap.settle()).toBeGreaterThan(1)
  expect((await bill.tracker()).figures).toMatchObject({ paid: 0n, outstanding: 123_456n })

  stage.advance(DAY_MS)
  await trap.arrive(how)
  const rung = await waiting()
  const order = rung.map(({ entity, operation }) => `${entity} ${operation}`)
  const both = ['Invoice created', 'Payment created']
  expect(order.filter((each) => both.includes(each))).toEqual(how === 'reversed' ? both.toReversed() : both)
  expect(new Set(rung.map(({ eventId }) => eventId)).size).toBe(rung.length)
  await read()
  expect((await bill.tracker()).figures).toMatchObject({ paid: 123_456n, outstanding: 0n })
  const told = () =>
    stage.within((sql) =>
      sql<{ what: string }>('select what from history where deal_id = $1 and what ilike $2 order by number', [
        bill.dealId,
        '%payment%',
      ]),
    )
  const once = await told()
  expect(once).toEqual([{ what: expect.stringMatching(/^A payment of \$1,234\.56 was received on /) }])
  await read()
  // Rung for again, by something else that is done to its invoice.
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), { DueDate: '2031-01-15' })
  await trap.arrive(how)
  await read()
  expect(await told()).toEqual(once)
  expect((await bill.tracker()).figures).toMatchObject({ paid: 123_456n, outstanding: 0n })
  expect(await waiting()).toEqual([])
})
