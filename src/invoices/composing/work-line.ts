import { dayIn } from '../../clock/day'
import type { Milestone } from '../../schedules/milestone'
import type { ApprovalRule, Schedule } from '../../schedules/schedule'
import { invoiceWords } from '../words/invoice-words'
import type { InvoiceLine } from './invoice-line'
import type { PayerPart } from './payer-part'
import type { BillingFacts } from './read-billing-facts'

/** The line that bills one payer's part of a milestone's work. */
export function workLine(
  schedule: Schedule,
  milestone: Milestone,
  approval: ApprovalRule,
  facts: BillingFacts,
  part: PayerPart,
): InvoiceLine {
  const at = part.claim?.at ?? milestone.completedAt
  return {
    partKey: part.partKey,
    scheduleId: schedule.scheduleId,
    milestoneId: milestone.milestoneId,
    kind: 'work',
    amountMinor: part.amountMinor,
    reads: {
      text: invoiceWords(schedule, milestone, approval, facts, part),
      itemId: facts.item?.quickbooksId ?? null,
      taxCode: facts.taxCode,
      serviceOn: at === null ? null : dayIn(facts.workspace.zone, at),
    },
  }
}
