/**
 * Goal: deposits are billed and come back to the cent, in each of their ways. Method: the rules' numbers, and each thing
 * that can happen to a deposit's invoice.
 */
import { type BilledIntent, deriveBilling } from '../../src/invoices/billing-status'
import { type InvoiceLine, netOfLines } from '../../src/invoices/composing/invoice-line'
import { depositAccounts, drawableOf, heldOf, overdrawnOf } from '../../src/invoices/deposits/deposit-account'
import { advanceState } from '../../src/invoices/deposits/deposit-to-bill'
import { roundHalfDown } from '../../src/invoices/deposits/draw'
import { deriveFigures } from '../../src/reconcile/figures'
import type { Deposit } from '../../src/schedules/money-terms'
import { depositJob } from '../fixtures/deposit-job'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'

const advance = (percent: string, draw?: 'full' | 'proportional'): { deposit: Deposit } => ({
  deposit: { mode: 'advance', share: { percent }, draw },
})
const half = { share: { percent: '50' } } as const
const drawn = (lines: readonly InvoiceLine[]) => -netOfLines(lines.filter(({ kind }) => kind === 'draw'))

describe('an advance', () => {
  test('two 50 % advances on 12,870.59 are 6,435.29 and 6,435.30, and leave a final invoice of exactly 0.00', () => {
    const job = depositJob(1_287_059n, [1_287_059n], advance('100'))
    expect([job.billDeposit(half), job.billDeposit(half)]).toEqual([[643_529n], [643_530n]])
    const [lines = []] = job.bill(must(job.milestones[0]))
    expect(lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['work', 1_287_059n],
      ['draw', -1_287_059n],
    ])
    expect(lines[1]?.reads.text).toEqual(['Less deposit (invoices 1042 and 1042)'])
    expect(heldOf(depositAccounts(job.billed, 'USD'))).toBe(0n)
  })

  test('20 % of 50,000 in full: the first invoices are lower until it is used up', () => {
    const job = depositJob(5_000_000n, [400_000n, 2_000_000n, 2_600_000n], advance('20', 'full'))
    expect(job.billDeposit()).toEqual([1_000_000n])
    const drawnBy = job.milestones.map((milestone) => drawn(must(job.bill(milestone)[0])))
    expect(drawnBy).toEqual([400_000n, 600_000n, 0n])
  })

  test('20 % of 50,000 in proportion: every invoice is 20 % lower', () => {
    const job = depositJob(5_000_000n, [400_000n, 2_000_000n, 2_600_000n], advance('20', 'proportional'))
    job.billDeposit()
    const drawnBy = job.milestones.map((milestone) => drawn(must(job.bill(milestone)[0])))
    expect(drawnBy).toEqual([80_000n, 400_000n, 520_000n])
  })

  test('work that is agreed and not planned yet keeps its part of the deposit', () => {
    const job = depositJob(5_000_000n, [1_000_000n], advance('20', 'proportional'))
    job.billDeposit()
    expect(drawn(must(job.bill(must(job.milestones[0]))[0]))).toBe(200_000n)
    expect(heldOf(depositAccounts(job.billed, 'USD'))).toBe(800_000n)
  })

  test('a deposit that is not paid waits, and comes with the next invoice once it is', () => {
    const job = depositJob(100_000n, [50_000n, 50_000n], advance('30', 'proportional'))
    job.billDeposit(null, false)
    const [first, second] = job.milestones
    expect(drawn(must(job.bill(must(first))[0]))).toBe(0n)
    job.change(0, (each) => ({ ...each, invoice: { ...must(each.invoice), balanceMinor: 0n } }))
    expect(drawn(must(job.bill(must(second))[0]))).toBe(30_000n)
  })

  test('where the workspace does not wait, an unpaid deposit is drawn', () => {
    const job = depositJob(100_000n, [100_000n], advance('30'), { waitForPayment: false })
    job.billDeposit(null, false)
    expect(drawn(must(job.bill(must(job.milestones[0]))[0]))).toBe(30_000n)
  })

  test('a third of it is paid: a third can be drawn, rounded down', () => {
    const job = depositJob(100_000n, [100_000n], advance('10'))
    job.billDeposit(null, false)
    job.change(0, (each) => ({
      ...each,
      invoice: { ...must(each.invoice), totalMinor: 10_700n, taxMinor: 700n, balanceMinor: 7_133n },
    }))
    const [account] = depositAccounts(job.billed, 'USD')
    // 35.67 of 107.00 came: that is 33.336… of 100.00.
    expect(drawableOf(must(account), true)).toBe(3_333n)
  })

  test('what is held back comes off before the draw, which never makes an invoice negative', () => {
    const job = depositJob(100_000n, [100_000n], advance('100'))
    job.billDeposit()
    const [lines = []] = job.bill(must(job.milestones[0]), (work) => [
      { ...work, partKey: 'm1:1:1:retainage', kind: 'retainage', amountMinor: -10_000n },
    ])
    expect(lines.map(({ amountMinor }) => amountMinor)).toEqual([100_000n, -10_000n, -90_000n])
    expect(heldOf(depositAccounts(job.billed, 'USD'))).toBe(10_000n)
  })

  test('each payer’s deposit and draws are their own', () => {
    const payers = [payer('1', { percent: '60' }), payer('3', { percent: '40' })]
    const job = depositJob(100_001n, [33_333n, 66_668n], { ...advance('50', 'proportional'), payers })
    expect(job.billDeposit()).toEqual([30_001n, 20_000n])
    for (const milestone of job.milestones) job.bill(milestone)
    const accounts = depositAccounts(job.billed, 'USD')
    expect(accounts.map(({ customerId, drawnMinor }) => [customerId, drawnMinor])).toEqual([
      ['1', 30_001n],
      ['3', 20_000n],
    ])
  })
})

test('the bar shows as paid what was drawn, not the advance that waits', () => {
  const job = depositJob(1_000_000n, [400_000n, 600_000n], advance('20', 'proportional'))
  job.billDeposit()
  const bar = () => {
    const tracked = job.milestones.map((milestone) => ({
      milestone,
      billing: deriveBilling(milestone, job.billed, 'USD', '2026-03-01'),
    }))
    const { bar: parts } = deriveFigures(job.schedule, tracked, job.billed, '2026-03-01')
    return Object.fromEntries(parts.map(({ part, minor }) => [part, minor]))
  }
  expect(bar()).toEqual({ completed: 1_000_000n })
  job.bill(must(job.milestones[0]))
  job.change(1, (each) => ({
    ...each,
    paidMinor: 0n,
    invoice: { ...must(each.invoice), balanceMinor: must(each.invoice).totalMinor },
  }))
  expect(bar()).toEqual({ paid: 80_000n, billed: 320_000n, completed: 600_000n })
})

describe('a deposit’s invoice', () => {
  const gone = (how: 'voided' | 'deleted' | 'credited') => (each: BilledIntent) => ({
    ...each,
    parts: each.parts.map((part) => ({ ...part, live: false })),
    invoice: { ...must(each.invoice), effective: false, gone: how },
  })

  test.each([
    'voided',
    'deleted',
    'credited',
  ] as const)('%s after a draw is overdrawn, and can be billed again', (how) => {
    const job = depositJob(100_000n, [50_000n, 50_000n], advance('20'))
    job.billDeposit()
    job.bill(must(job.milestones[0]))
    job.change(0, gone(how))
    const accounts = depositAccounts(job.billed, 'USD')
    expect(overdrawnOf(must(accounts[0]))).toBe(20_000n)
    expect(heldOf(accounts)).toBe(-20_000n)
    expect(advanceState(job.schedule, accounts)).toEqual({
      totalMinor: 20_000n,
      billedMinor: 0n,
      leftMinor: 20_000n,
    })
    expect(drawn(must(job.bill(must(job.milestones[1]))[0]))).toBe(0n)
    expect(job.billDeposit()).toEqual([20_000n])
    // The one that takes its place has its key, and is the second of that.
    expect(job.billed[3]?.parts[0]?.partKey).toBe(job.billed[0]?.parts[0]?.partKey)
  })

  test('work that is voided gives back what its invoice drew', () => {
    const job = depositJob(100_000n, [50_000n, 50_000n], advance('20'))
    job.billDeposit()
    job.bill(must(job.milestones[0]))
    job.change(1, gone('voided'))
    expect(drawn(must(job.bill(must(job.milestones[1]))[0]))).toBe(20_000n)
  })

  test('half of it credited is half of it held', () => {
    const job = depositJob(100_000n, [100_000n], advance('20'))
    job.billDeposit(null, false)
    job.change(0, (each) => ({
      ...each,
      creditedMinor: 10_700n,
      invoice: { ...must(each.invoice), totalMinor: 21_400n, taxMinor: 1_400n, balanceMinor: 0n },
    }))
    const [account] = depositAccounts(job.billed, 'USD')
    expect([account?.effectiveMinor, account?.paidMinor]).toEqual([10_000n, 10_000n])
  })

  test('a credit memo that a person said is for it takes of what counts, and nothing of the money on it', () => {
    const job = depositJob(100_000n, [100_000n], advance('20'))
    job.billDeposit()
    const memo = {
      kind: 'CreditMemo' as const,
      quickbooksId: '9',
      number: 'C-9',
      on: null,
      milestoneId: null,
    }
    const said = (minor: bigint, balanceMinor: bigint) => {
      job.change(0, (each) => ({
        ...each,
        attributed: [{ ...memo, totalMinor: minor, netMinor: minor }],
        invoice: { ...must(each.invoice), totalMinor: 20_000n, taxMinor: 0n, balanceMinor },
      }))
      const [account] = depositAccounts(job.billed, 'USD')
      return [account?.effectiveMinor, account?.paidMinor]
    }
    expect(said(5_000n, 0n)).toEqual([15_000n, 15_000n])
    expect(said(5_000n, 5_000n)).toEqual([15_000n, 15_000n])
    expect(said(5_000n, 12_500n)).toEqual([15_000n, 7_500n])
    expect(said(20_000n, 0n)).toEqual([0n, 0n])
  })

  test('edited in QuickBooks it is what it says there', () => {
    const job = depositJob(100_000n, [100_000n], advance('20'))
    job.billDeposit()
    job.change(0, (each) => ({
      ...each,
      invoice: { ...must(each.invoice), totalMinor: 15_000n, lines: [{ Id: '1', Amount: '150.00' }] },
    }))
    const accounts = depositAccounts(job.billed, 'USD')
    expect(heldOf(accounts)).toBe(15_000n)
    expect(advanceState(job.schedule, accounts).leftMinor).toBe(5_000n)
  })

  test('that could not be read makes what is held unknown, and nothing is drawn', () => {
    const job = depositJob(100_000n, [100_000n], advance('20'))
    job.billDeposit()
    job.change(0, (each) => ({ ...each, invoice: null, paidMinor: null, creditedMinor: null }))
    const accounts = depositAccounts(job.billed, 'USD')
    expect([heldOf(accounts), overdrawnOf(must(accounts[0]))]).toEqual([null, null])
    expect(drawableOf(must(accounts[0]), false)).toBeNull()
    expect(drawn(must(job.bill(must(job.milestones[0]))[0]))).toBe(0n)
    // It is not billed a second time for that.
    expect(advanceState(job.schedule, accounts)).toEqual({
      totalMinor: 20_000n,
      billedMinor: 20_000n,
      leftMinor: 0n,
    })
  })
})

describe('a deposit inside the contract', () => {
  const liability = (draw: 'full' | 'proportional'): { deposit: Deposit } => ({
    deposit: { mode: 'liability', share: { percent: '20' }, draw },
  })

  test('is its first milestone, and becomes income as work is billed: pairs that come to nothing', () => {
    const job = depositJob(1_000_000n, [200_000n, 300_000n, 500_000n], liability('proportional'))
    const invoices = job.milestones.map((milestone) =>
      must(job.bill(milestone)[0]).map(({ kind, amountMinor }) => [kind, amountMinor]),
    )
    expect(invoices).toEqual([
      [['deposit', 200_000n]],
      [
        ['work', 300_000n],
        ['deposit_income', 75_000n],
        ['draw', -75_000n],
      ],
      [
        ['work', 500_000n],
        ['deposit_income', 125_000n],
        ['draw', -125_000n],
      ],
    ])
    expect(heldOf(depositAccounts(job.billed, 'USD'))).toBe(0n)
  })

  test('stays the deposit when milestones change their order after it is billed', () => {
    const job = depositJob(1_000_000n, [200_000n, 800_000n], liability('full'))
    job.bill(must(job.milestones[0]))
    const [first, second] = job.milestones.map((milestone, at) => ({ ...milestone, position: 2 - at }))
    expect(must(job.bill(must(second))[0])[0]?.kind).toBe('work')
    expect(first?.position).toBe(2)
  })

  test('“income” is a milestone like others', () => {
    const deposit: Deposit = { mode: 'income', share: { percent: '20' } }
    const job = depositJob(1_000_000n, [200_000n, 800_000n], { deposit })
    const kinds = job.milestones.map((milestone) => must(job.bill(milestone)[0]).map(({ kind }) => kind))
    expect(kinds).toEqual([['work'], ['work']])
  })
})

test.each([
  [1n, 2n, 0n],
  [3n, 2n, 1n],
  [5n, 4n, 1n],
  [7n, 4n, 2n],
  [0n, 7n, 0n],
])('half of %s/%s rounds down to %s', (over, under, rounded) => {
  expect(roundHalfDown(over, under)).toBe(rounded)
})
