import { endAttentions } from '../attention/attention-table'
import { startOfDay } from '../clock/day'
import { isSetAside } from '../deals/set-aside-table'
import { ring } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { readWorkspace } from '../tenants/workspace-table'
import { readMilestones } from './milestone-table'
import type { Schedule } from './schedule'
import { lockSchedule } from './schedule-table'
import { failedDayCause, triggerDay } from './trigger'
import { hasTriggers, schedulesAwaitingDays, setTriggerDays } from './trigger-table'

/**
 * Works out again on which days the milestones of a schedule are triggered. Whatever moves such a day calls this, under
 * the schedule's lock: a plan, the client's acceptance, completed work, and work that is taken back. Of a plan that a merge of
 * deals set aside the days are known, and none comes.
 */
export async function refreshTriggers(sql: Sql, schedule: Schedule): Promise<void> {
  if (!(await hasTriggers(sql, schedule.scheduleId))) return
  const [{ zone }, aside] = await Promise.all([readWorkspace(sql), isSetAside(sql, schedule.dealId)])
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const over = await setTriggerDays(
    sql,
    milestones.map((milestone) => {
      const day = triggerDay(schedule, milestone, milestones, zone)
      return {
        milestoneId: milestone.milestoneId,
        on: day?.on ?? null,
        at: day === null || aside ? null : startOfDay(day.on, zone),
      }
    }),
  )
  if (over.length > 0)
    await endAttentions(sql, over.map(failedDayCause), program('trigger').who, 'its day is another one')
  await ring(sql, 'triggers')
}

/** The workspace moved to another zone: its days begin at other instants. */
export async function refreshAllTriggers(sql: Sql): Promise<void> {
  for (const scheduleId of await schedulesAwaitingDays(sql)) {
    const schedule = await lockSchedule(sql, scheduleId)
    if (schedule) await refreshTriggers(sql, schedule)
  }
}
