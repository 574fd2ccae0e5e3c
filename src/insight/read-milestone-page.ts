import { listAttention } from '../attention/attention-table'
import { orderName } from '../change-orders/change-order'
import { readAppliedOrder } from '../change-orders/change-order-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { readDeal } from '../deals/deal-table'
import { readAgreement } from '../documents/file-table'
import { deriveBilling } from '../invoices/billing-status'
import { shareOfDeal } from '../invoices/books/deal-share'
import { readBilled } from '../invoices/books/read-billed-intents'
import { payerParts } from '../invoices/composing/payer-part'
import { offerAnswers } from '../invoices/edited/offer-answers'
import { readMonthlyDay } from '../invoices/monthly/monthly-due-table'
import { masterNames } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import type { Tracked } from '../reconcile/figures'
import type { Tracker } from '../reconcile/read-trackers'
import { readChecks } from '../schedules/agreement-check-table'
import { readMilestone } from '../schedules/milestone-table'
import { readSchedule } from '../schedules/schedule-table'
import { notFound } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { type DealPageData, MOST_ATTENTION, readLatestRounds } from './read-deal-page'

/** What is shown of a milestone, in the shape that a deal's page has of all of its milestones. */
export interface MilestonePageData
  extends Pick<Tracker, 'schedule' | 'today'>,
    Pick<
      DealPageData,
      'deal' | 'rounds' | 'monthlyDue' | 'attention' | 'checks' | 'agreement' | 'changedBy' | 'customers'
    > {
  readonly tracked: Tracked
}

/**
 * One milestone as its deal's page shows it. Nothing of the deal's other milestones is read, so that this costs the same
 * in a deal of a thousand. Refuses not_found for one that this workspace does not know.
 */
export async function readMilestonePage(
  sql: Sql,
  clock: Clock,
  milestoneId: string,
): Promise<MilestonePageData> {
  const milestone = await readMilestone(sql, milestoneId)
  const schedule = milestone ? await readSchedule(sql, milestone.scheduleId) : null
  if (!milestone || !schedule) throw notFound('milestone')
  // All of it asked at once: none needs another's answer.
  const [deal, { zone }, billed, rounds, monthlyOn, attention, checks, order] = await Promise.all([
    readDeal(sql, schedule.dealId),
    readWorkspace(sql),
    readBilled(sql, { milestoneId }),
    readLatestRounds(sql, [milestoneId]),
    readMonthlyDay(sql, milestoneId),
    listAttention(sql, { milestoneId, limit: MOST_ATTENTION, offset: 0 }).then((items) =>
      offerAnswers(sql, items),
    ),
    readChecks(sql, [milestoneId]),
    readAppliedOrder(sql, milestoneId),
  ])
  if (!deal) throw notFound('milestone')
  const today = dayIn(zone, clock.now())
  const intents = billed.map((each) => shareOfDeal(each, schedule.scheduleId))
  const payers = payerParts(schedule, milestone).flatMap(({ customerId }) => customerId ?? [])
  const [customers, agreement] = await Promise.all([
    masterNames(sql, 'customers', [...payers, ...intents.map(({ intent }) => intent.customerId)]),
    checks.size === 0 ? null : readAgreement(sql, deal.dealId),
  ])
  return {
    schedule,
    today,
    tracked: { milestone, billing: deriveBilling(milestone, intents, schedule.currency, today) },
    deal,
    rounds,
    monthlyDue: new Map(monthlyOn === null ? [] : [[milestoneId, monthlyOn]]),
    attention,
    checks,
    agreement,
    changedBy: new Map(order === null ? [] : [[milestoneId, orderName(order)]]),
    customers,
  }
}
