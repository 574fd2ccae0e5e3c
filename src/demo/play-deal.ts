import type { DateTime } from 'luxon'
import { z } from 'zod'
import type { DealPageView } from '../http/contract/deal'
import { type MilestoneView, milestone as milestoneAnswer } from '../http/contract/milestone'
import { schedule } from '../http/contract/schedule'
import type { MilepostCaller } from './call-milepost'
import { approver, type DemoDeal, type DemoMilestone } from './demo-company'
import type { KeepBooks } from './keep-books'

export interface Stagehands {
  readonly milepost: MilepostCaller
  readonly keepBooks: KeepBooks
  /** Today, in the workspace's zone. */
  readonly today: DateTime
  /** QuickBooks' customers by name. */
  readonly customers: ReadonlyMap<string, string>
}

const anything = z.unknown()

/**
 * Brings one deal to where the story has it, from wherever it stands: each step looks first, so a demo that
 * was killed goes on where it was, and a finished one changes nothing.
 */
export async function playDeal(hands: Stagehands, dealId: string, deal: DemoDeal): Promise<void> {
  const { milepost, today } = hands
  let page = await milepost.deal(dealId)
  if (page.schedule === null) {
    await milepost.as('member', schedule, 'PUT', `/deals/${dealId}/schedule`, planOf(hands, page, deal))
    page = await milepost.deal(dealId)
  }
  if (deal.acceptedBy !== undefined && page.state?.acceptedOn === null) {
    const on = today.minus({ days: deal.signedDaysAgo }).toFormat('yyyy-MM-dd')
    await milepost.as('member', schedule, 'POST', `/deals/${dealId}/schedule/accept`, {
      on,
      by: deal.acceptedBy,
    })
  }
  for (const planned of deal.milestones) {
    const shown = page.milestones.find((each) => each.name === planned.name)
    if (shown) await playMilestone(hands, dealId, shown, planned, deal.delivery)
  }
}

function planOf(hands: Stagehands, page: DealPageView, deal: DemoDeal) {
  const customer = deal.customer === null ? undefined : hands.customers.get(deal.customer)
  return {
    billingType: 'fixed',
    contractValue: page.deal.amount,
    contractDate: hands.today.minus({ days: deal.signedDaysAgo }).toFormat('yyyy-MM-dd'),
    contractReference: deal.reference,
    ...(customer !== undefined && { customer: { quickbooksId: customer } }),
    terms: deal.terms,
    delivery: deal.delivery,
    milestones: deal.milestones.map((each) => ({
      name: each.name,
      share: { percent: each.percent },
      deliverable: each.deliverable,
      criteria: each.criteria,
      plannedOn: hands.today.plus({ days: each.plannedInDays }).toFormat('yyyy-MM-dd'),
      ...(isReviewed(each) && { approval: { required: true, approvers: [approver] } }),
    })),
  }
}

const isReviewed = (planned: DemoMilestone) => ['in_review', 'revised', 'approved'].includes(planned.progress)

async function playMilestone(
  hands: Stagehands,
  dealId: string,
  shown: MilestoneView,
  planned: DemoMilestone,
  delivery: DemoDeal['delivery'],
): Promise<void> {
  await moveWork(hands.milepost, shown, planned)
  if (planned.inQuickBooks === undefined) return
  const invoiceId = await hands.milepost.waitFor(dealId, `the invoice for “${planned.name}”`, (page) => {
    const invoice = page.milestones.find((each) => each.id === shown.id)?.invoices[0]
    // One that is still on its way to the client would be sent with what the bookkeeper changes here.
    return invoice && (delivery !== 'send' || invoice.status !== 'posted') ? invoice.quickbooksId : null
  })
  for (const act of planned.inQuickBooks) await hands.keepBooks(invoiceId, act)
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
    if (planned.progress === 'in_review' || now.round?.state !== 'open') return
    const decision = planned.progress === 'approved' ? 'approve' : 'revise'
    await step('admin', `/rounds/${now.round.id}/decision`, {
      decision,
      ...(decision === 'revise' && { reason: planned.note ?? 'Please look at it again.' }),
    })
    return
  }
  if (now.workStatus === 'in_progress') now = await step('member', `${at}/complete`, note)
  if (planned.progress === 'billed' && now.billingStatus === 'not_billed' && now.invoices.length === 0) {
    await milepost.as('bookkeeper', anything, 'POST', `${at}/bill`, {})
  }
}
