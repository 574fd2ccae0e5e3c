import { settleMilestoneAttention } from '../attention/attention-table'
import { listEvidence } from '../documents/file-table'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { readMoves } from '../schedules/address-move-table'
import { lockFor } from '../schedules/change-milestone'
import type { Milestone } from '../schedules/milestone'
import { setWorkStatus } from '../schedules/milestone-table'
import { refreshTriggers } from '../schedules/refresh-triggers'
import type { Approver, Schedule } from '../schedules/schedule'
import { spendTriggers } from '../schedules/trigger-table'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { readToday } from '../tenants/workspace-table'
import type { BillingPolicy } from './billing-policy'
import { withdrawProofs } from './certificates/withdraw-proofs'
import { readDecisions } from './decision-table'
import { tellOfTakingBack } from './mails/ask-by-mail'
import { openReview } from './open-review'
import { type EvidenceAnswer, missingOf } from './required-evidence'
import { approvalOf, type Round } from './round'
import { latestRounds, markTakenBack } from './round-table'
import type { Snapshot } from './snapshot'
import { takeSnapshot } from './take-snapshot'

/** What is taken back and why; the reason stays inside, unless the client is to read it too. */
export interface TakingBack {
  readonly milestoneId: string
  readonly how: 'reopen' | 'revoke'
  readonly reason: string
  readonly tellClient?: boolean
}

/**
 * The round that a revocation opens: the work as it is now, with what answered its evidence before. None where nobody is
 * asked, or where evidence is missing that submitting would refuse: then the work is in progress, to be submitted.
 */
async function reviewAhead(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  { how, reason, tellClient }: TakingBack,
  round: Round | undefined,
): Promise<{ snapshot: Snapshot } | { missing: readonly string[] }> {
  if (how === 'reopen' || !approvalOf(schedule, milestone).required) return { missing: [] }
  const snapshot = await takeSnapshot(sql, schedule, milestone, {
    note: tellClient === true ? reason : null,
    answers: await answersBefore(sql, milestone, round),
  })
  const missing = missingOf(snapshot.required)
  return missing.length > 0 ? { missing } : { snapshot }
}

/**
 * What made the work count as done: an approval, silence, or neither, as where its day completed it, or a colleague, after
 * the approval had been taken back.
 */
function judgementOf({ completedHow }: Milestone, round: Round | undefined): Round['takesBack'] {
  if (completedHow === 'trigger' || round === undefined || round.takenBackAt !== null) return null
  if (round.state === 'deemed') return 'silence'
  return round.state === 'approved' || round.state === 'split' ? 'approval' : null
}

/** What was said at the last submission: words that explain why there is no file, and files that are still there. */
async function answersBefore(
  sql: Sql,
  { milestoneId, details }: Milestone,
  round: Round | undefined,
): Promise<EvidenceAnswer[]> {
  const there = new Set((await listEvidence(sql, [milestoneId])).map(({ fileId }) => fileId))
  return (round?.snapshot.required ?? [])
    .filter(({ item }) => details.evidenceRequired.includes(item))
    .map((answer) => ({ ...answer, fileIds: answer.fileIds.filter((id) => there.has(id)) }))
    .filter(({ fileIds, note }) => fileIds.length > 0 || note !== null)
}

/**
 * Completed work goes back to in progress (reopen), or its judgement is taken back (revoke). Before the first
 * send a revocation cancels the intent; after it, QuickBooks has an invoice, and only voiding it there frees the
 * work. Work that is being billed is not reopened: that would take a bill back without anyone saying so.
 */
export async function takeBack(
  sql: Sql,
  actor: Actor,
  billing: BillingPolicy,
  request: TakingBack,
): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  const round = (await latestRounds(sql, [milestone.milestoneId])).get(milestone.milestoneId)
  const judgement = judgementOf(milestone, round)
  const ahead = await reviewAhead(sql, schedule, milestone, request, round)
  const target = 'snapshot' in ahead ? 'in_review' : 'in_progress'
  if (milestone.workStatus === target) return
  if (milestone.workStatus !== 'completed') {
    throw conflict('wrong_status', `“${milestone.name}” is not completed.`)
  }
  await billing.onTakenBack(
    sql,
    actor,
    milestone,
    request.how === 'reopen' ? 'reopen_forbidden' : 'revoke_forbidden',
  )
  await setWorkStatus(sql, milestone.milestoneId, {
    workStatus: target,
    changesRequested: false,
    completed: null,
  })
  const numbers = await withdrawProofs(sql, milestone.milestoneId, {
    by: actor.who,
    because: request.reason,
  })
  if (round && judgement !== null) await markTakenBack(sql, round.roundId)
  const asked: Approver[] = []
  if ('snapshot' in ahead) {
    const { snapshot } = ahead
    const asking = { schedule, milestone, snapshot, note: snapshot.note, by: actor.who }
    asked.push(...(await openReview(sql, { ...asking, takesBack: judgement })).approvers)
  }
  if (round && judgement !== null) {
    const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
    const moves = await readMoves(sql, schedule.scheduleId)
    await tellOfTakingBack(sql, schedule.dealId, round, decisions, { asked, moves })
  }
  // The day that completed it has had its effect: it does not complete it again.
  await spendTriggers(sql, [milestone.milestoneId], await readToday(sql))
  await refreshTriggers(sql, schedule)
  await settleMilestoneAttention(
    sql,
    milestone.milestoneId,
    ['ready_to_bill', 'billing_blocked', 'freed'],
    actor.who,
    request.how,
  )
  await markDirty(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: takingBack(request, judgement, milestone.name),
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      before: { workStatus: 'completed' },
      after: {
        workStatus: target,
        reason: request.reason,
        ...('snapshot' in ahead && { clientReadsTheReason: request.tellClient === true }),
        ...('missing' in ahead && ahead.missing.length > 0 && { evidenceMissing: ahead.missing }),
        ...(numbers.length > 0 && { certificatesWithdrawn: numbers }),
      },
    },
  ])
}

function takingBack({ how }: TakingBack, judgement: Round['takesBack'], name: string): string {
  if (how === 'reopen') return `Reopened “${name}”`
  if (judgement === null) return `Took back that “${name}” is done`
  return `Took back the ${judgement === 'silence' ? 'acceptance by silence' : 'approval'} of “${name}”`
}
