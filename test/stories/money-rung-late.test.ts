/**
 * Goal: money that is received, voided and received again ends the same, and is told once, however QuickBooks rings: a day
 * late, each delivery twice at one moment, the payments before their invoice; read together, or one delivery at a time.
 * Method: deliveries of QuickBooks' stand-in, signed by it, held on their way and let through to the program's own door.
 */
import { waitingEvents } from '../../src/inbox/inbox-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'
import { openWebhookTrap, type WebhookTrap } from '../model/webhook-trap'

const DAY_MS = 86_400_000

let stage: Stage
let books: Books
let trap: WebhookTrap
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  await readCompany(stage)
  books = booksOf(stage)
  trap = await openWebhookTrap(stage)
})
afterAll(async () => {
  await trap.close()
  await stage.close()
})

let customers = 0
const waiting = () => stage.within((sql) => waitingEvents(sql, 'quickbooks', 100))
/** What rang makes the program read; no sweep is due. */
const readRung = async () => {
  if ((await waiting()).length > 0)
    await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, false)
}
const figures = async (job: Job) => (await job.tracker()).figures
const END = { paid: 20_000n, outstanding: 30_000n }

/** Invoiced for 500, paid in full, the payment voided, and 200 paid: each of them rang by itself, and nobody heard yet. */
async function received(): Promise<Job> {
  customers += 1
  const customer = await books.customer(`Rings Late ${customers}`)
  await trap.settle()
  trap.lose()
  const job = await invoicedJob(stage, customer, { Design: '500.00' })
  const invoiceId = must(job.invoices[0])
  let held = await trap.settle()
  expect(held).toBe(1)
  const rings = async <T>(act: () => Promise<T>): Promise<T> => {
    stage.advance(2_000)
    const done = await act()
    const now = await trap.settle()
    expect(now).toBeGreaterThan(held)
    held = now
    return done
  }
  const payment = await rings(() => books.pay(customer, 500, [['Invoice', invoiceId, 500]]))
  await rings(() => books.voidPayment(payment))
  await rings(() => books.pay(customer, 200, [['Invoice', invoiceId, 200]]))
  expect(await figures(job)).toMatchObject({ paid: 0n, outstanding: 50_000n })
  return job
}

test.each([
  { how: 'once', read: 'together' },
  { how: 'reversed', read: 'together' },
  { how: 'reversed', read: 'one by one' },
  { how: 'twice', read: 'together' },
  { how: 'twice', read: 'one by one' },
] as const)('rung a day late, $how, read $read: the same end, told once', async ({ how, read }) => {
  const job = await received()
  stage.advance(DAY_MS)
  const rung = new Map<bigint, string>()
  await trap.arrive(how, async () => {
    for (const { eventId, entity, operation } of await waiting()) rung.set(eventId, `${entity} ${operation}`)
    if (read === 'one by one') await readRung()
  })
  const order = [...rung.values()]
  const created = order.filter((each) => each === 'Payment created' || each === 'Invoice created')
  expect(created).toEqual(
    how === 'reversed'
      ? ['Payment created', 'Payment created', 'Invoice created']
      : ['Invoice created', 'Payment created', 'Payment created'],
  )
  await readRung()
  expect(await waiting()).toEqual([])
  expect(await figures(job)).toMatchObject(END)
  expect(await job.labels()).toEqual(['Partially paid'])
  expect(await job.untied()).toEqual([])
  const told = await job.history()
  expect(told.filter((line) => /payment/i.test(line))).toEqual([
    expect.stringMatching(/^A payment of \$200\.00 was received on invoice /),
  ])
  // Heard of again by something else that is done to its invoice, and by the sweep.
  const { Id, SyncToken } = await books.invoice(must(job.invoices[0]))
  await books.update('Invoice', { Id, SyncToken, PrintStatus: 'NeedToPrint' })
  await trap.arrive(how)
  await readRung()
  await sweepBooks(stage)
  expect(await job.history()).toEqual(told)
  expect(await figures(job)).toMatchObject(END)
  expect(await job.questions()).toEqual([])
  expect(await waiting()).toEqual([])
})
