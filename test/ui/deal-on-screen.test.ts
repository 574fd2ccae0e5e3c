/** What a deal says on the screen: where each milestone stands, what comes next, what changed. */
import type { AttentionView } from '../../src/http/contract/deal'
import type { MilestoneView } from '../../src/http/contract/milestone'
import { changeOf, staleKeys } from '../../src/ui/console/api/live-updates'
import { stepOf, whoMay } from '../../src/ui/console/attention/attention-words'
import { daysOf, differences } from '../../src/ui/console/deal/history-words'
import { nextAction } from '../../src/ui/console/deal/milestone-actions'
import { milestoneStory } from '../../src/ui/console/deal/milestone-story'
import { inOrder } from '../../src/ui/console/deal/use-order'
import { openDeals } from '../../src/ui/console/home/open-deals'
import { safeReturn } from '../../src/ui/console/sign-in/safe-return'
import { daysBetween } from '../../src/ui/parts/day-text'
import { setServerZone } from '../../src/ui/parts/server-clock'
import { aDealPage, aDecision, aMilestone, aRound } from './deal-page-fixture'

const today = '2026-03-22'
const usd = (amount: string) => ({ amount, currency: 'USD' })

function invoiced(over: Partial<MilestoneView['invoices'][number]>): MilestoneView {
  const invoice = {
    id: 'i1',
    quickbooksId: '11',
    docNumber: '1042',
    customer: 'Acme Corp',
    status: 'sent' as const,
    total: usd('15000.00'),
    balance: usd('10000.00'),
    dueOn: '2026-03-19',
    link: null,
    ...over,
  }
  return aMilestone({ workStatus: 'completed', billingStatus: 'sent', invoices: [invoice] })
}

test.each([
  ['late', invoiced({}), 'Invoice 1042, 3 days late, $10,000.00 open'],
  ['late by one day', invoiced({ dueOn: '2026-03-21' }), 'Invoice 1042, 1 day late, $10,000.00 open'],
  ['due', invoiced({ dueOn: '2026-03-22' }), /^Invoice 1042, due .+, \$10,000\.00 open$/],
  ['paid', invoiced({ status: 'paid', balance: usd('0.00') }), 'Invoice 1042, paid'],
  ['settled', invoiced({ status: 'settled', balance: usd('0.00') }), 'Invoice 1042, settled'],
  ['without a number', invoiced({ docNumber: null, dueOn: null }), 'Invoice, $10,000.00 open'],
  ['voided', { ...invoiced({ status: 'voided' }), freed: true }, 'its invoice no longer counts'],
  [
    'on its way',
    aMilestone({ workStatus: 'completed', billingStatus: 'queued' }),
    'its invoice is on its way',
  ],
  ['blocked', aMilestone({ blockedBecause: 'No e-mail address' }), 'No e-mail address'],
  ['planned for no day', aMilestone(), ''],
  ['waiting for nobody by name', aMilestone({ workStatus: 'in_review' }), 'waiting for a colleague'],
])('a milestone that is %s says so', (_, milestone, story) => {
  expect(milestoneStory(milestone, today)).toEqual(
    typeof story === 'string' ? story : expect.stringMatching(story),
  )
})

test('a request for changes is told with who and why', () => {
  const at = '2026-03-20T10:00:00Z'
  const round = aRound({
    state: 'revised',
    decisions: [aDecision({ decision: 'revise', reason: 'Login is missing', at })],
  })
  const milestone = aMilestone({ workStatus: 'in_progress', label: 'Changes requested', round })
  expect(milestoneStory(milestone, today)).toBe('Ana Ruiz: Login is missing')
})

test('going back is never offered as the next step', () => {
  expect(nextAction(aMilestone({ actions: ['withdraw', 'decide'] }))).toBe('decide')
  expect(nextAction(aMilestone({ actions: ['revoke', 'reopen'] }))).toBeNull()
})

test('a new order changes positions and nothing else', () => {
  const page = aDealPage(['a', 'b', 'c'].map((id, at) => aMilestone({ id, position: at + 1 })))
  const moved = inOrder(page, ['c', 'a', 'b']).milestones.map(({ id, position }) => `${position}${id}`)
  expect(moved).toEqual(['1c', '2a', '3b'])
  expect(inOrder(page, ['c']).milestones.map(({ id }) => id)).toEqual(['c', 'a', 'b'])
})

const item: AttentionView = {
  id: 't',
  kind: 'ready_to_bill',
  dealId: '10 1',
  dealName: 'Brand',
  milestoneId: 'm1',
  title: 'Strategy',
  detail: '',
  money: null,
  actions: [],
  since: '2026-03-20T10:00:00Z',
}

test('what moves money leads to its dialog, what is settled is settled here', () => {
  expect(stepOf(item, 'bill')).toEqual({ go: '/deals/10%201?milestone=m1&do=bill' })
  expect(stepOf(item, 'open')).toEqual({ go: '/deals/10%201?milestone=m1' })
  expect(stepOf(item, 'leave')).toEqual({ settle: 'leave' })
  expect(stepOf({ ...item, milestoneId: null }, 'bill')).toEqual({ settle: 'bill' })
  const prepared = { ...item, milestoneId: null, invoiceId: 'i1' }
  expect(stepOf(prepared, 'generate')).toEqual({ go: '/invoices/i1' })
  expect(stepOf(prepared, 'open')).toEqual({ go: '/invoices/i1' })
  const overdue = { ...prepared, kind: 'overdue' as const }
  for (const action of ['open', 'remind', 'send'])
    expect(stepOf(overdue, action)).toEqual({ go: '/invoices/i1' })
  expect(whoMay(overdue, 'send').least).toBe('bookkeeper')
  expect(stepOf(item, 'plan')).toEqual({ go: '/deals/10%201/plan' })
  expect(stepOf(item, 'change_payer')).toEqual({ go: '/deals/10%201/plan?open=payers' })
  expect(stepOf({ ...item, kind: 'connection', dealId: null }, 'reconnect')).toEqual({ go: '/connections' })
})

test.each([
  ['bill', 'bookkeeper', 'A bookkeeper, an admin or the owner can do this.'],
  ['leave', 'bookkeeper', 'A bookkeeper, an admin or the owner can do this.'],
  ['reopen', 'admin', 'An admin or the owner can do this.'],
  ['open', 'member', ''],
])('who may %s an item is known, and said in words', (action, least, words) => {
  expect(whoMay(item, action)).toEqual({ least, words })
})

test('a change makes its deals stale, and what is no change is ignored', () => {
  const change = changeOf('{"deals":["101",7],"kinds":["attention"]}')
  expect(change).toEqual({ deals: ['101'], every: false, kinds: ['attention'] })
  expect(staleKeys({ deals: ['101'], every: false, kinds: ['attention'] })).toEqual(
    expect.arrayContaining([['deal', '101'], ['history', '101'], ['deals'], ['attention']]),
  )
  expect(staleKeys({ deals: [], every: false, kinds: ['connection'] })).not.toContainEqual(['deals'])
  // Too many to name: whatever is held of any deal.
  const every = changeOf('{"deals":[],"every":true,"kinds":["deal","attention"]}')
  expect(every).toEqual({ deals: [], every: true, kinds: ['deal', 'attention'] })
  expect(staleKeys({ deals: [], every: true, kinds: ['deal'] })).toEqual(
    expect.arrayContaining([['deal'], ['history'], ['links'], ['deals']]),
  )
  expect([changeOf('{'), changeOf('null'), changeOf('7')]).toEqual([null, null, null])
})

test('a history entry shows only the fields that changed, in words', () => {
  expect(
    differences(
      { contractValue: usd('1.00'), name: 'A', tags: [] },
      { contractValue: usd('2.00'), name: 'A', tags: ['x'] },
    ),
  ).toEqual([
    { name: 'contract value', before: '$1.00', after: '$2.00' },
    { name: 'tags', before: null, after: 'x' },
  ])
})

test('entries of one day stand under one heading', () => {
  const entry = {
    number: 1,
    who: '',
    from: '',
    what: '',
    milestoneId: null,
    before: null,
    after: null,
    hash: '',
  }
  const days = daysOf(
    ['2026-03-20T12:00:00Z', '2026-03-20T11:00:00Z', '2026-03-01T12:00:00Z'].map((at) => ({ ...entry, at })),
  )
  expect(days.map((day) => day.entries.length)).toEqual([2, 1])
  // A day in Los Angeles, whose evening is the next morning elsewhere.
  setServerZone('America/Los_Angeles')
  const oneDay = ['2026-03-20T06:30:00Z', '2026-03-20T05:30:00Z', '2026-03-19T08:30:00Z']
  expect(daysOf(oneDay.map((at) => ({ ...entry, at }))).map((day) => day.entries.length)).toEqual([3])
  setServerZone('UTC')
})

test('deals of two currencies make two bars, and an unknown deal is left out and counted', () => {
  const { deal } = aDealPage([])
  const nothing = null
  const figures = {
    contractSum: usd('100.00'),
    original: nothing,
    changeOrders: nothing,
    scheduled: nothing,
    unscheduled: nothing,
    completed: nothing,
    billed: usd('50.00'),
    inFlight: nothing,
    remaining: nothing,
    earnedNotBilled: usd('10.00'),
    billedInAdvance: nothing,
    overBilled: null,
    underBilled: null,
    invoicedTotal: nothing,
    tax: nothing,
    paid: nothing,
    credited: nothing,
    refunded: nothing,
    outstanding: nothing,
    overdue: nothing,
    retained: nothing,
    depositHeld: nothing,
    extras: nothing,
    effectiveHourlyRate: null,
    hours: null,
    costsSeen: null,
    margin: null,
    billedPercent: null,
    milestonesComplete: 0,
    milestonesTotal: 0,
    next: null,
    bar: [
      { part: 'paid' as const, amount: usd('25.00') },
      { part: 'open' as const, amount: usd('75.00') },
    ],
  }
  const yen = { amount: '5', currency: 'JPY' }
  const rows = openDeals([
    { ...deal, figures },
    { ...deal, figures },
    { ...deal, figures: { ...figures, billed: null } },
    {
      ...deal,
      figures: {
        ...figures,
        contractSum: yen,
        billed: yen,
        earnedNotBilled: yen,
        bar: [{ part: 'open', amount: yen }],
      },
    },
    { ...deal, archived: true, figures },
    deal,
  ])
  expect(rows).toMatchObject([
    { currency: 'USD', deals: 3, unknown: 1, contract: usd('200.00'), paid: 250, billed: 500, earned: 100 },
    { currency: 'JPY', deals: 1, unknown: 0, contract: yen, paid: null, billed: 1000 },
  ])
  expect(rows[0]?.bar).toEqual([
    { part: 'paid', amount: usd('50.00') },
    { part: 'open', amount: usd('150.00') },
  ])
})

test.each([
  ['/deals/1?tab=history', '/deals/1?tab=history'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [null, '/'],
])('after signing in, "%s" leads to %s', (next, place) => {
  expect(safeReturn(next)).toBe(place)
})

test('days are counted by the calendar, also over a change of the clocks', () => {
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
  expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2)
})
