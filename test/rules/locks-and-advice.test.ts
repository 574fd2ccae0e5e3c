/** Goal: what is judged or billed is locked, with a reason a person can act on; advice is said and never refuses. */
import { adviceOn } from '../../src/schedules/advice'
import { lockReason, lockWords, unlockedBy } from '../../src/schedules/milestone'
import { isFormal } from '../../src/schedules/schedule'
import { emptyTerms } from '../../src/schedules/schedule-table'
import { someMilestone, someSchedule } from '../fixtures/made'

test.each([
  ['pending', false, null],
  ['in_progress', false, null],
  ['in_review', false, /Withdraw the review/],
  ['completed', false, /Reopen it/],
  ['cancelled', false, /cancelled/],
  ['pending', true, /Void or credit its invoice/],
  ['in_progress', true, /Void or credit its invoice/],
  ['in_review', true, /Void or credit its invoice/],
  ['completed', true, /Void or credit its invoice/],
] as const)('%s, billed %s: lock says %s', (workStatus, billed, reason) => {
  const milestone = someMilestone({ workStatus, billed })
  if (reason === null) expect(lockReason(milestone)).toBeNull()
  else expect(lockReason(milestone)).toMatch(reason)
})

test.each([
  ['in_review', false, 'Any member can.'],
  ['completed', false, 'An admin or the owner can.'],
  ['completed', true, 'Whoever keeps the books there can.'],
  ['cancelled', false, null],
  ['pending', false, null],
] as const)('%s, billed %s: who can lift its lock is said', (workStatus, billed, who) => {
  const milestone = someMilestone({ workStatus, billed })
  expect(unlockedBy(milestone)).toBe(who)
  const words = lockWords(milestone)
  if (who === null) expect(words).toBe(lockReason(milestone))
  else expect(words).toBe(`${lockReason(milestone)} ${who}`)
})

test('a schedule is formal once it was accepted, or when it says so', () => {
  expect(isFormal(someSchedule())).toBe(false)
  expect(isFormal(someSchedule({ acceptedOn: '2026-03-01' }))).toBe(true)
  expect(isFormal(someSchedule({ terms: { ...emptyTerms, control: 'formal' } }))).toBe(true)
})

describe('advice', () => {
  const three = [1, 2, 3].map((n) =>
    someMilestone({ milestoneId: `m${n}`, name: `Part ${n}`, amountMinor: [15n, 20n, 15n][n - 1] ?? 0n }),
  )
  const codes = (contract: bigint, milestones = three) =>
    adviceOn(someSchedule({ contractMinor: contract }), milestones).map((each) => each.code)

  test('a good plan gets none, and an empty one neither', () => {
    expect(codes(50n)).toEqual([])
    expect(codes(50n, [])).toEqual([])
  })

  test('over and under the contract, by how much', () => {
    expect(codes(49n)).toEqual(['over_contract'])
    expect(codes(51n)).toEqual(['under_contract'])
    expect(adviceOn(someSchedule({ contractMinor: 60n }), three)[0]?.detail).toContain('$0.10')
  })

  test('cancelled milestones count for nothing', () => {
    expect(codes(50n, [...three, someMilestone({ workStatus: 'cancelled', amountMinor: 99n })])).toEqual([])
  })

  test('too few and too many', () => {
    expect(codes(35n, three.slice(0, 2))).toEqual(['too_few'])
    const eight = Array.from({ length: 8 }, (_, n) =>
      someMilestone({ milestoneId: `m${n}`, name: `Part ${n}`, amountMinor: 10n }),
    )
    expect(codes(80n, eight)).toEqual(['too_many'])
    expect(codes(70n, eight.slice(1))).toEqual([])
  })

  test.each([
    ['50 % done', true],
    ['Half complete', true],
    ['mostly done', true],
    ['Phase done', true],
    ['Design sign-off', false],
    ['100 chairs delivered', false],
    ['Half-timber frame raised', false],
  ])('“%s” is effort-based: %s', (name, isEffort) => {
    const [first, ...rest] = three
    const renamed = [{ ...(first ?? someMilestone()), name }, ...rest]
    expect(codes(50n, renamed)).toEqual(isEffort ? ['effort_based_name'] : [])
  })

  test('missing criteria are asked for while work has not begun', () => {
    const bare = (workStatus: 'pending' | 'in_progress') =>
      three.map((each, index) =>
        index === 1 ? { ...each, workStatus, details: { ...each.details, criteria: [] } } : each,
      )
    expect(codes(50n, bare('pending'))).toEqual(['missing_criteria'])
    expect(codes(50n, bare('in_progress'))).toEqual([])
  })

  test.each<[string, boolean, string | null]>([
    ['Design phase', true, null],
    ['Phase 2', true, null],
    ['Stage IV', true, null],
    ['Design done', true, null],
    ['Framing complete', true, null],
    ['Framing complete', false, 'Framed structure, inspection passed'],
    ['Phased rollout plan', false, null],
    ['Completed drawings handed over', false, null],
    ['Design', false, null],
  ])('“%s” is vague: %s, with the deliverable %s', (name, isVague, deliverable) => {
    const [first, ...rest] = three
    const bare = first ?? someMilestone()
    const renamed = [{ ...bare, name, details: { ...bare.details, deliverable } }, ...rest]
    expect(codes(50n, renamed)).toEqual(isVague ? ['vague_name'] : [])
  })

  test('words that can’t be changed any more get none', () => {
    const judged = three.map((each) => ({
      ...each,
      name: '50 % done',
      workStatus: 'completed' as const,
      details: { ...each.details, criteria: [] },
    }))
    expect(codes(50n, judged)).toEqual([])
  })

  const amounts = (...of: readonly bigint[]) =>
    of.map((amountMinor, n) => someMilestone({ milestoneId: `m${n}`, name: `Part ${n}`, amountMinor }))
  test.each<[readonly bigint[], readonly string[]]>([
    [[10n, 50n, 40n], []],
    [[9n, 51n, 40n], ['small_start']],
    [[20n, 39n, 41n], ['large_finish']],
    [[20n, 75n, 5n], []],
    [[20n, 76n, 4n], ['small_finish']],
    [[50n, 50n], ['too_few']],
  ])('the first and the last of %s: %s', (of, expected) => {
    expect(codes(100n, amounts(...of))).toEqual(expected)
  })

  test.each<[readonly (string | null)[], number | null, boolean]>([
    [['2027-01-01', '2027-01-06', '2027-02-28'], 7, true],
    [['2027-01-01', '2027-01-08', '2027-02-28'], 7, false],
    [['2027-01-01', null, '2027-01-03'], 7, true],
    [['2027-01-01', '2027-01-01', '2027-02-28'], 7, false],
    [['2027-01-01', '2027-01-02', '2027-01-03'], 0, false],
    [['2027-01-01', '2027-01-02', '2027-01-03'], null, false],
    [['2027-03-01', '2027-01-02', null], 7, false],
  ])('planned on %s under net %s: closer than the terms %s', (days, netDays, close) => {
    const dated = three.map((each, n) => ({ ...each, plannedOn: days[n] ?? null }))
    const advice = adviceOn(someSchedule({ contractMinor: 50n }), dated, netDays)
    expect(advice.map((each) => each.code)).toEqual(close ? ['cadence_against_terms'] : [])
    if (close) expect(advice[0]?.detail).toMatch(/planned \d days? after “Part 1”.*due after 7 days/)
  })

  test('more than half at the start', () => {
    const front = three.map((each, index) => ({ ...each, amountMinor: index === 0 ? 60n : 20n }))
    expect(codes(100n, front)).toEqual(['front_loaded'])
    expect(codes(120n, front)).toEqual(['under_contract'])
  })
})

test.each([
  ['income', '15000.00', []],
  ['income', '10000.00', ['deposit_differs']],
  ['liability', '10000.00', ['deposit_differs']],
  ['advance', '10000.00', []],
] as const)('a deposit of 30 %% as “%s” beside a first milestone of %s: %j', (mode, amount, codes) => {
  const terms = { ...emptyTerms, deposit: { mode, share: { percent: '30' } } }
  const first = someMilestone({ amountMinor: BigInt(amount.replace('.', '')) })
  const advice = adviceOn(someSchedule({ terms }), [first])
  expect(advice.map(({ code }) => code).filter((code) => code === 'deposit_differs')).toEqual(codes)
  if (codes.length > 0)
    expect(advice.find(({ code }) => code === 'deposit_differs')?.detail).toBe(
      'The deposit is 30 % of the contract, $15,000.00, and “Strategy”, which is it, comes to $10,000.00: that is what is billed.',
    )
})
