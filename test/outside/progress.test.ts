/**
 * A milestone billed by percent, and a credit on one of its invoices, seen from outside: what will happen is shown before
 * it happens, each claim is the difference, all of them are the milestone to the cent in QuickBooks, and what a credit
 * took is asked about once and billed again once. Method: the built program in a process of its own, its HTTP API, and
 * QuickBooks' API through its stock client.
 */
import type { InvoicePreviewView } from '../../src/http/contract/billing'
import type { AttentionView } from '../../src/http/contract/deal'
import type { MilestoneView } from '../../src/http/contract/milestone'
import type { TieOutView } from '../../src/http/contract/tie-out'
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

type Seen = SeenInvoice & { readonly DocNumber?: string; readonly CustomerRef: { readonly value: string } }
const usd = (amount: string) => ({ amount, currency: 'USD' })
const milestone = async (dealId: string): Promise<MilestoneView> =>
  must((await see.page(dealId)).milestones[0])
const until = (dealId: string, what: string, holds: (seen: MilestoneView) => boolean) =>
  see.until(what, () => milestone(dealId), holds)
const tiesOut = async (dealId: string) =>
  (await see.done<TieOutView>('GET', `/deals/${dealId}/tie-out`)).holds

/** A credit memo over a part of an invoice, applied to it as QuickBooks' own page does. */
const credit = async (invoice: Seen, amount: number) => {
  const item = { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } }
  const memo = await see.quickbooks<{ Id: string }>('createCreditMemo', {
    CustomerRef: invoice.CustomerRef,
    Line: [{ Amount: amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: item }],
  })
  await see.quickbooks('createPayment', {
    CustomerRef: invoice.CustomerRef,
    TotalAmt: 0,
    Line: [
      { Amount: amount, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] },
      { Amount: amount, LinkedTxn: [{ TxnId: memo.Id, TxnType: 'CreditMemo' }] },
    ],
  })
}

test('15,000.00 by percent: 33.33 %, 66.67 %, completed; then a credit of 1,000.00 that is billed again', async () => {
  const dealId = await see.winDeal('Outside progress', '50000')
  const [{ id }] = (await see.plan(dealId)) as [MilestoneView]
  const early = await see.call('POST', `/milestones/${id}/progress`, { percent: '40' })
  expect([early.status, early.body]).toMatchObject([409, { code: 'wrong_status' }])
  await see.done('POST', `/milestones/${id}/start`, {})

  const ahead = await see.done<InvoicePreviewView>('POST', `/milestones/${id}/progress`, {
    percent: '33.33',
    dryRun: true,
  })
  expect(ahead.subtotal).toEqual(usd('4999.50'))
  expect(ahead.lines[0]?.text).toEqual(expect.arrayContaining(['33.33 % complete: $4,999.50 of $15,000.00']))
  expect((await milestone(dealId)).claims).toEqual([])

  await see.done('POST', `/milestones/${id}/progress`, { percent: '33.33', note: 'progress outside, walls' })
  const first = await until(dealId, 'a part billed', (seen) => seen.partiallyBilled)
  expect(first).toMatchObject({
    workStatus: 'in_progress',
    locked: true,
    billed: usd('4999.50'),
    claims: [{ kind: 'progress', number: 1, percent: '33.33', amount: usd('4999.50'), billed: true }],
  })
  expect(first.actions).toEqual(['complete', 'progress'])
  const lower = await see.call('POST', `/milestones/${id}/progress`, { percent: '33.3' })
  expect([lower.status, lower.body]).toMatchObject([409, { code: 'progress_not_raised', claimed: '33.33' }])
  await see.done('POST', `/milestones/${id}/progress`, { percent: '66.67', note: 'progress outside, roof' })
  await see.done('POST', `/milestones/${id}/complete`, { note: 'progress outside, keys' })
  const all = await until(dealId, 'all billed', (seen) => seen.invoices.length === 3 && !seen.partiallyBilled)
  expect(all.billed).toEqual(usd('15000.00'))
  const invoices = ((await see.invoices('Milestone 1')) as Seen[]).filter((each) =>
    each.Line.some(
      (line) => line.Description?.includes('of $15,000.00') || line.Description?.includes('$15,000.00, less'),
    ),
  )
  expect(invoices.map((each) => each.TotalAmt).sort()).toEqual([4999.5, 4999.5, 5001])

  const walls = must(invoices.find((each) => each.Line.some((line) => line.Description?.includes('walls'))))
  await credit(walls, 1_000)
  const asked = await see.until(
    'asked about the credit',
    async () => (await see.page(dealId)).attention.find((each: AttentionView) => each.kind === 'credited'),
    (item) => item !== undefined,
  )
  expect(asked).toMatchObject({
    money: usd('1000.00'),
    actions: [{ action: 'rebill' }, { action: 'close_difference' }],
  })
  expect((await see.page(dealId)).figures).toMatchObject({
    billed: usd('14000.00'),
    credited: usd('1000.00'),
  })
  await see.done('POST', `/attention/${must(asked).id}/settle`, { action: 'rebill' })
  const twice = await see.call('POST', `/attention/${must(asked).id}/settle`, { action: 'close_difference' })
  expect([twice.status, twice.body]).toEqual([409, expect.objectContaining({ code: 'already_settled' })])
  await see.done('POST', `/milestones/${id}/bill`, {})
  const again = await until(
    dealId,
    'billed again',
    (seen) => seen.claims.some((each) => each.kind === 'again' && each.billed) && seen.invoices.length === 4,
  )
  expect(again).toMatchObject({ billed: usd('15000.00'), partiallyBilled: false })
  const { figures, attention } = await see.page(dealId)
  expect(attention).toEqual([])
  expect(figures).toMatchObject({
    billed: usd('15000.00'),
    invoicedTotal: usd('16000.00'),
    outstanding: usd('15000.00'),
    earnedNotBilled: usd('0.00'),
    remaining: usd('35000.00'),
  })
  expect(await tiesOut(dealId)).toBe(true)
})
