import { formatAmount, formatMoney, money } from '../money/money'
import { conflict, type FieldError } from '../tenants/refusal'
import { draftAmount, type MilestoneDraft } from './draft'
import { lockReason, lockWords, type Milestone } from './milestone'
import type { MilestoneContent } from './milestone-table'
import { sameContent } from './same-content'
import { isFormal, type Schedule } from './schedule'

/** What may not be edited any more, and who could still change it: each refusal says so. */

export function guardHeader(
  held: Schedule,
  next: Omit<Schedule, 'scheduleId'>,
  milestones: readonly Milestone[],
): void {
  if (next.billingType === 'hourly' && milestones.length > 0) {
    const count = milestones.length === 1 ? '1 milestone' : `${milestones.length} milestones`
    throw conflict(
      'wrong_status',
      `This schedule has ${count}. Remove what is planned first; then it can be billed by the hour. Mixed has both.`,
    )
  }
  const judged = milestones.some((milestone) => lockReason(milestone) !== null)
  if (next.currency !== held.currency && judged) {
    throw conflict(
      'currency_mismatch',
      `Work of this schedule is completed or billed in ${held.currency}; its currency stays.`,
    )
  }
  const judging = milestones.find(({ workStatus, details }) => {
    return workStatus === 'in_review' && details.approval === null
  })
  if (judging && !sameContent(next.terms.approval, held.terms.approval)) {
    throw conflict(
      'milestone_locked',
      `The approval of this schedule can't be changed while “${judging.name}” is in review by it. ` +
        'Withdraw the review to change it. Any member can.',
      { milestoneId: judging.milestoneId },
    )
  }
  if (isFormal(held) && (next.originalMinor !== held.originalMinor || next.currency !== held.currency)) {
    throw conflict(
      'change_order_required',
      'The client accepted this schedule: its value changes by change order only.',
    )
  }
  guardBilled(held, next, milestones)
}

/** The contract is worth at least what is billed of it, whichever way it is lowered. */
function guardBilled(
  held: Schedule,
  next: Omit<Schedule, 'scheduleId'>,
  milestones: readonly Milestone[],
): void {
  const billed = milestones.reduce((sum, each) => (each.billed ? sum + each.amountMinor : sum), 0n)
  if (next.contractMinor >= held.contractMinor || next.contractMinor >= billed) return
  const of = (minor: bigint) => money(minor, held.currency)
  const room = held.contractMinor > billed ? held.contractMinor - billed : 0n
  throw conflict(
    'over_billing',
    `The contract can't be worth ${formatMoney(of(next.contractMinor))}: ${formatMoney(of(billed))} of it is billed. ` +
      'Whoever keeps the books can void or credit an invoice in QuickBooks first. Nothing was changed.',
    {
      remaining: formatAmount(of(room)),
      attempted: formatAmount(of(held.contractMinor - next.contractMinor)),
      currency: held.currency,
    },
  )
}

/** Others may wait for it: their day would never come. */
export function guardDependents(milestone: Milestone, milestones: readonly Milestone[]): void {
  const waiting = milestones.filter(({ details: { trigger } }) => {
    return (
      trigger.after && 'milestoneId' in trigger.after && trigger.after.milestoneId === milestone.milestoneId
    )
  })
  if (waiting.length === 0) return
  const names = waiting.map(({ name }) => `“${name}”`).join(', ')
  throw conflict(
    'milestone_locked',
    `“${milestone.name}” can't be removed: ${names} is billed some days after it. Change that trigger first.`,
    { milestoneId: milestone.milestoneId },
  )
}

export function guardRemoval(held: Schedule | null, milestone: Milestone): void {
  const reason = lockWords(milestone)
  if (reason !== null || milestone.workStatus !== 'pending') {
    throw conflict(
      'milestone_locked',
      `“${milestone.name}” can't be removed. ${reason ?? 'Work on it has begun.'}`,
      {
        milestoneId: milestone.milestoneId,
      },
    )
  }
  if (held && isFormal(held)) {
    throw conflict(
      'change_order_required',
      `The client accepted “${milestone.name}”: a change order removes it.`,
    )
  }
}

export function guardEdit(
  held: Schedule | null,
  old: Milestone,
  draft: MilestoneDraft,
  next: MilestoneContent,
  currency: string,
): void {
  const sayNo = (code: 'milestone_locked' | 'change_order_required', reason: string) => {
    throw conflict(code, `“${old.name}” can't be edited. ${reason}`, { milestoneId: old.milestoneId })
  }
  const errors: FieldError[] = []
  const moneyAsked = draft.share ? null : draftAmount(draft, currency, '', errors)
  const sameMoney = draft.share
    ? JSON.stringify(draft.share) === JSON.stringify(old.share)
    : old.share === null && moneyAsked === old.amountMinor
  const sameScope =
    sameContent(next.details.deliverable, old.details.deliverable) &&
    sameContent(next.details.criteria, old.details.criteria)
  const sameRest =
    next.name === old.name && sameContent(next.details, old.details) && next.plannedOn === old.plannedOn

  const reason = lockWords(old)
  if (reason !== null && !(sameMoney && sameRest)) sayNo('milestone_locked', reason)
  if (held && isFormal(held) && !(sameMoney && sameScope)) {
    sayNo(
      'change_order_required',
      'The client accepted it: money, deliverable and criteria change by change order only.',
    )
  }
}
