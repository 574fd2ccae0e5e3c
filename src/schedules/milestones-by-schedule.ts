import type { Milestone } from './milestone'

/** Milestones under their schedules' ids, each list in the order in which they came. */
export function milestonesBySchedule(
  milestones: readonly Milestone[],
): ReadonlyMap<string, readonly Milestone[]> {
  const found = new Map<string, Milestone[]>()
  for (const milestone of milestones) {
    const own = found.get(milestone.scheduleId)
    if (own) own.push(milestone)
    else found.set(milestone.scheduleId, [milestone])
  }
  return found
}
