/**
 * Goal: what several payers pay of a milestone is the milestone, to the cent, whatever the shares. Method: the rules'
 * numbers; properties over any amount and any shares that are the whole; every refusal of wrong payers.
 */
import fc from 'fast-check'
import { shareRatio } from '../../src/money/share'
import { checkPayers, guardPayers, keepPayers, type Payer, portionsOf } from '../../src/schedules/payers'
import type { Schedule } from '../../src/schedules/schedule'
import { emptyTerms } from '../../src/schedules/schedule-table'
import { Refusal } from '../../src/tenants/refusal'
import { someMilestone, someSchedule } from '../fixtures/made'
import { must } from '../fixtures/must'

const payer = (quickbooksId: string, share: Payer['share']): Payer => ({ customer: { quickbooksId }, share })
const percents = (...all: string[]) => all.map((percent, place) => payer(String(place + 1), { percent }))
const scheduleOf = (payers: readonly Payer[]): Schedule =>
  someSchedule({ terms: { ...emptyTerms, customerId: '9', payers } })
const divide = (amountMinor: bigint, payers: readonly Payer[]) =>
  portionsOf(scheduleOf(payers), someMilestone({ amountMinor })).map((each) => [
    each.customerId,
    each.amountMinor,
  ])
const thirds = ['1', '2', '3'].map((id) => payer(id, { fraction: '1/3' }))

test('100.00 among three payers of a third: the cent goes to the one named last', () => {
  expect(divide(10_000n, thirds)).toEqual([
    ['1', 3_333n],
    ['2', 3_333n],
    ['3', 3_334n],
  ])
})

test('60 and 40 % of 20,000.00', () => {
  expect(divide(2_000_000n, percents('60', '40'))).toEqual([
    ['1', 1_200_000n],
    ['2', 800_000n],
  ])
})

test('without payers the schedule’s customer pays all; a single payer does too, and has no share', () => {
  expect(portionsOf(scheduleOf([]), someMilestone())).toEqual([
    { customerId: '9', billedAs: '9', share: null, amountMinor: 1_500_000n },
  ])
  expect(portionsOf(scheduleOf(percents('100')), someMilestone())).toEqual([
    { customerId: '1', billedAs: '1', share: null, amountMinor: 1_500_000n },
  ])
})

test('a milestone’s own payers stand before the schedule’s', () => {
  const own = someMilestone({
    details: { ...someMilestone().details, payers: [payer('5', { percent: '100' })] },
  })
  expect(portionsOf(scheduleOf(thirds), own)).toMatchObject([{ customerId: '5', amountMinor: 1_500_000n }])
})

test('what was agreed stands before shares, while it is all of the amount and the shares are the same', () => {
  const agreed = [
    { payer: '1', share: { percent: '60' }, claim: 1, amountMinor: 1_000_000n },
    { payer: '2', share: { percent: '40' }, claim: 1, amountMinor: 800_000n },
  ]
  const divided = (amountMinor: bigint, payers: readonly Payer[]) =>
    portionsOf(scheduleOf(payers), someMilestone({ amountMinor, agreed })).map((each) => each.amountMinor)
  expect(divided(1_800_000n, percents('60', '40'))).toEqual([1_000_000n, 800_000n])
  expect(divided(1_800_000n, percents('60', '40').reverse())).toEqual([800_000n, 1_000_000n])
  // Another amount, other shares, or others who pay them: planned anew.
  expect(divided(2_000_000n, percents('60', '40'))).toEqual([1_200_000n, 800_000n])
  expect(divided(1_800_000n, percents('50', '50'))).toEqual([900_000n, 900_000n])
  expect(divided(1_800_000n, [payer('1', { percent: '60' }), payer('7', { percent: '40' })])).toEqual([
    1_080_000n,
    720_000n,
  ])
  // Whom a merge put in a payer's place pays what that one agreed to.
  const took = [payer('1', { percent: '60' }), { ...payer('7', { percent: '40' }), billedAs: '2' }]
  expect(divided(1_800_000n, took)).toEqual([1_000_000n, 800_000n])
})

test('a plan saved as it was leaves what was agreed and billed alone', () => {
  const agreed = [
    { payer: '1', share: { percent: '60' }, claim: 1, amountMinor: 1_000_000n },
    { payer: '2', share: { percent: '40' }, claim: 1, amountMinor: 800_000n },
  ]
  const schedule = scheduleOf(percents('60', '40'))
  const milestone = someMilestone({ amountMinor: 1_800_000n, agreed, billed: true })
  const { milestoneId, details, amountMinor } = milestone
  const planned = [{ milestoneId, details, amountMinor }]
  expect(() => guardPayers(schedule, schedule, [milestone], planned)).not.toThrow()
  expect(() => guardPayers(schedule, scheduleOf(percents('50', '50')), [milestone], planned)).toThrow(
    'is billed to its payers; they stay',
  )
})

test('who would pay less than a cent gets no invoice; a milestone of nothing goes to the first alone', () => {
  expect(divide(1n, thirds)).toEqual([['3', 1n]])
  expect(divide(0n, thirds)).toEqual([['1', 0n]])
})

/** Shares in ten-thousandths of a percent that are the whole. */
const wholes = fc
  .array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 19 })
  .map((cuts) => [...new Set(cuts.filter((cut) => cut < 1_000_000))].sort((a, b) => a - b))
  .map((cuts) => [...cuts, 1_000_000].map((cut, place) => cut - (cuts[place - 1] ?? 0)))
  .map((parts) =>
    parts.map((part, place) =>
      payer(String(place + 1), {
        percent: `${Math.floor(part / 10_000)}.${String(part % 10_000).padStart(4, '0')}`,
      }),
    ),
  )
const fractions = fc
  .integer({ min: 1, max: 20 })
  .map((under) =>
    Array.from({ length: under }, (_, place) => payer(String(place + 1), { fraction: `1/${under}` })),
  )

test('any shares of any amount: together the whole, each within a minor unit of its exact part, none negative', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.oneof(wholes, fractions),
      (amountMinor, payers) => {
        expect(() => checkPayers({ payers, milestones: [] })).not.toThrow()
        const portions = portionsOf(scheduleOf(payers), someMilestone({ amountMinor }))
        expect(portions.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(amountMinor)
        for (const { customerId, amountMinor: part } of portions) {
          const share = payers.find((each) => each.customer.quickbooksId === customerId)?.share
          const { over, under } = shareRatio(share ?? { percent: '0' })
          const off = part * under - over * amountMinor
          expect(off < under && off > -under).toBe(true)
          expect(part >= 0n).toBe(true)
        }
        const again = portionsOf(scheduleOf(payers), someMilestone({ amountMinor }))
        expect(again).toEqual(portions)
      },
    ),
    { numRuns: 500 },
  )
})

const refusalOf = (draft: Parameters<typeof checkPayers>[0]) => {
  try {
    checkPayers(draft)
  } catch (error) {
    if (error instanceof Refusal) return error.more['errors']
    throw error
  }
  return null
}

test.each<[string, readonly Payer[], string, string]>([
  ['90 %', percents('60', '30'), '/payers', 'The payers’ shares sum to 90 %; they must sum to 100 %.'],
  [
    'over',
    percents('60', '40.0001'),
    '/payers',
    'The payers’ shares sum to 100.0001 %; they must sum to 100 %.',
  ],
  ['a single half', percents('50'), '/payers', 'The payers’ shares sum to 50 %; they must sum to 100 %.'],
  [
    'two thirds and 33.3333 %',
    [...thirds.slice(0, 2), payer('3', { percent: '33.3333' })],
    '/payers',
    'The payers’ shares sum to about 99.9999 %; they must sum to 100 %.',
  ],
  [
    'the same customer twice',
    [payer('1', { percent: '60' }), payer('1', { percent: '40' })],
    '/payers/1/customer',
    'This customer pays a share already.',
  ],
])('%s is refused at its place', (_, payers, pointer, detail) => {
  expect(refusalOf({ payers, milestones: [] })).toEqual([{ pointer, detail }])
  expect(refusalOf({ milestones: [{}, { payers }] })).toEqual([
    { pointer: `/milestones/1${pointer}`, detail },
  ])
})

test('no payers, and none of its own, are fine', () => {
  expect(refusalOf({ payers: [], milestones: [{ payers: [] }, {}] })).toBeNull()
})

test('one customer is named as often as the plan has it, and no more', () => {
  const [c, d] = percents('50', '50')
  const took = { ...must(c), billedAs: 'a' }
  const held = [took, must(d)]
  const draft = { payers: [must(c), must(c)], milestones: [] }
  const schedule = scheduleOf(held)
  expect(refusalOf(keepPayers(draft, { schedule, milestones: [] }))).toEqual([
    { pointer: '/payers/1/customer', detail: 'This customer pays a share already.' },
  ])
  // Two shares since a merge are named twice, and one that names itself is as it says.
  for (const [payers, before] of [
    [
      [must(c), must(c)],
      [must(c), took],
    ],
    [[must(c), took], held],
  ] as const) {
    const kept = keepPayers({ payers, milestones: [] }, { schedule: scheduleOf(before), milestones: [] })
    expect(refusalOf(kept)).toBeNull()
    expect(kept.payers?.map(({ billedAs }) => billedAs)).toEqual([undefined, 'a'])
  }
})
