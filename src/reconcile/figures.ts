import type { BilledIntent, MilestoneBilling } from '../invoices/billing-status'
import { creditOn, isCovered, refundedOf } from '../invoices/books/attributed'
import { headroom } from '../invoices/cap'
import { creditedByPart } from '../invoices/credits/credited-net'
import { depositAccounts, heldOf } from '../invoices/deposits/deposit-account'
import { depositMilestones } from '../invoices/deposits/work-plan'
import { sumOrUnknown } from '../money/money'
import { roundHalfUp } from '../money/share'
import { earnedMinor } from '../schedules/claim'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import { type LineSums, lineSums } from './line-sums'
import { billedOf, workLeft } from './work-left'

/** A milestone with its derived billing. */
export interface Tracked {
  readonly milestone: Milestone
  readonly billing: MilestoneBilling
}

/** Every figure of a deal, in minor units of the schedule's currency. Null is unknown, never zero. */
export interface Figures {
  readonly contractSum: bigint
  readonly original: bigint
  readonly changeOrders: bigint
  readonly scheduled: bigint
  readonly unscheduled: bigint
  readonly completed: bigint
  readonly billed: bigint | null
  readonly inFlight: bigint
  readonly remaining: bigint | null
  /** Completed work that is to be billed yet: not what a person closed. */
  readonly earnedNotBilled: bigint | null
  /** Decided, and never billed because a person said so: what credits took, and edits that were left. */
  readonly closed: bigint
  readonly billedInAdvance: bigint | null
  /** Work in progress: how much more QuickBooks bills of the contract than is earned, or less; at most one is above zero. */
  readonly overBilled: bigint | null
  readonly underBilled: bigint | null
  readonly invoicedTotal: bigint | null
  readonly tax: bigint | null
  readonly paid: bigint | null
  readonly credited: bigint | null
  /** By refund receipts, tax included: paid and outstanding stay as they are. */
  readonly refunded: bigint | null
  readonly outstanding: bigint | null
  readonly overdue: bigint | null
  /** Held back of what is billed, and not released yet. */
  readonly retained: bigint | null
  /** Paid before the work, and not drawn yet. */
  readonly depositHeld: bigint | null
  readonly extras: bigint | null
  /** Billed of the contract sum, in hundredths of a percent, rounded down. */
  readonly billedBasisPoints: bigint | null
  readonly milestonesComplete: number
  readonly milestonesTotal: number
  readonly next: Milestone | null
  readonly bar: readonly { readonly part: BarPart; readonly minor: bigint }[]
}

/** `unknown`: money of which nobody can tell yet whether it is billed, or billed and paid. */
export type BarPart =
  | 'unknown'
  | 'paid'
  | 'billed'
  | 'inFlight'
  | 'completed'
  | 'open'
  | 'unscheduled'
  | 'over'

/**
 * All figures from one place, so that no two pages can disagree. Billed is net and follows QuickBooks'
 * lines; paid and invoiced include tax, and are only ever compared with each other. `refunds` are those of which nobody has
 * said yet what they are for: null where one may be another deal's. `leftEdits` are the intents whose invoices a person left as
 * they were edited in QuickBooks.
 */
export function deriveFigures(
  schedule: Schedule,
  tracked: readonly Tracked[],
  intents: readonly BilledIntent[],
  today: string,
  refunds: readonly (bigint | null)[] = [],
  leftEdits: ReadonlySet<string> = new Set(),
): Figures {
  const live = tracked.filter(({ milestone }) => milestone.workStatus !== 'cancelled')
  const isDone = ({ milestone }: Tracked) => milestone.workStatus === 'completed'
  const amounts = (list: readonly Tracked[]) =>
    list.reduce((sum, { milestone }) => sum + milestone.amountMinor, 0n)
  const contractSum = schedule.contractMinor
  const scheduled = amounts(live)
  const completed = live.reduce((sum, { milestone }) => sum + earnedMinor(milestone), 0n)
  const room = headroom(contractSum, '0', intents, schedule.currency)
  const effective = intents.filter((each) => each.invoice?.effective === true)
  const unread = intents.some((each) => each.intent.state === 'posted' && each.invoice === null)
  const sum = (values: readonly (bigint | null)[]) => (unread ? null : sumOrUnknown(values))

  const invoicedTotal = sum(effective.map((each) => each.invoice?.totalMinor ?? null))
  const tax = sum(effective.map((each) => each.invoice?.taxMinor ?? null))
  const paid = sum(effective.map((each) => each.paidMinor))
  const outstanding = sum(effective.map((each) => each.invoice?.balanceMinor ?? null))
  const late = effective.filter((each) => isLate(each, today))
  const billed = room.billedMinor
  const sums = lineSums(effective, schedule.currency)
  const known = unread ? null : sums
  // What is on invoices and is none of the contract's money, nor held back, paid in advance or drawn of it.
  const creditedNet = sumOrUnknown(
    effective.flatMap((each) => [...creditedByPart(each, schedule.currency).values()]),
  )
  const lines = sumOrUnknown([billed, creditedNet])
  const extras = extrasOf(invoicedTotal, tax, lines, known)
  const left = live.map((each) => workLeft(each, leftEdits, schedule.currency))
  const earnedNotBilled = sumOrUnknown(left.map(({ earnedMinor }) => earnedMinor))
  const billedInAdvance = sumOrUnknown(
    live
      .filter((each) => !isDone(each))
      .map((each) => {
        const inBooks = billedOf(each)
        const ahead = inBooks === null ? null : inBooks - earnedMinor(each.milestone)
        return ahead !== null && ahead < 0n ? 0n : ahead
      }),
  )
  const deposits = depositAccounts(intents, schedule.currency)
  const ahead = sumOrUnknown([
    ...left.map(({ aheadMinor }) => aheadMinor),
    unearnedOf(schedule, live, intents),
  ])

  return {
    contractSum,
    original: schedule.originalMinor,
    changeOrders: contractSum - schedule.originalMinor,
    scheduled,
    unscheduled: contractSum - scheduled,
    completed,
    billed,
    inFlight: room.inFlightMinor,
    remaining: room.remainingMinor,
    earnedNotBilled,
    closed: left.reduce((sum, { closedMinor }) => sum + closedMinor, 0n),
    billedInAdvance,
    overBilled: atLeastZero(ahead),
    underBilled: ahead === null ? null : atLeastZero(-ahead),
    invoicedTotal,
    tax,
    paid,
    credited: sum(
      intents
        .filter(
          (each) =>
            each.intent.state === 'posted' &&
            each.invoice?.gone !== 'deleted' &&
            each.invoice?.gone !== 'voided',
        )
        .map(creditOn),
    ),
    refunded: sumOrUnknown([...intents.map(({ attributed }) => refundedOf(attributed)), ...refunds]),
    outstanding,
    overdue: sum(late.map((each) => each.invoice?.balanceMinor ?? null)),
    retained: known === null ? null : sumOrUnknown([known.retained, known.unreleased]),
    depositHeld: unread ? null : heldOf(deposits),
    extras,
    billedBasisPoints: billed === null ? null : basisPoints(billed, contractSum),
    milestonesComplete: live.filter(isDone).length,
    milestonesTotal: live.length,
    next: live.find(({ milestone }) => milestone.workStatus !== 'completed')?.milestone ?? null,
    bar: barOf(
      contractSum,
      scheduled,
      billed,
      room.inFlightMinor,
      earnedNotBilled,
      paidNet(effective, paid, tax, schedule.currency),
    ),
  }
}

/**
 * What of a deposit inside the contract is not earned by its own milestone, which says when it is billed, but with the work
 * that it pays for, in proportion.
 */
function unearnedOf(schedule: Schedule, live: readonly Tracked[], intents: readonly BilledIntent[]): bigint {
  const milestones = live.map(({ milestone }) => milestone)
  const asDeposit = depositMilestones(schedule, milestones, intents)
  const work = milestones.filter(({ milestoneId }) => !asDeposit.has(milestoneId))
  const all = work.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  const done = work.reduce((sum, milestone) => sum + earnedMinor(milestone), 0n)
  if (all === 0n) return 0n
  return milestones
    .filter(({ milestoneId }) => asDeposit.has(milestoneId))
    .reduce(
      (sum, milestone) => sum + earnedMinor(milestone) - roundHalfUp(milestone.amountMinor * done, all),
      0n,
    )
}

const atLeastZero = (minor: bigint | null): bigint | null => (minor !== null && minor < 0n ? 0n : minor)

function extrasOf(
  total: bigint | null,
  tax: bigint | null,
  billed: bigint | null,
  sums: LineSums | null,
): bigint | null {
  if (total === null || tax === null || billed === null || sums === null) return null
  const { retained, advances, drawn, depositIncome } = sums
  if (retained === null || advances === null || drawn === null || depositIncome === null) return null
  return total - tax - (billed - retained + advances - drawn + depositIncome)
}

/**
 * Whether an effective invoice is open past its due date, as of a day of the workspace, and not because a credit memo that is
 * for it waits to be applied.
 */
export function isLate({ invoice, attributed }: BilledIntent, today: string): boolean {
  if (invoice === null || invoice.dueOn === null || invoice.dueOn >= today) return false
  return invoice.balanceMinor !== 0n && !isCovered(invoice, attributed)
}

/**
 * How much of the billed net amount is paid: per invoice, the paid part of what it bills, rounded down, and what it drew
 * of an advance. An advance itself pays nothing that is billed yet.
 */
function paidNet(
  effective: readonly BilledIntent[],
  paid: bigint | null,
  tax: bigint | null,
  currency: string,
): bigint | null {
  if (paid === null || tax === null) return null
  return effective.reduce((sum, each) => {
    const { invoice, paidMinor } = each
    if (invoice === null || invoice.totalMinor === null || invoice.taxMinor === null || paidMinor === null)
      return sum
    const { advances, drawn, undrawn, depositIncome } = lineSums([each], currency)
    const usedUp = (drawn ?? 0n) - (undrawn ?? 0n) - (depositIncome ?? 0n)
    const { totalMinor: total } = invoice
    if (total === 0n) return sum + usedUp
    const net = total - invoice.taxMinor - (advances ?? 0n)
    return sum + usedUp + (net * (paidMinor > total ? total : paidMinor)) / total
  }, 0n)
}

/** The money's path as one bar: the same parts in the same order on every surface. */
function barOf(
  contractSum: bigint,
  scheduled: bigint,
  billed: bigint | null,
  inFlight: bigint,
  earnedNotBilled: bigint | null,
  paid: bigint | null,
): Figures['bar'] {
  if (billed === null || earnedNotBilled === null) {
    return [{ part: 'unknown', minor: scheduled > contractSum ? scheduled : contractSum }]
  }
  const paidPart = paid !== null && paid < billed ? paid : billed
  const left = scheduled - billed - inFlight - earnedNotBilled
  const open = left > 0n ? left : 0n
  // What is planned past the contract is a part of what is still open, not more money.
  const beyond = scheduled > contractSum ? scheduled - contractSum : 0n
  const over = beyond < open ? beyond : open
  const parts: { part: BarPart; minor: bigint }[] = [
    { part: paid === null ? 'unknown' : 'paid', minor: paidPart },
    { part: 'billed', minor: billed - paidPart },
    { part: 'inFlight', minor: inFlight },
    { part: 'completed', minor: earnedNotBilled },
    { part: 'open', minor: open - over },
    { part: 'unscheduled', minor: contractSum > scheduled ? contractSum - scheduled : 0n },
    { part: 'over', minor: over },
  ]
  return parts.filter((each) => each.minor > 0n)
}

/** A part of a whole in hundredths of a percent, half up; what is not the whole never reads as it. Null of nothing. */
function basisPoints(part: bigint, whole: bigint): bigint | null {
  if (whole <= 0n) return null
  const rounded = (part * 20_000n + whole) / (2n * whole)
  return part < whole && rounded >= 10_000n ? 9_999n : rounded
}
