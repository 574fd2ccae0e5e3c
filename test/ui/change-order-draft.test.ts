/**
 * Goal: what a person writes of a change order is what is sent, to the cent, and comes back as it was. Method: drafts as
 * they are typed against the body for the server, and a change order of the server opened again.
 */
import type { ChangeOrderView } from '../../src/http/contract/change-order'
import { changeOrderInput } from '../../src/http/contract/change-order'
import { effectText } from '../../src/ui/console/change-orders/effect-text'
import {
  asItIs,
  draftOf,
  effectOf,
  errorsByRow,
  inputOf,
  mayChange,
  newAdded,
  type OrderDraft,
} from '../../src/ui/console/change-orders/order-draft'
import { aMilestone } from './deal-page-fixture'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const design = aMilestone({ id: 'm1', name: 'Design', amount: usd('20000.00'), deliverable: 'Pages' })
const print = aMilestone({ id: 'm2', name: 'Print', amount: usd('5000.00') })
const milestones = [design, print]
const empty: OrderDraft = { currency: 'USD', digits: 2, reason: 'Because', added: [], fates: new Map() }
const changed = asItIs(design)

test('a milestone that is opened and left as it is says nothing that it changes', () => {
  const draft = { ...empty, fates: new Map([['m1', changed]]) }
  expect(inputOf(draft, milestones).body.lines).toEqual([{ op: 'change', milestoneId: 'm1', set: {} }])
  expect(effectOf(draft, milestones)).toBe(0n)
})

test('only what differs is sent; amounts as they are read, quantities with what one costs', () => {
  const draft: OrderDraft = {
    ...empty,
    added: [newAdded({ name: ' More ' }, { by: 'quantity', quantity: '2.5', unitPrice: '1,000.10' })],
    fates: new Map([
      ['m2', { is: 'removed' as const }],
      [
        'm1',
        {
          ...changed,
          words: { ...changed.words, deliverable: 'Two pages', criteria: 'Signed\n\n Printed ' },
          money: { ...changed.money, amount: '21,500' },
        },
      ],
    ]),
  }
  const { body, rows } = inputOf(draft, milestones)
  expect(changeOrderInput.safeParse(body).success).toBe(true)
  expect(body.lines).toMatchObject([
    {
      op: 'change',
      milestoneId: 'm1',
      set: { deliverable: 'Two pages', criteria: ['Signed', 'Printed'], amount: usd('21500.00') },
    },
    { op: 'remove', milestoneId: 'm2' },
    { op: 'add', milestone: { name: 'More' }, quantity: '2.5', unitPrice: usd('1000.10') },
  ])
  expect(rows).toEqual(['m1', 'm2', draft.added[0]?.key])
  // 1,500.00 more, 5,000.00 less, 2,500.25 more.
  expect(effectOf(draft, milestones)).toBe(-99_975n)
})

test('while an amount can’t be read there is no sum, not a wrong one', () => {
  const with_ = (amount: string) => ({ ...empty, added: [newAdded({ name: 'M' }, { amount })] })
  expect(effectOf(with_('12.345'), [])).toBeNull()
  expect(effectOf(with_('twelve'), [])).toBeNull()
  expect(effectOf(with_('12.34'), [])).toBe(1_234n)
})

test('what the server says is wrong stands at the row and field that it is about', () => {
  const errors = errorsByRow(
    [
      { pointer: '/lines/0/set/amount/amount', detail: 'too many digits' },
      { pointer: '/lines/1/milestone/name', detail: 'no name' },
      { pointer: '/lines/1/quantity', detail: 'no number' },
      { pointer: '/lines/0/milestoneId', detail: 'gone' },
      { pointer: '/reason', detail: 'say why' },
    ],
    ['m1', 'new'],
  )
  expect(Object.fromEntries(errors)).toEqual({
    'm1 amount': 'too many digits',
    'new name': 'no name',
    'new quantity': 'no number',
    'm1 milestoneId': 'gone',
    reason: 'say why',
  })
})

test('judged, billed and cancelled work is not offered for a change', () => {
  expect(mayChange(design)).toBe(true)
  expect(mayChange(aMilestone({ workStatus: 'in_progress' }))).toBe(true)
  for (const over of [
    { locked: true },
    { workStatus: 'in_review' as const },
    { workStatus: 'cancelled' as const },
  ])
    expect(mayChange(aMilestone(over))).toBe(false)
})

test('a draft that is opened again says what it said', () => {
  const facts = {
    name: 'Design',
    amount: usd('20000.00'),
    shareOf: null,
    share: null,
    description: null,
    deliverable: 'Pages',
    criteria: [],
    evidenceRequired: [],
    plannedFrom: null,
    plannedOn: null,
  }
  const line = { quantity: null, unitPrice: null, basis: null, milestone: null, set: null, words: '' }
  const order: ChangeOrderView = {
    id: 'co',
    dealId: '1',
    number: 1,
    name: 'CO-1',
    revision: 1,
    state: 'draft',
    reason: 'More',
    lines: [
      {
        ...line,
        op: 'remove',
        milestoneId: 'm2',
        name: 'Print',
        before: facts,
        after: null,
        effect: usd('0.00'),
      },
      {
        ...line,
        op: 'change',
        milestoneId: 'm1',
        name: 'Design',
        before: facts,
        after: { ...facts, amount: usd('21000.00') },
        effect: usd('1000.00'),
      },
      {
        ...line,
        op: 'add',
        milestoneId: null,
        name: 'Extra',
        quantity: '2',
        unitPrice: usd('6250'),
        before: null,
        after: { ...facts, name: 'Extra', amount: usd('12500.00') },
        effect: usd('12500.00'),
      },
    ],
    netEffect: usd('8500.00'),
    contractSumBefore: usd('25000.00'),
    contractSumAfter: usd('33500.00'),
    conflicts: [],
    draftedAt: '2026-03-01T00:00:00.000Z',
    draftedBy: 'Ana',
    sentAt: null,
    sentBy: null,
    decision: null,
    certificate: null,
    actions: [],
    version: 1,
  }
  const page = { milestones, figures: { contractSum: usd('25000.00') } } as unknown as Parameters<
    typeof draftOf
  >[0]
  const draft = draftOf(page, order)
  expect(effectOf(draft, milestones)).toBe(850_000n)
  expect(inputOf(draft, milestones).body).toMatchObject({
    reason: 'More',
    lines: [
      { op: 'change', milestoneId: 'm1', set: { amount: usd('21000.00') } },
      { op: 'remove', milestoneId: 'm2' },
      {
        op: 'add',
        milestone: { name: 'Extra', deliverable: 'Pages' },
        quantity: '2',
        unitPrice: usd('6250'),
      },
    ],
  })
})

test('an effect carries its sign, nothing none', () => {
  expect([usd('12500.00'), usd('-1.50'), usd('0.00')].map(effectText)).toEqual([
    '+$12,500.00',
    '−$1.50',
    '$0.00',
  ])
})
