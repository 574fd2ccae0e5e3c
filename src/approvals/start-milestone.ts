import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import { setWorkStatus } from '../schedules/milestone-table'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'

/** Pending → in progress. Starting started work answers the present state. */
export async function startMilestone(sql: Sql, actor: Actor, milestoneId: string): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, milestoneId)
  if (milestone.workStatus === 'in_progress') return
  if (milestone.workStatus !== 'pending') {
    throw conflict('wrong_status', `“${milestone.name}” is past its start.`, {
      workStatus: milestone.workStatus,
    })
  }
  await setWorkStatus(sql, milestoneId, {
    workStatus: 'in_progress',
    changesRequested: false,
    completed: null,
  })
  await markDirty(sql, [schedule.dealId])
  await record(sql, actor, [{ what: `Started “${milestone.name}”`, dealId: schedule.dealId, milestoneId }])
}
