import { settleMilestoneAttention } from '../attention/attention-table'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import { setWorkStatus } from '../schedules/milestone-table'
import { refreshTriggers } from '../schedules/refresh-triggers'
import { spendTriggers } from '../schedules/trigger-table'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { readToday } from '../tenants/workspace-table'
import type { BillingPolicy } from './billing-policy'
import { withdrawProofs } from './certificates/withdraw-proofs'
import { openReview } from './open-review'
import { approvalOf } from './round'
import { latestRounds } from './round-table'
import { takeSnapshot } from './take-snapshot'

/**
 * Completed work goes back to in progress (reopen), or its judgement is taken back (revoke). Before the first
 * send a revocation cancels the intent; after it, QuickBooks has an invoice, and only voiding it there frees the
 * work. Work that is being billed is not reopened: that would take a bill back without anyone saying so.
 */
export async function takeBack(
  sql: Sql,
  actor: Actor,
  billing: BillingPolicy,
  request: { milestoneId: string; how: 'reopen' | 'revoke'; reason: string },
): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  const asked = approvalOf(schedule, milestone).required && request.how === 'revoke'
  const target = asked ? 'in_review' : 'in_progress'
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
  if (
    asked &&
    (await latestRounds(sql, [milestone.milestoneId])).get(milestone.milestoneId)?.state !== 'open'
  ) {
    const note = request.reason
    const snapshot = await takeSnapshot(sql, schedule, milestone, { note, answers: [] })
    await openReview(sql, { schedule, milestone, snapshot, note, by: actor.who })
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
      what: `${request.how === 'reopen' ? 'Reopened' : 'Took back the approval of'} “${milestone.name}”`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      before: { workStatus: 'completed' },
      after: {
        workStatus: target,
        reason: request.reason,
        ...(numbers.length > 0 && { certificatesWithdrawn: numbers }),
      },
    },
  ])
}
