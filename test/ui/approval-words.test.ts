/** What was decided, as colleagues read it: silence is called silence, and never anybody's approval. */
import type { DecisionView, RoundView } from '../../src/http/contract/milestone'
import { cameBy, deadlineText, decisionText, roundWords } from '../../src/ui/console/approvals/approval-words'

const decision = (over: Partial<DecisionView>) =>
  ({
    approverId: '1',
    approver: 'Ana Ruiz',
    role: 'Project lead',
    accepted: null,
    outcome: null,
    recordedBy: null,
    recordedOn: null,
    ...over,
  }) as DecisionView

test.each<[Partial<DecisionView>, string]>([
  [{ decision: 'approve', via: 'portal' }, 'Ana Ruiz, Project lead approved'],
  [{ decision: 'revise', via: 'portal' }, 'Ana Ruiz, Project lead asked for changes'],
  [
    { decision: 'deemed_accepted', via: 'silence' } as Partial<DecisionView>,
    'Ana Ruiz, Project lead did not answer in time: accepted by silence',
  ],
  [
    { decision: 'approve_part', outcome: 'split', accepted: { percent: '80' } } as Partial<DecisionView>,
    'Ana Ruiz, Project lead accepted a part (80\u00a0%)',
  ],
  [{ decision: 'approve', approverId: null, approver: 'Bo Ek', role: 'owner' }, 'Bo Ek approved'],
])('%j is told as %j', (over, words) => {
  expect(decisionText(decision(over))).toBe(words)
})

test('silence came by nothing, and its round says what it is', () => {
  expect(
    cameBy(decision({ decision: 'deemed_accepted', via: 'silence' } as Partial<DecisionView>)),
  ).toBeNull()
  expect(cameBy(decision({ decision: 'approve', via: 'portal' }))).toBe('in the portal')
  const states: RoundView['state'][] = ['deemed', 'approved']
  expect(states.map((state) => roundWords[state])).toEqual(['accepted by silence', 'approved'])
  expect(deadlineText({ endsAt: '2026-12-01T04:59:59.000Z', deemed: true })).toMatch(/accepted by silence$/)
  expect(deadlineText({ endsAt: '2026-12-01T04:59:59.000Z', deemed: false })).not.toMatch(/silence/)
})
