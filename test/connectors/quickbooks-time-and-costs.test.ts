/**
 * Goal: hours and costs by QuickBooks' rules: kept, listed, billed by linking, set not billable without touching another
 * line. Method: our connector on the simulator, with each switch where nobody knows what the real one does.
 */
import { asSent } from '../../connectors/quickbooks/as-sent'
import type { Company } from '../../connectors/quickbooks/company'
import { entitySchemas } from '../../connectors/quickbooks/entities'
import { must } from '../fixtures/must'
import { done, open } from './quickbooks-battery'
import { type Bench, openBench, US } from './quickbooks-simulator-client'

let bench: Bench
let company: Company
beforeEach(async () => {
  bench = await openBench()
  company = open({ baseUrl: bench.simulator.url, realmId: US, accessToken: 'us-token', clock: bench.clock })
})
afterEach(() => bench.close())

const time = (more: object = {}) => ({
  TxnDate: '2026-03-02',
  NameOf: 'Employee',
  EmployeeRef: { value: '54' },
  CustomerRef: { value: '1' },
  Hours: 1,
  Minutes: 20,
  HourlyRate: 99.99,
  BillableStatus: 'Billable',
  Description: 'Wireframes (Milepost T-7KQ4XB)',
  ...more,
})
const links = (...ids: string[]) => ({ LinkedTxn: ids.map((TxnId) => ({ TxnId, TxnType: 'TimeActivity' })) })
const statusOf = async (id: string) => (await bench.get(`/timeactivity/${id}`)).TimeActivity.BillableStatus

test('an activity is made once however often it is sent, and found by its day', async () => {
  const first = done(await company.create('TimeActivity', time(), 'key-1'))
  expect(done(await company.create('TimeActivity', time(), 'key-1')).Id).toBe(first.Id)
  await company.create('TimeActivity', time({ TxnDate: '2026-03-01' }), 'key-2')
  const found = done(
    await company.query('TimeActivity', [{ field: 'TxnDate', operator: '=', value: '2026-03-02' }]),
  )
  expect(found).toMatchObject([
    { Id: first.Id, Hours: '1', Minutes: '20', HourlyRate: '99.99', EmployeeRef: { name: 'John Johnson' } },
  ])
})

test('time from when to when says no hours, and can be read', async () => {
  const { Hours, Minutes, ...span } = time({
    StartTime: '2026-03-02T09:00:00-08:00',
    EndTime: '2026-03-02T17:30:00-08:00',
    BreakMinutes: 45,
  }) as Record<string, unknown>
  const { TimeActivity } = await bench.post('/timeactivity', span)
  expect([TimeActivity.Hours, TimeActivity.Minutes]).toEqual([undefined, undefined])
  expect(
    entitySchemas.TimeActivity.safeParse({ ...TimeActivity, BreakMinutes: '45', HourlyRate: '0' }).success,
  ).toBe(true)
})

test('people whose time is kept are employees and vendors', async () => {
  expect(done(await company.query('Employee', [])).map((each) => each.DisplayName)).toEqual(['John Johnson'])
  expect(done(await company.query('Vendor', [])).length).toBeGreaterThan(3)
})

test.each([
  ['time that another invoice billed', 'link-billed-time'],
  ['time of another customer', 'link-time-of-others'],
])('%s is refused, unless the switch says otherwise', async (_what, name) => {
  const of = name === 'link-time-of-others' ? { CustomerRef: { value: '2' } } : {}
  const { Id } = done(await company.create('TimeActivity', time(of), 'key-1'))
  if (name === 'link-billed-time') await bench.invoice(10, links(Id))
  const body = {
    CustomerRef: { value: '1' },
    Line: [
      { Amount: 1, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } },
    ],
    ...links(Id),
  }
  expect((await bench.refused('/invoice', body)).code).toBe('6000')
  await bench.door('PUT', '/switches', { [name]: 'accept' })
  expect((await bench.post('/invoice', body)).Invoice.LinkedTxn).toEqual(links(Id).LinkedTxn)
})

test.each(['yes', 'no'])('voiding and deleting an invoice frees its time: %s', async (frees) => {
  await bench.door('PUT', '/switches', { 'void-frees-time': frees })
  const ids = [
    done(await company.create('TimeActivity', time(), 'key-1')).Id,
    done(await company.create('TimeActivity', time(), 'key-2')).Id,
  ]
  const [voided, deleted] = [
    await bench.invoice(1, links(must(ids[0]))),
    await bench.invoice(1, links(must(ids[1]))),
  ]
  await bench.post('/invoice?operation=void', { Id: voided.Id, SyncToken: voided.SyncToken })
  await bench.post('/invoice?operation=delete', { Id: deleted.Id, SyncToken: deleted.SyncToken })
  const after = frees === 'yes' ? 'Billable' : 'HasBeenBilled'
  expect([await statusOf(must(ids[0])), await statusOf(must(ids[1]))]).toEqual([after, after])
})

describe('costs', () => {
  const line = (Amount: number, more: object = {}) => ({
    Amount,
    Description: `Cost of ${Amount}`,
    DetailType: 'AccountBasedExpenseLineDetail',
    AccountBasedExpenseLineDetail: {
      AccountRef: { value: '63' },
      CustomerRef: { value: '1' },
      BillableStatus: 'Billable',
      MarkupInfo: { PercentBased: true, Percent: 10 },
      ...more,
    },
  })
  const bill = async (...Line: object[]) =>
    (await bench.post('/bill', { VendorRef: { value: '41' }, Line })).Bill

  test('one line is set not billable and every other one stays as it was', async () => {
    const made = await bill(line(12.5), line(0.07), line(1_000))
    const read = must(done(await company.read('Bill', made.Id)))
    const lines = read.Line.map((each) =>
      each.Id === '2'
        ? {
            ...each,
            AccountBasedExpenseLineDetail: {
              ...each.AccountBasedExpenseLineDetail,
              BillableStatus: 'NotBillable',
            },
          }
        : each,
    )
    const body = { Id: read.Id, SyncToken: read.SyncToken, VendorRef: read.VendorRef, Line: asSent(lines) }
    done(await company.update('Bill', body, 'key-1'))
    const after = (await bench.get(`/bill/${made.Id}`)).Bill
    const status = (of: { Line: { AccountBasedExpenseLineDetail: { BillableStatus: string } }[] }) =>
      of.Line.map((each) => each.AccountBasedExpenseLineDetail.BillableStatus)
    expect(status(after)).toEqual(['Billable', 'NotBillable', 'Billable'])
    expect(after.Line[0]).toEqual(made.Line[0])
    expect(after.Line[2]).toEqual(made.Line[2])
    expect(after.TotalAmt).toBe(1012.57)
  })

  test('nobody but QuickBooks says that a cost was billed, and a billable one has a customer', async () => {
    const post = (more: object) =>
      bench.refused('/bill', { VendorRef: { value: '41' }, Line: [line(5, more)] })
    expect((await post({ BillableStatus: 'HasBeenBilled' })).code).toBe('2170')
    expect((await post({ CustomerRef: null })).code).toBe('2020')
    expect((await post({ CustomerRef: { value: '9999' } })).code).toBe('2500')
  })

  test('a number that JSON can’t carry is not sent', () => {
    expect(() => asSent([{ Amount: '0.1234567890123456789' }])).toThrow(RangeError)
    expect(asSent({ Id: '7', Amount: '10.00', Detail: { Qty: '2', Note: '3', Odd: ['x', null] } })).toEqual({
      Id: '7',
      Amount: 10,
      Detail: { Qty: 2, Note: '3', Odd: ['x', null] },
    })
  })
})
