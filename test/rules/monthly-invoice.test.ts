/**
 * Goal: due work stands on as few invoices as may be, and no two ways of billing on one. Method: made-up work, with the
 * property that every line of it is on exactly one invoice, whole, and none has more lines than QuickBooks takes.
 */

import fc from 'fast-check'
import type { InvoiceAhead } from '../../src/invoices/composing/look-ahead'
import { type DueWork, MOST_LINES, monthlyInvoices } from '../../src/invoices/monthly/monthly-invoice'
import { someMilestone, someSchedule } from '../fixtures/made'

interface Given {
  readonly deal?: string
  readonly dealName?: string
  readonly position?: number
  readonly lines?: number
  readonly customer?: string
  readonly currency?: string
  readonly terms?: string
  readonly taxCode?: string | null
  readonly email?: string | null
  readonly delivery?: DueWork['delivery']
  readonly estimate?: string | null
  readonly memo?: string | null
}

let made = 0
function work(given: Given = {}): DueWork {
  made += 1
  const {
    deal = '1',
    position = 1,
    lines = 1,
    customer = '1',
    currency = 'USD',
    email = 'ap@acme.test',
  } = given
  const head = {
    dealId: deal,
    policy: null,
    customerId: customer,
    currency,
    memo: given.memo ?? null,
    estimateId: given.estimate ?? null,
  }
  const ahead = {
    head,
    lines: Array.from({ length: lines }, (_, at) => ({
      line: `${made}:${at}`,
      kind: at === 0 ? 'work' : 'retainage',
      milestoneId: 'm',
      reads: { text: ['Milestone 1'] },
    })),
    facts: {
      isUnitedStates: true,
      taxCode: given.taxCode === undefined ? 'NON' : given.taxCode,
      term: { quickbooksId: given.terms ?? '3', name: 'Net 7' },
    },
    composed: { email },
    part: { partKey: String(made), amountMinor: 100n },
  }
  return {
    dealName: given.dealName ?? `Deal ${deal}`,
    schedule: someSchedule({ scheduleId: `s${deal}`, dealId: deal, currency }),
    milestone: someMilestone({ milestoneId: `m${made}`, position }),
    // Only what monthly invoices are put together by.
    ahead: ahead as unknown as InvoiceAhead,
    delivery: given.delivery ?? 'post',
    lookAlikes: [],
  }
}
const sizes = (due: readonly DueWork[]) => monthlyInvoices(due).map(({ lines }) => lines.length)

test('751 lines are two invoices, and 750 are one', () => {
  expect(MOST_LINES).toBe(750)
  const many = (count: number) => Array.from({ length: count }, (_, position) => work({ position }))
  expect(sizes(many(750))).toEqual([750])
  expect(sizes(many(751))).toEqual([750, 1])
  expect(sizes(many(1_501))).toEqual([750, 750, 1])
})

test('a milestone’s lines are never parted, even where they leave room', () => {
  expect(sizes([work({ position: 1, lines: 749 }), work({ position: 2, lines: 2 })])).toEqual([749, 2])
})

test.each<[string, Given]>([
  ['customer', { customer: '2' }],
  ['currency', { currency: 'JPY' }],
  ['terms', { terms: '5' }],
  ['tax treatment', { taxCode: '4' }],
  ['tax left to QuickBooks', { taxCode: null }],
  ['e-mail', { email: 'other@acme.test' }],
  ['no e-mail', { email: null }],
  ['delivery', { delivery: 'prepare' }],
])('another %s is another invoice', (_what, other) => {
  expect(sizes([work(), work({ position: 2 })])).toEqual([2])
  expect(sizes([work(), work({ deal: '2', ...other })])).toEqual([1, 1])
})

test('a deal’s lines stand together, in the order of its plan, and no deal’s memo is said of another', () => {
  const due = [
    work({ deal: '2', position: 1, memo: 'of two' }),
    work({ deal: '1', position: 2 }),
    work({ deal: '1', position: 1, memo: 'of one' }),
  ]
  const [invoice] = monthlyInvoices(due)
  expect(invoice?.work.map(({ schedule, milestone }) => [schedule.dealId, milestone.position])).toEqual([
    ['1', 1],
    ['1', 2],
    ['2', 1],
  ])
  expect(invoice?.head.memo).toBeNull()
  expect(monthlyInvoices([work({ memo: 'alone' })])[0]?.head.memo).toBe('alone')
})

test('an estimate that an invoice closes stands alone on it', () => {
  const due = [work({ position: 1 }), work({ position: 2, estimate: '77' }), work({ position: 3 })]
  expect(
    monthlyInvoices(due).every(
      ({ work: [first], work: all }) => first.ahead.head.estimateId === null || all.length === 1,
    ),
  ).toBe(true)
})

test('whatever is due: every line is on one invoice, whole milestones, never too many, in any order the same', () => {
  const anyWork = fc.record({
    deal: fc.constantFrom('1', '2', '3'),
    position: fc.integer({ min: 1, max: 9 }),
    lines: fc.integer({ min: 1, max: 5 }),
    customer: fc.constantFrom('1', '2'),
    currency: fc.constantFrom('USD', 'KWD'),
    delivery: fc.constantFrom('post' as const, 'prepare' as const),
  })
  fc.assert(
    fc.property(fc.array(anyWork, { maxLength: 30 }), fc.integer({ min: 5, max: 12 }), (given, most) => {
      const due = given.map((each) => work(each))
      const invoices = monthlyInvoices(due, most)
      const placed = invoices.flatMap(({ lines }) => lines.map((each) => Reflect.get(each, 'line')))
      expect(new Set(placed).size).toBe(placed.length)
      expect(placed).toHaveLength(due.reduce((sum, { ahead }) => sum + ahead.lines.length, 0))
      for (const invoice of invoices) {
        expect(invoice.lines.length).toBeLessThanOrEqual(most)
        expect(invoice.lines).toHaveLength(invoice.work.flatMap(({ ahead }) => ahead.lines).length)
        expect(new Set(invoice.work.map(({ ahead }) => ahead.head.currency)).size).toBe(1)
        expect(new Set(invoice.work.map(({ ahead }) => ahead.head.customerId)).size).toBe(1)
      }
    }),
  )
})

test('on an invoice of several deals each milestone’s line begins with its deal, where QuickBooks takes the name', () => {
  const texts = (due: readonly DueWork[]) =>
    monthlyInvoices(due)[0]?.lines.map(({ reads }) => reads.text.join(' | '))
  expect(texts([work({ position: 1 }), work({ position: 2 })])).toEqual(['Milestone 1', 'Milestone 1'])
  expect(
    texts([work({ deal: '1', dealName: 'Kitchen “4”', lines: 2 }), work({ deal: '2', dealName: '東京' })]),
  ).toEqual(['Kitchen "4" | Milestone 1', 'Milestone 1', 'Milestone 1'])
})
