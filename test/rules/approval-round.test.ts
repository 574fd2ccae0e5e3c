/** Goal: a round ends as its rule says, and what was approved can't change unseen. Method: tables over both rules. */
import { createHash } from 'node:crypto'
import { approvalOf, type Decision, roundOutcome, waitingFor } from '../../src/approvals/round'
import { isStale, type Snapshot, shownWork, snapshotHash, wholeSnapshot } from '../../src/approvals/snapshot'
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
const said = (
  who: string,
  decision: Decision['decision'],
  outcome: Decision['outcome'] = null,
): Pick<Decision, 'approverId' | 'decision' | 'outcome'> => ({
  approverId: approvers.find(({ name }) => name === who)?.id ?? null,
  decision,
  outcome,
})

test.each<['any' | 'all', Parameters<typeof said>[], ReturnType<typeof roundOutcome>]>([
  ['any', [], 'open'],
  ['any', [['Ana', 'approve']], 'approved'],
  ['any', [['Ana', 'revise']], 'revised'],
  ['any', [['Ana', 'approve_part', 'split']], 'split'],
  ['any', [['Ana', 'approve_part', 'carry']], 'approved'],
  ['any', [['Ana', 'approve_part', 'collect']], 'approved'],
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
  // A second answer of one of them is not the other one's.
  [
    'all',
    [
      ['Ana', 'approve'],
      ['Ana', 'approve'],
    ],
    'open',
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
      { rule, approvers },
      decisions.map((each) => said(...each)),
    ),
  ).toBe(outcome)
})

test('under all without named approvers one approval is enough', () => {
  expect(roundOutcome({ rule: 'all', approvers: [] }, [said('Nobody', 'approve')])).toBe('approved')
})

test('who is waited for are those who have not answered', () => {
  expect(waitingFor({ approvers }, []).map(({ name }) => name)).toEqual(['Ana', 'Ben'])
  expect(waitingFor({ approvers }, [said('Ben', 'revise')]).map(({ name }) => name)).toEqual(['Ana'])
})

test('a milestone’s own rule goes before the schedule’s', () => {
  const schedule = someSchedule({ terms: { ...emptyTerms, approval: withApproval({ windowDays: 5 }) } })
  expect(approvalOf(schedule, someMilestone()).windowDays).toBe(5)
  const own = { ...someMilestone().details, approval: withApproval({ windowDays: 9 }) }
  expect(approvalOf(schedule, someMilestone({ details: own })).windowDays).toBe(9)
})

describe('the snapshot', () => {
  const milestone = someMilestone()
  const schedule = someSchedule()
  const photo = {
    fileId: 'f1',
    dealId: '1',
    kind: 'evidence' as const,
    milestoneId: milestone.milestoneId,
    version: 1,
    name: 'photo.png',
    type: 'image/png',
    size: 10,
    sha256: 'ab',
    inline: true,
    note: null,
    item: null,
    uploadedBy: 'Ben',
    uploadedAt: new Date(0),
  }
  const whole: Snapshot = {
    ...shownWork(schedule, milestone, [photo]),
    required: [{ item: 'Photos', fileIds: ['f1'], note: null }],
    agreement: { fileId: 'f2', name: 'SOW.pdf', version: 2, sha256: 'cd' },
    note: 'Please look',
    rule: 'any',
    approvers: [{ name: 'Ana', role: 'Lead' }],
  }

  test('holds what an approver sees, and nothing else', () => {
    expect(whole).toMatchObject({
      name: 'Strategy',
      deliverable: null,
      criteria: ['Approved in writing'],
      amount: '15000.00',
      currency: 'USD',
      evidence: [{ fileId: 'f1', name: 'photo.png', type: 'image/png', size: 10, sha256: 'ab', note: null }],
    })
    const unseen = { ...milestone, plannedOn: '2027-01-01', position: 9, version: 4, completedNote: 'x' }
    expect(shownWork(schedule, unseen, [photo])).toEqual(shownWork(schedule, milestone, [photo]))
  })

  test('any change of it changes its hash, and no two of them are alike', () => {
    const [evidence] = whole.evidence
    const other: readonly Partial<Snapshot>[] = [
      { name: 'Strategy ' },
      { amount: '15000.01' },
      { currency: 'EUR' },
      { deliverable: '' },
      { criteria: [] },
      { criteria: ['Approved', 'in writing'] },
      { evidence: [] },
      ...(evidence
        ? [
            { evidence: [{ ...evidence, sha256: 'ac' }] },
            { evidence: [{ ...evidence, name: 'other.png' }] },
            { evidence: [{ ...evidence, note: 'Kitchen' }] },
          ]
        : []),
      { required: [] },
      { required: [{ item: 'Photos', fileIds: [], note: 'none' }] },
      { agreement: null },
      { agreement: { fileId: 'f2', name: 'SOW.pdf', version: 3, sha256: 'cd' } },
      { note: null },
      { rule: 'all' },
      { approvers: [] },
      { approvers: [{ name: 'Ana', role: null }] },
    ]
    const hashes = other.map((change) => snapshotHash({ ...whole, ...change }, 2))
    expect(new Set([snapshotHash(whole, 2), ...hashes]).size).toBe(other.length + 1)
  })

  test('the database may give its fields in another order', () => {
    const shuffled = Object.fromEntries(Object.entries(whole).reverse()) as unknown as Snapshot
    expect(snapshotHash(shuffled, 2)).toBe(snapshotHash(whole, 2))
  })

  test('is stale once the work differs, and not by what is said beside it', () => {
    const round = { snapshot: whole, snapshotHash: snapshotHash(whole, 2), snapshotVersion: 2 }
    expect(isStale(round, shownWork(schedule, milestone, [photo]))).toBe(false)
    expect(isStale(round, shownWork(schedule, milestone, []))).toBe(true)
    expect(isStale(round, shownWork(schedule, { ...milestone, amountMinor: 1_500_001n }, [photo]))).toBe(true)
  })

  test('one of the first rules knew no evidence, and is judged by them', () => {
    const { name, deliverable, criteria, amount, currency } = whole
    const text = JSON.stringify(['v1', name, deliverable, criteria, amount, currency])
    const stored = { name, deliverable, criteria, amount, currency } as unknown as Snapshot
    const snapshot = wholeSnapshot(stored)
    expect(snapshot).toMatchObject({ evidence: [], required: [], agreement: null })
    const round = {
      snapshot,
      snapshotHash: createHash('sha256').update(text).digest('hex'),
      snapshotVersion: 1,
    }
    expect(isStale(round, shownWork(schedule, milestone, [photo]))).toBe(false)
    expect(isStale(round, shownWork(schedule, { ...milestone, name: 'Other' }, [photo]))).toBe(true)
  })
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
