import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound, stale } from '../tenants/refusal'
import type { Schedule } from './schedule'
import { lockScheduleOfDeal, saveSchedule } from './schedule-table'

/**
 * The client accepted the schedule: amounts are frozen with their base from now on, and control is formal.
 * Repeating it with the same day and name changes nothing.
 */
export async function acceptSchedule(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; on: string; by: string; ifVersion: number | null },
): Promise<Schedule> {
  const schedule = await lockScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  if (request.ifVersion !== null && request.ifVersion !== schedule.version) throw stale('schedule')
  if (schedule.acceptedOn !== null) {
    if (schedule.acceptedOn === request.on && schedule.acceptedBy === request.by) return schedule
    throw conflict(
      'schedule_accepted',
      `${schedule.acceptedBy} accepted this schedule on ${schedule.acceptedOn}.`,
    )
  }
  const accepted: Schedule = {
    ...schedule,
    acceptedOn: request.on,
    acceptedBy: request.by,
    terms: { ...schedule.terms, control: 'formal' },
  }
  await saveSchedule(sql, accepted)
  await markDirty(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Recorded that ${request.by} accepted the schedule`,
      dealId: schedule.dealId,
      after: { on: request.on },
    },
  ])
  return { ...accepted, version: schedule.version + 1 }
}
