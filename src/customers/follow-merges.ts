import { replaceDealCustomer } from '../deals/deal-customer-table'
import { record } from '../history/history-table'
import { addMerge, survivorOf } from '../masters/customer-merge-table'
import { retireCustomers } from '../masters/customer-search-table'
import { masterNames } from '../masters/master-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import { readMilestones, saveMilestones } from '../schedules/milestone-table'
import { namesPayer, type Payer } from '../schedules/payers'
import type { Schedule } from '../schedules/schedule'
import { lockSchedulesOfCustomers, saveSchedule } from '../schedules/schedule-table'
import { program } from '../tenants/actor'

const us = program('QuickBooks')

/** Two customers that became one in QuickBooks: an id that is dead, and whose documents its own are now. */
export interface CustomerMerge {
  readonly deadId: string
  readonly survivorId: string
}

/** Points what bills these customers to whom they were merged into: it is locked after the schedules, and before all else. */
export type MoveIntents = (sql: Sql, merges: readonly CustomerMerge[]) => Promise<void>

/**
 * What was billed to a customer that was merged away is billed to the one that is left: schedules, their payers, what bills
 * them, and deals that are not planned yet. Where it paid a share, that share stays apart, so that what is billed of it stays
 * known, also where whoever took over pays a share too. Told again, it changes nothing. Locked in the order in which everyone
 * locks who bills, however many merges were heard of at once.
 */
export async function followMerges(
  sql: Sql,
  told: readonly CustomerMerge[],
  moveIntents: MoveIntents,
): Promise<void> {
  for (const merge of told) if (merge.deadId !== merge.survivorId) await addMerge(sql, merge)
  // Once all of them are known: whoever took over may be dead too, and its merge heard of before, or after.
  const heard: CustomerMerge[] = []
  for (const deadId of new Set(told.map((merge) => merge.deadId))) {
    const survivorId = await survivorOf(sql, deadId)
    // Two that were merged into each other: whoever is right, there is nothing to follow.
    if (survivorId !== deadId) heard.push({ deadId, survivorId })
  }
  // Those that were known too: a plan may have been saved by somebody who did not know of it yet.
  const deadIds = heard.map(({ deadId }) => deadId)
  const schedules = await lockSchedulesOfCustomers(sql, deadIds)
  await moveIntents(sql, heard)

  const moved = new Map<string, Set<string>>(deadIds.map((deadId) => [deadId, new Set()]))
  for (const schedule of schedules) {
    let now = schedule
    for (const merge of heard) {
      const next = await moveSchedule(sql, now, merge)
      if (next !== now) moved.get(merge.deadId)?.add(schedule.dealId)
      now = next
    }
  }
  for (const { deadId, survivorId } of heard)
    for (const dealId of await replaceDealCustomer(sql, deadId, survivorId)) moved.get(deadId)?.add(dealId)
  await retireCustomers(sql, deadIds)

  const known = await masterNames(sql, 'customers', [
    ...new Set(heard.flatMap(({ deadId, survivorId }) => [deadId, survivorId])),
  ])
  const nameOf = (id: string) => known.get(id) ?? `customer ${id}`
  await markDirty(sql, [...new Set([...moved.values()].flatMap((dealIds) => [...dealIds]))])
  await record(
    sql,
    us,
    heard.flatMap((merge) => {
      const [was, is] = [nameOf(merge.deadId), nameOf(merge.survivorId)]
      return [...(moved.get(merge.deadId) ?? [])].sort().map((dealId) => ({
        what: `QuickBooks merged the customer “${was}” into “${is}”, who is billed now`,
        dealId,
        before: { customer: was },
        after: { customer: is },
      }))
    }),
  )
}

/** The schedule as it is now; the very same where it doesn't name the customer. */
async function moveSchedule(
  sql: Sql,
  schedule: Schedule,
  { deadId, survivorId }: CustomerMerge,
): Promise<Schedule> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const lists = [schedule.terms.payers, ...milestones.map(({ details }) => details.payers ?? [])]
  const shared = lists.filter((payers) => namesPayer(payers, deadId))
  if (shared.length === 0 && schedule.terms.customerId !== deadId) return schedule
  const payersNow = (payers: readonly Payer[]): readonly Payer[] =>
    payers.map((payer) =>
      payer.customer.quickbooksId === deadId
        ? { billedAs: deadId, ...payer, customer: { quickbooksId: survivorId } }
        : payer,
    )
  const { terms } = schedule
  const next: Schedule = {
    ...schedule,
    terms: {
      ...terms,
      customerId: terms.customerId === deadId ? survivorId : terms.customerId,
      payers: payersNow(terms.payers),
    },
  }
  await saveSchedule(sql, next)
  const withOwn = milestones.filter(({ details }) => namesPayer(details.payers ?? [], deadId))
  await saveMilestones(
    sql,
    schedule.scheduleId,
    withOwn.map((milestone) => withPayers(milestone, payersNow(milestone.details.payers ?? []))),
  )
  return next
}

const withPayers = (milestone: Milestone, payers: readonly Payer[]): Milestone => ({
  ...milestone,
  details: { ...milestone.details, payers },
})
