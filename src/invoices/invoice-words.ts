import { dayIn } from '../clock/day'
import { formatMoney, money } from '../money/money'
import { shareText } from '../money/share'
import { codeOf, type Milestone } from '../schedules/milestone'
import type { Portion } from '../schedules/payers'
import type { ApprovalRule, Schedule } from '../schedules/schedule'
import type { BillingFacts } from './read-billing-facts'

/**
 * What the invoice line says: which milestone of which contract, what was delivered and who judged it, the
 * maths of a share, whose part of it this is where several pay, and the terms. A bookkeeper and a client both read it without Milepost at hand.
 */
export function invoiceWords(
  schedule: Schedule,
  milestone: Milestone,
  approval: ApprovalRule,
  facts: Pick<BillingFacts, 'term' | 'workspace' | 'customer' | 'changeOrder'>,
  portion: Pick<Portion, 'share'>,
): string[] {
  const contract = [
    schedule.terms.contractDate === null ? null : `per contract dated ${schedule.terms.contractDate}`,
    schedule.terms.contractReference,
    facts.changeOrder === undefined
      ? null
      : `per change order CO-${facts.changeOrder.number} dated ${facts.changeOrder.on}`,
  ].filter((part) => part !== null)
  const words = [
    `Milestone ${codeOf(milestone)}: ${milestone.name}${contract.length > 0 ? ` (${contract.join(', ')})` : ''}`,
  ]
  const on = milestone.completedAt === null ? null : dayIn(facts.workspace.zone, milestone.completedAt)
  const judged = on === null ? null : judgedWords(milestone, approval, on)
  if (milestone.details.deliverable !== null) {
    words.push(
      `Deliverable: ${[milestone.details.deliverable, judged].filter((part) => part !== null).join(', ')}`,
    )
  } else if (judged !== null) {
    words.push(judged[0]?.toUpperCase() + judged.slice(1))
  }
  if (milestone.completedNote) words.push(`Delivered: ${milestone.completedNote}`)
  if (milestone.share !== null && milestone.shareBaseMinor !== null) {
    words.push(
      `${shareText(milestone.share)} of ${formatMoney(money(milestone.shareBaseMinor, schedule.currency))}`,
    )
  }
  if (portion.share !== null) {
    const payer = facts.customer === null ? '' : ` (${facts.customer.name})`
    words.push(
      `${shareText(portion.share)} of ${formatMoney(money(milestone.amountMinor, schedule.currency))}${payer}`,
    )
  }
  const closing = [
    approval.required ? `Approval window: ${approval.windowDays} business days` : null,
    facts.term === null ? null : `Payment terms: ${facts.term.name}`,
  ].filter((part) => part !== null)
  if (closing.length > 0) words.push(closing.join(' | '))
  return words
}

/** How the work came to be billed: a day that came is never said to be anybody's approval. */
function judgedWords(milestone: Milestone, approval: ApprovalRule, on: string): string {
  if (milestone.completedHow === 'trigger') return `billed by ${milestone.completedBy}`
  return approval.required ? `approved ${on} by ${milestone.completedBy}` : `completed ${on}`
}
