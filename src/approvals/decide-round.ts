import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import type { Actor } from '../tenants/actor'
import { notFound } from '../tenants/refusal'
import { readToday } from '../tenants/workspace-table'
import type { DecideParts } from './after-approval'
import { applyDecision } from './apply-decision'
import { readDecisions } from './decision-table'
import { judgeHere } from './judge'
import { readRound } from './round-table'
import type { Verdict } from './verdict'

/**
 * A colleague decides submitted work: as a named approver, as anybody where none is named, or recording what an approver
 * answered elsewhere. What was submitted is what is approved: when the milestone differs from the round's snapshot the
 * decision is refused. Answers the milestone's id.
 * Refuses: not_found, not_an_approver, wrong_status, approval_stale, not_accepted, validation_failed, over_billing.
 */
export async function decideRound(
  sql: Sql,
  actor: Actor,
  parts: DecideParts,
  request: {
    roundId: string
    verdict: Verdict
    /** For whom it is entered, where it is nobody's own. */
    recording?: { approverId: string | null; on: string | null; fileIds: readonly string[] }
  },
): Promise<string> {
  const found = await readRound(sql, request.roundId)
  if (!found) throw notFound('round')
  const { milestone, schedule } = await lockFor(sql, found.milestoneId)
  // Read again under the lock: two people may have decided in the same second.
  const round = await readRound(sql, request.roundId)
  if (!round) throw notFound('round')
  const { verdict, recording = { approverId: null, on: null, fileIds: [] } } = request
  const judge = judgeHere(
    round,
    (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? [],
    actor,
    { ...recording, reason: verdict.reason },
    await readToday(sql),
  )
  await applyDecision(sql, actor, parts, { schedule, milestone, round }, judge, verdict)
  return milestone.milestoneId
}
