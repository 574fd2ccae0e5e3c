import { endAttentions, settleDealAttention } from '../attention/attention-table'
import { closeAttentions } from '../attention/left-question-table'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import { overwrittenCause } from '../outbox/overwritten'
import { dropOverwritten } from '../outbox/overwritten-table'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound, stale } from '../tenants/refusal'
import { readMilestones, removeMilestones } from './milestone-table'
import { planSchedule } from './plan-schedule'
import { dropStep, readStep, type StepBack } from './planning-step-table'
import { refreshTriggers } from './refresh-triggers'
import type { Schedule } from './schedule'
import { lockScheduleOfDeal, removeSchedule, saveSchedule } from './schedule-table'
import { restoreCodes, storeMerge } from './split-table'
import { failedDayCause } from './trigger'

/**
 * Takes the newest planning of a deal back, by planning what was there before: the same guards, the same cents, and
 * what was removed comes back as it was made. Only while nothing came after it. Taking back is planning too, but is not
 * taken back again: repeating the call is refused.
 * Refuses: not_found, version_conflict, nothing_to_undo, and whatever planning refuses.
 */
export async function undoPlanning(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; ifVersion: number | null },
): Promise<void> {
  const schedule = await lockScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  if (request.ifVersion !== null && request.ifVersion !== schedule.version) throw stale('schedule')
  const step = await readStep(sql, schedule)
  if (!step) {
    throw conflict(
      'nothing_to_undo',
      'There is nothing to take back: something else happened on this deal since its plan was last changed. ' +
        'The history shows what; change the plan itself instead.',
    )
  }
  if (step.before === null) await removePlan(sql, actor, schedule)
  else await goBack(sql, actor, schedule, step.before)
  await dropStep(sql, schedule.scheduleId)
  await record(sql, actor, [
    { what: `Took back: ${step.what}`, dealId: schedule.dealId, before: { by: step.who, at: step.at } },
  ])
}

async function goBack(sql: Sql, actor: Actor, schedule: Schedule, back: StepBack): Promise<void> {
  switch (back.kind) {
    case 'plan': {
      const { dealId } = schedule
      await planSchedule(sql, actor, { dealId, draft: back.draft, origins: back.origins, ifVersion: null })
      return restoreCodes(sql, back.origins)
    }
    case 'split': {
      const whole = (await readMilestones(sql, [schedule.scheduleId])).find(
        ({ milestoneId }) => milestoneId === back.milestoneId,
      )
      if (!whole?.split) throw new Error('a split that can be taken back has its parts')
      await storeMerge(sql, whole.milestoneId, whole.split, back)
      await saveSchedule(sql, schedule)
      await refreshTriggers(sql, schedule)
      return markDirty(sql, [schedule.dealId])
    }
  }
}

/**
 * The plan itself was new: the deal is without one again, what was asked about the two is nobody's question any more,
 * and HubSpot hears that its figures are gone.
 */
async function removePlan(sql: Sql, actor: Actor, schedule: Schedule): Promise<void> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const removed = milestones.map(({ milestoneId }) => milestoneId)
  await removeMilestones(sql, removed)
  await removeSchedule(sql, schedule.scheduleId)
  const { dealId } = schedule
  await settleDealAttention(sql, dealId, 'deal_amount_differs', actor.who, 'not planned')
  await closeAttentions(sql, [`deal_removed:${dealId}`], actor.who, 'not planned')
  const overwritten = await dropOverwritten(sql, [dealId])
  const over = [...overwritten.map(overwrittenCause), ...removed.map(failedDayCause)]
  await endAttentions(sql, over, actor.who, 'not planned')
  await markDirty(sql, [dealId])
}
