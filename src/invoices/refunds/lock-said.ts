import type { Sql } from '../../postgres/database'
import { readMilestone } from '../../schedules/milestone-table'
import { lockSchedule } from '../../schedules/schedule-table'
import { notFound } from '../../tenants/refusal'
import { lockIntents, readIntent } from '../intent-table'

/** What one part of a refund is said to be for. */
interface Subject {
  readonly intentId: string
  /** Null for what else the invoice bills. */
  readonly milestoneId: string | null
}

/**
 * Locks what a refund is said to give back, in the order of everybody's locks: the schedules by their ids, then the
 * intents. Answers the deals, in the order of the parts. Refuses not_found.
 */
export async function lockSaid(sql: Sql, subjects: readonly Subject[]): Promise<string[]> {
  const scheduleIds: string[] = []
  for (const { intentId, milestoneId } of subjects) {
    const intent = await readIntent(sql, intentId)
    if (!intent) throw notFound('invoice')
    const milestone = milestoneId === null ? null : await readMilestone(sql, milestoneId)
    if (milestoneId !== null && milestone === null) throw notFound('milestone')
    scheduleIds.push(milestone?.scheduleId ?? intent.scheduleId)
  }
  const deals = new Map<string, string>()
  for (const scheduleId of [...new Set(scheduleIds)].sort()) {
    const schedule = await lockSchedule(sql, scheduleId)
    if (!schedule) throw notFound('schedule')
    deals.set(scheduleId, schedule.dealId)
  }
  await lockIntents(sql, [...new Set(subjects.map(({ intentId }) => intentId))])
  return scheduleIds.flatMap((scheduleId) => deals.get(scheduleId) ?? [])
}
