import { dayIn } from '../../clock/day'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { type PayerPart, payerParts, unbilledParts, wholesOfPayers } from '../composing/payer-part'
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
    ...asSeen(milestone, zone),
    partKey: part.partKey,
    payerId: parts.length > 1 ? part.customerId : null,
    amountMinor: part.amountMinor,
  }))
}

/** What may be billed of a milestone at once, whatever bills it; `customerId` null: whichever customer's invoice may be it. */
export const openWhole = (
  milestone: Milestone,
  { partKey, customerId, amountMinor }: Pick<PayerPart, 'partKey' | 'customerId' | 'amountMinor'>,
  zone: string,
): OpenMilestone => ({ ...asSeen(milestone, zone), partKey, payerId: customerId, amountMinor })

/** What a person may bill of a milestone at once, where we bill it in parts: all of it, if one customer pays alone. */
export function openWholes(schedule: Schedule, milestone: Milestone, zone: string): OpenMilestone[] {
  const payers = new Set(payerParts(schedule, milestone).map(({ customerId }) => customerId))
  return wholesOfPayers(schedule, milestone).map((whole) =>
    openWhole(milestone, payers.size === 1 ? { ...whole, customerId: null } : whole, zone),
  )
}

const asSeen = (milestone: Milestone, zone: string) => ({
  milestoneId: milestone.milestoneId,
  position: milestone.number,
  name: milestone.name,
  completedOn: milestone.completedAt === null ? null : dayIn(zone, milestone.completedAt),
  plannedOn: milestone.plannedOn,
})
