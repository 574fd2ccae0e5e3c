import { dayIn } from '../../clock/day'
import type { Schedule } from '../../schedules/schedule'
import { payerParts, unbilledParts } from '../composing/payer-part'
import type { OpenMilestone } from './likeness'
import type { BilledMilestone } from './parts-to-link'

/** What nothing bills yet of a milestone, as invoices are held against it; `zone` tells the day of its completion. */
export function openParts(
  schedule: Schedule,
  { milestone, billed }: BilledMilestone,
  zone: string,
): OpenMilestone[] {
  const parts = payerParts(schedule, milestone)
  return unbilledParts(parts, billed).map((part) => ({
    partKey: part.partKey,
    milestoneId: milestone.milestoneId,
    payerId: parts.length > 1 ? part.customerId : null,
    position: milestone.number,
    name: milestone.name,
    amountMinor: part.amountMinor,
    completedOn: milestone.completedAt === null ? null : dayIn(zone, milestone.completedAt),
    plannedOn: milestone.plannedOn,
  }))
}
