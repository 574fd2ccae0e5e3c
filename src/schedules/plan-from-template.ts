import { dealAmount } from '../deals/deal'
import { readDeal } from '../deals/deal-table'
import { formatAmount } from '../money/money'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound } from '../tenants/refusal'
import type { MoneyText } from './draft'
import { readTemplate } from './keep-templates'
import { planSchedule } from './plan-schedule'
import type { Schedule } from './schedule'
import { readScheduleOfDeal } from './schedule-table'
import { draftFromTemplate } from './template'

/**
 * Starts a deal's schedule from a template, on the contract value given or the deal's own amount.
 * Refuses: not_found, wrong_status (there is a schedule), validation_failed, version_conflict (one came meanwhile).
 */
export async function planFromTemplate(
  sql: Sql,
  actor: Actor,
  request: {
    dealId: string
    templateId: string
    contractValue: MoneyText | null
    contractDate: string | null
  },
): Promise<Schedule> {
  const template = await readTemplate(sql, request.templateId)
  if (!template) throw invalid([{ pointer: '/templateId', detail: 'There is no such template.' }])
  const deal = await readDeal(sql, request.dealId)
  if (!deal) throw notFound('deal')
  if (await readScheduleOfDeal(sql, request.dealId)) {
    throw conflict(
      'wrong_status',
      'This deal has a schedule already. Edit it, or remove its milestones first.',
    )
  }
  const amount = dealAmount(deal)
  const contractValue =
    request.contractValue ?? (amount ? { amount: formatAmount(amount), currency: amount.currency } : null)
  if (contractValue === null) {
    throw invalid([{ pointer: '/contractValue', detail: 'The deal has no amount; say the contract value.' }])
  }
  return planSchedule(sql, actor, {
    dealId: deal.dealId,
    // None was there a moment ago; one that came since is not overwritten.
    ifVersion: 0,
    draft: draftFromTemplate(template, contractValue, request.contractDate),
  })
}
