/**
 * Goal: a line of a change order is taken only when it says one thing, and its amount is exact to the minor unit. Method:
 * tables of lines with what they come to, or where they are wrong; quantities against plain big fractions.
 */
import fc from 'fast-check'
import { type ChangeOrder, changedByOrder, netEffect } from '../../src/change-orders/change-order'
import { basisOf, lineWords } from '../../src/change-orders/order-story'
import { linesFrom, type TypedLine } from '../../src/change-orders/typed-line'
import { timesQuantity } from '../../src/money/quantity'
import { Refusal } from '../../src/tenants/refusal'
import { someMilestone, someSchedule } from '../fixtures/made'
import { must } from '../fixtures/must'
import { adding, changing, removing } from '../fixtures/ordering'
import { usd } from '../fixtures/plan'

const schedule = someSchedule()
const milestones = [
  someMilestone(),
  someMilestone({
    milestoneId: 'm2',
    name: 'Design',
    amountMinor: 1_000_000n,
    share: { percent: '20' },
    shareBaseMinor: 5_000_000n,
  }),
]
const lines = (...typed: TypedLine[]) => linesFrom(schedule, milestones, typed)
const more = (rest: object): TypedLine => ({ op: 'add', milestone: { name: 'More' }, ...rest })

describe('a quantity times its price', () => {
  test.each([
    ['2', '6250.00', 'USD', 1_250_000n],
    ['2.5', '33.33', 'USD', 8_333n],
    ['0.5', '0.01', 'USD', 1n],
    ['0.4999', '0.01', 'USD', 0n],
    ['3', '0.3333', 'USD', 100n],
    ['1.5', '1001', 'JPY', 1_502n],
    ['0.3333', '1.000', 'KWD', 333n],
    ['0', '9', 'USD', 0n],
    ['two', '9', 'USD', null],
    ['1.00001', '9', 'USD', null],
    ['-1', '9', 'USD', null],
  ])('%s × %s %s', (quantity, price, currency, minor) => {
    expect(timesQuantity(quantity, price, currency)).toBe(minor)
  })

  test('is never more than half a minor unit away from the exact product', () => {
    const decimal = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.integer({ min: 0, max: 4 }))
    const text = ([digits, places]: [bigint, number]) => {
      const padded = digits.toString().padStart(places + 1, '0')
      return places === 0 ? padded : `${padded.slice(0, -places)}.${padded.slice(-places)}`
    }
    fc.assert(
      fc.property(decimal, decimal, (count, price) => {
        const scale = 10n ** BigInt(count[1] + price[1])
        const off = must(timesQuantity(text(count), text(price), 'USD')) * scale - count[0] * price[0] * 100n
        expect(2n * off).toBeLessThanOrEqual(scale)
        expect(2n * off).toBeGreaterThan(-scale)
      }),
    )
  })
})

describe('what a line comes to', () => {
  test.each<[string, TypedLine, bigint, string | null]>([
    ['an amount', adding('More', '12500'), 1_250_000n, null],
    [
      'a quantity and its price',
      more({ quantity: '2', unitPrice: usd('6250') }),
      1_250_000n,
      '2 × $6,250.00',
    ],
    [
      'both, when they agree',
      more({ milestone: { name: 'M', amount: usd('12500.00') }, quantity: '2', unitPrice: usd('6250') }),
      1_250_000n,
      '2 × $6,250.00',
    ],
    [
      'a share of the original contract value, half up',
      more({ milestone: { name: 'M', share: { fraction: '1/3' } } }),
      1_666_667n,
      '1/3 of $50,000.00',
    ],
    [
      'a price finer than a cent',
      more({ quantity: '1000', unitPrice: usd('0.0125') }),
      1_250n,
      '1000 × 0.0125 USD',
    ],
    ['a removal', removing('m1'), -1_500_000n, null],
    ['less money', changing('m1', { amount: usd('14000') }), -100_000n, null],
    [
      'another price of a share',
      { op: 'change', milestoneId: 'm2', set: {}, quantity: '3', unitPrice: usd('5000') },
      500_000n,
      '3 × $5,000.00',
    ],
    ['words alone', changing('m2', { deliverable: 'Two pages' }), 0n, null],
  ])('%s', (_, line, effect, basis) => {
    const [made] = lines(line)
    expect(netEffect([must(made)])).toBe(effect)
    expect(basisOf(must(made), schedule)).toBe(basis)
  })

  test('in words', () => {
    const made = lines(
      adding('More', '12500'),
      changing('m2', {
        amount: usd('12000'),
        deliverable: 'Two pages',
        criteria: ['Signed', 'Printed'],
        trigger: { on: ['acceptance'], date: '2026-05-01' },
      }),
      removing('m1'),
    )
    expect(made.map((line) => lineWords(line, 'USD'))).toEqual([
      'Add “More” at $12,500.00',
      'Change “Design”: amount $10,000.00 (20 % of $50,000.00) → $12,000.00; deliverable none → “Two pages”; ' +
        'criteria “Approved in writing” → “Signed”, “Printed”; billing trigger changed',
      'Remove “Strategy”, $15,000.00',
    ])
    expect(
      lines(changing('m2', { retainage: { percent: '5' } })).map((line) => lineWords(line, 'USD')),
    ).toEqual(['Change “Design”: retainage as in the schedule → 5 %'])
  })
})

test.each<[string, TypedLine[], string[]]>([
  ['no such milestone', [removing('nobody')], ['/lines/0/milestoneId']],
  ['one milestone twice', [removing('m1'), changing('m1', { name: 'X' })], ['/lines/1/milestoneId']],
  ['nothing at all', [changing('m1', {})], ['/lines/0/set']],
  ['what is so already', [changing('m1', { amount: usd('15000.00'), name: 'Strategy' })], ['/lines/0/set']],
  ['no amount', [more({})], ['/lines/0/milestone/amount']],
  [
    'amount and share',
    [more({ milestone: { name: 'M', amount: usd('1'), share: { percent: '1' } } })],
    ['/lines/0/milestone/share'],
  ],
  ['quantity alone', [more({ quantity: '2' })], ['/lines/0/unitPrice']],
  ['price alone', [more({ unitPrice: usd('2') })], ['/lines/0/quantity']],
  [
    'a product that is another amount',
    [more({ milestone: { name: 'M', amount: usd('12000') }, quantity: '2', unitPrice: usd('6250') })],
    ['/lines/0/quantity'],
  ],
  [
    'a share and a quantity',
    [more({ milestone: { name: 'M', share: { percent: '5' } }, quantity: '2', unitPrice: usd('1') })],
    ['/lines/0/milestone/share'],
  ],
  ['a share above the whole', [changing('m1', { share: { percent: '101' } })], ['/lines/0/set/share']],
  [
    'another currency',
    [
      changing('m1', { amount: { amount: '1', currency: 'EUR' } }),
      more({ quantity: '1', unitPrice: { amount: '1', currency: 'EUR' } }),
    ],
    ['/lines/0/set/amount/currency', '/lines/1/unitPrice/currency'],
  ],
  ['too many digits', [changing('m1', { amount: usd('1.001') })], ['/lines/0/set/amount/amount']],
  [
    'a product that is too large',
    [more({ quantity: '999999999', unitPrice: usd('999999999') })],
    ['/lines/0/quantity'],
  ],
  [
    'a range that ends before it begins',
    [changing('m1', { plannedFrom: '2026-05-02', plannedOn: '2026-05-01' })],
    ['/lines/0/set/plannedFrom'],
  ],
  [
    'waiting for itself',
    [changing('m1', { trigger: { on: [], after: { milestoneId: 'm1', days: 3 } } })],
    ['/lines/0/set/trigger/after/milestoneId'],
  ],
  [
    'an added one that waits for nothing',
    [more({ milestone: { name: 'M', amount: usd('1'), trigger: { on: [] } } })],
    ['/lines/0/milestone/trigger/on'],
  ],
  [
    'taking away what another one waits for',
    [changing('m2', { trigger: { on: [], after: { milestoneId: 'm1', days: 3 } } }), removing('m1')],
    ['/lines/1/milestoneId'],
  ],
  [
    'payers who pay less than all',
    [changing('m1', { payers: [{ customer: { quickbooksId: '1' }, share: { percent: '60' } }] })],
    ['/lines/0/set/payers'],
  ],
])('%s is refused where it stands', (_, typed, pointers) => {
  const refusal = refusalIn(() => lines(...typed))
  expect([refusal.code, refusal.more['errors']]).toEqual([
    'validation_failed',
    pointers.map((pointer) => ({ pointer, detail: expect.any(String) })),
  ])
})

test.each([
  [{ billed: true }, 'billed'],
  [{ workStatus: 'in_review' as const }, 'in review'],
  [{ workStatus: 'completed' as const }, 'completed'],
  [{ workStatus: 'cancelled' as const }, 'cancelled'],
])('a milestone that is locked (%o) is in no line', (given, words) => {
  const refusal = refusalIn(() => linesFrom(schedule, [someMilestone(given)], [removing('m1')]))
  expect([refusal.code, refusal.message]).toEqual(['milestone_locked', expect.stringContaining(words)])
})

test('an hourly schedule takes no milestones', () => {
  const hourly = someSchedule({ billingType: 'hourly' })
  expect(refusalIn(() => linesFrom(hourly, [], [adding('More', '1')])).code).toBe('validation_failed')
})

test('the change order that was approved last speaks for a milestone', () => {
  const order = (number: number, state: ChangeOrder['state'], at: string, ids: string[]): ChangeOrder => ({
    changeOrderId: String(number),
    scheduleId: 'schedule',
    number,
    revision: 1,
    state,
    reason: '',
    currency: 'USD',
    lines: ids.map((id) => must(lines(removing(id))[0])),
    contractBeforeMinor: 0n,
    drafted: { by: 'Ana', at: new Date(at) },
    sent: null,
    ended: {
      by: 'Ana',
      at: new Date(at),
      via: 'console',
      on: null,
      signedBy: null,
      reason: null,
      fileIds: [],
    },
    version: 1,
  })
  const changed = changedByOrder([
    order(3, 'rejected', '2026-03-09', ['m1']),
    order(2, 'approved', '2026-03-01', ['m1', 'm2']),
    order(1, 'approved', '2026-03-05', ['m1']),
  ])
  expect([...changed].sort()).toEqual([
    ['m1', 'CO-1'],
    ['m2', 'CO-2'],
  ])
})

function refusalIn(work: () => unknown): Refusal {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}
