import { approvalOf } from '../../approvals/round'
import { formatMoney, money } from '../../money/money'
import {
  claimedMinor,
  isAbove,
  nextNumber,
  type ProgressClaim,
  progressOf,
  toDateOf,
} from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { conflict, invalid } from '../../tenants/refusal'
import { claimInKey } from '../composing/payer-part'
import type { BillingPart } from '../intent'

/** How far a person says that work is: a percentage above 0 and below 100, as decimal text. */
export interface ProgressSaid {
  readonly percent: string
  readonly note: string | null
  readonly by: string
  readonly at: Date
}

/**
 * The claim for what was done since the last one. Refuses validation_failed for a percentage that is none, not_accepted
 * where the client judges the work, wrong_status for work that is not going on, progress_not_raised, already_billed.
 */
export function nextClaim(
  schedule: Schedule,
  milestone: Milestone,
  said: ProgressSaid,
  billed: readonly Pick<BillingPart, 'partKey' | 'live'>[],
): ProgressClaim {
  const name = `“${milestone.name}”`
  const about = { milestoneId: milestone.milestoneId }
  if (!isAbove(said.percent, '0') || !isAbove('100', said.percent)) {
    throw invalid([
      {
        pointer: '/percent',
        detail: 'A percentage above 0 and below 100. Complete the milestone to bill all of it.',
      },
    ])
  }
  if (approvalOf(schedule, milestone).required) {
    throw conflict(
      'not_accepted',
      `The client approves ${name} before it is billed, so it can't be billed by percent. Split it and submit the part ` +
        'that is done, or submit all of it. Nothing was changed.',
      about,
    )
  }
  if (milestone.workStatus !== 'in_progress') {
    throw conflict(
      'wrong_status',
      `${name} is not in progress. ${wayFrom(milestone)} Nothing was changed.`,
      about,
    )
  }
  const claims = progressOf(milestone)
  const known = new Set(claims.map(({ number }) => String(number)))
  if (billed.some((part) => part.live && !isCredits(part) && !known.has(claimInKey(part.partKey)))) {
    throw conflict('already_billed', `All of ${name} is billed already. Nothing was changed.`, about)
  }
  const last = claims.at(-1)
  if (last && !isAbove(said.percent, last.percent)) {
    throw conflict(
      'progress_not_raised',
      `${last.percent} % of ${name} is claimed already. Say a higher percentage, or take the last claim back. Nothing was changed.`,
      { ...about, claimed: last.percent },
    )
  }
  const before = claimedMinor(milestone)
  const toDateMinor = toDateOf(milestone.amountMinor, said.percent)
  if (toDateMinor <= before) {
    const text = formatMoney(money(milestone.amountMinor, schedule.currency))
    throw conflict(
      'progress_not_raised',
      `${said.percent} % of ${text} is no more than what is claimed already. Say a higher percentage. Nothing was changed.`,
      about,
    )
  }
  const number = nextNumber(milestone.claims, true)
  return { kind: 'progress', number, toDateMinor, amountMinor: toDateMinor - before, ...said }
}

const isCredits = (part: Pick<BillingPart, 'partKey'>): boolean => claimInKey(part.partKey).startsWith('k')

function wayFrom({ workStatus }: Milestone): string {
  switch (workStatus) {
    case 'pending':
      return 'Start it first.'
    case 'in_review':
      return 'Withdraw the review first.'
    case 'completed':
      return 'It is completed, and all of it is billed or to be billed.'
    default:
      return 'It was cancelled.'
  }
}
