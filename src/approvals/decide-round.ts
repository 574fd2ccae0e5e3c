import type { Clock } from '../clock/clock'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import { setWorkStatus } from '../schedules/milestone-table'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound } from '../tenants/refusal'
import type { BillingPolicy } from './billing-policy'
import { markCompleted } from './complete-milestone'
import { approvalOf, roundOutcome, snapshotOf } from './round'
import { addDecision, endRound, readDecisions, readRound } from './round-table'

/**
 * A colleague approves submitted work, or asks for changes. What was submitted is what is approved: when the
 * milestone differs from the round's snapshot the decision is refused.
 * Refuses: not_found, wrong_status, approval_stale, validation_failed, over_billing.
 */
export async function decideRound(
  sql: Sql,
  actor: Actor,
  parts: { clock: Clock; billing: BillingPolicy },
  request: { roundId: string; decision: 'approve' | 'revise'; reason: string | null },
): Promise<string> {
  const found = await readRound(sql, request.roundId)
  if (!found) throw notFound('round')
  const { milestone, schedule } = await lockFor(sql, found.milestoneId)
  // Read again under the lock: two people may have decided in the same second.
  const round = await readRound(sql, request.roundId)
  if (!round) throw notFound('round')
  const earlier = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  if (earlier.some((decision) => decision.who === actor.who && decision.decision === request.decision)) {
    return milestone.milestoneId
  }
  if (earlier.some((decision) => decision.who === actor.who)) {
    throw conflict('wrong_status', `${actor.who} has decided in this round already.`)
  }
  if (round.state !== 'open') throw conflict('wrong_status', `This round has ended: ${round.state}.`)
  if (request.decision === 'revise' && request.reason === null) {
    throw invalid([{ pointer: '/reason', detail: 'Say what should change.' }])
  }
  if (snapshotOf(schedule, milestone).hash !== round.snapshotHash) {
    throw conflict(
      'approval_stale',
      'The milestone changed since it was submitted. Withdraw it and submit it again.',
    )
  }
  await addDecision(sql, {
    roundId: round.roundId,
    who: actor.who,
    role: actor.role,
    decision: request.decision,
    reason: request.reason,
    snapshotHash: round.snapshotHash,
    how: { via: actor.via, personId: actor.personId },
  })
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const outcome = roundOutcome(approvalOf(schedule, milestone), decisions)
  if (outcome !== 'open') await endRound(sql, round.roundId, outcome)
  if (outcome === 'revised') {
    await setWorkStatus(sql, milestone.milestoneId, {
      workStatus: 'in_progress',
      changesRequested: true,
      completed: null,
    })
    await markDirty(sql, [schedule.dealId])
  }
  const billed =
    outcome === 'approved'
      ? await markCompleted(sql, actor, parts, { schedule, milestone, by: actor.who, note: round.note })
      : []
  await record(sql, actor, [
    {
      what: `${request.decision === 'approve' ? 'Approved' : 'Asked for changes to'} “${milestone.name}”, round ${round.number}`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      after: { reason: request.reason, snapshotHash: round.snapshotHash, outcome },
    },
    ...billed,
  ])
  return milestone.milestoneId
}
