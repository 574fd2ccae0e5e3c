/**
 * Goal: what is held back of work is what was agreed, to the cent, in every currency and for every payer. Method: the rules' numbers as tables; properties over arbitrary jobs.
 */
import fc from 'fast-check'
import { workLine } from '../../src/invoices/composing/work-line'
import { partKey } from '../../src/invoices/intent'
import { retainageKeyOf, retainageLine } from '../../src/invoices/retainage/retainage-line'
import {
  type BilledBefore,
  retainageOf,
  retainageWords,
  withheldByPayer,
  withheldMaths,
  withheldOf,
} from '../../src/invoices/retainage/withheld'
import type { Retainage } from '../../src/schedules/money-terms'
import { noApproval } from '../../src/schedules/schedule'
import { defaultSettings } from '../../src/tenants/workspace-settings'
import { factsOf, firstPart, inEnglish, scheduleOf } from '../fixtures/billing-facts'
import { someBilled, someIntent, someMilestone, somePart } from '../fixtures/made'
import { must } from '../fixtures/must'

const before = (given: Partial<BilledBefore> = {}): BilledBefore => ({
  contractMinor: 10_000_000n,
  grossMinor: 0n,
  withheldMinor: 0n,
  ...given,
})
const held = (retainage: Retainage, amount: bigint, given: Partial<BilledBefore> = {}) =>
  withheldOf(retainage, amount, before(given)).minor

describe('a percentage', () => {
  test.each([
    ['100,000.00 at 10 %', '10', 10_000_000n, 1_000_000n],
    ['0.05 at 10 %: half a cent up', '10', 5n, 1n],
    ['0.04 at 10 %', '10', 4n, 0n],
    ['12,345.67 at 7.5 %', '7.5', 1_234_567n, 92_593n],
    ['9,999 yen at 5 %', '5', 9_999n, 500n],
    ['1.005 dinars at 10 %', '10', 1_005n, 101n],
    ['all of it', '100', 777n, 777n],
    ['nothing', '0', 777n, 0n],
    ['of work of nothing', '10', 0n, 0n],
  ])('%s', (_, percent, amount, expected) => {
    expect(held({ percent }, amount)).toBe(expected)
  })

  test('of several payers: their parts sum to it, the cent to the larger remainder', () => {
    expect(withheldByPayer(333n, [2_000n, 1_333n])).toEqual([200n, 133n])
    expect(withheldByPayer(1n, [50n, 50n])).toEqual([0n, 1n])
  })

  test('a milestone’s own goes before the schedule’s, also where it is nothing', () => {
    const schedule = scheduleOf({ retainage: { percent: '10' } })
    const own = someMilestone({ details: { ...someMilestone().details, retainage: { percent: '0' } } })
    expect(retainageOf(schedule, someMilestone())).toEqual({ percent: '10' })
    expect(retainageOf(schedule, own)).toEqual({ percent: '0' })
    expect(retainageOf(scheduleOf(), someMilestone())).toBeNull()
  })
})

describe('sliding: 10 % until the job is half complete, then 5 %', () => {
  const sliding: Retainage = {
    sliding: [
      { upToPercent: '50', percent: '10' },
      { upToPercent: '100', percent: '5' },
    ],
  }
  test.each([
    ['the first half', 5_000_000n, 0n, 500_000n],
    ['the second half', 5_000_000n, 5_000_000n, 250_000n],
    ['work that crosses the half: both rates', 2_000_000n, 4_000_000n, 100_000n + 50_000n],
    ['all of the job at once', 10_000_000n, 0n, 750_000n],
    ['past the contract, by a tolerance: the last rate', 1_000_000n, 10_000_000n, 50_000n],
  ])('%s', (_, amount, grossMinor, expected) => {
    expect(held(sliding, amount, { grossMinor })).toBe(expected)
  })

  test('what was billed before is not touched by a new rate: only the new work is', () => {
    expect(held(sliding, 1_000_000n, { grossMinor: 6_000_000n, withheldMinor: 999_999n })).toBe(50_000n)
  })

  test('its maths name both stretches', () => {
    const withheld = withheldOf(sliding, 2_000_000n, before({ grossMinor: 4_000_000n }))
    expect(withheldMaths(withheld, 'USD', inEnglish)).toBe('10 % of $10,000.00 and 5 % of $10,000.00')
    expect(retainageWords(sliding)).toBe('10 % up to 50 % complete, 5 % up to 100 % complete')
  })

  test('a contract of nothing is held back at the last rate', () => {
    expect(held(sliding, 1_000n, { contractMinor: 0n })).toBe(50n)
  })
})

describe('an amount over the job', () => {
  const fixed: Retainage = { fixed: { amount: '5000.00', currency: 'USD' } }
  test.each([
    ['the first invoice is held back whole', 300_000n, 0n, 300_000n],
    ['then what is left of the amount', 300_000n, 300_000n, 200_000n],
    ['then nothing', 300_000n, 500_000n, 0n],
    ['nothing either when more was held than is agreed now', 300_000n, 600_000n, 0n],
  ])('%s', (_, amount, withheldMinor, expected) => {
    expect(held(fixed, amount, { withheldMinor })).toBe(expected)
  })

  test('its maths say the whole', () => {
    const withheld = withheldOf(fixed, 300_000n, before({ withheldMinor: 300_000n }))
    expect(withheldMaths(withheld, 'USD', inEnglish)).toBe(
      '$2,000.00 of the $5,000.00 to be held back in all, after $3,000.00 before',
    )
  })
})

test('properties: what is held back is neither negative nor more than the work, and payers’ parts sum to it', () => {
  const percent = fc
    .integer({ min: 0, max: 1_000_000 })
    .map((n) => `${Math.floor(n / 10_000)}.${String(n % 10_000).padStart(4, '0')}`)
  const retainage: fc.Arbitrary<Retainage> = fc.oneof(
    percent.map((each) => ({ percent: each })),
    fc.bigInt(0n, 20_000_000n).map((minor) => ({
      fixed: { amount: `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`, currency: 'USD' },
    })),
    fc.tuple(fc.integer({ min: 1, max: 99 }), percent, percent).map(([step, one, two]) => ({
      sliding: [
        { upToPercent: String(step), percent: one },
        { upToPercent: '100', percent: two },
      ],
    })),
  )
  fc.assert(
    fc.property(
      retainage,
      fc.array(fc.bigInt(0n, 3_000_000n), { minLength: 1, maxLength: 8 }),
      fc.array(fc.bigInt(1n, 100n), { minLength: 1, maxLength: 4 }),
      (agreed, works, weights) => {
        const contractMinor = works.reduce((sum, each) => sum + each, 0n)
        let [grossMinor, withheldMinor] = [0n, 0n]
        for (const work of works) {
          const { minor, stretches } = withheldOf(agreed, work, { contractMinor, grossMinor, withheldMinor })
          expect(minor >= 0n && minor <= work).toBe(true)
          const parts = withheldByPayer(minor, weights)
          expect(parts.reduce((sum, each) => sum + each, 0n)).toBe(minor)
          if (stretches.length > 0)
            expect(stretches.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(work)
          grossMinor += work
          withheldMinor += minor
        }
        if ('fixed' in agreed) {
          const whole = BigInt(agreed.fixed.amount.replace('.', ''))
          expect(withheldMinor).toBe(whole < contractMinor ? whole : contractMinor)
        }
      },
    ),
  )
})

describe('the line on the work’s invoice', () => {
  const settings = { ...defaultSettings, retainageItemId: '9', retainageTaxCode: null }
  const facts = factsOf({ workspace: { ...factsOf().workspace, settings } })
  const milestone = someMilestone({ amountMinor: 10_000_000n, workStatus: 'completed' })
  const lineOf = (
    schedule: ReturnType<typeof scheduleOf>,
    more: Partial<Parameters<typeof retainageLine>[0]> = {},
  ) => {
    const part = firstPart(schedule, milestone)
    const work = workLine(schedule, milestone, noApproval, facts, part)
    return retainageLine({ schedule, milestone, part, work, facts, billed: [], beside: [], ...more })
  }

  test('is negative, on the item for retainage, with its maths and a key of its own', () => {
    const line = must(lineOf(scheduleOf({ retainage: { percent: '10' } })))
    expect(line).toMatchObject({
      kind: 'retainage',
      amountMinor: -1_000_000n,
      partKey: partKey('m1', 'retainage'),
      milestoneId: 'm1',
      reads: { itemId: '9', taxCode: 'NON' },
    })
    expect(line.reads.text[0]).toBe('Retainage 10 % of $100,000.00')
    expect(retainageKeyOf(partKey('m1', 'work', 'c7', 2))).toBe(partKey('m1', 'retainage', 'c7', 2))
  })

  test.each([
    ['JPY', 9_999n, '5', -500n, 'Retainage 5 % of ¥9,999'],
    ['KWD', 1_234_567n, '7.5', -92_593n, /^Retainage 7\.5 % of KWD.1,234\.567$/],
  ])('in %s it has that currency’s decimals', (currency, amountMinor, percent, minor, words) => {
    const schedule = scheduleOf({ retainage: { percent } }, { currency })
    const one = { ...milestone, amountMinor }
    const part = firstPart(schedule, one)
    const work = workLine(schedule, one, noApproval, facts, part)
    const line = must(retainageLine({ schedule, milestone: one, part, work, facts, billed: [], beside: [] }))
    expect(line.amountMinor).toBe(minor)
    expect(line.reads.text[0]).toEqual(typeof words === 'string' ? words : expect.stringMatching(words))
  })

  test('is not there where nothing is agreed, where it comes to nothing, or for a deposit', () => {
    expect(lineOf(scheduleOf())).toBeNull()
    expect(lineOf(scheduleOf({ retainage: { percent: '0' } }))).toBeNull()
    const schedule = scheduleOf({ retainage: { percent: '10' } })
    const work = workLine(schedule, milestone, noApproval, facts, firstPart(schedule, milestone))
    expect(lineOf(schedule, { work: { ...work, kind: 'deposit' } })).toBeNull()
  })

  test('of an agreed amount, a payer who is billed again gets no more than what is left of it', () => {
    const fixed: Retainage = { fixed: { amount: '1000.00', currency: 'USD' } }
    const payers = [
      { customer: { quickbooksId: '1' }, share: { percent: '50' } },
      { customer: { quickbooksId: '2' }, share: { percent: '50' } },
    ]
    const schedule = scheduleOf({ retainage: fixed, payers })
    const other = somePart({
      milestoneId: 'm2',
      kind: 'retainage',
      partKey: 'm2:1:1:retainage',
      amountMinor: -80_000n,
    })
    const billed = [someBilled({ intent: someIntent({ state: 'queued' }), parts: [other], invoice: null })]
    // 200.00 are left, 100.00 for each; another one of the same moment took 150.00 of them.
    const first = must(lineOf(schedule, { billed }))
    expect(first.amountMinor).toBe(-10_000n)
    expect(first.reads.text[1]).toMatch(
      /^This payer's part of it: \$100\.00 on \$50,000\.00 of \$100,000\.00/,
    )
    const beside = [{ ...first, partKey: 'm1:c2:1:retainage', amountMinor: -15_000n }]
    expect(must(lineOf(schedule, { billed, beside })).amountMinor).toBe(-5_000n)
  })
})
