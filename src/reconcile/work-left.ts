import { decidedOfCredits, earnedMinor } from '../schedules/claim'
import { closedOf, differenceOf } from './closed-difference'
import type { Tracked } from './figures'

/** What is to be billed yet of one milestone, in minor units, net. Null is unknown. */
export interface WorkLeft {
  /** Of what is completed or claimed. */
  readonly earnedMinor: bigint | null
  /** Of all of it, done or not. */
  readonly allMinor: bigint | null
  /** What of it nobody can bill yet: an invoice was edited to bill less, and nobody has said what that means. */
  readonly askedMinor: bigint
  /** How much more QuickBooks bills of it than is earned; below zero: less. What people closed evens out. */
  readonly aheadMinor: bigint | null
  /** Was decided, and is never billed, because a person said so. */
  readonly closedMinor: bigint
}

/** Nothing is left of what was cancelled. `leftEdits` are the intents whose invoices a person left as they were edited. */
export function workLeft(each: Tracked, leftEdits: ReadonlySet<string>, currency: string): WorkLeft {
  const { milestone, billing } = each
  if (milestone.workStatus === 'cancelled')
    return { earnedMinor: 0n, allMinor: 0n, askedMinor: 0n, aheadMinor: billedOf(each), closedMinor: 0n }
  const { creditedMinor, editedMinor } = closedOf(milestone, billing, leftEdits, currency)
  const billed = billedOf(each)
  const left = (minor: bigint) => {
    if (billed === null) return null
    // Of one that was raised nothing more is to be billed: it takes room, and frees none.
    const still = minor - billed - billing.inFlightMinor - (editedMinor > 0n ? editedMinor : 0n)
    return still > 0n ? still : 0n
  }
  const earned = earnedMinor(milestone)
  return {
    earnedMinor: left(earned),
    allMinor: left(milestone.amountMinor),
    askedMinor: openEditOf(each, leftEdits),
    aheadMinor: billed === null ? null : billed - earned + editedMinor,
    closedMinor: creditedMinor + editedMinor,
  }
}

/** What its invoices bill less than was decided, of those that were edited and not left. */
function openEditOf({ milestone, billing }: Tracked, leftEdits: ReadonlySet<string>): bigint {
  return billing.intents
    .filter(({ intent, invoice }) => invoice?.effective === true && !leftEdits.has(intent.intentId))
    .map((each) => differenceOf(each, milestone.milestoneId))
    .reduce((sum, minor) => (minor > 0n ? sum + minor : sum), 0n)
}

/**
 * What is billed of a milestone. What a credit took stays billed here until a person says that it is billed again: it may
 * never be.
 */
export function billedOf({ milestone, billing: { billedMinor, creditedMinor } }: Tracked): bigint | null {
  if (billedMinor === null || creditedMinor === null) return null
  return billedMinor + creditedMinor - decidedOfCredits(milestone, 'again')
}
