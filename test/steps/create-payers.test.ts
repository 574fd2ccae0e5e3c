/**
 * Goal: exactly one invoice for each payer, whatever is lost for one of them; and what happens to one of these invoices in
 * QuickBooks is its payer's alone. Method: the real connector and QuickBooks' stand-in over HTTP; faults on the second
 * create, a process that dies between the two, people who void, edit and pay.
 */

import { limits } from '../../config/limits'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { readParts } from '../../src/invoices/billing-part-table'
import type { IntentSummary } from '../../src/invoices/intent'
import { readIntents } from '../../src/invoices/intent-table'
import type { Database } from '../../src/postgres/database'
import { labelOf } from '../../src/reconcile/label'
import { readChanges } from '../../src/reconcile/read-changes'
import { lockFor } from '../../src/schedules/change-milestone'
import {
  allInvoices,
  type Billing,
  beginBilling,
  editInvoice,
  payInvoices,
  type QuickBooksInvoice,
} from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'
import { owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 400 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
})

const CREATE = '/v3/company/*/invoice'
const payers = [payer('1', { percent: '60' }), payer('2', { percent: '40' })]
/** 1,234.56 as 740.74 and 493.82. */
const AMOUNTS = [740.74, 493.82]

const begin = () => beginBilling(stage, { payers })
const intents = (bill: Billing): Promise<IntentSummary[]> =>
  stage.within((sql) => readIntents(sql, { scheduleIds: [bill.scheduleId] }))
const standing = async (bill: Billing): Promise<QuickBooksInvoice[]> => {
  const markers = (await intents(bill)).map((intent) => intent.marker)
  const all = await allInvoices(stage)
  return all
    .filter((invoice) => markers.some((marker) => invoice.PrivateNote?.startsWith(marker)))
    .sort((a, b) => b.TotalAmt - a.TotalAmt)
}
async function drain(bill: Billing): Promise<void> {
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(stage)
    const found = await standing(bill)
    expect(new Set(found.map((each) => each.CustomerRef.value)).size).toBe(found.length)
    const owed = (await intents(bill)).filter(
      (each) => !['posted', 'refused', 'cancelled'].includes(each.state),
    )
    if (owed.length === 0) return
    stage.advance(160_000)
  }
  throw new Error(`something is still owed: ${JSON.stringify(await intents(bill))}`)
}
async function expectOneForEach(bill: Billing): Promise<void> {
  const found = await standing(bill)
  expect(found.map((each) => [each.CustomerRef.value, each.TotalAmt])).toEqual([
    ['1', AMOUNTS[0]],
    ['2', AMOUNTS[1]],
  ])
  const held = (await intents(bill)).map((each) => [each.customerId, each.state, each.quickbooksId])
  expect(held.sort()).toEqual([
    ['1', 'posted', found[0]?.Id],
    ['2', 'posted', found[1]?.Id],
  ])
  expect(await bill.questions()).toEqual([])
  expect((await bill.tracker()).figures).toMatchObject({
    billed: 123_456n,
    inFlight: 0n,
    outstanding: 123_456n,
  })
}
const readLater = async () => {
  stage.advance(2_000)
  return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
const billedNow = async (bill: Billing) => {
  const { billing, milestone } = must((await bill.tracker()).milestones[0])
  return { billing, label: labelOf(milestone, billing, billing.blockedBecause !== null) }
}
const questions = (bill: Billing) =>
  stage.within((sql) =>
    sql<{ kind: string; title: string; detail: string }>(
      'select kind, title, detail from attention where deal_id = $1 and settled_at is null order by since',
      [bill.dealId],
    ),
  )

const faults = [
  { effect: 'drop-reply' },
  { effect: 'reset' },
  { effect: 'status', status: 503, executed: true },
  { effect: 'malformed' },
] as const

describe.each(['replay', 'ignore'])('requestid %s', (requestid) => {
  test.each(faults)('$effect on the second payer’s create: one invoice for each', async (fault) => {
    await stage.quickbooks.turn({ requestid })
    const bill = await begin()
    await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, skip: 1, ...fault })
    await drain(bill)
    await expectOneForEach(bill)
  })

  test('a process that dies at any of its transactions, between the two too', async () => {
    await stage.quickbooks.turn({ requestid })
    for (let fatal = 2; fatal <= 12; fatal += 2) {
      const bill = await begin()
      const database = dyingDatabase(stage.database, fatal)
      await deliver(stage, { vendors: stage.vendors, database }).catch((error: Error) =>
        expect(error.message).toBe('killed'),
      )
      stage.advance(limits.leaseMs + 1_000)
      await drain(bill)
      await expectOneForEach(bill)
    }
  })
})

/** A database whose process is killed right after its n-th transaction in a workspace committed. */
function dyingDatabase(database: Database, fatal: number): Database {
  let count = 0
  return {
    ...database,
    async inWorkspace(workspaceId, work) {
      count += 1
      if (count > fatal) throw new Error('killed')
      const result = await database.inWorkspace(workspaceId, work)
      if (count === fatal) throw new Error('killed')
      return result
    },
  }
}

test('two processes at once make one invoice for each payer', async () => {
  for (let time = 0; time < 3; time += 1) {
    const bill = await begin()
    await Promise.all([deliver(stage), deliver(stage, stage.anotherProcess())])
    await drain(bill)
    await expectOneForEach(bill)
  }
})

/** Makes the second payer's customer active or not, in QuickBooks. */
async function active(Active: boolean): Promise<void> {
  const company = `/v3/company/${stage.realmId}`
  const { Customer } = await stage.quickbooks.api<{ Customer: { SyncToken: string } }>(
    'GET',
    `${company}/customer/2`,
  )
  const { SyncToken } = Customer
  await stage.quickbooks.api('POST', `${company}/customer`, { Id: '2', SyncToken, sparse: true, Active })
}

test('refused for one payer: said with the name, while the other’s stands and is paid', async () => {
  const bill = await begin()
  await active(false)
  await deliverAll(stage)
  await active(true)
  const byPayer = new Map((await intents(bill)).map((intent) => [intent.customerId, intent]))
  expect([byPayer.get('1')?.state, byPayer.get('2')?.state]).toEqual(['posted', 'refused'])
  expect(await questions(bill)).toMatchObject([
    {
      kind: 'refused',
      title: expect.stringMatching(/^QuickBooks refused an invoice of \$493\.82 to Bill's/),
    },
  ])
  expect(await billedNow(bill)).toMatchObject({
    billing: { status: 'posted', billedMinor: 74_074n, inFlightMinor: 49_382n },
    label: 'Billing blocked',
  })
  await payInvoices(stage, '1', [{ invoiceId: must(byPayer.get('1')?.quickbooksId), amount: 740.74 }])
  await readLater()
  expect((await billedNow(bill)).billing.status).toBe('partially_paid')
})

test('void, bill again, edit and pay: each is its payer’s alone, and paid is when all have paid', async () => {
  const bill = await begin()
  await deliverAll(stage)
  const [one, two] = await standing(bill)
  await editInvoice(stage, must(two), {}, 'void')
  await readLater()
  expect(await questions(bill)).toMatchObject([
    {
      kind: 'freed',
      title: expect.stringMatching(/^Invoice \d+ to Bill's Windsurf Shop was voided/),
      detail: expect.stringMatching(/^What Bill's Windsurf Shop pays .* the other payers’ invoices stand/),
    },
  ])
  expect(await billedNow(bill)).toMatchObject({
    billing: { status: 'posted', billedMinor: 74_074n, inFlightMinor: 0n },
  })
  await payInvoices(stage, '1', [{ invoiceId: must(one).Id, amount: 740.74 }])
  await readLater()
  expect((await billedNow(bill)).billing.status).toBe('partially_paid')

  await stage.within(async (sql) => {
    const { schedule, milestone } = await lockFor(sql, bill.milestoneId)
    const held = await readIntents(sql, { scheduleIds: [bill.scheduleId] })
    const gone = must(held.find((intent) => intent.customerId === '2'))
    const onlyParts = (await readParts(sql, [gone.intentId])).map((part) => part.partKey)
    await billMilestone(sql, owner, stage.clock, {
      schedule,
      milestone,
      again: true,
      byPolicy: false,
      onlyParts,
    })
  })
  expect(await questions(bill)).toEqual([])
  await deliverAll(stage)
  // One of them has paid; the other's new invoice is open.
  expect((await billedNow(bill)).billing.status).toBe('partially_paid')
  const third = must((await intents(bill))[2])
  expect(third).toMatchObject({ generation: 2, state: 'posted', customerId: '2', amountMinor: 49_382n })
  await payInvoices(stage, '2', [{ invoiceId: must(third.quickbooksId), amount: 493.82 }])
  await readLater()
  expect(await billedNow(bill)).toMatchObject({
    billing: { status: 'paid', billedMinor: 123_456n },
    label: 'Paid',
  })
})

test('edits of two payers’ invoices are two questions; the one that is edited back is settled alone', async () => {
  const bill = await begin()
  await deliverAll(stage)
  const edit = async (invoice: QuickBooksInvoice, amount: number) => {
    const [line] = invoice.Line
    const detail = {
      ...(line as { SalesItemLineDetail?: object }).SalesItemLineDetail,
      Qty: 1,
      UnitPrice: amount,
    }
    return editInvoice(stage, invoice, {
      CustomerRef: invoice.CustomerRef,
      Line: [{ ...line, Amount: amount, SalesItemLineDetail: detail }],
    })
  }
  const [one, two] = await standing(bill)
  const edited = await edit(must(one), 700)
  await edit(must(two), 400)
  await readLater()
  const titles = (await questions(bill)).map((each) => each.title.replace(/\d+/, 'N'))
  expect(titles.sort()).toEqual([
    "Invoice N to Amy's Bird Sanctuary was edited in QuickBooks",
    "Invoice N to Bill's Windsurf Shop was edited in QuickBooks",
  ])
  await edit(edited, 740.74)
  await readLater()
  expect(await questions(bill)).toMatchObject([
    { title: expect.stringMatching(/to Bill's Windsurf Shop was/) },
  ])
  expect((await billedNow(bill)).billing).toMatchObject({ billedMinor: 114_074n, difference: true })
})
