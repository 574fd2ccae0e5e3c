import type { PortalMilestone } from '../../http/contract/portal'

/** A plan's milestones in its order: what is long over, what matters now, and what is far ahead. */
export interface FoldedMilestones {
  readonly over: readonly PortalMilestone[]
  readonly now: readonly PortalMilestone[]
  readonly ahead: readonly PortalMilestone[]
}

/** So many stand open altogether: a plan that is not longer is shown whole. */
const FEW = 12
/** How many of those that nobody has begun stand open. */
const NEXT = 4
/** Folding fewer saves no place. */
const LEAST = 2

/** On a phone forty milestones are ten screens, and what was billed stands below them. */
export function foldMilestones(milestones: readonly PortalMilestone[]): FoldedMilestones {
  if (milestones.length <= FEW) return { over: [], now: milestones, ahead: [] }
  const isOver = ({ status }: PortalMilestone) => status === 'paid' || status === 'cancelled'
  const firstNow = milestones.findIndex((each) => !isOver(each))
  const over = firstNow === -1 ? milestones.length : firstNow
  const lastBegun = milestones.findLastIndex(({ status }) => status !== 'planned')
  const begin = over < LEAST ? 0 : Math.min(over, milestones.length - NEXT)
  const end = Math.max(lastBegun + 1, begin) + NEXT
  const stop = milestones.length - end < LEAST ? milestones.length : end
  return {
    over: milestones.slice(0, begin),
    now: milestones.slice(begin, stop),
    ahead: milestones.slice(stop),
  }
}
