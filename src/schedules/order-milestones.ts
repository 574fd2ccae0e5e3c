import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { invalid, notFound } from '../tenants/refusal'
import { readMilestones, orderMilestones as storeOrder } from './milestone-table'
import { movedBy, reorderStory } from './order'
import { keepStep, planStepBack } from './planning-step-table'
import { lockScheduleOfDeal } from './schedule-table'

/** Reorders every milestone at any time, whatever its status: positions change and nothing else. */
export async function orderMilestones(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; ids: readonly string[] },
): Promise<void> {
  const schedule = await lockScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const known = new Set(milestones.map((milestone) => milestone.milestoneId))
  const complete =
    request.ids.length === known.size &&
    new Set(request.ids).size === known.size &&
    request.ids.every((id) => known.has(id))
  if (!complete) {
    throw invalid([{ pointer: '/ids', detail: 'List every milestone of this schedule exactly once.' }])
  }
  const moved = movedBy(milestones, request.ids)
  if (moved.length === 0) return
  await storeOrder(sql, schedule.scheduleId, request.ids)
  // HubSpot shows the next milestone and its day.
  await markDirty(sql, [schedule.dealId])
  const story = reorderStory(schedule.dealId, moved)
  await record(sql, actor, story)
  await keepStep(sql, {
    scheduleId: schedule.scheduleId,
    what: story[0]?.what ?? '',
    who: actor.who,
    before: planStepBack(schedule, milestones),
  })
}
