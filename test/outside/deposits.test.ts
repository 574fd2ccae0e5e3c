/**
 * A deposit seen from outside: agreed, billed in two halves, paid, and used up by the final invoice, which comes to exactly
 * nothing; the client's signature bills another; and what does not fit is refused and changes nothing. After every step the
 * deal's figures come out. Method: the built program in a process of its own, its HTTP API, and QuickBooks' API through its stock client.
 */
import type { InvoicePreviewView } from '../../src/http/contract/billing'
import type { DealPageView } from '../../src/http/contract/deal'
import type { DepositView } from '../../src/http/contract/deposit'
import type { TieOutView } from '../../src/http/contract/tie-out'
import { must } from '../fixtures/must'
import { type Bystander, bystander } from './bystander'
import { type Home, newHome, type RunningProgram, startProgram } from './running-program'

jest.setTimeout(120_000)

let home: Home
let program: RunningProgram
let see: Bystander
beforeAll(async () => {
  home = await newHome()
  program = await startProgram(home, { DEMO: 'off', SWEEP_SECONDS: '5' })
  see = bystander(home)
  const { Id } = await see.quickbooks<{ Id: string }>('createAccount', {
    Name: 'Client deposits',
    AccountType: 'Other Current Liability',
    AccountSubType: 'OtherCurrentLiabilities',
  })
  const item = await see.quickbooks<{ Id: string }>('createItem', {
    Name: 'Deposit',
    Type: 'Service',
    IncomeAccountRef: { value: Id },
  })
  depositItemId = item.Id
})
afterAll(async () => {
  await program.stop()
  home.leave()
})

let depositItemId: string
const usd = (amount: string) => ({ amount, currency: 'USD' })
const deposit = (dealId: string) => see.done<DepositView>('GET', `/deals/${dealId}/deposit`)
const tieOut = (dealId: string) => see.done<TieOutView>('GET', `/deals/${dealId}/tie-out`)
const page = (dealId: string) => see.done<DealPageView>('GET', `/deals/${dealId}`)
const bill = (dealId: string, body: object) => see.call('POST', `/deals/${dealId}/deposit/bill`, body)
const half = { share: { percent: '50' } }
const pay = (quickbooksId: string, amount: number) =>
  see.quickbooks('createPayment', {
    CustomerRef: { value: '1' },
    TotalAmt: amount,
    Line: [{ Amount: amount, LinkedTxn: [{ TxnId: quickbooksId, TxnType: 'Invoice' }] }],
  })
/** Every identity of the deal holds, once everything that was done is read. */
const comesOut = (dealId: string, what: string) =>
  see.until(
    `the figures come out ${what}`,
    () => tieOut(dealId),
    ({ holds }) => holds,
  )

test('two halves of 12,870.59 in advance are 6,435.29 and 6,435.30; the final invoice is 0.00 and the milestone settled', async () => {
  const dealId = await see.winDeal('Outside deposit', '12870.59')
  const [first] = await see.plan(dealId, {
    contractValue: usd('12870.59'),
    milestones: [{ name: 'Everything', amount: usd('12870.59') }],
    deposit: { mode: 'advance', share: { percent: '100' } },
  })
  const { id } = must(first)

  await see.done('PATCH', '/workspace', { billing: { depositItemId: null } })
  const before = await deposit(dealId)
  expect(before).toMatchObject({
    mode: 'advance',
    draw: 'full',
    total: usd('12870.59'),
    left: usd('12870.59'),
    invoices: [],
  })
  expect(before.checks.filter((check) => !check.ok)).toMatchObject([
    { check: 'item', mend: { href: '/settings/billing' } },
  ])
  expect(await bill(dealId, half)).toMatchObject({ status: 409, body: { code: 'preflight_failed' } })
  await see.done('PATCH', '/workspace', { billing: { depositItemId } })

  expect(
    await see.call('POST', `/deals/${dealId}/deposit/bill`, half, {
      authorization: `Bearer ${see.at.tokens.member}`,
    }),
  ).toMatchObject({
    status: 403,
  })
  expect(await bill(dealId, { amount: usd('12870.60') })).toMatchObject({
    status: 409,
    body: { code: 'over_billing', remaining: '12870.59', attempted: '12870.60' },
  })
  for (const [wrong, pointer] of [
    [{ amount: { amount: '1.00', currency: 'EUR' } }, '/amount/currency'],
    [{ amount: usd('1.001') }, '/amount/amount'],
    [{ amount: usd('0') }, '/amount/amount'],
    [{ share: { percent: '0' } }, '/share'],
  ] as const)
    expect(await bill(dealId, wrong)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } })
  const shown = await see.done<InvoicePreviewView>('POST', `/deals/${dealId}/deposit/bill`, {
    ...half,
    dryRun: true,
  })
  expect([shown.subtotal, shown.lines[0]?.item, shown.lines[0]?.text.slice(0, 2)]).toEqual([
    usd('6435.29'),
    'Deposit',
    ['Deposit (per contract dated 2026-01-15)', '50 % of $12,870.59'],
  ])
  expect((await deposit(dealId)).billed).toEqual(usd('0.00'))

  for (const [at, amount] of [6435.29, 6435.3].entries()) {
    await see.done('POST', `/deals/${dealId}/deposit/bill`, half)
    const posted = await see.until(
      'a deposit in QuickBooks',
      () => deposit(dealId),
      (seen) => seen.invoices[at]?.quickbooksId != null,
    )
    await pay(must(posted.invoices[at]?.quickbooksId), amount)
    await see.until(
      'the deposit paid',
      () => deposit(dealId),
      (seen) => seen.invoices[at]?.paid?.amount === amount.toFixed(2),
    )
    await comesOut(dealId, 'after a half')
  }
  expect(await bill(dealId, {})).toMatchObject({ status: 409, body: { code: 'already_billed' } })
  expect(await deposit(dealId)).toMatchObject({
    billed: usd('12870.59'),
    left: usd('0.00'),
    held: usd('12870.59'),
    checks: [],
  })

  await see.done('POST', `/milestones/${id}/complete`, {})
  const settled = await see.until(
    'settled',
    () => page(dealId),
    (seen) => seen.milestones[0]?.label === 'Settled',
  )
  expect(settled.figures).toMatchObject({
    billed: usd('12870.59'),
    remaining: usd('0.00'),
    depositHeld: usd('0.00'),
    invoicedTotal: usd('12870.59'),
    paid: usd('12870.59'),
    outstanding: usd('0.00'),
  })
  const final = await comesOut(dealId, 'at the end')
  expect(
    final.invoices.map(({ total, lines }) => [
      total?.amount,
      lines.map(({ what, amount }) => [what, amount?.amount]),
    ]),
  ).toEqual([
    ['6435.29', [['Deposit', '6435.29']]],
    ['6435.30', [['Deposit', '6435.30']]],
    [
      '0.00',
      [
        ['Work', '12870.59'],
        ['Drawn of the deposit', '-12870.59'],
      ],
    ],
  ])
  expect(
    final.identities.filter(({ id: which }) => which === 'E').map(({ left }) => left.amount?.amount),
  ).toEqual(['6435.29', '6435.30'])
})

test('the client’s signature bills a deposit of 20 %; voided, it is asked about and billed again by a person', async () => {
  const dealId = await see.winDeal('Outside signature', '50000')
  await see.plan(dealId, {
    deposit: { mode: 'advance', share: { percent: '20' }, draw: 'proportional', billOn: 'signature' },
  })
  await see.done('POST', `/deals/${dealId}/schedule/accept`, { on: '2026-01-15', by: 'Dana Client' })
  const posted = await see.until(
    'the deposit in QuickBooks',
    () => deposit(dealId),
    (seen) => seen.invoices[0]?.quickbooksId != null,
  )
  expect(posted).toMatchObject({ billOn: 'signature', billed: usd('10000.00'), left: usd('0.00') })
  const { Id, SyncToken } = await see.quickbooks<{ Id: string; SyncToken: string }>(
    'getInvoice',
    must(posted.invoices[0]?.quickbooksId),
  )
  await see.quickbooks('voidInvoice', { Id, SyncToken })
  const freed = await see.until(
    'the question',
    () => page(dealId),
    (seen) => seen.attention.length > 0,
  )
  expect(must(freed.attention[0])).toMatchObject({
    kind: 'freed',
    actions: [
      { action: 'bill_deposit', label: 'Bill the deposit' },
      { action: 'leave', label: 'Leave it' },
    ],
  })
  await comesOut(dealId, 'with a voided deposit')
  await see.done('POST', `/attention/${must(freed.attention[0]).id}/settle`, { action: 'bill_deposit' })
  const again = await see.until(
    'billed again',
    () => deposit(dealId),
    (seen) => seen.invoices[1]?.quickbooksId != null,
  )
  expect(again.invoices.map(({ state }) => state)).toEqual(['gone', 'effective'])
  expect((await page(dealId)).attention).toEqual([])
  await comesOut(dealId, 'billed again')
})

test('no deposit, one that is a milestone, and a deal without a plan are told apart', async () => {
  const dealId = await see.winDeal('Outside no deposit', '50000')
  expect(await see.call('GET', `/deals/${dealId}/deposit`)).toMatchObject({ status: 404 })
  expect(await see.call('GET', `/deals/${dealId}/tie-out`)).toMatchObject({ status: 404 })
  await see.plan(dealId)
  expect(await deposit(dealId)).toMatchObject({ mode: null, total: usd('0.00'), checks: [], invoices: [] })
  expect(await bill(dealId, {})).toMatchObject({ status: 409, body: { code: 'no_deposit' } })
  expect(await bill(dealId, { ...half, amount: usd('1.00') })).toMatchObject({ status: 422 })
  await see.plan(dealId, { deposit: { mode: 'income', share: { percent: '30' } } }).catch(() => undefined)
  await comesOut(dealId, 'with nothing billed')
})
