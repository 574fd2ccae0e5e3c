import { limits } from '../../../config/limits'
import { raiseAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { type CostLine, costPartKey, isUnbilledCost } from '../../costs/cost-line'
import { lockCosts } from '../../costs/cost-line-table'
import { record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { conflict, invalid, type Refusal } from '../../tenants/refusal'
import { billExtras } from './bill-extras'
import { costExtra } from './extra-line'
import { liveAmong } from './extra-part-table'
import { type ExtrasOutlook, lookAtExtras } from './look-at-extras'
import { offerRelease, promiseRelease } from './release-cost'

/** Which costs a person picked, and whether they may be set not billable in QuickBooks afterwards. */
export interface CostsAsked {
  readonly costIds: readonly string[]
  readonly release: boolean
}

/** Looks at the invoices of these costs. Refuses what can't be billed. */
export async function lookAtCosts(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  asked: Pick<CostsAsked, 'costIds'>,
): Promise<ExtrasOutlook> {
  const costs = await gather(sql, schedule, asked.costIds)
  return lookAtExtras(
    sql,
    clock,
    schedule,
    'cost',
    costs.map((cost) => costExtra(schedule, cost)),
  )
}

/**
 * Bills costs that a person picked, under the schedule's lock: each once, as it was bought. QuickBooks' API can't mark
 * a cost as billed. With consent it is set not billable there once the invoice exists; without, a person is told.
 * Refuses nothing_to_bill, not_billable, already_billed, over_billing, preflight_failed.
 */
export async function billCosts(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
  asked: CostsAsked,
): Promise<readonly string[]> {
  const costs = await gather(sql, schedule, asked.costIds)
  const outlook = await lookAtExtras(
    sql,
    clock,
    schedule,
    'cost',
    costs.map((cost) => costExtra(schedule, cost)),
  )
  const { intentIds, happenings } = await billExtras(sql, actor, clock, schedule, outlook)
  const open = costs.filter((cost) => cost.billable === 'billable')
  if (asked.release) await promiseRelease(sql, schedule.dealId, open)
  else if (open.length > 0) {
    for (const intentId of intentIds) await raiseAttention(sql, offerRelease(schedule, intentId, open))
  }
  await record(
    sql,
    actor,
    asked.release && open.length > 0
      ? [
          ...happenings,
          { what: `Agreed to set ${told(open)} not billable in QuickBooks`, dealId: schedule.dealId },
        ]
      : happenings,
  )
  return intentIds
}

const told = (costs: readonly CostLine[]): string =>
  costs.length === 1 ? 'the cost' : `the ${costs.length} costs`

async function gather(
  sql: Sql,
  schedule: Schedule,
  costIds: readonly string[],
): Promise<readonly CostLine[]> {
  const costs = (await lockCosts(sql, costIds)).filter((cost) => cost.scheduleId === schedule.scheduleId)
  if (costs.length < new Set(costIds).size) {
    throw invalid([{ pointer: '/costIds', detail: 'Some of these costs are not of this deal.' }])
  }
  if (costs.length === 0) throw conflict('nothing_to_bill', 'No cost was picked.')
  if (costs.length > limits.workLinesPerInvoice) {
    throw invalid([{ pointer: '/costIds', detail: `At most ${limits.workLinesPerInvoice} costs at once.` }])
  }
  const live = await liveAmong(sql, costs.map(costPartKey))
  for (const cost of costs) {
    const problem = cannotBill(schedule, cost, live.has(costPartKey(cost)))
    if (problem !== null) throw problem
  }
  return [...costs].sort((a, b) => (a.spentOn < b.spentOn ? -1 : 1))
}

/** Why a cost that somebody picked is not billed; null when it can be. */
function cannotBill(schedule: Schedule, cost: CostLine, isLive: boolean): Refusal | null {
  const text = `The cost of ${formatMoney(money(cost.amountMinor, cost.currency))} on ${cost.spentOn}`
  if (isLive) return conflict('already_billed', `${text} is on an invoice already.`)
  if (cost.currency !== schedule.currency) {
    return conflict(
      'currency_mismatch',
      `${text} is in ${cost.currency}, and this deal is billed in ${schedule.currency}.`,
    )
  }
  if (isUnbilledCost(cost)) return null
  if (cost.billable === 'billed') {
    return conflict('already_billed', `${text} is on an invoice that was made in QuickBooks.`)
  }
  return conflict(
    'not_billable',
    cost.deleted
      ? `${text} was deleted in QuickBooks.`
      : `${text} is not billable in QuickBooks. Make it billable there first.`,
  )
}
