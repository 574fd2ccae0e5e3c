/**
 * Goal: a number of the workspace's own stands on exactly one invoice, whatever is lost or was given by others before.
 * Method: the simulator with custom numbers on and duplicates refused; lost answers, numbers that people used, refusals.
 */
import { beginBilling } from '../fixtures/billing'
import { deliver } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
const year = () => stage.clock.now().toISOString().slice(0, 4)
const company = () => `/v3/company/${stage.realmId}`
beforeAll(async () => {
  stage = await openStage({ settings: { numbering: { by: 'pattern', pattern: 'MP-{year}-{0000}' } } })
  const { Preferences } = await stage.quickbooks.api<{
    Preferences: { SyncToken: string } & Record<string, object>
  }>('GET', `${company()}/preferences`)
  const { SalesFormsPrefs, SyncToken } = Preferences
  await stage.quickbooks.api('POST', `${company()}/preferences`, {
    Id: '1',
    SyncToken,
    sparse: true,
    SalesFormsPrefs: { ...SalesFormsPrefs, CustomTxnNumbers: true },
  })
  await stage.quickbooks.turn({ 'duplicate-number-warning': 'on' })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
})

const byHand = (number: string) =>
  stage.quickbooks.api('POST', `${company()}/invoice`, {
    CustomerRef: { value: '2' },
    DocNumber: number,
    Line: [
      { DetailType: 'SalesItemLineDetail', Amount: 5, SalesItemLineDetail: { ItemRef: { value: '1' } } },
    ],
  })
const numberOf = async (bill: Awaited<ReturnType<typeof beginBilling>>) => {
  const [invoice, ...others] = await bill.inQuickBooks()
  expect(others).toEqual([])
  return must(invoice).DocNumber
}
const drain = async (bill: Awaited<ReturnType<typeof beginBilling>>) => {
  for (let turn = 0; turn < 8 && (await bill.message()).state !== 'done'; turn += 1) {
    await deliver(stage)
    expect((await bill.inQuickBooks()).length).toBeLessThanOrEqual(1)
    stage.advance(160_000)
  }
}

test('invoices are numbered one after the other; a decision alone takes no number', async () => {
  const first = await beginBilling(stage)
  const second = await beginBilling(stage)
  expect(JSON.parse((await first.intent()).body)).toMatchObject({ DocNumber: 'MP-{year}-{0000}' })
  await deliver(stage)
  await deliver(stage)
  expect([await numberOf(first), await numberOf(second)].sort()).toEqual([
    `MP-${year()}-0001`,
    `MP-${year()}-0002`,
  ])
})

test.each([
  'replay',
  'ignore',
  'forget',
])('an answer that is lost takes no second number, requestid: %s', async (requestid) => {
  await stage.quickbooks.turn({ requestid })
  const bill = await beginBilling(stage)
  await stage.quickbooks.fault({
    method: 'POST',
    path: '/v3/company/*/invoice',
    effect: 'drop-reply',
    times: 1,
  })
  await drain(bill)
  const number = must(await numberOf(bill))
  const next = await beginBilling(stage)
  await drain(next)
  expect(Number(must(await numberOf(next)).slice(-4))).toBe(Number(number.slice(-4)) + 1)
})

test('numbers that people gave are passed over: one look, then the next free one, and nothing twice', async () => {
  const before = await beginBilling(stage)
  await drain(before)
  const last = Number(must(await numberOf(before)).slice(-4))
  for (const more of [1, 2, 3]) await byHand(`MP-${year()}-${String(last + more).padStart(4, '0')}`)
  await stage.quickbooks.clearLog()
  const bill = await beginBilling(stage)
  await deliver(stage)
  await deliver(stage)
  expect(await numberOf(bill)).toBe(`MP-${year()}-${String(last + 4).padStart(4, '0')}`)
  const creates = (await stage.quickbooks.log()).filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/invoice'),
  )
  // The refused number and the free one go out under keys of their own: QuickBooks may repeat a refusal for ever.
  expect(new Set(creates.map(({ query }) => query['requestid'])).size).toBe(2)
})

test('what QuickBooks refused for another reason leaves its number to the next invoice', async () => {
  const before = await beginBilling(stage)
  await drain(before)
  const last = Number(must(await numberOf(before)).slice(-4))
  const refused = await beginBilling(stage)
  await stage.quickbooks.fault({
    method: 'POST',
    path: '/v3/company/*/invoice',
    effect: 'fault-200',
    times: 1,
  })
  await deliver(stage)
  const next = await beginBilling(stage)
  await drain(next)
  await drain(refused)
  const numbers = [await numberOf(next), ...(await refused.inQuickBooks()).map((each) => each.DocNumber)]
  expect(numbers).toContain(`MP-${year()}-${String(last + 1).padStart(4, '0')}`)
})
