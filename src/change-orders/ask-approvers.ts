import { promiseMail } from '../outbox/promise-mail'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import type { ChangeOrder } from './change-order'
import { type AskedOfOrder, storeAsked } from './order-answer-table'

/**
 * Who is asked about a change order: the schedule's approvers; where it has none, everybody who approves one of its
 * milestones, each once. Nobody named: it is recorded here when the client has answered.
 */
export function approversOf(schedule: Schedule, milestones: readonly Milestone[]): AskedOfOrder {
  const { rule, approvers } = schedule.terms.approval
  if (approvers.length > 0) return { rule, approvers }
  const named = milestones.flatMap(({ details }) => details.approval?.approvers ?? [])
  const once = new Map(named.map((approver) => [approver.email.toLowerCase(), approver]))
  return {
    rule,
    approvers: [...once.values()].map((approver, index) => ({ ...approver, id: String(index + 1) })),
  }
}

/**
 * Freezes who is asked, when it is sent: naming others meanwhile changes the next revision. Each is promised an e-mail of
 * their own, which is written when it leaves.
 */
export async function askApprovers(
  sql: Sql,
  { changeOrderId, revision }: Pick<ChangeOrder, 'changeOrderId' | 'revision'>,
  schedule: Schedule,
  milestones: readonly Milestone[],
): Promise<void> {
  const asked = approversOf(schedule, milestones)
  await storeAsked(sql, changeOrderId, asked)
  for (const approver of asked.approvers) {
    await promiseMail(sql, {
      kind: 'order_asked',
      topic: `order:${changeOrderId}:${revision}:${approver.id}`,
      dealId: schedule.dealId,
      roundId: null,
      changeOrderId,
      approverId: approver.id,
      toName: approver.name,
      toEmail: approver.email,
    })
  }
}
