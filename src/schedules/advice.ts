import { formatMoney, money } from '../money/money'
import type { Milestone } from './milestone'
import type { Schedule } from './schedule'

export type AdviceCode =
  | 'over_contract'
  | 'under_contract'
  | 'too_few'
  | 'too_many'
  | 'effort_based_name'
  | 'missing_criteria'
  | 'front_loaded'

/** Something a careful colleague would say while planning. Never a refusal. */
export interface Advice {
  readonly code: AdviceCode
  readonly detail: string
  readonly milestoneId: string | null
}

const FEWEST = 3
const MOST = 7
/** Words that say how much was worked on, not what was delivered. */
const EFFORT =
  /\b\d{1,3}\s*%\s*(done|complete|completed|ready)?\b|\b(half|halfway|partly|mostly)\s+(done|complete|completed)\b|\bphase\s+done\b/i

export function adviceOn(schedule: Schedule, milestones: readonly Milestone[]): Advice[] {
  const live = milestones.filter((milestone) => milestone.workStatus !== 'cancelled')
  if (live.length === 0) return []
  const advice: Advice[] = []
  const say = (code: AdviceCode, detail: string, milestoneId: string | null = null) =>
    advice.push({ code, detail, milestoneId })

  const scheduled = live.reduce((sum, milestone) => sum + milestone.amountMinor, 0n)
  const difference = scheduled - schedule.contractMinor
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  if (difference > 0n) {
    say(
      'over_contract',
      `The milestones are ${text(difference)} over the contract; that part can't be billed.`,
    )
  }
  if (difference < 0n) say('under_contract', `${text(-difference)} of the contract is not scheduled yet.`)
  if (live.length < FEWEST) {
    say('too_few', `With fewer than ${FEWEST} milestones you finance the job yourself for long.`)
  }
  if (live.length > MOST) say('too_many', `More than ${MOST} milestones invite a discussion about each.`)
  for (const milestone of live) {
    if (EFFORT.test(milestone.name)) {
      say(
        'effort_based_name',
        `“${milestone.name}” says how far work is. Name what is handed over.`,
        milestone.milestoneId,
      )
    }
    if (milestone.details.criteria.length === 0 && milestone.workStatus === 'pending') {
      say('missing_criteria', `“${milestone.name}” has no acceptance criteria yet.`, milestone.milestoneId)
    }
  }
  const first = live[0]
  if (first && live.length >= FEWEST && first.amountMinor * 10n > schedule.contractMinor * 5n) {
    say(
      'front_loaded',
      'More than half is billed first; clients often ask for a smaller start.',
      first.milestoneId,
    )
  }
  return advice
}
