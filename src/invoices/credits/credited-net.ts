import { allocate } from '../../money/allocate'
import { sumOrUnknown } from '../../money/money'
import { roundHalfUp } from '../../money/share'
import type { BilledIntent } from '../billing-status'
import { type Attributed, creditOn, refundsIn } from '../books/attributed'
import { billedByPart, type InvoiceFacts, netOf } from '../books/document'
import { billsMilestone } from '../composing/invoice-line'
import type { BillingIntent, BillingPart } from '../intent'

/**
 * What of the milestones' lines credits took back, net: a full credit all of them, a part of one its part, tax and all. What
 * is held back on the invoice, or drawn there, stays as it is, so none of the credit is its part: on 100,000.00 less 10,000.00
 * held back, a credit of 45,000.00 takes 45,000.00 of the work. Minor units, `lessMinor` with its tax; null is unknown.
 */
export function creditedNet(
  { gone, totalMinor }: Pick<InvoiceFacts, 'gone' | 'totalMinor'>,
  creditedMinor: bigint | null,
  milestoneMinor: bigint | null,
  lessMinor: bigint | null,
): bigint | null {
  if (creditedMinor === null || milestoneMinor === null) return null
  if (gone === 'credited') return milestoneMinor
  if (totalMinor === null || lessMinor === null) return null
  if (creditedMinor <= 0n || totalMinor <= 0n || milestoneMinor <= 0n) return 0n
  return roundHalfUp(milestoneMinor * creditedMinor, totalMinor - lessMinor)
}

/**
 * What lines make an invoice less than its work, with their tax: zero or below; null is unknown. Where a liability becomes
 * income they come to nothing. QuickBooks tells the tax of the whole: a line with the work's own code bears its part.
 */
function lessOn(
  invoice: Pick<InvoiceFacts, 'totalMinor' | 'taxMinor'>,
  parts: readonly BillingPart[],
  byPart: ReadonlyMap<string, bigint | null>,
): bigint | null {
  const codes = new Set(parts.filter(billsMilestone).map(({ reads }) => reads.taxCode))
  const beside = parts.filter(({ kind }) => ['retainage', 'draw', 'deposit_income'].includes(kind))
  const sumWhere = (isTaxed: boolean) =>
    sumOrUnknown(
      beside
        .filter(({ reads }) => codes.has(reads.taxCode) === isTaxed)
        .map(({ partKey }) => byPart.get(partKey) ?? null),
    )
  const [taxed, plain, netMinor] = [sumWhere(true), sumWhere(false), netOf(invoice)]
  if (taxed === null || plain === null) return null
  if (taxed === 0n) return plain < 0n ? plain : 0n
  if (netMinor === null || invoice.totalMinor === null) return null
  // The tax of the whole is on all but what bears none.
  const base = netMinor - plain
  if (base <= 0n) return taxed + plain < 0n ? taxed + plain : 0n
  const less = -roundHalfUp(-taxed * (invoice.totalMinor - plain), base) + plain
  return less < 0n ? less : 0n
}

type Taken = Pick<BilledIntent, 'invoice' | 'parts' | 'creditedMinor' | 'attributed'> & {
  readonly intent: Pick<BillingIntent, 'origin'>
}

/**
 * What credits and refunds took of each part that bills a milestone, net. A credit memo does not say which line of an
 * invoice it is for, so each line bears its part by amount, largest remainder: the parts sum to `creditedNet`. A refund
 * takes of the milestone that a person said, and never more than is billed of it there. Null amounts are unknown.
 */
export function creditedByPart(
  { intent: { origin }, invoice, parts, creditedMinor, attributed }: Taken,
  currency: string,
): Map<string, bigint | null> {
  // In one order, however they were read: an equal cent never moves from one part to another.
  const own = parts.filter(billsMilestone).sort((a, b) => (a.partKey < b.partKey ? -1 : 1))
  if (invoice === null) return new Map(own.map((part) => [part.partKey, null]))
  const credit = creditOn({ invoice, creditedMinor, attributed })
  const refunds = refundsIn(attributed)
  if (credit === 0n && refunds.length === 0) return new Map(own.map((part) => [part.partKey, 0n]))
  const byPart = billedByPart(invoice, parts, { origin, currency })
  const billed = own.map((part) => byPart.get(part.partKey) ?? null)
  const less = lessOn(invoice, parts, byPart)
  const weights = billed.map((minor) => (minor !== null && minor > 0n ? minor : 0n))
  const most = new Map(own.map((part, place) => [part.partKey, weights[place] ?? 0n]))
  const taken = new Map<string, bigint | null>(own.map((part) => [part.partKey, 0n]))
  // A refund says what it is for; a credit is for what is left.
  for (const refund of refunds) takeRefund(taken, most, own, refund)
  const refunded = own.map((part) => taken.get(part.partKey) ?? null)
  const net = creditedNet(invoice, credit, sumOrUnknown(billed), less)
  if (net === null || refunded.some((minor) => minor === null))
    return new Map(own.map((part) => [part.partKey, null]))
  const left = weights.map((minor, place) => minor - (refunded[place] ?? 0n))
  const room = left.reduce((sum, minor) => sum + minor, 0n)
  const shares = allocate(net < room ? net : room, left)
  return new Map(own.map((part, place) => [part.partKey, (refunded[place] ?? 0n) + (shares[place] ?? 0n)]))
}

/** A refund over the parts of its milestone, by what is left of them. */
function takeRefund(
  taken: Map<string, bigint | null>,
  most: ReadonlyMap<string, bigint>,
  own: readonly BillingPart[],
  { milestoneId, netMinor }: Attributed,
): void {
  const keys = own.filter((part) => part.milestoneId === milestoneId).map(({ partKey }) => partKey)
  const left = keys.map((key) => {
    const minor = (most.get(key) ?? 0n) - (taken.get(key) ?? 0n)
    return minor > 0n ? minor : 0n
  })
  const room = left.reduce((sum, minor) => sum + minor, 0n)
  const parts = netMinor === null ? null : allocate(netMinor < room ? netMinor : room, left)
  for (const [place, key] of keys.entries()) {
    const before = taken.get(key) ?? null
    taken.set(key, before === null || parts === null ? null : before + (parts[place] ?? 0n))
  }
}

/** What credits and refunds took of one milestone on an invoice, net. Null is unknown. */
export function creditedOf(billed: Taken, milestoneId: string, currency: string): bigint | null {
  const byPart = creditedByPart(billed, currency)
  return sumOrUnknown(
    billed.parts
      .filter((part) => part.milestoneId === milestoneId && billsMilestone(part))
      .map((part) => byPart.get(part.partKey) ?? null),
  )
}
