import { createHash } from 'node:crypto'
import { formatAmount, money } from '../money/money'
import type { Schedule } from '../schedules/schedule'
import { type ChangeOrder, netEffect, orderName, sumsOf } from './change-order'
import { lineWords } from './order-story'

/** A change order as its approvers are shown it: every line in words, and the contract sum before and after. */
export interface ShownOrder {
  readonly name: string
  readonly revision: number
  readonly reason: string
  readonly currency: string
  readonly lines: readonly { readonly words: string; readonly effect: string }[]
  readonly netEffect: string
  readonly contractSumBefore: string
  readonly contractSumAfter: string
}

/** What is shown now. While it waits, the sums are those of the contract as it stands. */
export function shownOrder(order: ChangeOrder, schedule: Schedule): ShownOrder {
  const text = (minor: bigint) => formatAmount(money(minor, order.currency))
  const sums = sumsOf(order, schedule)
  return {
    name: orderName(order),
    revision: order.revision,
    reason: order.reason,
    currency: order.currency,
    lines: order.lines.map((line) => ({
      words: lineWords(line, order.currency),
      effect: text(line.amountMinor - line.beforeMinor),
    })),
    netEffect: text(netEffect(order.lines)),
    contractSumBefore: text(sums.before),
    contractSumAfter: text(sums.after),
  }
}

type Sums = Pick<ShownOrder, 'contractSumBefore' | 'contractSumAfter'>

/** Whether two of them show the same contract, before and after. */
export const sameSums = (one: Sums, other: Sums): boolean =>
  one.contractSumBefore === other.contractSumBefore && one.contractSumAfter === other.contractSumAfter

/**
 * The answers that count: to this revision, and while it waits, to what is shown now. Who signed under a contract sum that is
 * not the contract's any more has not signed this.
 */
export const standingAnswers = <T extends { readonly revision: number; readonly shownHash: string }>(
  order: Pick<ChangeOrder, 'revision' | 'state'>,
  shownHash: string,
  answers: readonly T[],
): T[] =>
  answers.filter(
    (each) => each.revision === order.revision && (order.state !== 'sent' || each.shownHash === shownHash),
  )

/** Of everything that is shown, in a fixed order. */
export function shownOrderHash(shown: ShownOrder): string {
  const said = [
    'v1',
    shown.name,
    shown.revision,
    shown.reason,
    shown.currency,
    shown.lines.map(({ words, effect }) => [words, effect]),
    shown.netEffect,
    shown.contractSumBefore,
    shown.contractSumAfter,
  ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}
