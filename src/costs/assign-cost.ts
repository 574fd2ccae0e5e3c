import { record } from '../history/history-table'
import { readClaims } from '../hours/claim-table'
import { claimsOn } from '../hours/work-owner'
import { formatMoney, money } from '../money/money'
import type { Sql } from '../postgres/database'
import { readSchedule } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import type { CostLine } from './cost-line'
import { assignCostTo, lockCosts, readCost } from './cost-line-table'

/**
 * A person says which deal a cost is of, or that it is none's (null). Refuses not_found, and not_this_customer for a
 * deal that another customer pays. Whether it is billed already is the caller's to know.
 */
export async function assignCost(
  sql: Sql,
  actor: Actor,
  request: { readonly costId: string; readonly dealId: string | null },
): Promise<CostLine> {
  const [cost] = await lockCosts(sql, [request.costId])
  if (!cost) throw notFound('cost')
  const { dealId } = request
  const claims = claimsOn(cost, await readClaims(sql, [cost.customerId, cost.projectId ?? []].flat()))
  const claim = claims.find((each) => each.dealId === dealId)
  if (dealId !== null && claim === undefined) {
    throw conflict(
      'not_this_customer',
      'Another customer of QuickBooks is named with this cost. Change the customer there, or choose a deal of theirs.',
    )
  }
  await assignCostTo(sql, cost.costId, { scheduleId: claim?.scheduleId ?? null, by: 'person' })
  const before = cost.scheduleId === null ? null : await readSchedule(sql, cost.scheduleId)
  const text = `a cost of ${formatMoney(money(cost.amountMinor, cost.currency))} on ${cost.spentOn}`
  await record(sql, actor, [
    ...(before !== null && before.dealId !== dealId
      ? [{ what: `Took ${text} away from this deal`, dealId: before.dealId }]
      : []),
    claim === undefined
      ? { what: `Said that ${text} is none of the deals’` }
      : { what: `Said that ${text} is this deal’s`, dealId: claim.dealId },
  ])
  const after = await readCost(sql, cost.costId)
  if (!after) throw notFound('cost')
  return after
}
