import type { Sql } from '../postgres/database'
import { readMilestones } from '../schedules/milestone-table'
import { planSchedule } from '../schedules/plan-schedule'
import type { Schedule } from '../schedules/schedule'
import { readScheduleOfDeal } from '../schedules/schedule-table'
import { scheduleToDraft } from '../schedules/schedule-to-draft'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'

/**
 * Lets go of what a plan was started from: its invoices name no estimate any more, and billing asks nothing of one.
 * Nothing else of the plan changes. A plan that has no source stays as it is. Refuses: schedule_missing, version_conflict.
 */
export async function releaseSource(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; ifVersion: number | null },
): Promise<Schedule> {
  const schedule = await readScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw conflict('schedule_missing', 'This deal has no plan yet.')
  if (schedule.terms.source === null) return schedule
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const draft = { ...scheduleToDraft(schedule, milestones), source: null }
  return planSchedule(sql, actor, { ...request, draft })
}
