import { createHash } from 'node:crypto'
import { formatAmount, money } from '../money/money'
import type { Milestone } from './milestone'
import { canonicalText } from './same-content'
import type { Schedule } from './schedule'

/** What a client accepts: the whole plan as it stood, in words and decimal text. */
export interface AcceptedContent {
  readonly form: 'v1'
  readonly contractSum: string
  readonly originalValue: string
  readonly currency: string
  readonly billingType: string
  readonly terms: object
  readonly milestones: readonly object[]
}

/** The accepted content and its SHA-256 in hex. The same plan has the same hash, whenever and wherever it is taken. */
export function acceptedContent(
  schedule: Schedule,
  milestones: readonly Milestone[],
): { content: AcceptedContent; hash: string } {
  const { currency } = schedule
  const text = (minor: bigint) => formatAmount(money(minor, currency))
  // Acceptance itself turns the control formal, so it is no part of what was accepted.
  const { control: _, ...terms } = schedule.terms
  const content: AcceptedContent = {
    form: 'v1',
    contractSum: text(schedule.contractMinor),
    originalValue: text(schedule.originalMinor),
    currency,
    billingType: schedule.billingType,
    terms,
    milestones: milestones.map((milestone) => ({
      name: milestone.name,
      ...milestone.details,
      amount: text(milestone.amountMinor),
      share: milestone.share,
      plannedOn: milestone.plannedOn,
    })),
  }
  return { content, hash: createHash('sha256').update(canonicalText(content)).digest('hex') }
}
