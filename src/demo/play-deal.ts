import type { DateTime } from 'luxon'
import { z } from 'zod'
import type { DealPageView } from '../http/contract/deal'
import { type MilestoneView, milestone as milestoneAnswer } from '../http/contract/milestone'
import { schedule } from '../http/contract/schedule'
import { template } from '../http/contract/template'
import type { MilepostCaller } from './call-milepost'
import { approver } from './demo-company'
import type { DemoDeal, DemoMilestone } from './demo-deal'
import type { Bookkeeper } from './keep-books'
import { playAdvance } from './play-advance'
import { playAgreement } from './play-agreement'
import { playChangeOrders } from './play-change-orders'

export interface Stagehands {
  readonly milepost: MilepostCaller
  readonly bookkeeper: Bookkeeper
  /** Today, in the workspace's zone. */
  readonly today: DateTime
  /** QuickBooks' customers by name. */
  readonly customers: ReadonlyMap<string, string>
}

const anything = z.unknown()
const templates = z.object({ items: z.array(template) })

/**
 * Brings one deal to where the story has it, from wherever it stands: each step looks first, so a demo that
 * was killed goes on where it was, and a finished one changes nothing.
 */
export async function playDeal(hands: Stagehands, dealId: string, deal: DemoDeal): Promise<void> {
  const { milepost } = hands
  let page = await milepost.deal(dealId)
  if (page.schedule === null) {
    await milepost.as('member', schedule, 'PUT', `/deals/${dealId}/schedule`, planOf(hands, page, deal))
    page = await milepost.deal(dealId)
  }
  if (deal.acceptedBy !== undefined)
    await playAgreement(hands, page, { ...deal, acceptedBy: deal.acceptedBy })
  if (deal.advance) await playAdvance(hands, dealId, deal.advance)
  for (const planned of deal.milestones) {
    const shown = page.milestones.find((each) => each.name === planned.name)
    if (shown) await playMilestone(hands, dealId, shown, planned, deal)
  }
  const customer = hands.customers.get(deal.customer ?? '')
  for (const invoice of deal.invoicedByHand ?? []) {
    if (customer !== undefined) await hands.bookkeeper.writeInvoice(customer, invoice)
  }
  await playChangeOrders(hands, dealId, deal.changeOrders ?? [])
  if (deal.keptAs !== undefined) await keepAsTemplate(milepost, dealId, deal.keptAs)
}

async function keepAsTemplate(milepost: MilepostCaller, dealId: string, name: string): Promise<void> {
  const { items } = await milepost.as('owner', templates, 'GET', '/templates')
  if (items.some((each) => each.name === name)) return
  await milepost.as('owner', anything, 'POST', `/deals/${dealId}/schedule/save-as-template`, { name })
}

function planOf(hands: Stagehands, page: DealPageView, deal: DemoDeal) {
  const idOf = (name: string) => hands.customers.get(name) ?? '0'
  return {
    billingType: 'fixed',
    contractValue: page.deal.amount,
    contractDate: hands.today.minus({ days: deal.signedDaysAgo }).toFormat('yyyy-MM-dd'),
    contractReference: deal.reference,
    ...(deal.customer !== null && { customer: { quickbooksId: idOf(deal.customer) } }),
    ...(deal.payers && {
      payers: deal.payers.map(({ customer, percent }) => ({
        customer: { quickbooksId: idOf(customer) },
        share: { percent },
      })),
    }),
    terms: deal.terms,
    delivery: deal.delivery,
    ...(deal.monthly && { cadence: { on: 'monthly', day: dayOfMonth(hands) } }),
    ...(deal.retainage && { retainage: deal.retainage }),
    ...(deal.advance && {
      deposit: { mode: 'advance', share: { percent: deal.advance.percent }, draw: 'proportional' },
    }),
    milestones: deal.milestones.map((each) => ({
      name: each.name,
      share: { percent: each.percent },
      deliverable: each.deliverable,
      criteria: each.criteria,
      plannedOn: dayIn(hands, each.plannedInDays),
      ...(each.billsOnItsDay && { trigger: { on: [], date: dayIn(hands, each.plannedInDays) } }),
      ...(isReviewed(each) && { approval: { required: true, approvers: [approver] } }),
    })),
  }
}

const dayIn = (hands: Stagehands, days: number) => hands.today.plus({ days }).toFormat('yyyy-MM-dd')

/** A week from today, in the days that every month has; never today. */
const dayOfMonth = (hands: Stagehands) => Math.min(hands.today.plus({ days: 7 }).day, 28)

const isReviewed = (planned: DemoMilestone) => ['in_review', 'revised', 'approved'].includes(planned.progress)

async function playMilestone(
  hands: Stagehands,
  dealId: string,
  shown: MilestoneView,
  planned: DemoMilestone,
  { delivery }: DemoDeal,
): Promise<void> {
  await moveWork(hands.milepost, shown, planned)
  for (const { payer, ...act } of planned.inQuickBooks ?? []) {
    const invoiceId = await hands.milepost.waitFor(`the invoice for “${planned.name}”`, async () => {
      const page = await hands.milepost.deal(dealId)
      const invoices = page.milestones.find((each) => each.id === shown.id)?.invoices ?? []
      const invoice = invoices.find((each) => payer === undefined || each.customer === payer)
      // One that is still on its way to the client would be sent with what the bookkeeper changes here.
      return invoice && (delivery !== 'send' || invoice.status !== 'posted') ? invoice.quickbooksId : null
    })
    await hands.bookkeeper.act(invoiceId, act)
  }
}

async function moveWork(
  milepost: MilepostCaller,
  shown: MilestoneView,
  planned: DemoMilestone,
): Promise<void> {
  const step = (role: 'member' | 'admin' | 'bookkeeper', path: string, body: object) =>
    milepost.as(role, milestoneAnswer, 'POST', path, body)
  const at = `/milestones/${shown.id}`
  const note = planned.note === undefined ? {} : { note: planned.note }
  let now = shown
  if (planned.progress === 'pending') return
  if (now.workStatus === 'pending') now = await step('member', `${at}/start`, {})
  if (planned.progress === 'started') return

  if (isReviewed(planned)) {
    if (now.workStatus === 'in_progress' && now.round === null)
      now = await step('member', `${at}/submit`, note)
    if (now.round?.state !== 'open') return
    if (planned.acceptedPart) {
      const { percent, reason } = planned.acceptedPart
      await milepost.as('admin', anything, 'POST', `${at}/split`, { accepted: { percent }, reason })
    }
    if (planned.progress === 'in_review') return
    const decision = planned.progress === 'approved' ? 'approve' : 'revise'
    await step('admin', `/rounds/${now.round.id}/decision`, {
      decision,
      // Whoever plays the admin in a folder of an earlier version has no address: then it is recorded for the approver.
      approverId: '1',
      reason: decision === 'revise' ? (planned.note ?? 'Please look at it again.') : 'As agreed.',
    })
    return
  }
  if (now.workStatus === 'in_progress') now = await step('member', `${at}/complete`, note)
  // One that is prepared is generated by the same press.
  const waits = now.billingStatus === 'not_billed' || now.billingStatus === 'prepared'
  if (planned.progress === 'billed' && waits && now.invoices.length === 0) {
    await milepost.as('bookkeeper', anything, 'POST', `${at}/bill`, {})
  }
}
