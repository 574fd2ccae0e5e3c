/** Goal: before work is finished, the console says truly whether that creates an invoice, or what it waits for. */
import type { DealPageView } from '../../src/http/contract/deal'
import type { MilestoneView } from '../../src/http/contract/milestone'
import { billingToCome, billsWhen, noInvoiceYet } from '../../src/ui/console/deal/billing-to-come'
import { aDealPage, aMilestone } from './deal-page-fixture'

const money = { amount: '50000.00', currency: 'USD' }
const schedule: NonNullable<DealPageView['schedule']> = {
  billingType: 'fixed',
  contractValue: money,
  delivery: 'post',
  contractDate: null,
  milestones: [],
}

const aPage = (
  milestone: MilestoneView,
  over: Partial<typeof schedule> = {},
  others: MilestoneView[] = [],
): DealPageView => ({ ...aDealPage([milestone, ...others]), schedule: { ...schedule, ...over } })

test.each([
  ['post', undefined, 'now', null],
  ['send', undefined, 'now', null],
  ['prepare', undefined, 'held', /waits for a bookkeeper/],
  ['post', { on: 'monthly', day: 5 }, 'monthly', /customer’s invoice of the month\.$/],
] as const)('accepted work of a plan that says %s %p is billed: %s', (delivery, cadence, when, words) => {
  const milestone = aMilestone()
  const page = aPage(milestone, { delivery, ...(cadence && { cadence }) })
  expect(billingToCome(page, milestone)).toBe(when)
  const said = noInvoiceYet(page, milestone)
  if (words === null) expect(said).toBeNull()
  else expect(said).toMatch(words)
})

test.each<[string, Partial<MilestoneView>, RegExp]>([
  [
    'a day',
    { billsOn: '2031-04-15', trigger: { on: [], date: '2031-04-15' } },
    /until Apr 15, 2031|15 Apr 2031/,
  ],
  ['the signature', { trigger: { on: ['signature'] } }, /until the client accepts the plan/],
  [
    'the contract date',
    { trigger: { on: [], after: { contractDate: true, days: 30 } } },
    /until the contract has a date/,
  ],
  ['other work', { trigger: { on: [], after: { milestoneId: 'm2', days: 3 } } }, /until “Design” is done/],
])('work that bills after %s is not said to be billed at once', (_what, over, words) => {
  const milestone = aMilestone(over)
  const page = aPage(milestone, {}, [aMilestone({ id: 'm2', name: 'Design' })])
  expect(billingToCome(page, milestone)).toBe('triggered')
  expect(noInvoiceYet(page, milestone)).toMatch(words)
})

test.each<[string, Partial<MilestoneView>]>([
  ['acceptance comes first', { billsOn: '2031-04-15', trigger: { on: ['acceptance'], date: '2031-04-15' } }],
  ['the day had its effect', { trigger: { on: [], date: '2020-04-15' } }],
  ['the other work is done', { trigger: { on: [], after: { milestoneId: 'm2', days: 0 } } }],
])('it bills at once where %s', (_why, over) => {
  const milestone = aMilestone(over)
  const page = aPage(milestone, {}, [aMilestone({ id: 'm2', workStatus: 'completed' })])
  expect(noInvoiceYet(page, milestone)).toBeNull()
})

test.each<[Partial<MilestoneView>, string | null]>([
  [{ trigger: { on: ['signature'] } }, 'bills when the client accepts the plan'],
  [{ trigger: { on: [], after: { contractDate: true, days: 30 } } }, 'bills 30 days after the contract date'],
  [{ trigger: { on: [], after: { milestoneId: 'm2', days: 1 } } }, 'bills 1 day after another milestone'],
  [{ trigger: { on: ['acceptance', 'signature'] } }, null],
  [{ trigger: { on: ['signature'] }, billsOn: '2031-04-15' }, null],
  [{ trigger: { on: ['signature'] }, billingStatus: 'posted' }, null],
])('%j: %s', (over, words) => {
  expect(billsWhen(aMilestone(over))).toBe(words)
})
