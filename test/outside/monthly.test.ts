/**
 * A customer of two deals that bill once a month, seen from outside: what waits is listed and shown before it is billed,
 * on its day it is one invoice, its client is reminded on the day that was set and by a person once a day, the plan's
 * clauses raise their flags, and paying ends them. Method: the built program in a process of its own, its clock moved,
 * its HTTP API, and QuickBooks' API through its stock client.
 */
import type { BillingRunView, WaitingWorkView } from '../../src/http/contract/billing-run'
import type { RemindersView } from '../../src/http/contract/reminder'
import { must } from '../fixtures/must'
import { type Bystander, bystander, type SeenInvoice } from './bystander'
import { type Home, newHome, type RunningProgram, startProgram } from './running-program'

jest.setTimeout(180_000)

let home: Home
let program: RunningProgram
let see: Bystander
beforeAll(async () => {
  home = await newHome()
  program = await startProgram(home, { DEMO: 'off', SWEEP_SECONDS: '5' })
  see = bystander(home)
})
afterAll(async () => {
  await program.stop()
  home.leave()
})

const usd = (amount: string) => ({ amount, currency: 'USD' })
const terms = {
  cadence: { on: 'monthly', day: 1 },
  delivery: 'send',
  lateFee: '1.5 % a month',
  lateFeeAfterDays: 2,
  pauseWork: 'after 10 days overdue',
  pauseAfterDays: 10,
}
const waiting = async (dealId: string) =>
  (await see.done<{ items: WaitingWorkView[] }>('GET', '/billing-runs/waiting?limit=200')).items.filter(
    (each) => each.dealId === dealId,
  )
const kinds = async (dealId: string) =>
  (await see.page(dealId)).attention
    .map(({ kind }) => kind)
    .filter((kind) => kind === 'late_fee' || kind === 'pause_work')
    .sort()
/** Everybody's clock moves, and what that brings is read. */
const pass = async (advance: string) => {
  await see.pass(advance)
  await see.done('POST', '/sync/check-now', {})
}

test('two deals, one invoice on the first; reminded, flagged, paid', async () => {
  // Whatever the time of day is where this runs.
  const quiet = { from: '00:00', to: '00:00' }
  await see.done('PATCH', '/workspace', { billing: { reminders: { afterDays: [3] } }, mail: { quiet } })
  const one = await see.winDeal('Kitchen, by the month', '50000')
  const other = await see.winDeal('Garden, by the month', '50000')
  const [strategy, design] = await see.plan(one, terms)
  const [survey] = await see.plan(other, terms)
  expect((await see.page(one)).state).toMatchObject({
    cadence: terms.cadence,
    nextMonthlyOn: expect.stringMatching(/-01$/),
  })
  const note = 'done for the month'
  for (const each of [strategy, survey])
    await see.done('POST', `/milestones/${must(each).id}/complete`, { note })

  const [waits, ...none] = await waiting(one)
  expect(none).toEqual([])
  expect(waits).toMatchObject({
    name: 'Strategy',
    amount: usd('15000.00'),
    customers: ["Amy's Bird Sanctuary"],
  })
  expect((await see.page(one)).milestones[0]).toMatchObject({
    monthlyOn: must(waits).billsOn,
    label: 'Completed (ready to bill)',
  })
  const through = new Date().toISOString().slice(0, 10)
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const ahead = await see.done<BillingRunView>('POST', '/billing-runs', { through: tomorrow, dryRun: true })
  expect(ahead.invoices).toMatchObject([
    { customer: "Amy's Bird Sanctuary", subtotal: usd('30000.00'), delivery: 'send', lines: 2, id: null },
  ])
  expect(await see.invoices(note)).toEqual([])
  expect((await see.call('POST', '/billing-runs', { through: `${through}x` })).status).toBe(422)

  await pass('P32D')
  const invoice = must(
    await see.until(
      'one invoice',
      async () => (await see.invoices(note))[0],
      (seen) => seen !== undefined,
    ),
  )
  expect(await see.invoices(note)).toHaveLength(1)
  expect(invoice.TotalAmt).toBe(30_000)
  expect(
    invoice.Line.map(({ Description }) => Description?.split('\n')[0])
      .filter(Boolean)
      .sort(),
  ).toEqual(['Garden, by the month', 'Kitchen, by the month'])
  expect(await waiting(one)).toEqual([])

  const id = must(
    (
      await see.until(
        'sent',
        () => see.page(one),
        (page) => page.invoices[0]?.status === 'sent',
      )
    ).invoices[0],
  ).id
  const reminders = () => see.done<RemindersView>('GET', `/invoices/${id}/reminders`)
  expect(await reminders()).toMatchObject({ items: [], next: { afterDays: 3 } })
  const refused = await see.call('POST', `/invoices/${id}/remind`, {})
  expect(refused).toMatchObject({ status: 409, body: { code: 'reminded_today' } })

  await pass('P9D')
  expect(await kinds(one)).toEqual(['late_fee'])
  await pass('P1D')
  await see.until('reminded', reminders, ({ items }) => items[0]?.state === 'sent')
  await pass('P1D')
  expect((await see.call('POST', `/invoices/${id}/remind`, { dryRun: true })).status).toBe(200)
  const flag = must((await see.page(one)).attention.find(({ kind }) => kind === 'late_fee'))
  await see.done('POST', `/attention/${flag.id}/settle`, { action: 'remind' })
  expect(await kinds(one)).toEqual(['late_fee'])
  expect((await see.call('POST', `/invoices/${id}/remind`, {})).status).toBe(409)
  await see.until(
    'reminded again',
    reminders,
    ({ items }) => items.length === 2 && items.every(({ state }) => state === 'sent'),
  )
  await pass('P7D')
  expect(await kinds(one)).toEqual(['late_fee', 'pause_work'])
  expect(await kinds(other)).toEqual(['late_fee', 'pause_work'])

  const { Id, TotalAmt } = invoice as SeenInvoice
  await see.quickbooks('createPayment', {
    CustomerRef: { value: '1' },
    TotalAmt,
    Line: [{ Amount: TotalAmt, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }],
  })
  for (const dealId of [one, other])
    await see.until(
      'over',
      () => kinds(dealId),
      (seen) => seen.length === 0,
    )
  expect(await see.call('POST', `/invoices/${id}/remind`, {})).toMatchObject({
    status: 409,
    body: { code: 'nothing_to_remind' },
  })

  // A plan that stops billing by the month asks a person for what waited, and bills nothing by itself.
  await see.done('POST', `/milestones/${must(design).id}/complete`, { note: 'done later' })
  expect(await waiting(one)).toHaveLength(1)
  const { schedule } = await see.page(one)
  await see.done('PUT', `/deals/${one}/schedule`, { ...schedule, cadence: { on: 'approval' } })
  expect(await waiting(one)).toEqual([])
  expect((await see.page(one)).attention.map(({ kind }) => kind)).toContain('ready_to_bill')
  await pass('P40D')
  expect(await see.invoices('done later')).toEqual([])
})
