/**
 * A job with retainage, seen from outside: each invoice in QuickBooks holds back what was agreed, the application for payment
 * says what is due to the cent, what is held back is released once on an invoice of its own, and a bookkeeper's void is
 * followed. Method: the built program in a process of its own, its HTTP API, and QuickBooks' API through its stock client.
 */
import type { PayApplicationView, ReleaseView, RetainageView } from '../../src/http/contract/retainage'
import { must } from '../fixtures/must'
import { type Bystander, bystander, type SeenInvoice } from './bystander'
import { type Home, newHome, type RunningProgram, startProgram } from './running-program'

jest.setTimeout(120_000)

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
const complete = (id: string | undefined, note: string) =>
  see.done('POST', `/milestones/${must(id)}/complete`, { note })
const retained = (dealId: string, amount: string) =>
  see.until(
    `${amount} retained`,
    async () => (await see.page(dealId)).figures?.retained?.amount,
    (seen) => seen === amount,
  )
const linesOf = (invoice: SeenInvoice) =>
  invoice.Line.filter((line) => line.DetailType === 'SalesItemLineDetail').map((line) => line.Amount)

test('250,000 and a change order of 12,500 at 10 %: 122,400 certified before, 37,890 due, 102,210 to finish', async () => {
  const dealId = await see.winDeal('Outside retainage', '250000')
  const milestones = await see.plan(dealId, {
    contractValue: usd('250000.00'),
    control: 'formal',
    retainage: { percent: '10' },
    milestones: [
      { name: 'Groundwork', amount: usd('136000.00') },
      { name: 'Shell', amount: usd('42100.00') },
      { name: 'Roof', amount: usd('71900.00') },
    ],
  })
  const order = await see.done<{ id: string }>('POST', `/deals/${dealId}/change-orders`, {
    reason: 'A terrace was asked for',
    lines: [{ op: 'add', milestone: { name: 'Terrace', amount: usd('12500.00') } }],
  })
  await see.done('POST', `/change-orders/${order.id}/send`, {})
  await see.done('POST', `/change-orders/${order.id}/approve`, { by: 'Client', on: '2026-01-20' })
  await complete(milestones[0]?.id, 'groundwork was handed over')
  await retained(dealId, '13600.00')
  await complete(milestones[1]?.id, 'shell was handed over')
  const application = await see.done<PayApplicationView>('GET', `/deals/${dealId}/pay-application`)
  expect(application).toMatchObject({
    number: 2,
    project: 'Outside retainage',
    originalSum: usd('250000.00'),
    changeOrders: usd('12500.00'),
    contractSum: usd('262500.00'),
    completed: usd('178100.00'),
    retainageAgreed: '10 %',
    retainage: usd('17810.00'),
    earnedLessRetainage: usd('160290.00'),
    previousCertificates: usd('122400.00'),
    due: usd('37890.00'),
    balanceToFinish: usd('102210.00'),
  })
  expect(
    application.rows.map((row) => [row.name, row.thisPeriod.amount, row.percent, row.retainage.amount]),
  ).toEqual([
    ['Groundwork', '0.00', '100', '13600.00'],
    ['Shell', '42100.00', '100', '4210.00'],
    ['Roof', '0.00', '0', '0.00'],
    ['Terrace', '0.00', '0', '0.00'],
  ])
  const paper = await fetch(`${see.at.app}/api/v1/deals/${dealId}/pay-application.pdf?number=1`, {
    headers: { authorization: `Bearer ${see.at.tokens.viewer}` },
  })
  expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  expect(
    Buffer.from(await paper.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  expect(await see.call('GET', `/deals/${dealId}/pay-application?number=9`)).toMatchObject({ status: 404 })
})

test('100,000 at 10 %: 90,000 on two lines; 10,000 released after a look; a void is followed', async () => {
  const dealId = await see.winDeal('Outside release', '100000')
  const [shell] = await see.plan(dealId, {
    contractValue: usd('100000.00'),
    retainage: { percent: '10' },
    milestones: [{ name: 'Shell', amount: usd('100000.00') }],
  })
  const note = 'handed over for Outside release'
  await complete(shell?.id, note)
  await retained(dealId, '10000.00')
  const [work] = await see.invoices(note)
  expect([linesOf(must(work)), must(work).TotalAmt]).toEqual([[100_000, -10_000], 90_000])
  expect((await see.page(dealId)).milestones[0]).toMatchObject({
    billed: usd('100000.00'),
    retained: usd('10000.00'),
    certified: usd('90000.00'),
  })

  const address = `/deals/${dealId}/retainage/release`
  const asMember = await see.call('POST', address, {}, { authorization: `Bearer ${see.at.tokens.member}` })
  expect(asMember).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/bookkeeper/) } })
  const over = await see.call('POST', address, { amount: usd('10000.01') })
  expect(over).toMatchObject({
    status: 409,
    body: { code: 'over_release', remaining: '10000.00', attempted: '10000.01', currency: 'USD' },
  })
  for (const wrong of [
    { amount: { amount: '5.00', currency: 'EUR' } },
    { amount: usd('0.001') },
    { amount: usd('0.00') },
  ])
    expect(await see.call('POST', address, wrong)).toMatchObject({
      status: 422,
      body: { code: 'validation_failed' },
    })
  const ahead = await see.done<ReleaseView>('POST', address, { dryRun: true })
  expect(ahead).toMatchObject({
    amount: usd('10000.00'),
    left: usd('0.00'),
    invoices: [{ subtotal: usd('10000.00') }],
  })
  expect(ahead.checks.every((check) => check.ok)).toBe(true)
  expect((await see.done<RetainageView>('GET', `/deals/${dealId}/retainage`)).releasable).toEqual(
    usd('10000.00'),
  )

  const both = await Promise.all([see.call('POST', address, {}), see.call('POST', address, {})])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 409])
  await retained(dealId, '0.00')
  const released = (await see.invoices('Release of retainage')).filter((each) => each.TotalAmt === 10_000)
  expect(released).toHaveLength(1)
  expect((await see.page(dealId)).figures).toMatchObject({
    billed: usd('100000.00'),
    remaining: usd('0.00'),
    invoicedTotal: usd('100000.00'),
  })
  const made = await see.done<RetainageView>('GET', `/deals/${dealId}/retainage`)
  expect(made).toMatchObject({
    agreed: '10 %',
    heldBack: usd('10000.00'),
    released: usd('10000.00'),
    releasable: usd('0.00'),
  })
  expect(made.lines.map((line) => [line.kind, line.amount?.amount, line.milestone?.name ?? null])).toEqual([
    ['held_back', '10000.00', 'Shell'],
    ['released', '10000.00', null],
  ])

  const { Id, SyncToken } = must(work) as SeenInvoice & { SyncToken: string }
  await see.quickbooks('voidInvoice', { Id, SyncToken })
  await retained(dealId, '-10000.00')
  const questions = (await see.page(dealId)).attention.map((item) => item.kind)
  expect(questions).toContain('over_released')
})
