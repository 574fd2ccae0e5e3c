import type { Milestone } from '../../schedules/milestone'
import { portionsOf } from '../../schedules/payers'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import { billsMilestone, type InvoiceLine } from '../composing/invoice-line'
import type { BillingPart } from '../intent'
import { wayOf } from './deposit-account'

/** The planned work that deposits come back with, in minor units: what each customer pays of it, and all of it. */
export interface WorkPlan {
  readonly byCustomer: ReadonlyMap<string | null, bigint>
  readonly planned: bigint
  /** All that the contract leaves for it, planned or not. */
  readonly agreed: bigint
}

/** Work is every milestone that stands, but for those that are deposits themselves. */
export function workPlan(
  schedule: Schedule,
  milestones: readonly Milestone[],
  deposits: ReadonlySet<string>,
): WorkPlan {
  const live = milestones.filter((milestone) => milestone.workStatus !== 'cancelled')
  const work = live.filter((milestone) => !deposits.has(milestone.milestoneId))
  const byCustomer = new Map<string | null, bigint>()
  for (const milestone of work) {
    for (const { customerId, amountMinor } of portionsOf(schedule, milestone))
      byCustomer.set(customerId, (byCustomer.get(customerId) ?? 0n) + amountMinor)
  }
  const sum = (list: readonly Milestone[]) => list.reduce((all, { amountMinor }) => all + amountMinor, 0n)
  const asDeposits = sum(live.filter((milestone) => deposits.has(milestone.milestoneId)))
  return { byCustomer, planned: sum(work), agreed: schedule.contractMinor - asDeposits }
}

/**
 * The milestones that are the deposit where it is inside the contract: what was billed as one stays one, also once that
 * invoice went and whatever comes first in the list by then, because what other invoices took off it stands. Until then it
 * is the first in the list, unless that was billed as work.
 */
export function depositMilestones(
  schedule: Pick<Schedule, 'terms'>,
  milestones: readonly Milestone[],
  billed: readonly BilledIntent[],
): ReadonlySet<string> {
  const live = billed.flatMap(({ parts }) => parts.filter((part) => part.live))
  const asDeposit = milestonesAsDeposit(live)
  if (asDeposit.length > 0) return new Set(asDeposit)
  const isLiability = schedule.terms.deposit?.mode === 'liability'
  const standing = milestones.filter((milestone) => milestone.workStatus !== 'cancelled')
  const asWork = new Set(live.flatMap((part) => (part.kind === 'work' ? [part.milestoneId] : [])))
  // Agreed otherwise since, it is work like any other, unless an invoice still takes it off as a deposit.
  if (isLiability || live.some((part) => part.kind === 'draw' && wayOf(part) === 'liability')) {
    const there = billed.filter(({ intent }) => intent.quickbooksId !== null)
    const before = new Set(milestonesAsDeposit(there.flatMap(({ parts }) => parts)))
    const still = standing.filter(({ milestoneId }) => before.has(milestoneId) && !asWork.has(milestoneId))
    if (still.length > 0) return new Set(still.map(({ milestoneId }) => milestoneId))
  }
  if (!isLiability) return new Set()
  const [first] = standing.sort((a, b) => a.position - b.position)
  return first === undefined || asWork.has(first.milestoneId) ? new Set() : new Set([first.milestoneId])
}

const milestonesAsDeposit = (parts: readonly BillingPart[]): string[] =>
  parts.flatMap((part) => (part.kind === 'deposit' && part.milestoneId !== null ? [part.milestoneId] : []))

/** Who pays a line that is being decided: by its milestone, and by the payer in its key where several pay. */
export function customerOfLine(
  schedule: Schedule,
  milestones: readonly Milestone[],
  line: Pick<InvoiceLine, 'milestoneId' | 'partKey'>,
): string | null {
  const named = /:c(\d+):/.exec(line.partKey)?.[1]
  const milestone = milestones.find(({ milestoneId }) => milestoneId === line.milestoneId)
  const portions = milestone === undefined ? [] : portionsOf(schedule, milestone)
  if (named !== undefined) return portions.find(({ billedAs }) => billedAs === named)?.customerId ?? named
  return milestone === undefined ? schedule.terms.customerId : (portions[0]?.customerId ?? null)
}

/** Work of a customer that is billed or about to be: as it was decided, which no later edit of an invoice moves. */
export function workBilledTo(
  customerId: string | null,
  billed: readonly BilledIntent[],
  deposits: ReadonlySet<string>,
): bigint {
  let sum = 0n
  for (const { intent, parts, invoice } of billed) {
    if (intent.customerId !== (customerId ?? '') || intent.state === 'cancelled') continue
    if (invoice !== null && !invoice.effective) continue
    for (const part of parts) {
      if (!part.live || !billsMilestone(part) || deposits.has(part.milestoneId ?? '')) continue
      sum += part.amountMinor
    }
  }
  return sum
}
