import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import { setWorkStatus } from '../schedules/milestone-table'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { approvalOf, snapshotOf } from './round'
import { endRound, latestRounds, openRound } from './round-table'

/** Asks for approval: opens a numbered round with a frozen snapshot. Submitting twice answers the open round. */
export async function submitMilestone(
  sql: Sql,
  actor: Actor,
  request: { milestoneId: string; note: string | null },
): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  if (milestone.workStatus === 'in_review') return
  if (milestone.workStatus !== 'in_progress' && milestone.workStatus !== 'pending') {
    throw conflict(
      'wrong_status',
      `“${milestone.name}” is ${milestone.workStatus}; only open work is submitted.`,
    )
  }
  if (!approvalOf(schedule, milestone).required) {
    throw conflict('wrong_status', `“${milestone.name}” asks for no approval. Complete it instead.`)
  }
  const { snapshot, hash } = snapshotOf(schedule, milestone)
  const round = await openRound(sql, {
    milestoneId: milestone.milestoneId,
    snapshot,
    hash,
    note: request.note,
    by: actor.who,
  })
  await setWorkStatus(sql, milestone.milestoneId, {
    workStatus: 'in_review',
    changesRequested: false,
    completed: null,
  })
  await markDirty(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Submitted “${milestone.name}” for approval, round ${round.number}`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      after: { note: request.note, snapshot, hash },
    },
  ])
}

/** Takes the question back: the round ends unanswered. */
export async function withdrawMilestone(
  sql: Sql,
  actor: Actor,
  request: { milestoneId: string; note: string | null },
): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  if (milestone.workStatus !== 'in_review') {
    throw conflict('wrong_status', `“${milestone.name}” is not in review.`)
  }
  const round = (await latestRounds(sql, [milestone.milestoneId])).get(milestone.milestoneId)
  if (round?.state === 'open') await endRound(sql, round.roundId, 'withdrawn')
  await setWorkStatus(sql, milestone.milestoneId, {
    workStatus: 'in_progress',
    changesRequested: false,
    completed: null,
  })
  await markDirty(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Withdrew “${milestone.name}” from review`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      after: { note: request.note },
    },
  ])
}
