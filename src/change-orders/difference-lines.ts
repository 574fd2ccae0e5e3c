import { formatAmount, money } from '../money/money'
import { lockReason, type Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import type { TypedLine } from './typed-line'

/**
 * Lines that would bring the contract sum to another one, for a person to look at: more is a milestone of its own; less
 * is taken from what is open, the last milestone first. Null where less is open than must go.
 */
export function differenceLines(
  schedule: Pick<Schedule, 'contractMinor' | 'currency'>,
  milestones: readonly Milestone[],
  toMinor: bigint,
): TypedLine[] | null {
  const { currency } = schedule
  const typed = (minor: bigint) => ({ amount: formatAmount(money(minor, currency)), currency })
  const effect = toMinor - schedule.contractMinor
  if (effect > 0n) return [{ op: 'add', milestone: { name: 'Added scope', amount: typed(effect) } }]
  let left = -effect
  const lines: TypedLine[] = []
  const open = milestones.filter((each) => lockReason(each) === null && each.amountMinor > 0n)
  for (const milestone of [...open].sort((a, b) => b.position - a.position)) {
    if (left === 0n) break
    const { milestoneId, amountMinor } = milestone
    const taken = amountMinor < left ? amountMinor : left
    left -= taken
    lines.unshift(
      taken === amountMinor && milestone.workStatus === 'pending'
        ? { op: 'remove', milestoneId }
        : { op: 'change', milestoneId, set: { amount: typed(amountMinor - taken) } },
    )
  }
  return left === 0n ? lines : null
}
