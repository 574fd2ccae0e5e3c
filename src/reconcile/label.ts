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
      break
  }
  switch (milestone.workStatus) {
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
