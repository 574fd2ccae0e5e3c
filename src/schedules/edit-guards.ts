import { formatAmount, formatMoney, money } from '../money/money'
import { conflict, type FieldError } from '../tenants/refusal'
import { draftAmount, type MilestoneDraft } from './draft'
import { lockReason, lockWords, type Milestone } from './milestone'
import type { MilestoneContent } from './milestone-table'
import { sameContent } from './same-content'
import { type ApprovalRule, isFormal, noApproval, type Schedule } from './schedule'

/** What may not be edited any more, and who could still change it: each refusal says so. */

export function guardHeader(
  held: Schedule,
  next: Omit<Schedule, 'scheduleId'>,
  milestones: readonly Milestone[],
  /** Whether an invoice bills anything of it, a deposit or hours say, or is about to. */
  billed: boolean,
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
  if (next.currency !== held.currency && billed) {
    throw conflict(
      'currency_mismatch',
      `An invoice in ${held.currency} bills something of this schedule, a deposit, hours, costs or a release, or is on its way; its ` +
        'currency stays. Void that invoice in QuickBooks first, or cancel it under Owed while it has not left.',
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
  if (isFormal(held)) guardAgreedTerms(held, next, milestones)
  guardBilled(held, next, milestones)
}

const moneyOf = ({ terms }: Pick<Schedule, 'terms'>) => {
  const { hourlyRate, notToExceed, retainage, deposit } = terms
  return { hourlyRate, notToExceed, retainage, deposit }
}

/** What was agreed beside the amounts: what is held back, at which rates, and by whose yes work is billed. */
function guardAgreedTerms(
  held: Schedule,
  next: Omit<Schedule, 'scheduleId'>,
  milestones: readonly Milestone[],
): void {
  const counted = milestones.some(
    ({ details: { trigger } }) => trigger.after && 'contractDate' in trigger.after,
  )
  const changed = [
    next.billingType !== held.billingType && 'how the job is billed',
    !sameContent(moneyOf(next), moneyOf(held)) && 'rates, retainage and deposit',
    !sameContent(ruleOf(next.terms.approval), ruleOf(held.terms.approval)) && 'how work is approved',
    counted &&
      next.terms.contractDate !== held.terms.contractDate &&
      'the contract date that days are counted from',
  ].filter((what) => what !== false)
  if (changed.length === 0) return
  // A change order has lines for milestones, none for these: the way back is the one they were agreed by.
  const [why, way] =
    held.acceptedOn === null
      ? ['This schedule is under formal control', 'Set its control to open first.']
      : [
          'The client accepted this schedule',
          'An admin or the owner can take the acceptance back while nothing is billed.',
        ]
  throw conflict('change_order_required', `${why}: ${changed.join(', ')} can't be edited. ${way}`)
}

/** How approval is asked, whoever is asked: approvers come and go. */
const ruleOf = ({ approvers: _, ...rule }: ApprovalRule) => rule

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
  const asked = (details: MilestoneContent['details']) =>
    ruleOf(details.approval ?? held?.terms.approval ?? noApproval)
  const sameScope =
    sameContent(next.details.deliverable, old.details.deliverable) &&
    sameContent(next.details.criteria, old.details.criteria) &&
    sameContent(next.details.evidenceRequired, old.details.evidenceRequired) &&
    sameContent(next.details.trigger, old.details.trigger) &&
    sameContent(next.details.retainage, old.details.retainage) &&
    sameContent(asked(next.details), asked(old.details))
  const sameRest =
    next.name === old.name && sameContent(next.details, old.details) && next.plannedOn === old.plannedOn

  const reason = lockWords(old)
  if (reason !== null && !(sameMoney && sameRest)) sayNo('milestone_locked', reason)
  if (held && isFormal(held) && !(sameMoney && sameScope)) {
    sayNo(
      'change_order_required',
      'The client accepted it: money, what is held back, deliverable, criteria, evidence, the day it bills and how it is approved change ' +
        'by change order only.',
    )
  }
}
