import { limits } from '../../config/limits'
import { settleAttentions } from '../attention/attention-table'
import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import { readMilestones } from '../schedules/milestone-table'
import type { Schedule } from '../schedules/schedule'
import { lockSchedule, lockScheduleOfDeal } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound, stale } from '../tenants/refusal'
import { type ChangeOrder, orderName, rejectedCause } from './change-order'
import { addChangeOrder, readChangeOrder, readChangeOrders, saveChangeOrder } from './change-order-table'
import { orderFacts } from './order-story'
import { linesFrom, type TypedLine } from './typed-line'

/**
 * Writes down what should change, under the schedule's next number. Nothing of the schedule, its figures or its
 * billing changes by it.
 * Refuses: not_found, validation_failed, milestone_locked.
 */
export async function draftChangeOrder(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; reason: string; lines: readonly TypedLine[] },
): Promise<ChangeOrder> {
  const schedule = await lockScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  refuseTooMany(milestones, request.lines)
  const order = await addChangeOrder(sql, {
    scheduleId: schedule.scheduleId,
    reason: request.reason,
    currency: schedule.currency,
    lines: linesFrom(schedule, milestones, request.lines),
    by: actor.who,
  })
  const rejected = (await readChangeOrders(sql, schedule.scheduleId)).filter(
    ({ state }) => state === 'rejected',
  )
  await settleAttentions(sql, rejected.map(rejectedCause), actor.who, `${orderName(order)} was drafted`)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Drafted ${orderName(order)}: ${order.reason}`,
      dealId: schedule.dealId,
      after: orderFacts(order, schedule),
    },
  ])
  return order
}

/**
 * Writes a draft anew, whole. One that is with the client is taken back first (`reviseChangeOrder`).
 * Refuses: not_found, version_conflict, wrong_status, validation_failed, milestone_locked.
 */
export async function editChangeOrder(
  sql: Sql,
  actor: Actor,
  request: {
    changeOrderId: string
    reason: string
    lines: readonly TypedLine[]
    ifVersion: number | null
  },
): Promise<ChangeOrder> {
  const { order, schedule, milestones } = await lockOrder(sql, request.changeOrderId)
  refuseStale(order, request.ifVersion)
  if (order.state !== 'draft') throw notIn(order, 'edited', 'A sent one is revised first.')
  refuseTooMany(milestones, request.lines)
  const edited = await saveChangeOrder(sql, {
    ...order,
    reason: request.reason,
    currency: schedule.currency,
    lines: linesFrom(schedule, milestones, request.lines, order.lines),
  })
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Edited ${orderName(order)}`,
      dealId: schedule.dealId,
      before: orderFacts(order, schedule),
      after: orderFacts(edited, schedule),
    },
  ])
  return edited
}

/**
 * A change order under its schedule's lock, read again once the lock is held: two people may have pressed at once.
 * Refuses: not_found.
 */
export async function lockOrder(
  sql: Sql,
  changeOrderId: string,
): Promise<{ order: ChangeOrder; schedule: Schedule; milestones: Milestone[] }> {
  const found = await readChangeOrder(sql, changeOrderId)
  const schedule = found ? await lockSchedule(sql, found.scheduleId) : null
  const order = schedule ? await readChangeOrder(sql, changeOrderId) : null
  if (!schedule || !order) throw notFound('change order')
  return { order, schedule, milestones: await readMilestones(sql, [schedule.scheduleId]) }
}

/**
 * What a person saw is what they decide. Asked after a repetition is answered: whoever presses again because the
 * answer was lost holds an old version with good right.
 */
export function refuseStale(order: ChangeOrder, ifVersion: number | null): void {
  if (ifVersion !== null && ifVersion !== order.version) throw stale('change order')
}

/** The refusal of what this change order's state does not allow. */
export function notIn(order: ChangeOrder, doing: string, instead: string) {
  const state = {
    draft: 'is still a draft',
    sent: 'was sent',
    approved: 'is approved',
    rejected: 'was rejected',
    withdrawn: 'was withdrawn',
  }[order.state]
  return conflict('wrong_status', `${orderName(order)} ${state}; it can't be ${doing}. ${instead}`, {
    state: order.state,
  })
}

function refuseTooMany(milestones: readonly Milestone[], lines: readonly TypedLine[]): void {
  const added = lines.filter((line) => line.op === 'add').length
  if (milestones.length + added <= limits.milestonesPerSchedule) return
  throw invalid([
    { pointer: '/lines', detail: `A schedule has at most ${limits.milestonesPerSchedule} milestones.` },
  ])
}
