import { raiseAttention } from '../attention/attention-table'
import { replaceDealCustomer } from '../deals/deal-customer-table'
import { type Happening, record } from '../history/history-table'
import { retireCustomers } from '../masters/customer-search-table'
import { masterNames } from '../masters/master-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import { readMilestones, saveMilestones } from '../schedules/milestone-table'
import type { Payer } from '../schedules/payers'
import type { Schedule } from '../schedules/schedule'
import { lockSchedulesOfCustomer, saveSchedule } from '../schedules/schedule-table'
import { program } from '../tenants/actor'
import { addMerge, survivorOf } from './customer-merge-table'

const us = program('QuickBooks')

/** Two customers that became one in QuickBooks: an id that is dead, and whose documents its own are now. */
export interface CustomerMerge {
  readonly deadId: string
  readonly survivorId: string
}

/**
 * What was billed to a customer that was merged away is billed to the one that took over: schedules, their payers, and
 * deals that are not planned yet. Where several customers share what is billed already, who pays which part can't be
 * told any more, and a person is asked. Told again, it changes nothing.
 */
export async function followMerges(sql: Sql, merges: readonly CustomerMerge[]): Promise<void> {
  const story: Happening[] = []
  const dirty = new Set<string>()
  for (const { deadId, survivorId } of merges) {
    if (deadId === survivorId || !(await addMerge(sql, { deadId, survivorId }))) continue
    const survivor = await survivorOf(sql, survivorId)
    // Two that were merged into each other: whoever is right, there is nothing to follow.
    if (survivor === deadId) continue
    const names = await masterNames(sql, 'customers', [deadId, survivor])
    const was = names.get(deadId) ?? `customer ${deadId}`
    const is = names.get(survivor) ?? `customer ${survivor}`
    const happening = (dealId: string): Happening => ({
      what: `QuickBooks merged the customer “${was}” into “${is}”, who is billed now`,
      dealId,
      before: { customer: was },
      after: { customer: is },
    })
    const moved = new Set<string>()
    for (const schedule of await lockSchedulesOfCustomer(sql, deadId)) {
      if (await moveSchedule(sql, schedule, deadId, survivor)) moved.add(schedule.dealId)
      else await askAboutPayers(sql, schedule.dealId, was, is)
    }
    for (const dealId of await replaceDealCustomer(sql, deadId, survivor)) moved.add(dealId)
    await retireCustomers(sql, [deadId])
    for (const dealId of moved) dirty.add(dealId)
    story.push(...[...moved].sort().map(happening))
  }
  await markDirty(sql, [...dirty])
  await record(sql, us, story)
}

/** False, and nothing changed, where several payers share milestones that are billed already, or would be one twice. */
async function moveSchedule(
  sql: Sql,
  schedule: Schedule,
  deadId: string,
  survivor: string,
): Promise<boolean> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const lists = [schedule.terms.payers, ...milestones.map(({ details }) => details.payers ?? [])]
  const shared = lists.filter((payers) => names(payers, deadId))
  if (shared.length > 0 && milestones.some((each) => each.billed)) return false
  if (shared.some((payers) => names(payers, survivor))) return false
  const payersNow = (payers: readonly Payer[]): readonly Payer[] =>
    payers.map((payer) =>
      payer.customer.quickbooksId === deadId ? { ...payer, customer: { quickbooksId: survivor } } : payer,
    )
  const { terms } = schedule
  await saveSchedule(sql, {
    ...schedule,
    terms: {
      ...terms,
      customerId: terms.customerId === deadId ? survivor : terms.customerId,
      payers: payersNow(terms.payers),
    },
  })
  const withOwn = milestones.filter(({ details }) => names(details.payers ?? [], deadId))
  await saveMilestones(
    sql,
    schedule.scheduleId,
    withOwn.map((milestone) => withPayers(milestone, payersNow(milestone.details.payers ?? []))),
  )
  return true
}

const names = (payers: readonly Payer[], id: string): boolean =>
  payers.some(({ customer }) => customer.quickbooksId === id)

const withPayers = (milestone: Milestone, payers: readonly Payer[]): Milestone => ({
  ...milestone,
  details: { ...milestone.details, payers },
})

async function askAboutPayers(sql: Sql, dealId: string, was: string, is: string): Promise<void> {
  await raiseAttention(sql, {
    cause: `payers_merged:${dealId}`,
    kind: 'billing_blocked',
    dealId,
    title: `“${was}” was merged into “${is}” in QuickBooks, and pays a share of this deal`,
    detail:
      'What is billed keeps its payers. Give the milestones that are not billed yet payers of their own in the plan.',
    actions: [{ action: 'leave', label: 'Leave it' }],
  })
}
