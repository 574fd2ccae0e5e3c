/**
 * Goal: a plan kept as a template is the same plan again on the same contract, and exactly all of it. Method: plans by
 * chance of fixed amounts, percentages and fractions, through the template and back through planning's arithmetic.
 */
import fc from 'fast-check'
import { sumOfShares } from '../../src/money/share'
import type { MilestoneDraft } from '../../src/schedules/draft'
import type { Milestone } from '../../src/schedules/milestone'
import { noApproval, type Schedule } from '../../src/schedules/schedule'
import { emptyTerms } from '../../src/schedules/schedule-table'
import { shippedTemplates } from '../../src/schedules/shipped-templates'
import { amountsOf, draftFromTemplate, sumOfTemplate, templateOf } from '../../src/schedules/template'
import { someMilestone, someSchedule } from '../fixtures/made'
import { must } from '../fixtures/must'

const schedule = (originalMinor: bigint, more: Partial<Schedule['terms']> = {}): Schedule =>
  someSchedule({ originalMinor, contractMinor: originalMinor, terms: { ...emptyTerms, ...more } })

const milestone = (ordinal: number, more: Partial<Milestone>): Milestone =>
  someMilestone({
    milestoneId: `m${ordinal}`,
    ordinal,
    position: ordinal,
    name: `Part ${ordinal}`,
    share: null,
    shareBaseMinor: null,
    plannedOn: null,
    ...more,
  })

const cuts = fc.array(fc.bigInt(1n, 10_000_000n), { minLength: 1, maxLength: 60 })

test('fixed amounts that are the whole contract become percentages that are exactly 100 %', () => {
  fc.assert(
    fc.property(cuts, (amounts) => {
      const whole = amounts.reduce((sum, amount) => sum + amount, 0n)
      const milestones = amounts.map((amountMinor, index) => milestone(index + 1, { amountMinor }))
      const kept = templateOf(schedule(whole), milestones)
      expect(sumOfTemplate(kept)).toEqual({ over: 1n, under: 1n })
      for (const [index, amountMinor] of amounts.entries()) {
        const again = must(amountsOf(kept, whole)[index])
        // Four decimals of a percent: within a millionth of the contract, and a cent of rounding.
        const most = whole / 1_000_000n + 1n
        expect(again - amountMinor).toBeLessThanOrEqual(most)
        expect(amountMinor - again).toBeLessThanOrEqual(most)
      }
    }),
  )
})

test('shares stay as they were typed, and give the same amounts of the same contract', () => {
  const share = fc.oneof(
    fc.integer({ min: 1, max: 999_999 }).map((units) => ({
      percent: `${Math.floor(units / 10_000)}.${String(units % 10_000).padStart(4, '0')}`,
    })),
    fc.integer({ min: 2, max: 400 }).map((under) => ({ fraction: `1/${under}` })),
  )
  fc.assert(
    fc.property(
      fc.array(share, { minLength: 1, maxLength: 30 }),
      fc.bigInt(1n, 10n ** 11n),
      (shares, base) => {
        const kept = templateOf(
          schedule(base),
          shares.map((each, index) => milestone(index + 1, { share: each, shareBaseMinor: base })),
        )
        expect(kept.milestones.map((each) => each.share)).toEqual(shares)
        expect(sumOfTemplate(kept)).toEqual(sumOfShares(shares))
      },
    ),
  )
})

test('dates are kept as days after the contract date, and come back from another one', () => {
  const kept = templateOf(schedule(100n, { contractDate: '2026-01-15' }), [
    milestone(1, { amountMinor: 50n, plannedOn: '2026-03-01' }),
    milestone(2, { amountMinor: 50n, plannedOn: '2026-01-01' }),
  ])
  expect(kept.milestones.map((each) => each.plannedAfterDays)).toEqual([45, null])
  const template = { id: 't', name: 'T', description: '', ...kept }
  const dates = (from: string | null) =>
    draftFromTemplate(template, { amount: '1.00', currency: 'USD' }, from).milestones.map(
      (each) => each.plannedOn,
    )
  expect(dates('2028-02-01')).toEqual(['2028-03-17', undefined])
  expect(dates(null)).toEqual([undefined, undefined])
})

test('approvers belong to a client and stay behind; the rule of asking goes along', () => {
  const approval = {
    ...noApproval,
    required: true,
    windowDays: 5,
    approvers: [{ id: '1', name: 'Ana', role: null, email: 'ana@acme.example' }],
  }
  const asked = milestone(1, { amountMinor: 1n, details: { ...milestone(1, {}).details, approval } })
  const kept = templateOf(schedule(1n, { approval }), [asked])
  expect(JSON.stringify(kept)).not.toContain('ana@')
  expect(must(kept.milestones[0]).approval).toEqual({ required: true, windowDays: 5, deemed: false })
  expect(kept.defaults.approval).toEqual({ required: true, windowDays: 5, deemed: false })
})

test('the 5-phase plan of 87,654.32, to the cent', () => {
  const fivePhase = must(shippedTemplates.find((each) => each.id === 'five-phase'))
  const draft = draftFromTemplate(fivePhase, { amount: '87654.32', currency: 'USD' }, null)
  expect(draft.milestones.map((each: MilestoneDraft) => each.share)).toEqual(
    ['20', '15', '25', '25', '15'].map((percent) => ({ percent })),
  )
  const amounts = amountsOf(fivePhase, 8_765_432n)
  expect(amounts).toEqual([1_753_086n, 1_314_815n, 2_191_358n, 2_191_358n, 1_314_815n])
  expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(8_765_432n)
})
