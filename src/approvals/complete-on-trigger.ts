import { limits } from '../../config/limits'
import { endAttentions, raiseAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { isSetAside } from '../deals/set-aside-table'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import { backoffMs } from '../outbox/retry'
import type { Database, Sql } from '../postgres/database'
import { isPassing } from '../postgres/passing'
import { lockFor, lockPlanOf } from '../schedules/change-milestone'
import { refreshTriggers } from '../schedules/refresh-triggers'
import { failedDayCause, triggerDay } from '../schedules/trigger'
import {
  lockFailedTrigger,
  postponeTrigger,
  putOffFailedTrigger,
  spendTriggers,
} from '../schedules/trigger-table'
import { program } from '../tenants/actor'
import { Refusal } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import type { BillingPolicy } from './billing-policy'
import { markCompleted } from './complete-milestone'
import { latestRounds } from './round-table'
import { withdrawRound } from './withdraw-round'

interface Parts {
  readonly database: Database
  readonly clock: Clock
  readonly billing: BillingPolicy
  readonly random: () => number
}

/** How soon a day that came, but was refused, is tried again: the contract may have been raised meanwhile. */
const TRY_AGAIN_MS = 60 * 60 * 1_000

const actor = program('trigger')
const causeOf = (milestoneId: string) => `trigger:${milestoneId}`

/**
 * A milestone's day has come: it is completed, an open review ends, and billing follows the schedule's policy; work
 * that was completed before is billed now. Everything is looked at again under the schedule's lock, so that it happens
 * once, however many look and however late. What billing refuses (past the contract, say) is told to people, and tried
 * again. What Milepost itself fails at is put off, each time for longer, told to people when it goes on, and thrown.
 */
export async function completeOnTrigger(
  parts: Parts,
  workspaceId: string,
  milestoneId: string,
): Promise<void> {
  try {
    await parts.database.inWorkspace(workspaceId, (sql) => act(sql, parts, milestoneId))
  } catch (error) {
    // A milestone that is gone, one that can't be billed, one that we fail at: none may be claimed again at once.
    if (error instanceof Refusal)
      return parts.database.inWorkspace(workspaceId, (sql) => putOff(sql, milestoneId, error))
    if (!isPassing(error))
      await parts.database.inWorkspace(workspaceId, (sql) => putOffFailed(sql, parts, milestoneId))
    throw error
  }
}

async function act(sql: Sql, parts: Parts, milestoneId: string): Promise<void> {
  const { milestone, schedule, before } = await lockPlanOf(sql, milestoneId)
  const { zone } = await readWorkspace(sql)
  const day = triggerDay(schedule, milestone, before, zone)
  const none = day === null || day.on > dayIn(zone, parts.clock.now())
  if (none || (await isSetAside(sql, schedule.dealId))) return refreshTriggers(sql, schedule)

  const inReview = milestone.workStatus === 'in_review'
  const round = inReview ? (await latestRounds(sql, [milestoneId])).get(milestoneId) : undefined
  if (round?.state === 'open') await withdrawRound(sql, round)
  await spendTriggers(sql, [milestoneId], day.on)
  const isCompleted = milestone.workStatus === 'completed'
  const billed = isCompleted
    ? await parts.billing.onCompleted(sql, actor, schedule, milestone)
    : await markCompleted(sql, actor, parts, { schedule, milestone, by: day.by, note: null, how: 'trigger' })
  if (isCompleted) await refreshTriggers(sql, schedule)
  await endAttentions(sql, [causeOf(milestoneId), failedDayCause(milestoneId)], actor.who, 'billed')
  await record(sql, actor, [
    {
      what: isCompleted
        ? `The day to bill “${milestone.name}” came: ${day.by}`
        : `Completed “${milestone.name}” by its ${day.by}`,
      dealId: schedule.dealId,
      milestoneId,
      before: { workStatus: milestone.workStatus },
      after: {
        workStatus: 'completed',
        completedBy: isCompleted ? milestone.completedBy : day.by,
        ...(round?.state === 'open' && { round: `round ${round.number} ended without a decision` }),
      },
    },
    ...billed,
  ])
}

async function putOff(sql: Sql, milestoneId: string, refusal: Refusal): Promise<void> {
  if (refusal.code === 'not_found') return
  const { milestone, schedule } = await lockFor(sql, milestoneId)
  await postponeTrigger(sql, milestoneId, TRY_AGAIN_MS)
  await endAttentions(sql, [failedDayCause(milestoneId)], actor.who, 'refused')
  await raiseAttention(sql, {
    cause: causeOf(milestoneId),
    kind: 'billing_blocked',
    dealId: schedule.dealId,
    milestoneId,
    title: `The day of “${milestone.name}” came, but it can't be billed`,
    detail: `${refusal.message} It is tried again every hour.`,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
  // Less is ready to be billed.
  await markDirty(sql, [schedule.dealId])
}

/** Puts it off without reading what may be broken; after several tries a person is asked, and trying goes on. */
async function putOffFailed(sql: Sql, { random }: Parts, milestoneId: string): Promise<void> {
  const failed = await lockFailedTrigger(sql, milestoneId)
  if (!failed) return
  const isDue = await putOffFailedTrigger(sql, milestoneId, backoffMs(failed.tries, null, random))
  if (!isDue || failed.tries + 1 < limits.attemptsBeforeAttention) return
  await raiseAttention(sql, {
    cause: failedDayCause(milestoneId),
    kind: 'stuck',
    dealId: failed.dealId,
    milestoneId,
    title: `The day of “${failed.name}” came, and nothing was billed`,
    detail:
      'Milepost itself failed at it; its log says where. Nothing is lost: it is tried again by itself, about every ' +
      'quarter of an hour.',
    actions: [{ action: 'leave', label: 'Leave it' }],
  })
}
