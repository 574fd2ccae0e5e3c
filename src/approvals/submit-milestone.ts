import { settleMilestoneAttention } from '../attention/attention-table'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import type { Milestone } from '../schedules/milestone'
import { setWorkStatus } from '../schedules/milestone-table'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { conflict, invalid } from '../tenants/refusal'
import { openReview } from './open-review'
import { type EvidenceAnswer, missingOf } from './required-evidence'
import { approvalOf, withRole } from './round'
import { latestRounds } from './round-table'
import type { Snapshot } from './snapshot'
import { takeSnapshot } from './take-snapshot'
import { withdrawRound } from './withdraw-round'

/** What a person says when they submit: a note to those who decide, and what answers the evidence that was asked. */
export interface Submission {
  readonly milestoneId: string
  readonly note: string | null
  readonly answers?: readonly EvidenceAnswer[]
}

/**
 * Asks for approval: opens a numbered round with a frozen snapshot. Submitting twice answers the open round.
 * Refuses: not_found, wrong_status, validation_failed (what answers what), evidence_missing (with `missing`).
 */
export async function submitMilestone(sql: Sql, actor: Actor, request: Submission): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  if (milestone.workStatus === 'in_review') return
  const snapshot = await composeSubmission(sql, schedule, milestone, request)
  const missing = missingOf(snapshot.required)
  if (missing.length > 0) throw evidenceMissing(milestone, missing)
  const round = await openReview(sql, { schedule, milestone, snapshot, note: request.note, by: actor.who })
  await setWorkStatus(sql, milestone.milestoneId, {
    workStatus: 'in_review',
    changesRequested: false,
    completed: null,
  })
  await settleMilestoneAttention(sql, milestone.milestoneId, ['revision_requested'], actor.who, 'submitted')
  await markDirty(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Submitted “${milestone.name}” for approval, round ${round.number}`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      after: {
        note: request.note,
        asked: round.approvers.map(({ name, role }) => withRole(name, role)),
        snapshot,
        hash: round.snapshotHash,
      },
    },
  ])
}

/** What submitting would show, whether or not anything is missing. Refuses: wrong_status, validation_failed. */
export async function composeSubmission(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  request: Pick<Submission, 'note' | 'answers'>,
): Promise<Snapshot> {
  if (milestone.workStatus !== 'in_progress' && milestone.workStatus !== 'pending') {
    throw conflict(
      'wrong_status',
      `“${milestone.name}” is ${milestone.workStatus}; only open work is submitted.`,
    )
  }
  if (!approvalOf(schedule, milestone).required) {
    throw conflict('wrong_status', `“${milestone.name}” asks for no approval. Complete it instead.`)
  }
  const { note, answers = [] } = request
  const snapshot = await takeSnapshot(sql, schedule, milestone, { note, answers })
  const files = new Set(snapshot.evidence.map(({ fileId }) => fileId))
  const errors = answers.flatMap(({ item, fileIds }, index) => [
    ...(milestone.details.evidenceRequired.includes(item)
      ? []
      : [{ pointer: `/evidence/${index}/item`, detail: `“${item}” is not asked of this milestone.` }]),
    ...fileIds.flatMap((fileId, place) =>
      files.has(fileId)
        ? []
        : [
            {
              pointer: `/evidence/${index}/fileIds/${place}`,
              detail: 'This file is no evidence of this milestone. Add it there first.',
            },
          ],
    ),
  ])
  if (errors.length > 0) throw invalid(errors)
  return snapshot
}

const evidenceMissing = (milestone: Milestone, missing: readonly string[]) =>
  conflict(
    'evidence_missing',
    `“${milestone.name}” can't be submitted without what was agreed as evidence: ${missing.join('; ')}. ` +
      'Add the files, or say for each why there is none.',
    { missing, milestoneId: milestone.milestoneId },
  )

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
  if (round?.state === 'open') await withdrawRound(sql, round)
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
