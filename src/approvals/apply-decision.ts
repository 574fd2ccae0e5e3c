import { raiseAttention } from '../attention/attention-table'
import { type Happening, record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { setWorkStatus } from '../schedules/milestone-table'
import type { Actor } from '../tenants/actor'
import { linkWords } from '../tenants/link-came'
import type { DecideParts } from './after-approval'
import { checkRound, type Reviewed } from './check-round'
import { markCompleted } from './complete-milestone'
import { readDecisions } from './decision-table'
import { type Judge, pastCapOf } from './judge'
import { keepDecision } from './keep-decision'
import { type Decision, revisionCause, roundOutcome, withRole } from './round'
import { endRound } from './round-table'
import { splitMilestone } from './split-milestone'
import { tellPart } from './tell-part'
import { refusePart, type Verdict, verdictWords } from './verdict'

/**
 * One judgement of an open round, whoever made it and however it came: kept for ever, and where it ends the round, its
 * effect in the same transaction. The schedule is locked by the caller, so that two at once are one after the other.
 * Refuses: wrong_status, approval_stale, not_accepted, validation_failed; over_billing for what a colleague decides
 * themselves: what a client said is kept, and its billing is blocked.
 */
export async function applyDecision(
  sql: Sql,
  actor: Actor,
  parts: DecideParts,
  reviewed: Reviewed,
  judge: Judge,
  verdict: Verdict,
): Promise<void> {
  const { schedule, milestone, round } = reviewed
  const { milestoneId } = milestone
  if (await checkRound(sql, reviewed, judge, verdict)) return
  if (verdict.decision === 'approve_part') refusePart(round)
  if (verdict.decision === 'approve_part' && verdict.outcome === 'split') {
    await splitMilestone(sql, actor, parts, {
      milestoneId,
      accepted: verdict.accepted,
      reason: verdict.reason ?? '',
      ifVersion: null,
      judge,
    })
    return
  }
  await keepDecision(sql, schedule, round, judge, verdict)
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const outcome = roundOutcome(round, decisions)
  if (outcome !== 'open') await endRound(sql, round.roundId, outcome)
  if (outcome === 'revised') await sendBack(sql, reviewed, judge, verdict)
  const followed =
    outcome === 'approved' ? await acceptWork(sql, actor, parts, reviewed, decisions, judge) : []
  if (verdict.decision === 'approve_part') {
    await tellPart(sql, reviewed, { who: judge.who, ...verdict }, null)
  }
  await markDirty(sql, [schedule.dealId])
  await record(sql, actor, [decisionStory(reviewed, judge, verdict, outcome), ...followed])
}

async function sendBack(sql: Sql, reviewed: Reviewed, judge: Judge, verdict: Verdict): Promise<void> {
  const { schedule, milestone, round } = reviewed
  await setWorkStatus(sql, milestone.milestoneId, {
    workStatus: 'in_progress',
    changesRequested: true,
    completed: null,
  })
  // What somebody left of an earlier round says nothing of this one.
  await raiseAttention(sql, {
    cause: revisionCause(round),
    kind: 'revision_requested',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: `${judge.who} asked for changes to “${milestone.name}”`,
    detail: `Round ${round.number}: ${verdict.reason ?? ''}${sentAlong(judge.fileIds.length)}`,
    actions: [{ action: 'leave', label: 'Seen' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}

const sentAlong = (files: number): string =>
  files === 0 ? '' : files === 1 ? ' (1 file came with it)' : ` (${files} files came with it)`

/** The work is accepted: completed, billed by policy, and whatever else follows, as one outcome. */
async function acceptWork(
  sql: Sql,
  actor: Actor,
  parts: DecideParts,
  { schedule, milestone, round }: Reviewed,
  decisions: readonly Decision[],
  last: Judge,
): Promise<readonly Happening[]> {
  const proven = await parts.afterApproval?.(sql, { schedule, milestone, round, decisions })
  const billed = await markCompleted(sql, actor, parts, {
    schedule,
    milestone,
    by: decisions
      .map(({ approverId, who, role }) => (approverId === null ? who : withRole(who, role)))
      .join(' and '),
    note: round.note,
    pastCap: pastCapOf(last),
  })
  return [...billed, ...(proven ?? [])]
}

function decisionStory(
  { schedule, milestone, round }: Reviewed,
  judge: Judge,
  verdict: Verdict,
  outcome: string,
): Happening {
  const said = verdictWords(verdict)
  const about = `${said} “${milestone.name}”, round ${round.number}`
  return {
    what:
      judge.recordedBy === null
        ? `${about.charAt(0).toUpperCase()}${about.slice(1)}`
        : `Recorded that ${judge.who} ${about}`,
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    after: {
      reason: verdict.reason,
      ...(judge.approverId !== null && { decidedBy: withRole(judge.who, judge.role) }),
      ...(judge.recordedBy !== null && { recordedBy: judge.recordedBy, on: judge.recordedOn }),
      ...(judge.signedName !== null && { signed: judge.signedName }),
      ...(judge.how.link && { by: linkWords(judge.how.link) }),
      ...(judge.fileIds.length > 0 && { files: judge.fileIds }),
      ...('accepted' in verdict && verdict.accepted !== null && { accepted: verdict.accepted }),
      snapshotHash: round.snapshotHash,
      outcome,
    },
  }
}
