/**
 * The plan while it is edited: what every row comes to, what stands in the way of saving, and what is sent.
 * Method: the contract's own schema judges what is sent; a saved plan that nobody touched must go back as it came.
 */
import type { DealPageView } from '../../src/http/contract/deal'
import type { MilestoneView } from '../../src/http/contract/milestone'
import { scheduleInput } from '../../src/http/contract/schedule'
import { noApproval } from '../../src/ui/console/builder/approval-draft'
import { changed } from '../../src/ui/console/builder/plan-change'
import { draftOf, draftWith, type PlanDraft } from '../../src/ui/console/builder/plan-draft'
import { planErrors } from '../../src/ui/console/builder/plan-errors'
import { planInput } from '../../src/ui/console/builder/plan-input'
import { newRow } from '../../src/ui/console/builder/plan-row'
import { planSums } from '../../src/ui/console/builder/plan-sums'
import { startOfTemplate } from '../../src/ui/console/start-from/staged'
import { shareInput } from '../../src/ui/parts/typed-share'
import { must } from '../fixtures/must'
import { aDealPage, aMilestone, aWorkspace as workspace } from './deal-page-fixture'

const usd = (amount: string) => ({ amount, currency: 'USD' })

function planned(milestones: MilestoneView[], more: Partial<DealPageView> = {}): DealPageView {
  const page = aDealPage(milestones)
  return {
    ...page,
    schedule: {
      billingType: 'mixed',
      contractValue: usd('50000.00'),
      contractDate: '2026-01-15',
      contractReference: 'SOW-17',
      customer: { quickbooksId: '1' },
      item: { quickbooksId: '2' },
      class: { quickbooksId: '9' },
      taxCode: 'NON',
      terms: { netDays: 10 },
      delivery: 'send',
      cadence: { on: 'monthly', day: 5 },
      control: 'open',
      hourlyRate: usd('120.00'),
      retainage: { percent: '10' },
      lateFee: '1.5 % a month',
      milestones: milestones.map(({ id, name }) => ({ id, name })),
    },
    ...more,
  }
}

const amountsOf = (draft: PlanDraft) => draft.rows.map((row) => planSums(draft).amounts.get(row.key))

test('a new plan starts from the deal and the workspace', () => {
  const { header, currency, rows } = draftOf({ ...aDealPage([]), schedule: null }, workspace)
  expect({ header, currency, rows }).toMatchObject({
    currency: 'USD',
    rows: [],
    header: {
      contractValue: '50000.00',
      terms: 'net:14',
      itemId: '3',
      delivery: 'prepare',
      customerId: null,
    },
  })
})

test('a saved plan goes back as it came, with every field that the page does not edit', () => {
  const page = planned([
    aMilestone({ id: 'm1', amount: usd('15000.00'), locked: true, share: { percent: '30' } }),
    aMilestone({
      id: 'm2',
      position: 2,
      share: { fraction: '1/3' },
      trigger: { on: [], date: '2026-12-01' },
    }),
  ])
  const sent = planInput(draftOf(page, workspace))
  expect(scheduleInput.parse(sent)).toEqual(sent)
  const { milestones: _, ...header } = must(page.schedule)
  expect(sent).toMatchObject(header)
  expect(sent.milestones).toMatchObject([
    { id: 'm1', share: { percent: '30' } },
    { id: 'm2', share: { fraction: '1/3' }, trigger: { on: [], date: '2026-12-01' } },
  ])
})

test('what a milestone takes from the schedule is not sent as its own', () => {
  const asked: MilestoneView['approval'] = {
    required: true,
    rule: 'any',
    approvers: [],
    windowDays: 3,
    deemed: false,
    partial: true,
  }
  const page = planned([
    aMilestone({ id: 'm1', locked: true, approval: asked }),
    aMilestone({ id: 'm2', position: 2, approval: asked }),
  ])
  must(must(page.schedule).milestones[1]).approval = { required: true, windowDays: 5 }
  const draft = draftOf(page, workspace)
  expect(planInput(draft).milestones).toEqual([
    { id: 'm1', name: 'Strategy', amount: usd('15000.00') },
    {
      id: 'm2',
      name: 'Strategy',
      amount: usd('15000.00'),
      approval: { required: true, rule: 'any', approvers: [], windowDays: 5, deemed: false },
    },
  ])
  const words = { ...must(draft.rows[1]).words, deliverable: 'Handover' }
  const said = changed(draft, { of: 'row', key: 'm2', set: { words, approval: null } })
  expect(planInput(said).milestones[1]).toEqual({
    id: 'm2',
    name: 'Strategy',
    amount: usd('15000.00'),
    deliverable: 'Handover',
  })
})

test('a cancelled milestone is not shown, but goes back after the others', () => {
  const page = planned([
    aMilestone({ id: 'm1', workStatus: 'cancelled', locked: true }),
    aMilestone({ id: 'm2', position: 2 }),
  ])
  const draft = draftOf(page, workspace)
  expect(draft.rows.map(({ key }) => key)).toEqual(['m2'])
  expect(planSums(draft).scheduled).toBe(1500000n)
  expect(planInput(draft).milestones.map(({ id }) => id)).toEqual(['m2', 'm1'])
})

test('a template fills rows whose shares are shown to the cent before anything is saved', () => {
  const shares = ['1/3', '1/3', '1/3'].map((fraction) => ({ fraction }))
  const { known } = startOfTemplate({
    milestones: shares.map((share, at) => ({
      name: `Part ${at}`,
      share,
      description: null,
      deliverable: null,
      criteria: ['agreed'],
      evidenceRequired: [],
      plannedAfterDays: null,
      approval: null,
    })),
  })
  const draft = draftWith(draftOf({ ...aDealPage([]), schedule: null }, workspace), must(known))
  expect(amountsOf(draft)).toEqual([1666666n, 1666667n, 1666667n])
  expect(planSums(draft).scheduled).toBe(5000000n)
})

test('open shares take what the locked ones left of the whole', () => {
  const page = planned([
    aMilestone({
      id: 'm1',
      amount: usd('16666.67'),
      locked: true,
      share: { fraction: '1/3' },
      shareBase: usd('50000.00'),
    }),
    aMilestone({ id: 'm2', position: 2, share: { fraction: '1/3' } }),
    aMilestone({ id: 'm3', position: 3, share: { fraction: '1/3' } }),
  ])
  const draft = draftOf(page, workspace)
  expect(amountsOf(draft)).toEqual([1666667n, 1666666n, 1666667n])
  // Of another contract value the locked one is no part: its amount stays, the open ones follow.
  const raised = changed(draft, { of: 'header', set: { contractValue: '60,000' } })
  expect(amountsOf(raised)).toEqual([1666667n, 2000000n, 2000000n])
  expect(planSums(raised).scheduled).toBe(5666667n)
})

test('once the client has accepted, every amount stays as it is', () => {
  const milestones = [1, 2].map((position) =>
    aMilestone({ id: `m${position}`, position, amount: usd('25000.00'), share: { percent: '50' } }),
  )
  const state: DealPageView['state'] = {
    acceptedOn: '2026-01-20',
    acceptedBy: 'Ana',
    acceptance: null,
    control: 'formal',
    cadence: { on: 'approval' },
    nextMonthlyOn: null,
    version: 2,
  }
  const draft = draftOf(planned(milestones, { state }), workspace)
  const tried = changed(draft, { of: 'row', key: 'm1', set: { unit: 'amount', value: '1' } })
  expect(amountsOf(tried)).toEqual([2500000n, 2500000n])
  const words = { ...must(draft.rows[0]).words, name: 'Kick-off', deliverable: 'More', criteria: 'All' }
  expect(must(changed(draft, { of: 'row', key: 'm1', set: { words } }).rows[0]).words).toMatchObject({
    name: 'Kick-off',
    deliverable: '',
    criteria: '',
  })
  expect(changed(draft, { of: 'remove', key: 'm1' })).toEqual(draft)
})

test('a row that moves keeps its cent', () => {
  // The second was created first.
  const page = planned(
    [1, 2].map((position) =>
      aMilestone({ id: `m${position}`, position, ordinal: 3 - position, share: { percent: '50' } }),
    ),
  )
  const draft = changed(draftOf(page, workspace), { of: 'header', set: { contractValue: '0.03' } })
  const moved = changed(draft, { of: 'order', keys: ['m2', 'm1'] })
  expect(amountsOf(draft)).toEqual([2n, 1n])
  expect(amountsOf(moved)).toEqual([1n, 2n])
})

test('a locked row changes its place only, and is never removed', () => {
  const page = planned([aMilestone({ id: 'm1', locked: true }), aMilestone({ id: 'm2', position: 2 })])
  const draft = draftOf(page, workspace)
  expect(changed(draft, { of: 'row', key: 'm1', set: { value: '1' } })).toEqual(draft)
  expect(changed(draft, { of: 'remove', key: 'm1' })).toEqual(draft)
  expect(changed(draft, { of: 'remove', key: 'm2' }).rows.map((row) => row.key)).toEqual(['m1'])
})

test('what can not be read is said at its row, and counts as nothing in the sum', () => {
  const rows = [
    { ...newRow({ name: 'A' }), value: '10' },
    { ...newRow({ name: '' }), value: 'ten' },
    { ...newRow({ name: 'C' }), unit: 'share' as const, value: '140,5' },
  ]
  const start = draftOf({ ...aDealPage([]), schedule: null }, workspace)
  const draft = changed({ ...start, header: { ...start.header, contractValue: '' } }, { of: 'add', rows })
  const { wrong, missing } = planErrors(changed(draft, { of: 'header', set: { billingType: 'fixed' } }))
  expect([...wrong.keys()]).toEqual(['/milestones/1/amount', '/milestones/2/share'])
  expect([...missing.keys()]).toEqual(['/contractValue', '/milestones/1/name'])
  expect(planSums(draft)).toMatchObject({ scheduled: 1000n, contract: null })
})

test.each([
  ['net:7', { netDays: 7 }],
  ['receipt', { dueOnReceipt: true }],
  ['3', { quickbooksId: '3' }],
  [null, null],
])('the terms %s are sent as %j', (terms, sent) => {
  const draft = changed(draftOf({ ...aDealPage([]), schedule: null }, workspace), {
    of: 'header',
    set: { terms },
  })
  expect(scheduleInput.parse(planInput(draft)).terms).toEqual(sent)
})

test('an approver who was not typed is not sent; one half typed is, so that the server says what is missing', () => {
  const row = {
    ...newRow({ name: 'A' }),
    value: '10',
    approval: {
      ...noApproval,
      required: true,
      approvers: [
        { name: '', role: 'Finance', email: '' },
        { name: ' Ana Ruiz ', role: '', email: 'ana@acme.com' },
        { name: 'Bo', role: '', email: '' },
      ],
    },
  }
  const draft = changed(draftOf({ ...aDealPage([]), schedule: null }, workspace), { of: 'add', rows: [row] })
  expect(planInput(draft).milestones[0]?.approval).toMatchObject({
    required: true,
    approvers: [
      { name: 'Ana Ruiz', email: 'ana@acme.com' },
      { name: 'Bo', email: '' },
    ],
  })
  expect([...planErrors(draft).missing.keys()]).toEqual(['/milestones/0/approval/approvers/1/email'])
})

test.each([
  ['40', { percent: '40' }],
  ['33.34 %', { percent: '33.34' }],
  [' 1 / 3 ', { fraction: '1/3' }],
  ['', null],
  ['a third', null],
  ['100.01', null],
  ['12.34567', null],
])('the share "%s" is read as %j', (typed, share) => {
  expect(shareInput(typed)).toEqual(share)
})
