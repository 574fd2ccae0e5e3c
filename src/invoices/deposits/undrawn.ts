import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import { payerParts, unbilledParts } from '../composing/payer-part'
import { type DepositAccount, depositAccounts } from './deposit-account'
import { depositMilestones, workPlan } from './work-plan'

/** Deposits of one customer that nothing is left to draw of. Minor units. */
export interface Undrawn extends Pick<DepositAccount, 'customerId' | 'way'> {
  /** What counts of them and is not drawn, nor about to be. */
  readonly minor: bigint
  /** How much of that is paid. */
  readonly paidMinor: bigint
}

/**
 * What stays of deposits for ever, as things are planned: nothing of their customer's work is to be billed any more. Releases
 * of retainage and hours draw nothing. What is agreed and not planned yet may draw as much as it comes to. Null while
 * something of it is unknown.
 */
export function undrawnOf(
  schedule: Schedule,
  milestones: readonly Milestone[],
  billed: readonly BilledIntent[],
): readonly Undrawn[] | null {
  const asDeposit = depositMilestones(schedule, milestones, billed)
  const { agreed, planned } = workPlan(schedule, milestones, asDeposit)
  const unplanned = agreed > planned ? agreed - planned : 0n
  const toBill = customersToBill(schedule, milestones, billed, asDeposit)
  const all: Undrawn[] = []
  for (const account of depositAccounts(billed, schedule.currency)) {
    const { customerId, way, effectiveMinor, paidMinor, drawnMinor, drawnUnderWayMinor } = account
    if (effectiveMinor === null || paidMinor === null || drawnMinor === null) return null
    const drawn = drawnMinor + drawnUnderWayMinor
    const minor = effectiveMinor - drawn - unplanned
    if (minor <= 0n || toBill.has(customerId)) continue
    const paid = paidMinor - drawn
    all.push({ customerId, way, minor, paidMinor: paid > minor ? minor : paid > 0n ? paid : 0n })
  }
  return all
}

/** Who is to be billed work yet. What is prepared counts as to be billed: it draws what there is when it is made. */
function customersToBill(
  schedule: Schedule,
  milestones: readonly Milestone[],
  billed: readonly BilledIntent[],
  asDeposit: ReadonlySet<string>,
): ReadonlySet<string> {
  const decided = billed
    .filter(({ intent, invoice }) => intent.state !== 'prepared' && invoice?.effective !== false)
    .flatMap(({ parts }) => parts.filter(({ kind }) => kind === 'work' || kind === 'deposit'))
  const work = milestones.filter(
    ({ milestoneId, workStatus }) => workStatus !== 'cancelled' && !asDeposit.has(milestoneId),
  )
  return new Set(
    work.flatMap((milestone) => {
      const own = decided.filter(({ milestoneId }) => milestoneId === milestone.milestoneId)
      const left = unbilledParts(payerParts(schedule, milestone), own)
      return left.flatMap(({ customerId, amountMinor }) => (amountMinor > 0n ? [customerId ?? ''] : []))
    }),
  )
}
