import { dealAmount } from '../deals/deal'
import { readDeal } from '../deals/deal-table'
import { formatAmount } from '../money/money'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import { readMilestones } from './milestone-table'
import { planSchedule } from './plan-schedule'
import type { Schedule } from './schedule'
import { lockScheduleOfDeal } from './schedule-table'
import { scheduleToDraft } from './schedule-to-draft'

/**
 * The contract value becomes the deal's amount, through the door that every planning takes: open shares are resolved
 * again, nothing judged or billed moves. Can be taken back like any planning.
 * Refuses: not_found, wrong_status (the deal has no amount), and whatever planning refuses.
 */
export async function followAmount(sql: Sql, actor: Actor, dealId: string): Promise<Schedule> {
  const deal = await readDeal(sql, dealId)
  const schedule = deal && (await lockScheduleOfDeal(sql, deal.dealId))
  if (!deal || !schedule) throw notFound('schedule')
  const amount = dealAmount(deal)
  if (amount === null) throw conflict('wrong_status', 'The deal has no amount to follow.')
  const draft = scheduleToDraft(schedule, await readMilestones(sql, [schedule.scheduleId]))
  return planSchedule(sql, actor, {
    dealId: deal.dealId,
    ifVersion: schedule.version,
    draft: { ...draft, contractValue: { amount: formatAmount(amount), currency: amount.currency } },
  })
}
