import { allocate } from '../../money/allocate'
import { formatMoney, type Money, parseAmount } from '../../money/money'
import { roundHalfUp, shareRatio } from '../../money/share'
import type { Milestone } from '../../schedules/milestone'
import type { Retainage } from '../../schedules/money-terms'
import type { Schedule } from '../../schedules/schedule'
import type { Wording } from '../words/wording'

/** What stands before the work that is to be billed: of the same schedule, this milestone left out. */
export interface BilledBefore {
  /** The contract sum, in minor units: what a percentage complete is of. */
  readonly contractMinor: bigint
  /** Work of other milestones that is billed or on its way, gross. */
  readonly grossMinor: bigint
  /** Held back of them, whether it was released since or not. */
  readonly withheldMinor: bigint
}

/** A stretch of the work, and what is held back of it. */
interface Stretch {
  readonly amountMinor: bigint
  /** As a person typed it: "10". */
  readonly percent: string
}

/** What is held back of some work, never negative and never more than the work. */
export interface Withheld {
  readonly minor: bigint
  /** By percentages, in the order of the job; empty where an amount was agreed. */
  readonly stretches: readonly Stretch[]
  /** Where an amount was agreed: what is to be held back over the job, and what was before this. */
  readonly fixed: { readonly wholeMinor: bigint; readonly beforeMinor: bigint } | null
}

/** What is agreed to be held back of a milestone: its own percentage goes before what the schedule says. */
export const retainageOf = (
  { terms }: Pick<Schedule, 'terms'>,
  { details }: Pick<Milestone, 'details'>,
): Retainage | null => details.retainage ?? terms.retainage

/** `shareRatio` counts percentages in millionths. */
const SCALE = 1_000_000n

/**
 * What is held back of work worth `amountMinor`.
 *
 * A percentage: of this work, half a unit up. A sliding one: the job's work is laid end to end as it is billed, and each
 * stretch is held back at the rate of the step it lies in, so that work which crosses a step is held back at both rates and
 * nothing billed before is touched. An amount: from the first invoices on, all of each until it is reached.
 */
export function withheldOf(retainage: Retainage, amountMinor: bigint, before: BilledBefore): Withheld {
  if (amountMinor <= 0n) return { minor: 0n, stretches: [], fixed: null }
  if ('percent' in retainage) {
    const { over, under } = shareRatio(retainage)
    const minor = least(roundHalfUp(amountMinor * over, under), amountMinor)
    return { minor, stretches: [{ amountMinor, percent: retainage.percent }], fixed: null }
  }
  if ('fixed' in retainage) {
    const wholeMinor = fixedMinor(retainage.fixed)
    const left = wholeMinor - before.withheldMinor
    return {
      minor: left <= 0n ? 0n : least(left, amountMinor),
      stretches: [],
      fixed: { wholeMinor, beforeMinor: before.withheldMinor },
    }
  }
  return slidingOf(retainage.sliding, amountMinor, before)
}

function slidingOf(
  steps: readonly { readonly upToPercent: string; readonly percent: string }[],
  amountMinor: bigint,
  { contractMinor, grossMinor }: BilledBefore,
): Withheld {
  const from = grossMinor * SCALE
  const to = from + amountMinor * SCALE
  let reached = 0n
  let sum = 0n
  const parts: { overlap: bigint; percent: string }[] = []
  for (const [place, step] of steps.entries()) {
    // What goes past the contract, by a tolerance say, is work of the last step.
    const isLast = place === steps.length - 1
    const upTo = isLast ? to : shareRatio({ percent: step.upToPercent }).over * contractMinor
    const overlap = least(upTo, to) - most(reached, from)
    if (overlap > 0n) {
      sum += overlap * shareRatio(step).over
      parts.push({ overlap, percent: step.percent })
    }
    reached = most(reached, upTo)
  }
  const shown = allocate(
    amountMinor,
    parts.map((part) => part.overlap),
  )
  return {
    minor: least(roundHalfUp(sum, SCALE * SCALE), amountMinor),
    stretches: parts.map(({ percent }, place) => ({ percent, amountMinor: shown[place] ?? 0n })),
    fixed: null,
  }
}

/**
 * What is held back of a milestone, divided among those who pay it: to the cent by largest remainder, and of nobody more
 * than they are billed.
 */
export const withheldByPayer = (withheldMinor: bigint, amountsMinor: readonly bigint[]): bigint[] =>
  allocate(withheldMinor, amountsMinor)

/** "10 % of $100,000.00 and 5 % of $20,000.00", or "$2,000.00 of the $5,000.00 to be held back in all". */
export function withheldMaths(
  { minor, stretches, fixed }: Withheld,
  currency: string,
  wording: Wording,
): string {
  const text = (amount: bigint) => wording.money(amount, currency)
  if (fixed === null) {
    return wording.and(
      stretches.map(({ percent, amountMinor }) =>
        wording.say('percentOfAmount', { percent: wording.share({ percent }), amount: text(amountMinor) }),
      ),
    )
  }
  return wording.say('retainageFixed', {
    amount: text(minor),
    whole: text(fixed.wholeMinor),
    before: fixed.beforeMinor === 0n ? null : text(fixed.beforeMinor),
  })
}

/** "10 % of each invoice", as a person says what was agreed. */
export function retainageWords(retainage: Retainage): string {
  if ('percent' in retainage) return `${retainage.percent} %`
  if ('fixed' in retainage) return formatMoney(agreed(retainage.fixed))
  return retainage.sliding
    .map(({ percent, upToPercent }) => `${percent} % up to ${upToPercent} % complete`)
    .join(', ')
}

/** The amount was checked when it was planned. Throws on text that is no amount of its currency. */
function agreed({ amount, currency }: { readonly amount: string; readonly currency: string }): Money {
  const read = parseAmount(amount, currency)
  if (read === null) throw new Error(`${amount} is no amount of ${currency}`)
  return read
}
/** An amount that was agreed to be held back over the job. */
export const fixedMinor = (fixed: { readonly amount: string; readonly currency: string }): bigint =>
  agreed(fixed).minor

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)
