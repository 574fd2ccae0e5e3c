import { type CostLine, costPartKey, isUnbilledCost } from '../costs/cost-line'
import { listCosts, listUnassignedCosts } from '../costs/cost-line-table'
import { readWorkSums } from '../costs/work-sum-table'
import { readClaims } from '../hours/claim-table'
import { readWorkReading } from '../hours/time-binding-table'
import { type Claim, claimsOn } from '../hours/work-owner'
import { liveAmong } from '../invoices/extras/extra-part-table'
import { masterNames } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import { readMilestones } from '../schedules/milestone-table'
import type { Schedule } from '../schedules/schedule'
import { payersOf } from './read-time-page'

/** One cost, with what is derived of it. */
export interface ShownCost {
  readonly cost: CostLine
  readonly standing: 'unbilled' | 'billed' | 'billed_elsewhere' | 'not_billable' | 'deleted'
  readonly intentId: string | null
  readonly couldBe: readonly Claim[]
}

/** A deal's costs, as its page shows them. */
export interface CostsPage {
  readonly schedule: Schedule
  readonly seenMinor: bigint | null
  readonly byPhase: readonly { readonly phase: string; readonly minor: bigint }[]
  readonly costs: readonly ShownCost[]
  readonly unassigned: readonly ShownCost[]
  readonly more: boolean
  readonly customers: ReadonlyMap<string, string>
  readonly readAt: Date | null
}

const MOST_SHOWN = 500

export async function readCostsPage(sql: Sql, schedule: Schedule): Promise<CostsPage> {
  const all = await listCosts(sql, schedule.scheduleId, MOST_SHOWN + 1)
  const waiting = await listUnassignedCosts(sql, payersOf(schedule), MOST_SHOWN)
  const show = await shower(sql, [...all, ...waiting])
  const sums = await readWorkSums(sql, [schedule.scheduleId])
  return {
    schedule,
    seenMinor: sums.get(schedule.scheduleId)?.costsMinor ?? null,
    byPhase: await readPhases(sql, schedule, all),
    costs: all.slice(0, MOST_SHOWN).map(show),
    unassigned: waiting.map(show),
    more: all.length > MOST_SHOWN,
    customers: await masterNames(sql, 'customers', [
      ...new Set([...all, ...waiting].map((cost) => cost.customerId)),
    ]),
    readAt: (await readWorkReading(sql, 'costs'))?.readAt ?? null,
  }
}

/** One cost as it is shown. */
export const showCost = async (sql: Sql, cost: CostLine): Promise<ShownCost> =>
  (await shower(sql, [cost]))(cost)

async function shower(sql: Sql, costs: readonly CostLine[]): Promise<(cost: CostLine) => ShownCost> {
  const live = await liveAmong(sql, costs.map(costPartKey))
  const open = costs.filter((cost) => cost.scheduleId === null)
  const claims = await readClaims(sql, [
    ...new Set(open.flatMap((cost) => [cost.customerId, cost.projectId ?? []].flat())),
  ])
  return (cost) => {
    const part = live.get(costPartKey(cost))
    return {
      cost,
      standing: standingOf(cost, part !== undefined),
      intentId: part?.intentId ?? null,
      couldBe: cost.scheduleId === null ? claimsOn(cost, claims) : [],
    }
  }
}

function standingOf(cost: CostLine, isLive: boolean): ShownCost['standing'] {
  if (cost.deleted) return 'deleted'
  if (isLive) return 'billed'
  if (cost.billable === 'billed') return 'billed_elsewhere'
  return isUnbilledCost(cost) ? 'unbilled' : 'not_billable'
}

const OF_NO_PHASE = 'Not of one milestone'

/** Costs by the milestone with their product or service, where exactly one has it; the rest is named as that. */
async function readPhases(
  sql: Sql,
  schedule: Schedule,
  costs: readonly CostLine[],
): Promise<CostsPage['byPhase']> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const sums = new Map<string, bigint>()
  for (const { itemId, amountMinor, currency } of costs) {
    if (currency !== schedule.currency) continue
    const [only, ...others] = milestones.filter(({ details }) => itemId !== null && details.itemId === itemId)
    const phase = only && others.length === 0 ? only.name : OF_NO_PHASE
    sums.set(phase, (sums.get(phase) ?? 0n) + amountMinor)
  }
  return [...sums].map(([phase, minor]) => ({ phase, minor }))
}
