import type { ScheduleTerms } from '../../schedules/schedule'
import type { Wording } from './wording'

/** QuickBooks keeps no more of what a client reads under the lines. */
export const LONGEST_MEMO = 1_000

/**
 * What was agreed about paying late, in the contract's words, for the place under the lines: every invoice carries it, so
 * that nobody is charged by a rule they were not reminded of. Null where nothing was agreed.
 */
export function policyWords(
  { lateFee, pauseWork }: Pick<ScheduleTerms, 'lateFee' | 'pauseWork'>,
  wording: Wording,
): string | null {
  const policies = [
    lateFee === null ? '' : wording.say('lateFee', { policy: lateFee }),
    pauseWork === null ? '' : wording.say('pauseWork', { clause: pauseWork }),
  ].filter((words) => words !== '')
  return policies.length === 0 ? null : policies.join('\n')
}
