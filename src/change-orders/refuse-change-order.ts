import { formatAmount, formatMoney, money } from '../money/money'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import { conflict, type Refusal } from '../tenants/refusal'
import { type ChangeOrder, netEffect, orderName } from './change-order'
import { conflictsOf } from './line-conflict'

/**
 * What is billed of a schedule and on its way, in minor units; billed is null when a document could not be read.
 * Change orders stand left of invoices and may not ask them; the flow hands this in.
 */
export type BilledSoFar = (
  sql: Sql,
  schedule: Schedule,
) => Promise<{ readonly billedMinor: bigint | null; readonly inFlightMinor: bigint }>

/**
 * Has what invoices of billed milestones say follow a change order that accepts it, once it was decided on, sent or taken
 * back; nothing for any other one. Handed in like what is billed. Refuses change_order_conflict where an approved one
 * accepts what its invoice does not bill any more.
 */
export type FollowOrder = (sql: Sql, order: ChangeOrder) => Promise<void>

/** Refuses change_order_conflict, naming every milestone that a line no longer fits, or currency_mismatch. */
export function refuseConflicts(
  order: ChangeOrder,
  schedule: Schedule,
  milestones: readonly Milestone[],
): void {
  const name = orderName(order)
  if (order.currency !== schedule.currency) {
    throw conflict(
      'currency_mismatch',
      `${name} was written in ${order.currency}, and the schedule is in ${schedule.currency} now. Revise it.`,
    )
  }
  const conflicts = conflictsOf(order.lines, milestones, order.currency)
  const [first] = conflicts
  if (!first) return
  throw conflict(
    'change_order_conflict',
    `${name} no longer fits: ${conflicts.map((each) => `“${each.name}”: ${each.detail}`).join(' ')} ` +
      'Nothing was changed. Revise it and send it again.',
    { milestoneId: first.milestoneId, conflicts },
  )
}

/** Refuses over_billing when the contract sum would fall below what is billed and on its way. */
export async function refuseBelowBilled(
  sql: Sql,
  billedSoFar: BilledSoFar,
  order: ChangeOrder,
  schedule: Schedule,
): Promise<void> {
  const net = netEffect(order.lines)
  if (net >= 0n) return
  const { billedMinor, inFlightMinor } = await billedSoFar(sql, schedule)
  const room = billedMinor === null ? null : schedule.contractMinor - billedMinor - inFlightMinor
  if (room === null || -net > room) throw belowBilled(order, schedule, room, net)
}

function belowBilled(order: ChangeOrder, schedule: Schedule, room: bigint | null, net: bigint): Refusal {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const left = room === null || room < 0n ? 0n : room
  const why =
    room === null
      ? 'An invoice of this deal could not be read from QuickBooks, so what is billed is not known. Press Check now and try again.'
      : `Only ${text(left)} of ${text(schedule.contractMinor)} is not billed yet. Take less away.`
  return conflict(
    'over_billing',
    `${orderName(order)} takes ${text(-net)} off the contract, below what is billed. ${why} Nothing was changed.`,
    {
      ...(room !== null && { remaining: formatAmount(money(left, schedule.currency)) }),
      attempted: formatAmount(money(-net, schedule.currency)),
      currency: schedule.currency,
    },
  )
}
