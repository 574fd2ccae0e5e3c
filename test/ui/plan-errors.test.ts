/**
 * What the plan form says before anything is sent: what is wrong as typed, what is missing, what advice still holds,
 * what a change of the contract moves; and what a tab keeps of unsaved changes. Method: tables over pure functions.
 */
import { adviceFor } from '../../src/ui/console/builder/advice-for'
import { approvalWords, noApproval } from '../../src/ui/console/builder/approval-draft'
import { dropDraft, keepDraft, keptDraft } from '../../src/ui/console/builder/kept-draft'
import { changed } from '../../src/ui/console/builder/plan-change'
import { draftOf, draftWith } from '../../src/ui/console/builder/plan-draft'
import { planErrors } from '../../src/ui/console/builder/plan-errors'
import type { PlanHeader } from '../../src/ui/console/builder/plan-header'
import { newRow, type PlanRow } from '../../src/ui/console/builder/plan-row'
import { planSums } from '../../src/ui/console/builder/plan-sums'
import type { RetainageDraft } from '../../src/ui/console/builder/retainage-draft'
import { whenDone } from '../../src/ui/console/builder/trigger-draft'
import { whatMoves } from '../../src/ui/console/builder/use-terms'
import { must } from '../fixtures/must'
import { aDealPage, aMilestone, aWorkspace } from './deal-page-fixture'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const empty = draftOf(aDealPage([]), aWorkspace)
const retainage = (values: Partial<RetainageDraft>): Partial<PlanHeader> => ({
  retainage: { ...empty.header.retainage, ...values },
})
const steps = (...typed: [string, string][]) =>
  retainage({ kind: 'sliding', steps: typed.map(([upTo, percent]) => ({ upTo, percent })) })

test.each<[string, Partial<PlanHeader>, string[], string[]]>([
  ['a rate that is none', { billingType: 'mixed', hourlyRate: 'ten' }, ['/hourlyRate'], []],
  ['a rate that a fixed price has not', { billingType: 'fixed', hourlyRate: 'ten' }, [], []],
  ['no days', { terms: 'net:' }, [], ['/terms']],
  ['too many days', { terms: 'net:1000' }, ['/terms'], []],
  ['day 29', { monthlyOn: '29' }, ['/cadence/day'], []],
  [
    'no day late',
    { lateFeeAfterDays: '0', pauseAfterDays: 'x' },
    ['/lateFeeAfterDays', '/pauseAfterDays'],
    [],
  ],
  ['a retainage above all', retainage({ kind: 'percent', percent: '100.01' }), ['/retainage/percent'], []],
  ['no retainage yet', retainage({ kind: 'percent' }), [], ['/retainage/percent']],
  ['steps to the whole', steps(['50', '10'], ['100', '2.5']), [], []],
  ['steps that end early', steps(['50', '10']), ['/retainage/sliding'], []],
  [
    'steps that go back',
    steps(['50', '10'], ['40', '5'], ['100', '1']),
    ['/retainage/sliding/1/upToPercent'],
    [],
  ],
  [
    'a deposit of nothing',
    { deposit: { mode: 'advance', share: '0', draw: 'full', bySignature: false } },
    ['/deposit/share'],
    [],
  ],
  [
    'payers who are not the whole',
    {
      payers: [
        { customerId: '1', share: '60' },
        { customerId: '2', share: '30' },
      ],
    },
    ['/payers'],
    [],
  ],
  [
    'one payer twice, and one nobody',
    {
      payers: [
        { customerId: '1', share: '50' },
        { customerId: '1', share: '' },
        { customerId: null, share: '50' },
      ],
    },
    ['/payers/1/customer'],
    ['/payers/1/share', '/payers/2/customer'],
  ],
  [
    'all of nobody',
    { approval: { ...noApproval, required: true, rule: 'all' } },
    ['/approval/approvers'],
    [],
  ],
  [
    'one address twice',
    {
      approval: {
        ...noApproval,
        required: true,
        windowDays: '61',
        approvers: ['a@b.co', 'A@b.co'].map((email) => ({ name: 'Ana', role: '', email })),
      },
    },
    ['/approval/windowDays', '/approval/approvers/1/email'],
    [],
  ],
])('%s', (_, set, wrong, missing) => {
  const found = planErrors(changed(empty, { of: 'header', set }))
  expect([[...found.wrong.keys()], [...found.missing.keys()]]).toEqual([wrong, missing])
})

test.each<[string, Partial<PlanRow>, string[]]>([
  ['nothing that bills it', { trigger: { ...whenDone, acceptance: false } }, ['/milestones/0/trigger/on']],
  [
    'days after nothing chosen',
    { trigger: { ...whenDone, after: { of: 'milestone', id: 'm9' }, days: '' } },
    ['/milestones/0/trigger/after/days'],
  ],
  ['a share above the whole', { unit: 'share', value: '120' }, ['/milestones/0/share']],
])('a row with %s', (_, set, pointers) => {
  const row = { ...newRow({ name: 'A' }), value: '10', ...set }
  const { wrong } = planErrors(
    changed(changed(empty, { of: 'header', set: { billingType: 'fixed' } }), { of: 'add', rows: [row] }),
  )
  expect([...wrong.keys()]).toEqual(pointers)
})

test('a range of days ends after it begins, and says its end', () => {
  const days = (plannedFrom: string, plannedOn: string) => {
    const draft = draftWith(empty, { milestones: [{ name: 'A', amount: usd('1.00') }] })
    const words = { ...must(draft.rows[0]).words, plannedFrom, plannedOn }
    const typed = changed(draft, { of: 'row', key: must(draft.rows[0]).key, set: { words } })
    return planErrors(typed).wrong.get('/milestones/0/plannedFrom') ?? null
  }
  expect(days('2027-01-01', '2027-01-31')).toBeNull()
  expect(days('2027-02-01', '2027-01-31')).toBe('It begins after its last day')
  expect(days('2027-02-01', '')).toBe('Say the last day too')
})

test('an hourly job with milestones is refused in words, at the choice', () => {
  const draft = changed(empty, { of: 'add', rows: [{ ...newRow({ name: 'A' }), value: '1' }] })
  expect(planErrors(draft).wrong.get('/billingType')).toMatch(/^An hourly job has no milestones/)
})

const saved = () => {
  const milestones = [1, 2].map((position) =>
    aMilestone({
      id: `m${position}`,
      position,
      locked: position === 1,
      share: { percent: '50' },
      shareBase: usd('50000.00'),
      amount: usd('25000.00'),
    }),
  )
  const schedule = { billingType: 'fixed' as const, contractValue: usd('50000.00'), milestones: [] }
  return draftOf({ ...aDealPage(milestones), schedule }, aWorkspace)
}

test('what moves with the contract value is said, and what stays at how much', () => {
  const draft = saved()
  expect(whatMoves(draft, planSums(draft))).toBe(
    'One open share follows the contract value. One locked milestone keeps its $25,000.00.',
  )
  expect(whatMoves({ ...draft, formal: true }, planSums(draft))).toBe('')
})

test('advice holds for what was not edited since', () => {
  const draft = saved()
  const advice = [
    { code: 'missing_criteria' as const, detail: 'm2 has none', milestoneId: 'm2' },
    { code: 'too_few' as const, detail: 'few', milestoneId: null },
  ]
  expect(adviceFor(advice, draft, draft)).toEqual({
    byRow: new Map([['m2', ['m2 has none']]]),
    ofPlan: [advice[1]],
  })
  const edited = changed(draft, { of: 'row', key: 'm2', set: { value: '40' } })
  expect(adviceFor(advice, draft, edited)).toEqual({ byRow: new Map(), ofPlan: [] })
})

test.each([
  [{ ...noApproval }, 'No approval asked'],
  [{ ...noApproval, required: true }, 'A colleague approves within 3 business days'],
  [
    { ...noApproval, required: true, deemed: true, approvers: [{ name: 'Ana', role: '', email: '' }] },
    'Ana approves within 3 business days, then silence counts as acceptance',
  ],
])('an approval in words: %#', (approval, words) => {
  expect(approvalWords(approval)).toBe(words)
})

/** A tab's storage; `room` is how many letters it takes. */
function storage(room = 1_000_000): Storage {
  const held = new Map<string, string>()
  return {
    length: 0,
    key: () => null,
    clear: () => held.clear(),
    getItem: (name) => held.get(name) ?? null,
    removeItem: (name) => void held.delete(name),
    setItem(name, value) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError')
      held.set(name, value)
    },
  }
}

test('a tab keeps what is unsaved, by deal, until it is dropped; a full or a strange one keeps nothing', () => {
  const tab = storage()
  const page = aDealPage([])
  const draft = changed(empty, { of: 'header', set: { lateFee: '2 %' } })
  expect(keepDraft(tab, page, draft, true)).toBe(true)
  expect(keptDraft(tab, page.deal.id)).toMatchObject({ base: page, draft, asked: true })
  expect(keptDraft(tab, 'another')).toBeNull()
  dropDraft(tab, page.deal.id)
  expect(keptDraft(tab, page.deal.id)).toBeNull()
  expect(keepDraft(storage(10), page, draft, false)).toBe(false)
  tab.setItem(`milepost plan ${page.deal.id}`, '{"shape":0}')
  expect(keptDraft(tab, page.deal.id)).toBeNull()
  tab.setItem(`milepost plan ${page.deal.id}`, 'half a {')
  expect(keptDraft(tab, page.deal.id)).toBeNull()
})
