import { isAnyAsked, type OpenAttention, settleAttention } from '../../attention/attention-table'
import { proposeDifference } from '../../change-orders/propose-difference'
import { readDeal } from '../../deals/deal-table'
import type { Sql } from '../../postgres/database'
import { followAmount } from '../../schedules/follow-amount'
import { lockSchedule, readScheduleOfDeal } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { stale } from '../../tenants/refusal'
import { amountCause } from '../../writeback/amount-difference'
import { answeredMeanwhile } from './refresh-question'

/** What a person's decision about a deal came to: the question is answered, or it stays until the numbers agree. */
export type DealSettled = { readonly settled: true } | { readonly changeOrderId: string }

/**
 * Carries out what a person decided about a deal whose amount is not its contract's. Null for any other question.
 * Refuses version_conflict when either of the two has changed since it was asked, already_settled after another answer.
 */
export async function settleDeal(
  sql: Sql,
  actor: Actor,
  item: Pick<OpenAttention, 'cause' | 'kind' | 'dealId'>,
  action: string,
): Promise<DealSettled | null> {
  if (item.kind !== 'deal_amount_differs' || item.dealId === null) return null
  if (action !== 'follow' && action !== 'change_order') return null
  const deal = await readDeal(sql, item.dealId)
  const schedule = await readScheduleOfDeal(sql, item.dealId)
  if (!deal || !schedule || amountCause(deal, schedule) !== item.cause) throw stale('deal')
  // The plan, then the question, then whom HubSpot must hear about: as everyone locks the three.
  await lockSchedule(sql, schedule.scheduleId)
  if (!(await isAnyAsked(sql, [item.cause]))) throw answeredMeanwhile()
  if (action === 'change_order') {
    return { changeOrderId: (await proposeDifference(sql, actor, deal.dealId)).changeOrderId }
  }
  await settleAttention(sql, item.cause, actor.who, action)
  await followAmount(sql, actor, deal.dealId)
  return { settled: true }
}
