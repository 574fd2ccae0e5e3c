import type { Share } from '../money/share'
import type { Payer } from './payers'
import type { ApprovalRule } from './schedule'

export type WorkStatus = 'pending' | 'in_progress' | 'in_review' | 'completed' | 'cancelled'

export interface Trigger {
  readonly on: readonly ('acceptance' | 'signature')[]
  readonly date?: string | undefined
  readonly after?:
    | { readonly milestoneId: string; readonly days: number }
    | { readonly contractDate: true; readonly days: number }
    | undefined
}

/** What a person wrote of a milestone, beside its name and amount. */
export interface MilestoneDetails {
  readonly description: string | null
  readonly deliverable: string | null
  readonly criteria: readonly string[]
  readonly evidenceRequired: readonly string[]
  readonly trigger: Trigger
  /** Null takes the schedule's. */
  readonly approval: ApprovalRule | null
  /** Left out where the schedule's pay it. */
  readonly payers?: readonly Payer[]
}

/** One billable phase. */
export interface Milestone {
  readonly milestoneId: string
  readonly scheduleId: string
  /** Creation order, fixed for life. */
  readonly ordinal: number
  readonly position: number
  readonly name: string
  readonly details: MilestoneDetails
  readonly share: Share | null
  readonly shareBaseMinor: bigint | null
  readonly amountMinor: bigint
  readonly plannedOn: string | null
  readonly workStatus: WorkStatus
  readonly changesRequested: boolean
  readonly completedAt: Date | null
  readonly completedBy: string | null
  readonly completedNote: string | null
  readonly version: number
  /** A live intent or an effective document bills some of it. */
  readonly billed: boolean
}

/** Why a milestone's content can't be edited now, in words for its lock; null when it can. */
export function lockReason(milestone: Milestone): string | null {
  if (milestone.billed) return 'It is billed. Void or credit its invoice in QuickBooks to change it.'
  switch (milestone.workStatus) {
    case 'in_review':
      return 'It is in review. Withdraw the review to change it.'
    case 'completed':
      return 'It is completed. An admin or the owner can reopen it.'
    case 'cancelled':
      return 'It was cancelled.'
    case 'pending':
    case 'in_progress':
      return null
  }
}
