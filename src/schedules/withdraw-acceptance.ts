import { endFileUses } from '../documents/file-use-table'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound, stale } from '../tenants/refusal'
import {
  hasApprovedChange,
  readAcceptance,
  withdrawAcceptance as storeWithdrawal,
  wasWithdrawn,
} from './acceptance-table'
import { readMilestones } from './milestone-table'
import { refreshTriggers } from './refresh-triggers'
import type { Schedule } from './schedule'
import { lockScheduleOfDeal, saveSchedule } from './schedule-table'

/**
 * Takes a wrong acceptance back: the plan is as editable as it was before, and the record of both stays. Only while
 * nothing stands on it: no work is billed, and no change order was approved. Repeating it changes nothing.
 * Refuses: not_found, version_conflict, not_accepted, already_billed, change_order_required.
 */
export async function withdrawAcceptance(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; reason: string; ifVersion: number | null },
): Promise<Schedule> {
  const schedule = await lockScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  if (request.ifVersion !== null && request.ifVersion !== schedule.version) throw stale('schedule')
  if (schedule.acceptedOn === null) {
    if (await wasWithdrawn(sql, schedule.scheduleId)) return schedule
    throw conflict(
      'not_accepted',
      'No acceptance of this schedule is recorded: there is nothing to take back.',
    )
  }
  const billed = (await readMilestones(sql, [schedule.scheduleId])).filter((milestone) => milestone.billed)
  if (billed.length > 0) {
    throw conflict(
      'already_billed',
      `${billed.map((milestone) => `“${milestone.name}”`).join(', ')} ${billed.length === 1 ? 'is' : 'are'} billed under this acceptance. Void the invoice in QuickBooks, or cancel it under Owed, first.`,
      { milestoneIds: billed.map((milestone) => milestone.milestoneId) },
    )
  }
  if (await hasApprovedChange(sql, schedule.scheduleId)) {
    throw conflict(
      'change_order_required',
      'The client approved a change order since: the plan changes by another change order only.',
    )
  }
  const held = await readAcceptance(sql, schedule.scheduleId)
  const open: Schedule = {
    ...schedule,
    acceptedOn: null,
    acceptedBy: null,
    terms: { ...schedule.terms, control: held?.controlBefore ?? 'open' },
  }
  await saveSchedule(sql, open)
  if (held) {
    await storeWithdrawal(sql, held.acceptanceId, { by: actor.who, reason: request.reason })
    await endFileUses(sql, 'acceptance', held.acceptanceId)
  }
  await refreshTriggers(sql, open)
  await markDirty(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Took back the acceptance of the schedule by ${schedule.acceptedBy}`,
      dealId: schedule.dealId,
      before: { on: schedule.acceptedOn, control: 'formal' },
      after: { control: open.terms.control, reason: request.reason },
    },
  ])
  return { ...open, version: schedule.version + 1 }
}
