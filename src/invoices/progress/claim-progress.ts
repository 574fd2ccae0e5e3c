import type { Clock } from '../../clock/clock'
import { type Happening, record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { type ProgressClaim, progressOf } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import { saveClaims } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { readWorkspace } from '../../tenants/workspace-table'
import { billMilestone } from '../bill-milestone'
import { readPartsOfMilestone } from '../billing-part-table'
import { type BillingOutlook, lookAhead, readMilestoneParts } from '../composing/look-ahead'
import { claimInKey } from '../composing/payer-part'
import { wasFreed } from '../earlier-billing-table'
import { cadenceOf } from '../monthly/billing-month'
import { waitForMonth } from '../monthly/wait-for-month'
import { nextClaim } from './next-claim'

/** What a person asks to claim: the percentage of the milestone that is done, to date. */
export interface ProgressRequest {
  readonly milestoneId: string
  readonly percent: string
  readonly note: string | null
}

interface Claimed {
  readonly schedule: Schedule
  readonly before: Milestone
  /** With the claim, as it would be or is. */
  readonly milestone: Milestone
  readonly claim: ProgressClaim
}

/**
 * Keeps how far work is, and lets billing of the difference follow the schedule's policy, in one transaction: where the
 * cap refuses the bill, nothing is claimed either. Refuses what `nextClaim` refuses, not_found, over_billing.
 */
export async function claimProgress(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  request: ProgressRequest,
): Promise<void> {
  const claimed = await lockClaimed(sql, actor, clock, request)
  const { schedule, before, milestone, claim } = claimed
  await saveClaims(sql, milestone.milestoneId, milestone.claims)
  const billed = await billClaim(sql, actor, clock, claimed)
  await markDirty(sql, [schedule.dealId])
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const last = progressOf(before).at(-1)
  await record(sql, actor, [
    {
      what: `Claimed ${claim.percent} % of “${milestone.name}”: ${text(claim.amountMinor)} of ${text(milestone.amountMinor)}`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      before: { percent: last?.percent ?? '0', claimed: text(last?.toDateMinor ?? 0n) },
      after: { percent: claim.percent, claimed: text(claim.toDateMinor), note: claim.note },
    },
    ...billed,
  ])
}

/** What claiming would do, without doing it. Refuses what claiming refuses. */
export async function lookAtClaim(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  request: ProgressRequest,
): Promise<{ schedule: Schedule; milestone: Milestone; outlook: BillingOutlook }> {
  const { schedule, milestone, claim } = await lockClaimed(sql, actor, clock, request)
  const { all } = await readMilestoneParts(sql, schedule, milestone)
  const own = all.filter((part) => part.claim === claim)
  const outlook = await lookAhead(sql, clock, schedule, milestone, { all: own, unbilled: own })
  return { schedule, milestone, outlook }
}

async function lockClaimed(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { milestoneId, percent, note }: ProgressRequest,
): Promise<Claimed> {
  const { schedule, milestone: before } = await lockFor(sql, milestoneId)
  const parts = await readPartsOfMilestone(sql, milestoneId)
  const said = { percent: plain(percent), note, by: actor.who, at: clock.now() }
  const claim = nextClaim(schedule, before, said, parts)
  return { schedule, before, milestone: { ...before, claims: [...before.claims, claim] }, claim }
}

/** What the claim bills, as the schedule bills: at once, or with the invoice of the month. */
async function billClaim(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { schedule, milestone, claim }: Claimed,
): Promise<readonly Happening[]> {
  const { settings, zone } = await readWorkspace(sql)
  const cadence = cadenceOf(schedule, settings)
  // The month leaves alone what was freed; a person who claims has just said that this is to be billed.
  if (cadence.on === 'monthly' && !(await wasFreed(sql, milestone.milestoneId)))
    return waitForMonth(sql, clock, zone, schedule, milestone, cadence.day)
  const { all } = await readMilestoneParts(sql, schedule, milestone)
  return billMilestone(sql, actor, clock, {
    schedule,
    milestone,
    again: true,
    byPolicy: true,
    onlyParts: all
      .filter((part) => claimInKey(part.partKey) === String(claim.number))
      .map((part) => part.partKey),
  })
}

/** "40.50" is 40.5, and "40.0" is 40. */
const plain = (percent: string): string =>
  percent.includes('.') ? percent.replace(/0+$/, '').replace(/\.$/, '') : percent
