import { dayIn } from '../clock/day'
import { readDeal } from '../deals/deal-table'
import { dealsStartedFrom, readScheduleOfDeal } from '../schedules/schedule-table'
import { invalid, notFound } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { answered } from './ask-vendor'
import { stageEstimate } from './estimate-schedule'
import type { GatherParts } from './gather-offer'
import type { StagedSchedule } from './staged-schedule'

/**
 * An estimate of QuickBooks as a plan for the deal to look at: one metered read. Writes nothing.
 * Refuses: not_found (the deal), validation_failed (no such estimate), connection_lost, vendor_unavailable.
 */
export async function gatherEstimate(
  { database, clock, vendors }: GatherParts,
  workspaceId: string,
  dealId: string,
  estimateId: string,
): Promise<StagedSchedule> {
  const ground = await database.inWorkspace(workspaceId, async (sql) => {
    const deal = await readDeal(sql, dealId)
    if (!deal) throw notFound('deal')
    const { currency, zone } = await readWorkspace(sql)
    const usedBy: string[] = []
    for (const other of await dealsStartedFrom(sql, estimateId)) {
      if (other !== deal.dealId) usedBy.push(`“${(await readDeal(sql, other))?.name ?? other}”`)
    }
    return {
      homeCurrency: currency,
      dealCurrency: deal.currency,
      company: deal.company,
      plannedCustomerId: (await readScheduleOfDeal(sql, deal.dealId))?.terms.customerId ?? null,
      usedBy,
      today: dayIn(zone, clock.now()),
    }
  })
  const company = await vendors.quickbooks(workspaceId, 'start_from')
  const estimate = answered('quickbooks', 'estimate', await company.read('Estimate', estimateId))
  if (estimate === null) {
    throw invalid([
      { pointer: '/estimateId', detail: `QuickBooks has no estimate with the id ${estimateId}.` },
    ])
  }
  return stageEstimate(estimate, ground)
}
