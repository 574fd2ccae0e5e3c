import { dayIn, daysAfter, dayWords } from '../clock/day'
import type { Milestone, Trigger } from './milestone'
import type { Schedule } from './schedule'

/** The day on which a milestone is completed or billed by itself. */
export interface TriggerDay {
  /** `YYYY-MM-DD`, in the workspace's zone. */
  readonly on: string
  /** "trigger date 15 Apr 2026": who completed it, where no person did. */
  readonly by: string
}

/** Names the question about a milestone whose day came, and that Milepost itself failed at. */
export const failedDayCause = (milestoneId: string): string => `day_failed:${milestoneId}`

/** Whether it can be billed as soon as its work is judged; otherwise a day, or the client's signature, decides. */
export const billsOnAcceptance = (trigger: Trigger): boolean => trigger.on.includes('acceptance')

/**
 * The first day that triggers a milestone, as far as it is known now; null while none is, or when all have had their
 * effect. Days up to `triggerSpentOn` have.
 */
export function triggerDay(
  schedule: Schedule,
  milestone: Milestone,
  milestones: readonly Milestone[],
  zone: string,
): TriggerDay | null {
  if (!canBeTriggered(milestone)) return null
  const known = daysOf(schedule, milestone, milestones, zone).filter((day) => day !== null)
  const open = known.filter(({ on }) => isUnspent(milestone, on))
  return open.reduce<TriggerDay | null>((first, day) => (first && first.on <= day.on ? first : day), null)
}

/** Whether completed work is billed on a later day, known or not yet known, and not by its completion. */
export function waitsForTrigger(
  schedule: Schedule,
  milestone: Milestone,
  milestones: readonly Milestone[],
  zone: string,
): boolean {
  if (billsOnAcceptance(milestone.details.trigger)) return false
  return daysOf(schedule, milestone, milestones, zone).some(
    (day) => day === null || isUnspent(milestone, day.on),
  )
}

/** "on acceptance, or 30 days after “Build”": when it is billed, whichever comes first. */
export function triggerWords(trigger: Trigger, nameOf: (milestoneId: string) => string): string {
  const { date, after } = trigger
  const count = after?.days === 1 ? '1 day' : `${after?.days} days`
  const what = after && ('milestoneId' in after ? `“${nameOf(after.milestoneId)}”` : 'the contract date')
  return [
    ...(billsOnAcceptance(trigger) ? ['on acceptance'] : []),
    ...(trigger.on.includes('signature') ? ['when the plan is accepted'] : []),
    ...(date === undefined ? [] : [`on ${dayWords(date)}`]),
    ...(what === undefined ? [] : [`${count} after ${what}`]),
  ].join(', or ')
}

/** Open work, and completed work whose invoice waits for its day. */
function canBeTriggered(milestone: Milestone): boolean {
  switch (milestone.workStatus) {
    case 'pending':
    case 'in_progress':
    case 'in_review':
      return true
    case 'completed':
      return (
        !milestone.billed &&
        milestone.completedHow !== 'trigger' &&
        !billsOnAcceptance(milestone.details.trigger)
      )
    case 'cancelled':
      return false
  }
}

const isUnspent = ({ triggerSpentOn }: Milestone, on: string): boolean =>
  triggerSpentOn === null || on > triggerSpentOn

/** The day of each trigger that is not the acceptance of the work; null where it is not known yet. */
function daysOf(
  schedule: Schedule,
  { details: { trigger } }: Milestone,
  milestones: readonly Milestone[],
  zone: string,
): (TriggerDay | null)[] {
  const days: (TriggerDay | null)[] = []
  if (trigger.date !== undefined) {
    days.push({ on: trigger.date, by: `trigger date ${dayWords(trigger.date)}` })
  }
  if (trigger.on.includes('signature')) {
    const on = schedule.acceptedOn
    days.push(on === null ? null : { on, by: `trigger: plan accepted ${dayWords(on)}` })
  }
  if (trigger.after) days.push(dayAfter(schedule, trigger.after, milestones, zone))
  return days
}

function dayAfter(
  schedule: Schedule,
  after: NonNullable<Trigger['after']>,
  milestones: readonly Milestone[],
  zone: string,
): TriggerDay | null {
  const { days } = after
  const count = days === 1 ? '1 day' : `${days} days`
  if ('contractDate' in after) {
    const { contractDate } = schedule.terms
    if (contractDate === null) return null
    const on = daysAfter(contractDate, days)
    return { on, by: `trigger ${count} after the contract date, ${dayWords(on)}` }
  }
  const other = milestones.find(({ milestoneId }) => milestoneId === after.milestoneId)
  if (other?.workStatus !== 'completed' || other.completedAt === null) return null
  const on = daysAfter(dayIn(zone, other.completedAt), days)
  return { on, by: `trigger ${count} after “${other.name}”, ${dayWords(on)}` }
}
