/**
 * Two customers share a job, seen from outside: what will happen is shown for each before it happens, each gets exactly one
 * invoice in QuickBooks, one of them is voided and billed again alone, and the milestone is paid when both have paid.
 * Method: the built program in a process of its own, its HTTP API, and QuickBooks' API through its stock client.
 */
import type { InvoicePreviewView, PreflightCheckView } from '../../src/http/contract/billing'
import type { MilestoneView } from '../../src/http/contract/milestone'
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

type Seen = SeenInvoice & { readonly SyncToken: string; readonly CustomerRef: { readonly value: string } }
const payers = [
  { customer: { quickbooksId: '1' }, share: { percent: '60' } },
  { customer: { quickbooksId: '2' }, share: { percent: '40' } },
]
const usd = (amount: string) => ({ amount, currency: 'USD' })
const milestone = async (dealId: string): Promise<MilestoneView> =>
  must((await see.page(dealId)).milestones[0])
const until = (dealId: string, what: string, holds: (seen: MilestoneView) => boolean) =>
  see.until(what, () => milestone(dealId), holds)
/** Who was billed what in QuickBooks, for work with this note. */
const inQuickBooks = async (note: string) =>
  ((await see.invoices(note)) as Seen[]).sort(
    (a, b) => Number(a.CustomerRef.value) - Number(b.CustomerRef.value),
  )
const pay = (invoice: Seen) =>
  see.quickbooks('createPayment', {
    CustomerRef: invoice.CustomerRef,
    TotalAmt: invoice.TotalAmt,
    Line: [{ Amount: invoice.TotalAmt, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
  })

test('60 and 40 % of 15,000.00: shown, billed, voided for one, billed again for that one, and paid by both', async () => {
  const dealId = await see.winDeal('Outside payers', '50000')
  const [{ id }] = (await see.plan(dealId, { payers })) as [MilestoneView]
  expect((await see.page(dealId)).payers).toMatchObject([
    { customer: { quickbooksId: '1', name: "Amy's Bird Sanctuary" }, share: { percent: '60' } },
    { customer: { quickbooksId: '2', name: "Bill's Windsurf Shop" }, share: { percent: '40' } },
  ])

  const ahead = await see.done<InvoicePreviewView>('GET', `/milestones/${id}/invoice-preview`)
  const both = [ahead, ...ahead.others]
  expect(both.map((each) => [each.customer, each.subtotal])).toEqual([
    ["Amy's Bird Sanctuary", usd('9000.00')],
    ["Bill's Windsurf Shop", usd('6000.00')],
  ])
  expect(both.map((each) => each.lines[0]?.text)).toEqual([
    expect.arrayContaining(["60 % of $15,000.00 (Amy's Bird Sanctuary)"]),
    expect.arrayContaining(["40 % of $15,000.00 (Bill's Windsurf Shop)"]),
  ])
  const checks = await see.done<PreflightCheckView[]>('GET', `/milestones/${id}/preflight`)
  expect(checks.filter((each) => each.check === 'customer').map((each) => each.detail)).toEqual([
    "Amy's Bird Sanctuary pays 60 %: $9,000.00.",
    "Bill's Windsurf Shop pays 40 %: $6,000.00.",
  ])

  const note = 'handed over for Outside payers'
  await see.done('POST', `/milestones/${id}/complete`, { note })
  const invoiced = await until(dealId, 'invoiced', (seen) => seen.label === 'Invoiced (not sent)')
  expect(invoiced).toMatchObject({ locked: true, partiallyBilled: false, billed: usd('15000.00') })
  expect(invoiced.invoices.map((each) => [each.customer, each.total])).toEqual([
    ["Amy's Bird Sanctuary", usd('9000.00')],
    ["Bill's Windsurf Shop", usd('6000.00')],
  ])
  const [amy, bill] = await inQuickBooks(note)
  expect([amy?.TotalAmt, bill?.TotalAmt]).toEqual([9000, 6000])

  const { Id, SyncToken } = must(bill)
  await see.quickbooks('voidInvoice', { Id, SyncToken })
  const freed = await until(dealId, 'freed', (seen) => seen.freed)
  expect(freed).toMatchObject({ partiallyBilled: true, locked: true, billed: usd('9000.00') })
  expect(freed.payers.map((each) => each.billingStatus)).toEqual(['posted', 'not_billed'])
  expect(freed.actions).toEqual(['bill'])
  const refused = await see.call('POST', `/milestones/${id}/bill`, {})
  expect(refused).toMatchObject({ status: 409, body: { code: 'already_billed' } })
  const again = await see.done<InvoicePreviewView>('POST', `/milestones/${id}/bill`, { dryRun: true })
  expect([again.customer, again.others]).toEqual(["Bill's Windsurf Shop", []])

  const { schedule } = await see.page(dealId)
  const changed = await see.call('PUT', `/deals/${dealId}/schedule`, {
    ...schedule,
    payers: [...payers].reverse().map((payer, place) => ({ ...payer, share: must(payers[place]).share })),
  })
  expect(changed).toMatchObject({ status: 409, body: { code: 'milestone_locked', milestoneId: id } })

  const [item] = (await see.page(dealId)).attention
  expect(must(item).title).toMatch(/^Invoice \d+ to Bill's Windsurf Shop was voided in QuickBooks$/)
  const settle = { action: 'bill_again' }
  const asMember = await see.call('POST', `/attention/${must(item).id}/settle`, settle, {
    authorization: `Bearer ${see.at.tokens.member}`,
  })
  expect(asMember.status).toBe(403)
  expect(asMember.body).toMatchObject({ detail: expect.stringMatching(/bookkeeper/) })
  await see.done('POST', `/attention/${must(item).id}/settle`, settle)
  await until(dealId, 'billed again', (seen) => seen.billed?.amount === '15000.00')
  expect((await see.page(dealId)).attention).toEqual([])

  const standing = (await inQuickBooks(note)).filter((each) => each.TotalAmt > 0)
  expect(standing.map((each) => [each.CustomerRef.value, each.TotalAmt])).toEqual([
    ['1', 9000],
    ['2', 6000],
  ])
  expect(must(standing[0]).Id).toBe(must(amy).Id)
  await pay(must(standing[0]))
  const part = await until(dealId, 'paid by one', (seen) => seen.paid?.amount === '9000.00')
  expect(part.payers.map((each) => each.billingStatus)).toEqual(['paid', 'posted'])
  expect(part.label).toBe('Partially paid')
  await pay(must(standing[1]))
  await until(dealId, 'paid by both', (seen) => seen.label === 'Paid')
  expect((await see.page(dealId)).figures).toMatchObject({ billed: usd('15000.00'), paid: usd('15000.00') })
})

test('payers who are not the whole, or are named twice, are refused at their place and nothing is stored', async () => {
  const dealId = await see.winDeal('Outside wrong payers', '50000')
  await see.plan(dealId, { payers })
  const { schedule } = await see.page(dealId)
  const [amy] = payers
  const put = (wrong: object[]) =>
    see.call('PUT', `/deals/${dealId}/schedule`, { ...schedule, payers: wrong })
  expect(await put([must(amy)])).toMatchObject({
    status: 422,
    body: { code: 'validation_failed', errors: [{ pointer: '/payers' }] },
  })
  expect(await put([must(amy), { ...amy, share: { percent: '40' } }])).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/payers/1/customer' }] },
  })
  const [first] = schedule?.milestones ?? []
  const own = await see.call('PATCH', `/milestones/${must(first).id}`, { payers: [amy] })
  expect(own).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
  expect((await see.page(dealId)).schedule).toEqual(schedule)
})
