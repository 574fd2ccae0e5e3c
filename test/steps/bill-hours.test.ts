/**
 * Goal: unbilled hours become invoices: exact, each entry once, under a limit of their own, and QuickBooks marks them as
 * billed. Method: the API over HTTP; hours kept in QuickBooks' stand-in by another program, which changes them too.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { record } from '../../src/history/history-table'
import { freeParts } from '../../src/invoices/billing-part-table'
import { decideAgain } from '../../src/invoices/decide-again'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { lockIntent, readIntents, setIntentState } from '../../src/invoices/intent-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { readTrackers } from '../../src/reconcile/read-trackers'
import { lockScheduleOfDeal } from '../../src/schedules/schedule-table'
import { deliverAll } from '../fixtures/deliver'
import { type HoursStage, openHours } from '../fixtures/hours'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { owner, usd } from '../fixtures/plan'

let hours: HoursStage
beforeAll(async () => {
  hours = await openHours()
})
afterAll(() => hours.close())
afterEach(async () => {
  await hours.stage.quickbooks.clearFaults()
  await hours.stage.quickbooks.clearLog()
})

const readAll = async () =>
  readChanges(
    hours.stage,
    await hours.stage.vendors.quickbooks(hours.stage.workspaceId),
    hours.stage.workspaceId,
  )
test('12.5 hours at 120.00 are 1,500.00, 1:20 at the same rate 160.00: one line each, linked, and billed in QuickBooks', async () => {
  const dealId = await hours.deal('1')
  const long = await hours.work('1', 12, 30, { Description: 'Workshops', TxnDate: '2026-01-05' })
  const short = await hours.work('1', 1, 20, { Description: 'Wireframes', TxnDate: '2026-01-06' })
  await hours.work('1', 3, 0, { BillableStatus: 'NotBillable' })
  const seen = await hours.time(dealId)
  expect(seen).toMatchObject({
    rate: usd('120.00'),
    hours: '16:50',
    unbilledHours: '13:50',
    unbilledAmount: usd('1660.00'),
    billedHours: '0:00',
    trouble: null,
  })
  const { body: preview } = await hours.preview(dealId)
  expect(preview).toMatchObject({ total: usd('1660.00'), lines: 2 })
  expect(preview.checks.filter((check) => !check.ok)).toEqual([])
  expect(must(preview.invoices[0]).lines).toMatchObject([
    {
      text: ['Hours on 2026-01-05, John Johnson: Workshops', '12:30 hours at $120.00'],
      item: 'Hours',
      amount: usd('1500.00'),
    },
    {
      text: ['Hours on 2026-01-06, John Johnson: Wireframes', '1:20 hours at $120.00'],
      amount: usd('160.00'),
    },
  ])
  expect(await hours.invoices('1')).toEqual([])

  const { status, body } = await hours.bill(dealId)
  expect([status, body.invoices.map((each) => [each.total.amount, each.status])]).toEqual([
    200,
    [['1660.00', 'queued']],
  ])
  await deliverAll(hours.stage)
  const [invoice, ...none] = await hours.invoices('1')
  expect(none).toEqual([])
  expect(invoice).toMatchObject({
    TotalAmt: 1660,
    LinkedTxn: [{ TxnId: long.Id }, { TxnId: short.Id }],
    Line: [
      {
        Amount: 1500,
        SalesItemLineDetail: {
          Qty: 12.5,
          UnitPrice: 120,
          ItemRef: { value: '2' },
          ServiceDate: '2026-01-05',
        },
      },
      // No short decimal says 1:20, and QuickBooks would refuse a product that is not the amount.
      { Amount: 160, SalesItemLineDetail: { Qty: 1, UnitPrice: 160 } },
      { DetailType: 'SubTotalLineDetail' },
    ],
  })
  expect([
    (await hours.activity(long.Id)).BillableStatus,
    (await hours.activity(short.Id)).BillableStatus,
  ]).toEqual(['HasBeenBilled', 'HasBeenBilled'])
  expect(await hours.time(dealId, true)).toMatchObject({
    unbilledHours: '0:00',
    billedHours: '13:50',
    // 1,660.00 over all hours that were worked, billable or not.
    effectiveHourlyRate: usd('98.61'),
  })
  expect((await hours.bill(dealId)).body).toMatchObject({ code: 'nothing_to_bill' })
})

test('an odd rate: 1:20 at 99.99 is 133.32', async () => {
  const dealId = await hours.deal('2', { hourlyRate: usd('99.99') })
  await hours.work('2', 1, 20)
  await hours.time(dealId, true)
  expect((await hours.bill(dealId)).status).toBe(200)
  await deliverAll(hours.stage)
  expect((await hours.invoices('2')).map((each) => each.TotalAmt)).toEqual([133.32])
})

test('not to exceed 2,000 with 1,900 billed refuses 150, with 100.00 remaining; what fits goes', async () => {
  const dealId = await hours.deal('3', { hourlyRate: usd('100.00'), notToExceed: usd('2000') })
  await hours.work('3', 19, 0)
  await hours.time(dealId, true)
  expect((await hours.bill(dealId)).status).toBe(200)
  await deliverAll(hours.stage)
  const late = await hours.work('3', 1, 30, { TxnDate: '2026-01-14' })
  const seen = await hours.time(dealId, true)
  expect(seen.remaining).toEqual(usd('100.00'))
  expect((await hours.preview(dealId)).body.checks).toContainEqual(
    expect.objectContaining({ check: 'headroom', ok: false }),
  )
  expect((await hours.bill(dealId)).body).toMatchObject({
    code: 'over_billing',
    remaining: '100.00',
    attempted: '150.00',
    currency: 'USD',
  })
  expect(await hours.invoices('3')).toHaveLength(1)
  await hours.edit(late, { Hours: 1, Minutes: 0, EmployeeRef: { value: '54' } })
  await hours.time(dealId, true)
  expect((await hours.bill(dealId)).status).toBe(200)
})

test('refused hours are not tried again past a limit that was lowered meanwhile', async () => {
  const dealId = await hours.deal('15', { hourlyRate: usd('100.00'), notToExceed: usd('1000') })
  await hours.work('15', 9, 0)
  await hours.time(dealId, true)
  await hours.stage.quickbooks.fault({
    method: 'POST',
    path: '/v3/company/*/invoice',
    // Each try, should a busy machine have given one up before the answer came.
    times: 9,
    effect: 'status',
    status: 400,
    executed: false,
  })
  expect((await hours.bill(dealId)).status).toBe(200)
  await deliverAll(hours.stage)
  await hours.stage.quickbooks.clearFaults()
  const again = () =>
    hours.stage.within(async (sql) => {
      const schedule = must(await lockScheduleOfDeal(sql, dealId))
      const [intent] = await readIntents(sql, { scheduleIds: [schedule.scheduleId] })
      const refused = must(await lockIntent(sql, must(intent).intentId))
      expect(refused.state).toBe('refused')
      await setIntentState(sql, refused.intentId, { state: 'cancelled' })
      await freeParts(sql, refused.intentId)
      await record(sql, owner, await decideAgain(sql, owner, hours.stage.clock, schedule, refused))
    })
  const limit = async (amount: string) =>
    hours.stage.within((sql) =>
      sql(
        `update schedule set terms = jsonb_set(terms, '{notToExceed,amount}', to_jsonb($2::text)) where deal_id = $1`,
        [dealId, amount],
      ),
    )
  await limit('800.00')
  expect(await refusalOf(again())).toMatchObject({ code: 'preflight_failed' })
  await limit('900.00')
  await again()
  await deliverAll(hours.stage)
  expect((await hours.invoices('15')).map((each) => each.TotalAmt)).toEqual([900])
})

test('two people at once bill the same hours once', async () => {
  const dealId = await hours.deal('4')
  await hours.work('4', 2, 0)
  await hours.time(dealId, true)
  const results = await Promise.all(Array.from({ length: 6 }, () => hours.bill(dealId)))
  expect(results.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(new Set(results.filter(({ status }) => status !== 200).map(({ body }) => body['code']))).toEqual(
    new Set(['nothing_to_bill']),
  )
  await deliverAll(hours.stage)
  expect(await hours.invoices('4')).toHaveLength(1)
})

test('chosen entries only, up to a day; what can’t be billed says why', async () => {
  const dealId = await hours.deal('5')
  await hours.work('5', 1, 0, { TxnDate: '2026-01-02' })
  await hours.work('5', 2, 0, { TxnDate: '2026-01-08' })
  await hours.work('5', 4, 0, { TxnDate: '2026-01-09', BillableStatus: 'NotBillable' })
  const { entries } = await hours.time(dealId, true)
  expect((await hours.preview(dealId, { until: '2026-01-03' })).body.total).toEqual(usd('120.00'))
  const idle = must(entries.find((each) => each.standing === 'not_billable'))
  expect((await hours.preview(dealId, { entryIds: [idle.id] })).body).toMatchObject({
    code: 'not_billable',
    detail: expect.stringContaining('Make them billable there first'),
  })
  const two = must(entries.find((each) => each.hours === '2:00'))
  expect((await hours.bill(dealId, { entryIds: [two.id] })).status).toBe(200)
  expect((await hours.bill(dealId, { entryIds: [two.id] })).body).toMatchObject({ code: 'already_billed' })
  const foreign = { entryIds: ['00000000-0000-4000-8000-000000000000'] }
  expect((await hours.bill(dealId, foreign)).body).toMatchObject({ code: 'validation_failed' })
})

test('hours never reach an invoice of a fixed price; they show what an hour brings', async () => {
  const dealId = await hours.deal('6', { billingType: 'fixed' })
  await hours.work('6', 8, 0)
  const { hours: worked, rate, unbilledAmount } = await hours.time(dealId, true)
  expect([worked, rate, unbilledAmount]).toEqual(['8:00', null, null])
  expect((await hours.bill(dealId)).body).toMatchObject({ code: 'hours_not_billed' })
  const tracker = async () =>
    must((await hours.stage.within((sql) => readTrackers(sql, hours.stage.clock, [dealId]))).get(dealId))
  const { milestones } = await tracker()
  await hours.stage.within((sql) =>
    completeMilestone(
      sql,
      owner,
      { clock: hours.stage.clock, billing: billingByPolicy(hours.stage.clock) },
      { milestoneId: must(milestones[0]).milestone.milestoneId, note: null },
    ),
  )
  await deliverAll(hours.stage)
  const [invoice] = await hours.invoices('6')
  expect([invoice?.TotalAmt, invoice?.LinkedTxn]).toEqual([1000, []])
  expect((await tracker()).work).toMatchObject({ hours: '8.00', effectiveHourlyRate: 12_500n })
})

test('a mixed deal: milestones and hours on invoices of their own, and the contract’s room is the milestones’ alone', async () => {
  const dealId = await hours.deal('7', { billingType: 'mixed', contractValue: usd('1000') })
  await hours.work('7', 10, 0)
  await hours.time(dealId, true)
  expect((await hours.bill(dealId)).status).toBe(200)
  const page = (await hours.api.ask('GET', `/deals/${dealId}`)).body as {
    milestones: { id: string }[]
    figures: Record<string, unknown>
  }
  expect(
    (await hours.api.ask('POST', `/milestones/${must(page.milestones[0]).id}/complete`, {})).status,
  ).toBe(200)
  await deliverAll(hours.stage)
  await readAll()
  expect((await hours.invoices('7')).map((each) => each.TotalAmt).sort()).toEqual([1000, 1200])
  const { figures } = (await hours.api.ask('GET', `/deals/${dealId}`)).body as typeof page
  expect(figures).toMatchObject({
    billed: usd('1000.00'),
    remaining: usd('0.00'),
    extras: usd('1200.00'),
    hours: '10.00',
    effectiveHourlyRate: usd('220.00'),
  })
})

test('a rate is needed; what stands in the way is named, and nothing is changed', async () => {
  const dealId = await hours.deal('8', { hourlyRate: null })
  await hours.work('8', 1, 0)
  await hours.time(dealId, true)
  expect((await hours.bill(dealId)).body).toMatchObject({ code: 'rate_missing' })
  const mailed = await hours.deal('9', { delivery: 'send', taxCode: 'no such code' })
  await hours.work('9', 1, 0)
  await hours.time(mailed, true)
  expect((await hours.bill(mailed)).body).toMatchObject({
    code: 'preflight_failed',
    checks: [expect.objectContaining({ check: 'tax_code' })],
  })
})

test('hours that a bookkeeper billed in QuickBooks a moment ago are not billed again', async () => {
  const dealId = await hours.deal('14')
  const activity = await hours.work('14', 1, 0)
  await hours.time(dealId, true)
  await hours.stage.quickbooks.api('POST', `/v3/company/${hours.stage.realmId}/invoice?minorversion=75`, {
    CustomerRef: { value: '14' },
    Line: [
      { Amount: 100, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '2' } } },
    ],
    LinkedTxn: [{ TxnId: activity.Id, TxnType: 'TimeActivity' }],
  })
  expect((await hours.bill(dealId)).body).toMatchObject({ code: 'nothing_to_bill' })
  expect((await hours.time(dealId)).entries).toMatchObject([{ standing: 'billed_elsewhere' }])
})
