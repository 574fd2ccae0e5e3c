/**
 * Goal: the figures of a deal agree with each other on every surface. Method: the identities, over arbitrary
 * schedules in arbitrary states of billing; unknown parts; the labels as a table.
 */
import fc from 'fast-check'
import { deriveBilling } from '../../src/invoices/billing-status'
import { deriveFigures, type Figures } from '../../src/reconcile/figures'
import { type Label, labelOf } from '../../src/reconcile/label'
import type { Tracker } from '../../src/reconcile/read-trackers'
import { workLeft } from '../../src/reconcile/work-left'
import { percentText, statusOf } from '../../src/writeback/deal-properties'
import { type Billing, type Row, stageOf, TODAY } from '../fixtures/billed-rows'
import { someBilled, someInvoice, someMilestone, somePart } from '../fixtures/made'

const row = (billings: readonly Billing[]) =>
  fc.record<Row>({
    amountMinor: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    workStatus: fc.constantFrom('pending', 'in_progress', 'in_review', 'completed', 'cancelled'),
    billing: fc.constantFrom(...billings),
    taxMinor: fc.bigInt({ min: 0n, max: 10n ** 7n }),
  })
const contract = fc.bigInt({ min: 0n, max: 10n ** 10n })
const known = ['none', 'queued', 'unclear', 'refused', 'posted', 'paid', 'half', 'gone'] as const

test('the identities hold for any schedule in any state', () => {
  fc.assert(
    fc.property(contract, fc.array(row(known), { maxLength: 12 }), (contractMinor, rows) => {
      const { figures } = stageOf(rows, contractMinor)
      const { billed, remaining, invoicedTotal, tax, extras, paid, outstanding } = figures
      expect(figures.contractSum).toBe(figures.scheduled + figures.unscheduled)
      expect(figures.contractSum).toBe(figures.original + figures.changeOrders)
      expect(remaining).toBe(figures.contractSum - (billed ?? -1n) - figures.inFlight)
      expect(invoicedTotal).toBe((billed ?? -1n) + (tax ?? -1n) + (extras ?? -1n))
      expect(invoicedTotal).toBe((paid ?? -1n) + (outstanding ?? -1n))
      expect((figures.overdue ?? -1n) <= (outstanding ?? -2n)).toBe(true)
      // Where nobody credited, edited or cancelled anything, the pace is what is billed beside what is done.
      if (rows.every(({ workStatus }) => workStatus !== 'cancelled')) {
        const ahead = (billed ?? -1n) - figures.completed
        expect([figures.overBilled, figures.underBilled]).toEqual(ahead > 0n ? [ahead, 0n] : [0n, -ahead])
      }
    }),
    { numRuns: 300 },
  )
})

test('one invoice that could not be read makes every figure that needs it unknown, never zero', () => {
  fc.assert(
    fc.property(contract, fc.array(row(known), { maxLength: 8 }), (contractMinor, rows) => {
      const unread: Row = { amountMinor: 5n, workStatus: 'completed', billing: 'unread', taxMinor: 0n }
      const { figures } = stageOf([...rows, unread], contractMinor)
      const needy: (keyof Figures)[] = [
        'billed',
        'remaining',
        'invoicedTotal',
        'tax',
        'paid',
        'outstanding',
        'overdue',
        'extras',
        'earnedNotBilled',
        'overBilled',
        'underBilled',
        'billedBasisPoints',
      ]
      for (const name of needy) expect([name, figures[name]]).toEqual([name, null])
    }),
  )
})

test('a worked example: 50,000 as 15/20/15; one paid, one billed late, one open', () => {
  const rows: Row[] = [
    { amountMinor: 1_500_000n, workStatus: 'completed', billing: 'paid', taxMinor: 0n },
    { amountMinor: 2_000_000n, workStatus: 'completed', billing: 'posted', taxMinor: 160_000n },
    { amountMinor: 1_500_000n, workStatus: 'in_progress', billing: 'none', taxMinor: 0n },
  ]
  const { figures } = stageOf(rows, 5_000_000n)
  expect(figures).toMatchObject({
    billed: 3_500_000n,
    remaining: 1_500_000n,
    invoicedTotal: 3_660_000n,
    tax: 160_000n,
    paid: 1_500_000n,
    outstanding: 2_160_000n,
    overdue: 2_160_000n,
    earnedNotBilled: 0n,
    billedInAdvance: 0n,
    overBilled: 0n,
    underBilled: 0n,
    billedBasisPoints: 7_000n,
    milestonesComplete: 2,
    milestonesTotal: 3,
  })
  expect(figures.next?.milestoneId).toBe('m2')
  expect(figures.bar).toEqual([
    { part: 'paid', minor: 1_500_000n },
    { part: 'billed', minor: 2_000_000n },
    { part: 'open', minor: 1_500_000n },
  ])
})

test.each([
  [3_333_33n, 12_000_00n, '27.78'],
  [1n, 3n, '33.33'],
  [2n, 3n, '66.67'],
  [99_996n, 100_000n, '99.99'],
  [100_000n, 100_000n, '100.00'],
])('%s of %s is billed: %s percent, rounded, and the whole only where it is', (billed, contractMinor, words) => {
  const rows: Row[] = [{ amountMinor: billed, workStatus: 'completed', billing: 'posted', taxMinor: 0n }]
  expect(percentText(stageOf(rows, contractMinor).figures.billedBasisPoints)).toBe(words)
})

test('the bar is as long as the larger of contract and schedule; what is planned past the contract is marked', () => {
  const rows: Row[] = [
    { amountMinor: 3_500_000n, workStatus: 'completed', billing: 'posted', taxMinor: 0n },
    { amountMinor: 3_500_000n, workStatus: 'pending', billing: 'none', taxMinor: 0n },
  ]
  expect(stageOf(rows, 5_000_000n).figures.bar).toEqual([
    { part: 'billed', minor: 3_500_000n },
    { part: 'open', minor: 1_500_000n },
    { part: 'over', minor: 2_000_000n },
  ])
})

test('what nobody knows yet is no part that is paid, billed or open: the bar says so', () => {
  const open: Row = { amountMinor: 50n, workStatus: 'pending', billing: 'none', taxMinor: 0n }
  expect(stageOf([done('unread'), open], 150n).figures.bar).toEqual([{ part: 'unknown', minor: 150n }])
  expect(stageOf([done('payments unread'), open], 150n).figures.bar).toEqual([
    { part: 'unknown', minor: 100n },
    { part: 'open', minor: 50n },
  ])
})

test('earned not billed and billed in advance', () => {
  const completed: Row = { amountMinor: 700n, workStatus: 'completed', billing: 'none', taxMinor: 0n }
  const early: Row = { amountMinor: 300n, workStatus: 'in_progress', billing: 'posted', taxMinor: 0n }
  expect(stageOf([completed, early], 1_000n).figures).toMatchObject({
    earnedNotBilled: 700n,
    billedInAdvance: 300n,
    // Of the job as a whole: 300 are billed of 700 done.
    overBilled: 0n,
    underBilled: 400n,
  })
})

test('cancelled milestones are not scheduled', () => {
  const rows: Row[] = [{ amountMinor: 100n, workStatus: 'cancelled', billing: 'none', taxMinor: 0n }]
  expect(stageOf(rows, 100n).figures).toMatchObject({ scheduled: 0n, unscheduled: 100n, milestonesTotal: 0 })
})

test.each<[string, Row[], string]>([
  ['nothing yet', [done('none', 'pending')], 'Not billed'],
  ['work to bill', [done('none')], 'Ready to bill'],
  ['on its way', [done('queued')], 'In billing'],
  ['refused', [done('refused')], 'Billing blocked'],
  ['billed, not due', [done('posted', 'completed', '2026-05-01')], 'Billed in full'],
  ['paid', [done('paid')], 'Paid in full'],
  ['paid but for what is held back', [done('held back')], 'Paid, retainage held'],
  ['written off', [done('written off')], 'Settled'],
  ['payments not read yet', [done('payments unread')], 'Unknown'],
  ['late', [done('posted')], 'Overdue'],
  ['unread', [done('unread')], 'Unknown'],
])('a deal with %s says “%s”', (_, rows, status) => {
  const due = rows[0] && 'due' in rows[0] ? '2026-03-01' : TODAY
  expect(statusOf(trackerOf(stageOf(rows, 100n), due))).toBe(status)
})

test('an invoice that was raised and left so leaves no more to bill than the contract has room for; a lowered one, less', () => {
  const { schedule } = stageOf([], 2_000_000n)
  const milestone = someMilestone({ amountMinor: 2_000_000n, workStatus: 'completed' })
  // One of two payers: so much was decided that it bills, and it bills 15,000.00.
  const figures = (decidedMinor: bigint) => {
    const intents = [someBilled({ parts: [somePart({ amountMinor: decidedMinor })] })]
    const billing = deriveBilling(milestone, intents, 'USD', TODAY)
    return deriveFigures(schedule, [{ milestone, billing }], intents, TODAY, [], new Set(['intent']))
  }
  expect(figures(1_200_000n)).toMatchObject({
    earnedNotBilled: 500_000n,
    remaining: 500_000n,
    closed: -300_000n,
  })
  expect(figures(1_600_000n)).toMatchObject({
    earnedNotBilled: 400_000n,
    remaining: 500_000n,
    closed: 100_000n,
  })
})

test.each([
  ['hours', 0n],
  ['deposit', 1_500_000n],
] as const)('a deal of which %s alone are invoiced is in billing, paid or not, until that is gone', (kind, contractMinor) => {
  const deal = stageOf(contractMinor === 0n ? [] : [done('none', 'pending')], contractMinor)
  const parts = [{ ...somePart({ kind }), milestoneId: null }]
  const status = (Balance: string, paidMinor: bigint, gone: object = {}) => {
    const invoice = { ...someInvoice({ Balance, DueDate: '2026-12-31' }), ...gone }
    return statusOf(trackerOf({ ...deal, intents: [someBilled({ parts, invoice, paidMinor })] }, TODAY))
  }
  expect(status('15000.00', 0n)).toBe('In billing')
  expect(status('0', 1_500_000n)).toBe('In billing')
  expect(status('0', 0n, { effective: false, gone: 'voided' })).toBe('Not billed')
})

/** What is derived of a deal on a day. */
function trackerOf(
  { schedule, tracked, intents }: Pick<ReturnType<typeof stageOf>, 'schedule' | 'tracked' | 'intents'>,
  today: string,
): Tracker {
  const milestones = tracked.map(({ milestone }) => ({
    milestone,
    billing: deriveBilling(milestone, intents, 'USD', today),
  }))
  const figures = deriveFigures(schedule, milestones, intents, today)
  const work = { hours: null, effectiveHourlyRate: null, costsSeen: null }
  const left = new Map(
    milestones.map((each) => [each.milestone.milestoneId, workLeft(each, new Set(), 'USD')]),
  )
  return { schedule, milestones, left, intents, figures, work, today, names: new Map() }
}

function done(billing: Billing, workStatus: Row['workStatus'] = 'completed', due?: string): Row {
  return { amountMinor: 100n, workStatus, billing, taxMinor: 0n, ...(due !== undefined && { due }) }
}

test.each([
  [null, undefined],
  [0n, '0.00'],
  [3_725n, '37.25'],
  [10_000n, '100.00'],
  [5n, '0.05'],
])('%s basis points read %s', (points, percent) => {
  expect(percentText(points)).toBe(percent)
})

describe('the label people see', () => {
  const bare = deriveBilling(someMilestone(), [], 'USD', TODAY)
  test.each<[Label, Parameters<typeof someMilestone>[0], Partial<typeof bare>, boolean]>([
    ['Pending', {}, {}, false],
    ['In progress', { workStatus: 'in_progress' }, {}, false],
    ['Changes requested', { workStatus: 'in_progress', changesRequested: true }, {}, false],
    ['In review', { workStatus: 'in_review' }, {}, false],
    ['Completed (ready to bill)', { workStatus: 'completed' }, {}, false],
    ['Billing blocked', { workStatus: 'completed' }, {}, true],
    ['Pending', {}, {}, true],
    ['Prepared', { workStatus: 'completed' }, { status: 'prepared' }, false],
    ['Billing…', { workStatus: 'completed' }, { status: 'queued' }, false],
    ['Unclear', { workStatus: 'completed' }, { status: 'unclear' }, false],
    ['Invoiced (not sent)', { workStatus: 'completed' }, { status: 'posted' }, false],
    ['Invoiced', { workStatus: 'completed' }, { status: 'sent' }, false],
    ['Partially paid', { workStatus: 'completed' }, { status: 'partially_paid' }, false],
    ['Paid', { workStatus: 'completed' }, { status: 'paid' }, false],
    ['Settled', { workStatus: 'completed' }, { status: 'settled' }, false],
    ['Overdue', { workStatus: 'completed' }, { status: 'partially_paid', overdue: true }, false],
    ['Cancelled', { workStatus: 'cancelled' }, { status: 'paid', overdue: true }, true],
    [
      'Invoiced',
      { workStatus: 'in_progress', amountMinor: 100n },
      { status: 'sent', billedMinor: 100n },
      false,
    ],
    // Billed by progress: the work speaks while it goes on, unless its money is at risk.
    [
      'In progress',
      { workStatus: 'in_progress', amountMinor: 100n },
      { status: 'posted', billedMinor: 40n },
      false,
    ],
    [
      'Billing…',
      { workStatus: 'in_progress', amountMinor: 100n },
      { status: 'queued', billedMinor: 40n },
      false,
    ],
    [
      'Overdue',
      { workStatus: 'in_progress', amountMinor: 100n },
      { status: 'sent', billedMinor: 40n, overdue: true },
      false,
    ],
    ['Paid', { workStatus: 'completed', amountMinor: 100n }, { status: 'paid', billedMinor: 40n }, false],
  ])('%s', (label, milestone, billing, blocked) => {
    expect(labelOf(someMilestone(milestone), { ...bare, ...billing }, blocked)).toBe(label)
  })
})
