import type { MilestoneBilling } from '../invoices/billing-status'
import type { Milestone } from '../schedules/milestone'

export type Label =
  | 'Pending'
  | 'In progress'
  | 'In review'
  | 'Changes requested'
  | 'Completed (ready to bill)'
  | 'Prepared'
  | 'Billing…'
  | 'Unclear'
  | 'Invoiced (not sent)'
  | 'Invoiced'
  | 'Partially paid'
  | 'Paid'
  | 'Settled'
  | 'Overdue'
  | 'Billing blocked'
  | 'Cancelled'

/** The one word people see of a milestone, made from its work and its billing. Money at risk speaks first. */
export function labelOf(milestone: Milestone, billing: MilestoneBilling, blocked: boolean): Label {
  if (milestone.workStatus === 'cancelled') return 'Cancelled'
  if (billing.overdue) return 'Overdue'
  // One payer's invoice was refused, the others' went: nothing goes further before that is mended.
  if (billing.blockedBecause !== null && billing.status !== 'unclear') return 'Billing blocked'
  // Billed as it goes: while work goes on, how far the work is says more than how its last claim stands.
  if (isPart(milestone, billing) && UNDER_WAY.has(milestone.workStatus) && THERE.has(billing.status))
    return workLabel(milestone, blocked)
  switch (billing.status) {
    case 'prepared':
      return 'Prepared'
    case 'queued':
      return 'Billing…'
    case 'unclear':
      return 'Unclear'
    case 'posted':
      return 'Invoiced (not sent)'
    case 'sent':
      return 'Invoiced'
    case 'partially_paid':
      return 'Partially paid'
    case 'paid':
      return 'Paid'
    case 'settled':
      return 'Settled'
    case 'not_billed':
      return workLabel(milestone, blocked)
  }
}

const isPart = ({ amountMinor }: Milestone, { billedMinor }: MilestoneBilling): boolean =>
  billedMinor !== null && billedMinor < amountMinor

const UNDER_WAY: ReadonlySet<Milestone['workStatus']> = new Set(['pending', 'in_progress', 'in_review'])
/** Every status of an invoice that is in QuickBooks. */
const THERE: ReadonlySet<MilestoneBilling['status']> = new Set([
  'posted',
  'sent',
  'partially_paid',
  'paid',
  'settled',
])

function workLabel(milestone: Milestone, blocked: boolean): Label {
  switch (milestone.workStatus) {
    case 'cancelled':
      return 'Cancelled'
    case 'pending':
      return 'Pending'
    case 'in_progress':
      return milestone.changesRequested ? 'Changes requested' : 'In progress'
    case 'in_review':
      return 'In review'
    case 'completed':
      return blocked ? 'Billing blocked' : 'Completed (ready to bill)'
  }
}
