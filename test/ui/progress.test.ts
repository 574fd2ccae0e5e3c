/** Goal: a percentage is taken as people type it, and only one that the server takes. Method: what is typed, and words. */
import type { ClaimView } from '../../src/http/contract/progress'
import { milestoneStory } from '../../src/ui/console/deal/milestone-story'
import { takesEvidence } from '../../src/ui/console/evidence/evidence-words'
import { claimedPercent, typedPercent } from '../../src/ui/console/progress/typed-percent'
import { aMilestone } from './deal-page-fixture'

const claim: ClaimView = {
  kind: 'progress',
  number: 1,
  percent: '40',
  toDate: { amount: '4000.00', currency: 'USD' },
  amount: { amount: '4000.00', currency: 'USD' },
  note: null,
  invoice: null,
  billed: true,
  by: 'Ana Ruiz',
  at: '2026-03-01T10:00:00.000Z',
}

test.each([
  ['40', '40'],
  [' 42,5 % ', '42.5'],
  ['40.0001', '40.0001'],
  ['099', '99'],
])('“%s” is %s', (typed, percent) => {
  expect(typedPercent(typed, '0')).toEqual({ ok: true, percent })
})

test.each([
  ['', '0', 'A percentage such as 40 or 42.5'],
  ['half', '0', 'A percentage such as 40 or 42.5'],
  ['-4', '0', 'A percentage such as 40 or 42.5'],
  ['40.12345', '0', 'A percentage such as 40 or 42.5'],
  ['0', '0', 'More than 0'],
  ['100', '0', 'All of it: complete the milestone instead'],
  ['400', '0', 'All of it: complete the milestone instead'],
  ['40', '40', 'More than the 40 % that are claimed'],
  ['9.5', '40', 'More than the 40 % that are claimed'],
])('“%s” after %s %% is none: %s', (typed, claimed, problem) => {
  expect(typedPercent(typed, claimed)).toEqual({ ok: false, problem })
})

test('work that is claimed says how far, beside its invoice; what a credit took is no progress', () => {
  const milestone = aMilestone({ workStatus: 'in_progress', label: 'In progress', claims: [claim] })
  expect(milestoneStory(milestone, '2026-03-02')).toMatch(/^40 % claimed/)
  expect(claimedPercent([{ ...claim, kind: 'closed', percent: null }])).toBe('0')
})

test('work that is claimed takes evidence while it goes on', () => {
  const claimed = { billingStatus: 'posted' as const, claims: [claim] }
  expect(takesEvidence(aMilestone({ ...claimed, workStatus: 'in_progress' }))).toBe(true)
  expect(takesEvidence(aMilestone({ ...claimed, workStatus: 'completed' }))).toBe(false)
})
