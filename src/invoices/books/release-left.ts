import { sumOrUnknown } from '../../money/money'
import { roundHalfUp } from '../../money/share'
import type { BilledIntent } from '../billing-status'
import type { BillingPart } from '../intent'
import { creditOn, refundsIn } from './attributed'

/**
 * What of a release still counts as released, of `minor` that its line says: credits on its invoice took their part of it, tax
 * and all, and so did refunds that are said for it. That is held back again. Never below zero; null is unknown.
 */
export function releaseLeft(
  billed: Pick<BilledIntent, 'invoice' | 'parts' | 'creditedMinor' | 'attributed'>,
  { milestoneId }: Pick<BillingPart, 'milestoneId'>,
  minor: bigint | null,
): bigint | null {
  const credit = creditOn(billed)
  const own = refundsIn(billed.attributed).filter((refund) => refund.milestoneId === milestoneId)
  if (credit === 0n && own.length === 0) return minor
  const refunded = sumOrUnknown(own.map(({ netMinor }) => netMinor))
  const total = billed.invoice?.totalMinor ?? null
  if (minor === null || credit === null || refunded === null || total === null) return null
  if (total <= 0n || minor <= 0n) return minor
  const left = minor - roundHalfUp(minor * (credit < total ? credit : total), total) - refunded
  return left > 0n ? left : 0n
}
