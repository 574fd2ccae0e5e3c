/**
 * A schedule that goes through the form comes out as it went in, and the form shows the cents that the server will
 * reckon. Method: any schedule (fast-check); the server's own reading of it is the judge of what is sent.
 */
import fc from 'fast-check'
import { scheduleInput } from '../../src/http/contract/schedule'
import { detailsOf, termsOf } from '../../src/schedules/draft'
import { resolveAmounts } from '../../src/schedules/resolve-amounts'
import { draftOf, draftWith } from '../../src/ui/console/builder/plan-draft'
import { planErrors } from '../../src/ui/console/builder/plan-errors'
import { planInput } from '../../src/ui/console/builder/plan-input'
import { planSums } from '../../src/ui/console/builder/plan-sums'
import { fromMinor, toMinor } from '../../src/ui/parts/minor-units'
import { leftOfWhole, ratioText, shareError, shareInput } from '../../src/ui/parts/typed-share'
import { must } from '../fixtures/must'
import { anySchedule, anyShare } from './any-plan'
import { aDealPage, aMilestone, aWorkspace } from './deal-page-fixture'

const empty = draftOf(aDealPage([]), aWorkspace)

test('any schedule comes out of the form as the server understood it going in', () => {
  fc.assert(
    fc.property(anySchedule, (said) => {
      // What the deal and the workspace would fill in is said as the form says it.
      const whole = { item: null, taxCode: null, terms: null, cadence: { on: 'approval' } as const, ...said }
      const draft = draftWith(empty, whole)
      const { wrong, missing } = planErrors(draft)
      expect([...wrong, ...missing]).toEqual([])
      const sent = scheduleInput.parse(planInput(draft))
      expect(termsOf(sent, null)).toEqual(termsOf(whole, null))
      expect(sent).toMatchObject({ billingType: said.billingType, contractValue: said.contractValue })
      expect(sent.milestones.map(({ name, amount, share }) => ({ name, amount, share }))).toEqual(
        said.milestones.map(({ name, amount, share }) => ({ name, amount, share })),
      )
      expect(sent.milestones.map(detailsOf)).toEqual(said.milestones.map(detailsOf))
    }),
  )
})

test('the form shows the cents that the server reckons, whatever is settled, frozen or moved', () => {
  const saved = fc.record({
    share: fc.option(anyShare, { nil: null }),
    units: fc.bigInt(0n, 9_000_000n),
    locked: fc.boolean(),
    sameBase: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.bigInt(0n, 50_000_000n),
      fc.array(saved, { maxLength: 12 }),
      fc.nat(),
      (base, rows, turn) => {
        const currency = 'USD'
        const money = (units: bigint) => ({ amount: fromMinor(units, 2), currency })
        const baseOf = (sameBase: boolean) => (sameBase ? base : base + 100n)
        const milestones = rows.map(({ share, units, locked, sameBase }, at) =>
          aMilestone({
            id: `m${at}`,
            position: ((at + turn) % rows.length) + 1,
            ordinal: at + 1,
            share,
            amount: money(units),
            shareBase: share === null ? null : money(baseOf(sameBase)),
            locked,
          }),
        )
        const inOrder = [...milestones].sort((a, b) => a.position - b.position)
        const schedule = { billingType: 'fixed' as const, contractValue: money(base), milestones: [] }
        const { amounts } = planSums(draftOf({ ...aDealPage(inOrder), schedule }, aWorkspace))
        const byServer = resolveAmounts(
          base,
          rows.map(({ share, units, locked, sameBase }) => ({
            share,
            fixedMinor: share === null ? units : null,
            frozen: locked
              ? { amountMinor: units, baseMinor: share === null ? null : baseOf(sameBase) }
              : null,
          })),
        )
        expect(rows.map((_, at) => amounts.get(`m${at}`))).toEqual(
          byServer.map(({ amountMinor }) => amountMinor),
        )
      },
    ),
  )
})

test.each([
  [
    'USD',
    '87,654.32',
    ['20', '15', '25', '25', '15'],
    ['17530.86', '13148.15', '21913.58', '21913.58', '13148.15'],
  ],
  ['USD', '5.47', ['33.34', '33.33', '33.33'], ['1.83', '1.82', '1.82']],
  ['USD', '12,870.59', ['1/2', '1/2'], ['6435.29', '6435.30']],
  ['JPY', '10,001', ['1/2', '1/2'], ['5000', '5001']],
  ['KWD', '1.000', ['1/3', '1/3', '1/3'], ['0.333', '0.333', '0.334']],
])('%s %s in %j is %j', (currency, contractValue, shares, amounts) => {
  const known = {
    contractValue: { amount: contractValue, currency },
    milestones: shares.map((typed) => ({ share: must(shareInput(typed)) })),
  }
  const draft = draftWith(empty, known)
  const sums = planSums(draft)
  expect(draft.rows.map(({ key }) => fromMinor(must(sums.amounts.get(key)), draft.digits))).toEqual(amounts)
  expect(sums.scheduled).toBe(sums.contract)
})

test('the contract sum is the contract value and what change orders added', () => {
  const page = aDealPage([aMilestone({ amount: { amount: '250000.00', currency: 'USD' } })])
  const schedule = {
    billingType: 'fixed' as const,
    contractValue: { amount: '250000.00', currency: 'USD' },
    milestones: [],
  }
  const draft = draftOf({ ...page, schedule }, aWorkspace)
  expect(planSums({ ...draft, changeOrders: '12500.00' }).contract).toBe(toMinor('262500.00', 2))
})

test.each([
  [['60', '40'], '0\u00a0%'],
  [['60', '30'], '10\u00a0%'],
  [['1/3', '1/3'], '1/3'],
  [['60', '40.0001'], '0.0001\u00a0%'],
  [[], '100\u00a0%'],
])('of the whole, %j leaves %s', (shares, words) => {
  expect(ratioText(leftOfWhole(shares.map((typed) => must(shareInput(typed)))))).toBe(words)
})

test.each([
  ['101', 'At most 100 %'],
  ['0', 'More than 0 %'],
  ['12.34567', 'At most four decimals; or a fraction, such as 1/3'],
  ['a third', 'A share, such as 40 or 1/3'],
])('the share "%s" is refused with “%s”', (typed, words) => {
  expect(shareInput(typed)).toBeNull()
  expect(shareError(typed)).toBe(words)
})
