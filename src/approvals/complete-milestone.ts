import type { Clock } from '../clock/clock'
import { type Happening, record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import type { Milestone } from '../schedules/milestone'
import { readMilestones, setWorkStatus } from '../schedules/milestone-table'
import { refreshTriggers } from '../schedules/refresh-triggers'
import type { Schedule } from '../schedules/schedule'
import { billsOnAcceptance, waitsForTrigger } from '../schedules/trigger'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import type { BillingPolicy, PastCap } from './billing-policy'
import { approvalOf } from './round'

/**
 * Line 3 of the story, without a client: work is done, and billing follows the schedule's policy in the same
 * transaction, as one outcome. When the cap refuses the bill, nothing is completed either.
 * Completing completed work answers the present state. Refuses: not_found, not_accepted, wrong_status, over_billing.
 */
export async function completeMilestone(
  sql: Sql,
  actor: Actor,
  parts: { clock: Clock; billing: BillingPolicy },
  request: { milestoneId: string; note: string | null },
): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  if (milestone.workStatus === 'completed') return
  if (milestone.workStatus === 'in_review') {
    throw conflict('not_accepted', `“${milestone.name}” is in review. It is completed when it is approved.`)
  }
  if (milestone.workStatus === 'cancelled')
    throw conflict('wrong_status', `“${milestone.name}” was cancelled.`)
  if (approvalOf(schedule, milestone).required) {
    throw conflict(
      'not_accepted',
      `“${milestone.name}” needs an approval. Submit it instead of completing it.`,
    )
  }
  const billed = await markCompleted(sql, actor, parts, {
    schedule,
    milestone,
    by: actor.who,
    note: request.note,
  })
  await record(sql, actor, [
    {
      what: `Completed “${milestone.name}”`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      before: { workStatus: milestone.workStatus },
      after: { workStatus: 'completed', note: request.note },
    },
    ...billed,
  ])
}

/**
 * Sets the status and lets billing follow, unless its invoice waits for a day that was agreed. Answers what billing
 * did, to be recorded last: the history's head is the lock that everyone takes after all others.
 */
export async function markCompleted(
  sql: Sql,
  actor: Actor,
  parts: { clock: Clock; billing: BillingPolicy },
  work: {
    schedule: Schedule
    milestone: Milestone
    by: string
    note: string | null
    how?: 'trigger' | 'silence'
    /** When it was completed, where that is not now. */
    at?: Date
    /** Left out: refused. */
    pastCap?: PastCap
  },
): Promise<readonly Happening[]> {
  const completed = {
    at: work.at ?? parts.clock.now(),
    by: work.by,
    note: work.note,
    ...(work.how && { how: work.how }),
  }
  await setWorkStatus(sql, work.milestone.milestoneId, {
    workStatus: 'completed',
    changesRequested: false,
    completed,
  })
  const milestone: Milestone = {
    ...work.milestone,
    workStatus: 'completed',
    changesRequested: false,
    completedAt: completed.at,
    completedBy: completed.by,
    completedNote: completed.note,
    completedHow: work.how ?? 'person',
  }
  const billed =
    work.how === 'trigger'
      ? await parts.billing.onCompleted(sql, actor, work.schedule, milestone)
      : await billUnlessWaiting(sql, actor, parts, { ...work, milestone })
  await refreshTriggers(sql, work.schedule)
  await markDirty(sql, [work.schedule.dealId])
  return billed
}

/** Lets billing follow completed work, unless its invoice waits for a day that was agreed. */
export async function billUnlessWaiting(
  sql: Sql,
  actor: Actor,
  parts: { billing: BillingPolicy },
  { schedule, milestone, pastCap }: { schedule: Schedule; milestone: Milestone; pastCap?: PastCap },
): Promise<readonly Happening[]> {
  if (await waitsForDay(sql, schedule, milestone)) return []
  return parts.billing.onCompleted(sql, actor, schedule, milestone, pastCap)
}

async function waitsForDay(sql: Sql, schedule: Schedule, milestone: Milestone): Promise<boolean> {
  if (billsOnAcceptance(milestone.details.trigger)) return false
  const { zone } = await readWorkspace(sql)
  return waitsForTrigger(schedule, milestone, await readMilestones(sql, [schedule.scheduleId]), zone)
}
