/**
 * Goal: hours that are on an invoice stay as they were billed, whatever happens to them or to it in QuickBooks. Method: the
 * API over HTTP; another program changes hours and invoices in QuickBooks' stand-in.
 */
import { readChanges } from '../../src/reconcile/read-changes'
import { editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { type HoursStage, openHours } from '../fixtures/hours'
import { must } from '../fixtures/must'

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
const questions = async (dealId: string) =>
  (
    await hours.stage.within((sql) =>
      sql<{ title: string }>(
        'select title from attention where deal_id = $1 and settled_at is null order by title',
        [dealId],
      ),
    )
  ).map((row) => row.title)

describe('after they were billed', () => {
  const billed = async (customer: string) => {
    const dealId = await hours.deal(customer)
    const activity = await hours.work(customer, 2, 0)
    await hours.time(dealId, true)
    expect((await hours.bill(dealId)).status).toBe(200)
    await deliverAll(hours.stage)
    return { dealId, activity }
  }

  test('hours that were changed or deleted in QuickBooks are a question, until they are as billed again', async () => {
    const { dealId, activity } = await billed('10')
    const edited = await hours.edit(activity, { Hours: 3, Minutes: 0, EmployeeRef: { value: '54' } })
    await hours.time(dealId, true)
    expect(await questions(dealId)).toEqual([
      'Billed hours of John Johnson on 2026-01-12 were changed in QuickBooks',
    ])
    await hours.edit(edited, { Hours: 2, Minutes: 0, EmployeeRef: { value: '54' } })
    await hours.time(dealId, true)
    expect(await questions(dealId)).toEqual([])
    await hours.remove(activity)
    await hours.time(dealId, true)
    expect(await questions(dealId)).toEqual([
      'Billed hours of John Johnson on 2026-01-12 were deleted in QuickBooks',
    ])
    expect((await hours.time(dealId)).entries).toMatchObject([{ standing: 'deleted', hours: '2:00' }])
  })

  test.each(['void', 'delete'] as const)('%s of the invoice frees them, to be billed again', async (how) => {
    const customer = how === 'void' ? '11' : '12'
    const { dealId } = await billed(customer)
    await readAll()
    const [invoice] = await hours.invoices(customer)
    await editInvoice(hours.stage, must(invoice), {}, how)
    await readAll()
    const seen = await hours.time(dealId, true)
    expect(seen.entries).toMatchObject([{ standing: 'unbilled' }])
    expect(await questions(dealId)).toEqual([
      expect.stringMatching(how === 'void' ? /^Invoice \d+ was voided/ : /^Invoice \d+ was deleted/),
    ])
    expect((await hours.bill(dealId)).status).toBe(200)
    expect(await questions(dealId)).toEqual([])
    await deliverAll(hours.stage)
    expect((await hours.invoices(customer)).filter((each) => each.TotalAmt === 240)).toHaveLength(1)
  })

  test('where QuickBooks keeps them billed after a void, they are said to be billed there, and not billed twice', async () => {
    await hours.stage.quickbooks.turn({ 'void-frees-time': 'no' })
    const { dealId } = await billed('13')
    const [invoice] = await hours.invoices('13')
    await editInvoice(hours.stage, must(invoice), {}, 'void')
    await readAll()
    expect((await hours.time(dealId, true)).entries).toMatchObject([{ standing: 'billed_elsewhere' }])
    expect((await hours.bill(dealId)).body).toMatchObject({ code: 'nothing_to_bill' })
    await hours.stage.quickbooks.turn({ 'void-frees-time': 'yes' })
  })
})
