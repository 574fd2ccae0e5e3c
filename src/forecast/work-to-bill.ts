import { dayIn } from '../clock/day'
import type { Tracker } from '../reconcile/read-trackers'
import { progressOf } from '../schedules/claim'
import type { Milestone } from '../schedules/milestone'
import { billsOnAcceptance, waitsForTrigger } from '../schedules/trigger'

/** Work of one milestone that one invoice is expected to bill. */
export interface WorkToBill {
  readonly milestone: Milestone
  /** Minor units, net: above zero. */
  readonly minor: bigint
  /** The day on which it is billed, as far as anybody knows. */
  readonly on: string | null
  /** That day is known to be the month's. */
  readonly ofMonth: boolean
}

/**
 * All that is to be billed yet, in the order in which it will be, undated work last: what is done of a milestone apart from what
 * is to be done of it. Null while some of it is unknown.
 */
export function workToBill(
  tracker: Tracker,
  zone: string,
  monthlyDue: ReadonlyMap<string, string>,
): readonly WorkToBill[] | null {
  const work: WorkToBill[] = []
  for (const { milestone } of tracker.milestones) {
    const left = tracker.left.get(milestone.milestoneId)
    if (left === undefined || left.allMinor === null || left.earnedMinor === null) return null
    const monthOn = monthlyDue.get(milestone.milestoneId)
    const done = { on: monthOn ?? doneDay(tracker, milestone, zone), ofMonth: monthOn !== undefined }
    const open = { on: openDay(milestone), ofMonth: false }
    for (const piece of [
      { milestone, minor: left.earnedMinor, ...done },
      { milestone, minor: left.allMinor - left.earnedMinor, ...open },
    ])
      if (piece.minor > 0n) work.push(piece)
  }
  return work.sort((a, b) => {
    if (a.on === b.on) return a.milestone.position - b.milestone.position
    return a.on === null || (b.on !== null && a.on > b.on) ? 1 : -1
  })
}

/** Whether completed work is billed by a day that has not come, and by nobody before. */
export const waitsForItsDay = (
  { schedule, milestones }: Tracker,
  milestone: Milestone,
  zone: string,
): boolean =>
  milestone.workStatus === 'completed' &&
  !milestone.billed &&
  waitsForTrigger(
    schedule,
    milestone,
    milestones.map((each) => each.milestone),
    zone,
  )

/** When done work is billed: at once, or on its own day; what is claimed of work that goes on, when it was claimed. */
function doneDay(tracker: Tracker, milestone: Milestone, zone: string): string | null {
  if (waitsForItsDay(tracker, milestone, zone)) return milestone.triggerOn
  const at = milestone.completedAt ?? progressOf(milestone).at(-1)?.at ?? null
  return at === null ? openDay(milestone) : dayIn(zone, at)
}

/** When open work is billed: on its own day; where its acceptance bills it too, on the earlier of that and the planned one. */
function openDay({ plannedOn, triggerOn, details }: Milestone): string | null {
  if (triggerOn === null || plannedOn === null) return triggerOn ?? plannedOn
  return billsOnAcceptance(details.trigger) && plannedOn < triggerOn ? plannedOn : triggerOn
}
