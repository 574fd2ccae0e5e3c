/** Goal: a round ends as its rule says, and what was approved can't change unseen. Method: tables over both rules. */
import { approvalOf, type Decision, roundOutcome, snapshotOf } from '../../src/approvals/round'
import { approvalOf as approvalOfDraft, contractMinor, draftAmount } from '../../src/schedules/draft'
import { emptyTerms } from '../../src/schedules/schedule-table'
import { mayAct, program, roles, whoMay } from '../../src/tenants/actor'
import { type FieldError, Refusal } from '../../src/tenants/refusal'
import { someMilestone, someSchedule, withApproval } from '../fixtures/made'

const approvers = ['Ana', 'Ben'].map((name, index) => ({
  id: String(index + 1),
  name,
  role: null,
  email: `${name}@client.example`,
}))
const said = (who: string, decision: Decision['decision']): Decision => ({
  who,
  role: null,
  decision,
  reason: null,
  at: new Date(0),
})

test.each<['any' | 'all', [string, Decision['decision']][], ReturnType<typeof roundOutcome>]>([
  ['any', [], 'open'],
  ['any', [['Ana', 'approve']], 'approved'],
  ['any', [['Ana', 'revise']], 'revised'],
  ['all', [], 'open'],
  ['all', [['Ana', 'approve']], 'open'],
  [
    'all',
    [
      ['Ana', 'approve'],
      ['Ben', 'approve'],
    ],
    'approved',
  ],
  ['all', [['Ana', 'revise']], 'revised'],
  [
    'all',
    [
      ['Ana', 'approve'],
      ['Ben', 'revise'],
    ],
    'revised',
  ],
])('under %s, %j leaves the round %s', (rule, decisions, outcome) => {
  expect(
    roundOutcome(
      withApproval({ rule, approvers }),
      decisions.map(([who, decision]) => said(who, decision)),
    ),
  ).toBe(outcome)
})

test('under all without named approvers one approval is enough', () => {
  expect(roundOutcome(withApproval({ rule: 'all' }), [said('Ana', 'approve')])).toBe('approved')
})

test('a milestone’s own rule goes before the schedule’s', () => {
  const schedule = someSchedule({ terms: { ...emptyTerms, approval: withApproval({ windowDays: 5 }) } })
  expect(approvalOf(schedule, someMilestone()).windowDays).toBe(5)
  const own = { ...someMilestone().details, approval: withApproval({ windowDays: 9 }) }
  expect(approvalOf(schedule, someMilestone({ details: own })).windowDays).toBe(9)
})

test('the snapshot holds what an approver sees; any change of that changes its hash, nothing else does', () => {
  const milestone = someMilestone()
  const schedule = someSchedule()
  const { snapshot, hash } = snapshotOf(schedule, milestone)
  expect(snapshot).toEqual({
    name: 'Strategy',
    deliverable: null,
    criteria: ['Approved in writing'],
    amount: '15000.00',
    currency: 'USD',
  })
  const seen = [
    snapshotOf(schedule, { ...milestone, name: 'Strategy ' }),
    snapshotOf(schedule, { ...milestone, amountMinor: 1_500_001n }),
    snapshotOf({ ...schedule, currency: 'EUR' }, milestone),
    snapshotOf(schedule, { ...milestone, details: { ...milestone.details, deliverable: '' } }),
    snapshotOf(schedule, { ...milestone, details: { ...milestone.details, criteria: [] } }),
    snapshotOf(schedule, {
      ...milestone,
      details: { ...milestone.details, criteria: ['Approved', 'in writing'] },
    }),
  ].map((each) => each.hash)
  expect(new Set([hash, ...seen]).size).toBe(7)
  const unseen = { ...milestone, plannedOn: '2027-01-01', position: 9, version: 4, completedNote: 'x' }
  expect(snapshotOf(schedule, unseen).hash).toBe(hash)
})

test('an approval that only says it is required has ordinary terms', () => {
  expect(approvalOfDraft({ required: true })).toEqual({
    required: true,
    rule: 'any',
    approvers: [],
    windowDays: 3,
    deemed: false,
  })
})

describe('amounts as they were typed', () => {
  const errorsOf = (draft: Parameters<typeof draftAmount>[0], currency = 'USD') => {
    const errors: FieldError[] = []
    return {
      minor: draftAmount(draft, currency, '/milestones/0', errors),
      errors: errors.map((each) => each.pointer),
    }
  }
  const usd = (amount: string) => ({ amount: { amount, currency: 'USD' } })

  test('fixed, shared, and none', () => {
    expect(errorsOf(usd('15000'))).toEqual({ minor: 1_500_000n, errors: [] })
    expect(errorsOf({ share: { percent: '100' } })).toEqual({ minor: null, errors: [] })
    expect(errorsOf({})).toEqual({ minor: null, errors: [] })
  })
  test.each<[Parameters<typeof draftAmount>[0], string]>([
    [{ share: { percent: '100.0001' } }, '/milestones/0/share'],
    [{ share: { fraction: '4/3' } }, '/milestones/0/share'],
    [usd('1.001'), '/milestones/0/amount/amount'],
    [usd('-1.00'), '/milestones/0/amount/amount'],
    [usd('99999999999999999999'), '/milestones/0/amount/amount'],
    [{ amount: { amount: '1', currency: 'EUR' } }, '/milestones/0/amount/currency'],
  ])('%j is refused at %s', (draft, pointer) => {
    expect(errorsOf(draft).errors).toEqual([pointer])
  })
  test.each(['1.001', '-1', 'abc', '99999999999999999999'])('a contract of %s is refused', (amount) => {
    expect(() => contractMinor({ amount, currency: 'USD' })).toThrow(Refusal)
  })
})

test('rights grow from viewer to owner, and a refusal says who could', () => {
  for (const [index, role] of roles.entries()) {
    const actor = { ...program('api'), role }
    for (const [other, least] of roles.entries()) expect(mayAct(actor, least)).toBe(index >= other)
  }
  expect(whoMay('bookkeeper')).toBe('a bookkeeper, an admin or an owner')
  expect(whoMay('owner')).toBe('an owner')
})
