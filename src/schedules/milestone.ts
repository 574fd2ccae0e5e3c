import type { Share } from '../money/share'
import type { AgreedPart } from './agreed-part'
import { type Claim, progressOf } from './claim'
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
  /** With `plannedOn` the days it is planned for; left out: that day alone. */
  readonly plannedFrom?: string
  readonly trigger: Trigger
  /** Null takes the schedule's. */
  readonly approval: ApprovalRule | null
  /** Left out where the schedule's pay it. */
  readonly payers?: readonly Payer[]
  /** QuickBooks' id of what its invoice line names; left out: the schedule's. */
  readonly itemId?: string
  /** `TAX`, `NON` or a tax code's id; left out: the schedule's. */
  readonly taxCode?: string
  /** Held back of its invoices, a percentage; left out: as the schedule says. */
  readonly retainage?: { readonly percent: string }
}

/** On the accepted part of a split: what the whole was, and what was asked, so that asking twice splits once. */
export interface Split {
  readonly share: Share | null
  readonly shareBaseMinor: string | null
  /** Minor units of the whole. */
  readonly amountMinor: string
  /** The share that its parts came from in the end: it still counts where shares of that base are resolved. */
  readonly origin: {
    readonly share: Share
    readonly shareBaseMinor: string
    readonly amountMinor: string
  } | null
  readonly accepted: MoneyOrShare
  readonly reason: string
  readonly remainingId: string
}

/** Money as it came over the wire, or a share. */
export type MoneyOrShare = { readonly amount: string; readonly currency: string } | Share

/** One billable phase. */
export interface Milestone {
  readonly milestoneId: string
  readonly scheduleId: string
  /** Creation order, fixed for life. */
  readonly ordinal: number
  readonly position: number
  /** Its place among the milestones, the parts of a split counted as one. */
  readonly number: number
  /** What people call it once it was split, "2-A"; null: its number. */
  readonly code: string | null
  readonly split: Split | null
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
  /** Null while it is not completed. */
  readonly completedHow: 'person' | 'trigger' | 'silence' | null
  /** The day that will complete or bill it by itself, where it is known: `triggerDay`, as it was worked out last. */
  readonly triggerOn: string | null
  /** Trigger days up to this one have had their effect. */
  readonly triggerSpentOn: string | null
  /** What is billed of it before it is completed, and what credits took of its invoices, in the order of saying so. */
  readonly claims: readonly Claim[]
  /** What its payers pay by a change order that accepted an edited invoice; counts only as `portionsOf` says. */
  readonly agreed: readonly AgreedPart[]
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
      return 'It is completed. Reopen it to change it.'
    case 'cancelled':
      return 'It was cancelled.'
    case 'pending':
    case 'in_progress':
      return progressOf(milestone).length > 0
        ? 'A part of it is claimed by progress. Take the claim back to change it.'
        : null
  }
}

/** Who can lift the lock, in words that follow its reason; null when there is none, or nobody can. */
export function unlockedBy(milestone: Milestone): string | null {
  if (milestone.billed) return 'Whoever keeps the books there can.'
  switch (milestone.workStatus) {
    case 'in_review':
      return 'Any member can.'
    case 'completed':
      return 'An admin or the owner can.'
    case 'cancelled':
      return null
    case 'pending':
    case 'in_progress':
      return progressOf(milestone).length > 0 ? 'Any member can.' : null
  }
}

/** Why its content can't be edited now, and who can change that; null when it can. */
export function lockWords(milestone: Milestone): string | null {
  const reason = lockReason(milestone)
  const who = unlockedBy(milestone)
  return reason === null || who === null ? reason : `${reason} ${who}`
}

/** What people call a milestone: "2", or "2-A" once it was split. */
export const codeOf = (milestone: Pick<Milestone, 'code' | 'number'>): string =>
  milestone.code ?? String(milestone.number)
