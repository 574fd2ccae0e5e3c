import type { MilestoneView } from '../../../http/contract/milestone'
import { daysBetween, dayText } from '../../parts/day-text'
import { minorOf } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'

import { claimedPercent } from '../progress/typed-percent'
import { billsWhen } from './billing-to-come'
import { payersStory } from './payer-words'

type MilestoneInvoice = MilestoneView['invoices'][number]

const gone: ReadonlySet<MilestoneInvoice['status']> = new Set(['voided', 'deleted', 'credited'])

/** The invoices that still count. */
export function effectiveInvoices(milestone: MilestoneView): MilestoneInvoice[] {
  return milestone.invoices.filter((invoice) => !gone.has(invoice.status))
}

function invoiceStory(invoice: MilestoneInvoice, today: string): string {
  const number = invoice.docNumber === null ? 'Invoice' : `Invoice ${invoice.docNumber}`
  if (minorOf(invoice.balance) === 0n)
    return `${number}, ${invoice.status === 'settled' ? 'settled' : 'paid'}`
  const open = `${moneyText(invoice.balance)} open`
  if (invoice.dueOn === null) return `${number}, ${open}`
  const late = daysBetween(invoice.dueOn, today)
  if (late > 0) return `${number}, ${late === 1 ? '1 day' : `${late} days`} late, ${open}`
  return `${number}, due ${dayText(invoice.dueOn)}, ${open}`
}

const billingStories: Partial<Record<MilestoneView['billingStatus'], string>> = {
  prepared: 'waits for a bookkeeper',
  queued: 'its invoice is on its way',
  unclear: 'no answer yet: looking in QuickBooks first',
}

function roundStory(milestone: MilestoneView): string {
  const { round, approval } = milestone
  const names = approval.approvers.map((approver) => approver.name).join(', ') || 'a colleague'
  return round?.endsAt ? `${names}, until ${dayText(round.endsAt)}` : `waiting for ${names}`
}

/** Where a milestone stands, in a few words beside its status. `today` is `YYYY-MM-DD`. */
export function milestoneStory(milestone: MilestoneView, today: string): string {
  const percent = milestone.workStatus === 'in_progress' ? claimedPercent(milestone.claims) : '0'
  const claimed = percent === '0' ? null : `${percent} % claimed`
  return [claimed, restOfStory(milestone, today)].filter((part) => part !== null && part !== '').join(' · ')
}

function restOfStory(milestone: MilestoneView, today: string): string {
  if (milestone.blockedBecause !== null) return milestone.blockedBecause
  const payers = payersStory(milestone)
  if (payers !== null) return payers
  const invoice = effectiveInvoices(milestone).at(-1)
  if (invoice !== undefined) return invoiceStory(invoice, today)
  if (milestone.freed) return 'its invoice no longer counts'
  const onItsWay = billingStories[milestone.billingStatus]
  if (onItsWay !== undefined) return onItsWay
  if (milestone.monthlyOn !== null) return `bills on ${dayText(milestone.monthlyOn)} with the month’s invoice`
  if (milestone.billsOn !== null && milestone.workStatus === 'completed')
    return `bills on ${dayText(milestone.billsOn)}`
  const unknownDay = milestone.workStatus === 'completed' ? billsWhen(milestone) : null
  if (unknownDay !== null) return unknownDay
  switch (milestone.workStatus) {
    case 'in_review':
      return roundStory(milestone)
    case 'completed':
      return milestone.completedOn === null ? '' : `completed ${dayText(milestone.completedOn)}`
    case 'pending':
    case 'in_progress': {
      const revised = milestone.round?.decisions.findLast((decision) => decision.decision === 'revise')
      if (milestone.label === 'Changes requested' && revised?.reason)
        return `${revised.approver}: ${revised.reason}`
      return [
        milestone.plannedOn === null ? null : `planned ${dayText(milestone.plannedOn)}`,
        milestone.billsOn === null ? null : `bills on ${dayText(milestone.billsOn)}`,
      ]
        .filter((part) => part !== null)
        .join(' · ')
    }
    case 'cancelled':
      return ''
  }
}
