/**
 * Goal: what is expected hangs on whatever decides when its invoice leaves and who pays it: claims, days of their own, the
 * customer's own terms, whose deposit it is, a credit that is said for an invoice, an edit nobody has answered; and it
 * stands in one month as long as that lasts. Method: as expected-cash, one cause a test.
 */
import { startMilestone } from '../../src/approvals/start-milestone'
import { assignCredit } from '../../src/invoices/credits/assign-credit'
import { claimProgress } from '../../src/invoices/progress/claim-progress'
import { readMaster } from '../../src/masters/master-table'
import { readConnection } from '../../src/tenants/connection-table'
import { editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit } from '../fixtures/deposits'
import { dueAtOnce, expecting, openMidMonth } from '../fixtures/expecting'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'
import { owner } from '../fixtures/plan'
import { beginJob, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openMidMonth()
})
afterAll(() => stage.close())

const { on, planned, forecast, cash } = expecting(() => stage)

test('what is claimed is expected by itself, the rest of the work by its plan', async () => {
  const job = await beginJob(stage, '1000', [planned('Framing', '1000', on(6, 1))], {
    ...dueAtOnce,
    cadence: { on: 'monthly', day: 5 },
  })
  const milestoneId = must(job.ids[0])
  await stage.within((sql) => startMilestone(sql, owner, milestoneId))
  expect(await cash(job)).toEqual([0, 0, 1000, 0])
  await stage.within((sql) =>
    claimProgress(sql, owner, stage.clock, { milestoneId, percent: '10', note: null }),
  )
  expect(await cash(job)).toEqual([0, 100, 900, 0])
  // The claim waits for the invoice of its month.
  expect((await forecast(job)).readyToBill).toBe(0n)
})

describe('a day of its own', () => {
  const trigger = { on: [], date: '' }
  test('bills open work, whatever it is planned for; where acceptance bills it too, the earlier of the two', async () => {
    const job = await beginJob(
      stage,
      '300',
      [
        planned('By its day', '100', on(5, 1), { trigger: { ...trigger, date: on(1, 15) } }),
        planned('By either', '200', on(0, 20), { trigger: { on: ['acceptance'], date: on(5, 15) } }),
      ],
      dueAtOnce,
    )
    expect(await cash(job)).toEqual([200, 100, 0, 0])
  })

  test('is waited for by completed work, which is not ready to bill before', async () => {
    const job = await beginJob(
      stage,
      '100',
      [planned('Waits', '100', on(0, 12), { trigger: { ...trigger, date: on(5, 15) } })],
      dueAtOnce,
    )
    await job.complete(0)
    expect((await job.tracker()).figures.earnedNotBilled).toBe(100_00n)
    expect(await forecast(job)).toMatchObject({ readyToBill: 0n, cash: { later: 100_00n } })
  })
})

test('the customer’s own terms count where nobody agreed others; when they change the deals are written anew', async () => {
  const company = `/v3/company/${stage.realmId}`
  const { QueryResponse } = await stage.quickbooks.api<{
    QueryResponse: { Term: { Id: string; DueDays: number; Name: string }[] }
  }>('GET', `${company}/query?query=${encodeURIComponent('select * from Term')}`)
  const term = must(QueryResponse.Term.find(({ DueDays }) => DueDays === 30))
  const { Customer } = await stage.quickbooks.api<{ Customer: { Id: string; SyncToken: string } }>(
    'GET',
    `${company}/customer/7`,
  )
  const job = await beginJob(stage, '100', [planned('A', '100', on(0, 20))], {
    retainage: null,
    delivery: 'post',
    customer: { quickbooksId: '7' },
  })
  const before = await cash(job)
  const isNet30 = before[1] === 100
  const other = isNet30 ? must(QueryResponse.Term.find(({ DueDays }) => DueDays === 0)) : term
  await stage.quickbooks.api('POST', `${company}/customer`, {
    Id: '7',
    SyncToken: Customer.SyncToken,
    sparse: true,
    SalesTermRef: { value: other.Id },
  })
  await readLater(stage)
  expect(
    must(await stage.within((sql) => readMaster(sql, 'customers', '7'))).body['SalesTermRef'],
  ).toMatchObject({
    value: other.Id,
  })
  expect(await cash(job)).toEqual(isNet30 ? [100, 0, 0, 0] : [0, 100, 0, 0])
  const { facts } = must(await stage.within((sql) => readConnection(sql, 'hubspot')))
  expect(facts.expectedAsOf).toBe('')
})

test('a deposit lowers the work of who paid it, and of nobody else; in full what is billed first', async () => {
  const deposit = { mode: 'advance', share: { percent: '30' } } as const
  const job = await beginDeposit(
    stage,
    '1000',
    [
      planned('Later, named first', '500', on(3, 20)),
      planned('Sooner', '300', on(1, 20)),
      planned('Another’s', '200', on(0, 20), { payers: [payer('3', { percent: '100' })] }),
    ],
    { ...dueAtOnce, deposit },
  )
  await job.billDeposit({ amountMinor: 300_00n })
  await deliverAll(stage)
  for (const invoice of await job.inQuickBooks()) await job.pay(invoice)
  await readLater(stage)
  // 60 of the deposit is the other customer’s, 240 the first one’s.
  expect(await cash(job)).toEqual([140, 60, 500, 0])
})

test('a credit memo that is said for an invoice is not expected a second time', async () => {
  const job = await beginJob(stage, '100', [planned('A', '100', on(0, 20))], {
    ...dueAtOnce,
    customer: { quickbooksId: '4' },
  })
  await job.complete(0)
  await deliverAll(stage)
  const invoice = must((await job.inQuickBooks())[0])
  const { CreditMemo } = await stage.quickbooks.api<{ CreditMemo: { Id: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/creditmemo`,
    {
      CustomerRef: { value: '4' },
      Line: [
        {
          Amount: 40,
          DetailType: 'SalesItemLineDetail',
          SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
        },
      ],
    },
  )
  await readLater(stage)
  expect(await cash(job)).toEqual([100, 0, 0, 0])
  const [intent] = await job.intents()
  await stage.within((sql) =>
    assignCredit(sql, owner, { intentId: must(intent).intentId, creditMemoId: CreditMemo.Id }),
  )
  expect(invoice.Balance).toBe(100)
  expect(await cash(job)).toEqual([60, 0, 0, 0])
})

test('what an edit took is not ready to bill while nobody has said what it means', async () => {
  const job = await beginJob(stage, '100', [planned('A', '100', on(0, 20))], dueAtOnce)
  await job.complete(0)
  await deliverAll(stage)
  const invoice = must((await job.inQuickBooks())[0])
  const line = must(invoice.Line[0])
  const SalesItemLineDetail = { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' }, Qty: 1, UnitPrice: 80 }
  await editInvoice(stage, invoice, { Line: [{ ...line, Amount: 80, SalesItemLineDetail }] })
  await readLater(stage)
  const { figures } = await job.tracker()
  expect([figures.billed, figures.earnedNotBilled]).toEqual([80_00n, 20_00n])
  expect((await forecast(job)).readyToBill).toBe(0n)
})

test('the same is said on the first day of a month and on its last', async () => {
  const job = await beginDeposit(
    stage,
    '1000',
    [
      planned('Late', '150', on(-3, 5)),
      planned('Now', '250', on(0, 17)),
      planned('Soon', '300', on(1, 17)),
      planned('Far', '200', on(8, 17)),
      planned('Some day', '100', null),
    ],
    {
      ...dueAtOnce,
      terms: { netDays: 13 },
      retainage: { percent: '5' },
      cadence: { on: 'monthly', day: 28 },
    },
  )
  await job.billDeposit()
  await job.complete(0)
  await deliverAll(stage)
  const month = on(0, 1).slice(0, 8)
  const said = await cash(job, `${month}01`)
  for (const day of ['02', '15', '27', '28']) expect(await cash(job, `${month}${day}`)).toEqual(said)
})
