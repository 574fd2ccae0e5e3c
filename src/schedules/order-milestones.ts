import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { invalid, notFound } from '../tenants/refusal'
import { readMilestones, orderMilestones as storeOrder } from './milestone-table'
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
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: 'Reordered the milestones',
      dealId: schedule.dealId,
      before: moved.map(({ name, from }) => ({ name, position: from })),
      after: moved.map(({ name, to }) => ({ name, position: to })),
    },
  ])
}

/** A milestone that a person moved, with its place before and after, counted from 1. */
export interface Move {
  readonly name: string
  readonly from: number
  readonly to: number
}

/**
 * The fewest moves that make the new order from the old one: all but a longest run of milestones that keep their order
 * among themselves. Dragging one row of a thousand is one move, though every position after it changes.
 */
export function movedBy(
  before: readonly { readonly milestoneId: string; readonly name: string }[],
  ids: readonly string[],
): Move[] {
  const placeBefore = new Map(before.map(({ milestoneId }, index) => [milestoneId, index]))
  const order = ids.map((id) => placeBefore.get(id) ?? 0)
  const stays = longestRise(order)
  return order.flatMap((from, to) =>
    stays.has(from) ? [] : [{ name: before[from]?.name ?? '', from: from + 1, to: to + 1 }],
  )
}

/** The members of a longest rising subsequence of distinct numbers, by patience: n log n, for 1,000 rows and more. */
function longestRise(numbers: readonly number[]): Set<number> {
  const tops: number[] = []
  const under = new Map<number, number | undefined>()
  for (const number of numbers) {
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tops[middle] ?? 0) < number) low = middle + 1
      else high = middle
    }
    under.set(number, tops[low - 1])
    tops[low] = number
  }
  const members = new Set<number>()
  for (let top = tops.at(-1); top !== undefined; top = under.get(top)) members.add(top)
  return members
}
