import { createHash } from 'node:crypto'
import { formatAmount, money } from '../money/money'
import type { Milestone } from '../schedules/milestone'
import type { ApprovalRule, Schedule } from '../schedules/schedule'

/** One asking for approval, numbered per milestone; what was shown is frozen in it. */
export interface Round {
  readonly roundId: string
  readonly milestoneId: string
  readonly number: number
  readonly state: 'open' | 'approved' | 'revised' | 'withdrawn' | 'split'
  readonly snapshotHash: string
  readonly note: string | null
  readonly submittedBy: string
  readonly submittedAt: Date
  readonly endedAt: Date | null
}

export interface Decision {
  readonly who: string
  readonly role: string | null
  readonly decision: 'approve' | 'revise' | 'approve_part'
  readonly reason: string | null
  readonly at: Date
}

/** The rule that holds for a milestone: its own, or the schedule's. */
export const approvalOf = (schedule: Schedule, milestone: Milestone): ApprovalRule =>
  milestone.details.approval ?? schedule.terms.approval

/** What an approver sees, and therefore what is approved. */
export interface Snapshot {
  readonly name: string
  readonly deliverable: string | null
  readonly criteria: readonly string[]
  readonly amount: string
  readonly currency: string
}

export function snapshotOf(schedule: Schedule, milestone: Milestone): { snapshot: Snapshot; hash: string } {
  const snapshot: Snapshot = {
    name: milestone.name,
    deliverable: milestone.details.deliverable,
    criteria: milestone.details.criteria,
    amount: formatAmount(money(milestone.amountMinor, schedule.currency)),
    currency: schedule.currency,
  }
  const text = JSON.stringify([
    'v1',
    snapshot.name,
    snapshot.deliverable,
    snapshot.criteria,
    snapshot.amount,
    snapshot.currency,
  ])
  return { snapshot, hash: createHash('sha256').update(text).digest('hex') }
}

/**
 * Whether a round has ended, and how. Under `any` the first decision ends it; under `all` one revision ends
 * it, and approvals wait for each other.
 */
export function roundOutcome(
  rule: ApprovalRule,
  decisions: readonly Decision[],
): 'open' | 'approved' | 'revised' {
  if (decisions.some((decision) => decision.decision === 'revise')) return 'revised'
  const needed = rule.rule === 'all' ? Math.max(rule.approvers.length, 1) : 1
  return decisions.filter((decision) => decision.decision === 'approve').length >= needed
    ? 'approved'
    : 'open'
}
