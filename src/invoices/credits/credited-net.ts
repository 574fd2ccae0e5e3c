import { allocate } from '../../money/allocate'
import { sumOrUnknown } from '../../money/money'
import { roundHalfUp } from '../../money/share'
import type { BilledIntent } from '../billing-status'
import { billedByPart, type InvoiceFacts } from '../books/document'
import { billsMilestone } from '../composing/invoice-line'

/**
 * What of the milestones' lines credits took back, net: a full credit all of them, a part of one its part, tax and all.
 * Minor units; null is unknown.
 */
export function creditedNet(
  { gone, totalMinor }: Pick<InvoiceFacts, 'gone' | 'totalMinor'>,
  creditedMinor: bigint | null,
  milestoneMinor: bigint | null,
): bigint | null {
  if (creditedMinor === null || totalMinor === null || milestoneMinor === null) return null
  if (gone === 'credited') return milestoneMinor
  if (creditedMinor <= 0n || totalMinor <= 0n || milestoneMinor <= 0n) return 0n
  return roundHalfUp(milestoneMinor * creditedMinor, totalMinor)
}

/**
 * What credits took of each part that bills a milestone, net. A credit memo does not say which line of an invoice it is
 * for, so each line bears its part by amount, largest remainder: the parts sum to `creditedNet`. One that covers no
 * milestone is left out. Null amounts are unknown.
 */
export function creditedByPart(
  { invoice, parts, creditedMinor }: Pick<BilledIntent, 'invoice' | 'parts' | 'creditedMinor'>,
  currency: string,
): Map<string, bigint | null> {
  // In one order, however they were read: an equal cent never moves from one part to another.
  const own = parts.filter(billsMilestone).sort((a, b) => (a.partKey < b.partKey ? -1 : 1))
  if (invoice === null) return new Map(own.map((part) => [part.partKey, null]))
  if (creditedMinor === 0n) return new Map(own.map((part) => [part.partKey, 0n]))
  const byPart = billedByPart(invoice, parts, currency)
  const billed = own.map((part) => byPart.get(part.partKey) ?? null)
  const net = creditedNet(invoice, creditedMinor, sumOrUnknown(billed))
  if (net === null) return new Map(own.map((part) => [part.partKey, null]))
  const shares = allocate(
    net,
    billed.map((minor) => (minor !== null && minor > 0n ? minor : 0n)),
  )
  return new Map(own.map((part, place) => [part.partKey, shares[place] ?? 0n]))
}

/** What credits took of one milestone on an invoice, net. Null is unknown. */
export function creditedOf(
  billed: Pick<BilledIntent, 'invoice' | 'parts' | 'creditedMinor'>,
  milestoneId: string,
  currency: string,
): bigint | null {
  const byPart = creditedByPart(billed, currency)
  return sumOrUnknown(
    billed.parts
      .filter((part) => part.milestoneId === milestoneId && billsMilestone(part))
      .map((part) => byPart.get(part.partKey) ?? null),
  )
}
