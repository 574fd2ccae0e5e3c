import type { Milestone } from './milestone'
import { namesPayer, payersOf } from './payers'
import type { Schedule } from './schedule'

/** What is asked about a payer of a schedule that was merged into another customer. */
export const mergedPayerCause = (scheduleId: string, deadId: string): string =>
  `payers_merged:${scheduleId}:${deadId}`

/** The payer that such a question is about; null for a question about anything else. */
export function mergedPayerOf(scheduleId: string, cause: string): string | null {
  const start = mergedPayerCause(scheduleId, '')
  return cause.startsWith(start) ? cause.slice(start.length) : null
}

/**
 * Whether this customer still pays what can be given other payers: milestones that are not billed yet, and the schedule's
 * own payers unless billed milestones keep them.
 */
export function stillPays(
  schedule: Pick<Schedule, 'terms'>,
  milestones: readonly Pick<Milestone, 'details' | 'billed' | 'workStatus'>[],
  customerId: string,
): boolean {
  const open = milestones.filter(({ billed, workStatus }) => !billed && workStatus !== 'cancelled')
  if (open.some((milestone) => namesPayer(payersOf(schedule, milestone), customerId))) return true
  const kept = milestones.some(({ billed, details }) => billed && details.payers === undefined)
  return !kept && namesPayer(schedule.terms.payers, customerId)
}
