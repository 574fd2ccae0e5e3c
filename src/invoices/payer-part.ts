import type { Milestone } from '../schedules/milestone'
import { type Portion, portionsOf } from '../schedules/payers'
import type { Schedule } from '../schedules/schedule'
import { type BillingPart, partKey } from './intent'

/** What one payer is billed of a milestone, with the key that only one live part may hold. */
export interface PayerPart extends Portion {
  readonly partKey: string
}

/** The parts in which a milestone is billed: one for each payer, in the order in which they are named. */
export function payerParts(schedule: Schedule, milestone: Milestone): PayerPart[] {
  return portionsOf(schedule, milestone).map((portion) => ({
    ...portion,
    partKey: partKey(
      milestone.milestoneId,
      'work',
      portion.share === null ? 1 : payerInKey(portion.customerId),
    ),
  }))
}

const payerInKey = (customerId: string | null): `c${string}` => `c${customerId}`

/** Whether a part is one of several payers'. */
export const isOfSeveral = (part: Pick<BillingPart, 'partKey'>): boolean => /:c\d+:/.test(part.partKey)

/**
 * The parts that nothing bills now. What is billed by another division of the milestone stands for all of it: its
 * payers were others then, or a person linked an invoice of the whole.
 */
export function unbilledParts(
  parts: readonly PayerPart[],
  billed: readonly Pick<BillingPart, 'partKey' | 'live'>[],
): PayerPart[] {
  const known = new Set(parts.map((part) => part.partKey))
  const live = new Set(billed.filter((part) => part.live).map((part) => part.partKey))
  for (const key of live) if (!known.has(key)) return []
  return parts.filter((part) => !live.has(part.partKey))
}
