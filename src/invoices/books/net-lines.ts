import { allocate } from '../../money/allocate'
import { parseAmount, sumOrUnknown } from '../../money/money'
import type { BillingPart } from '../intent'
import type { DocumentLine, InvoiceFacts } from './document'

type Discounted = Pick<InvoiceFacts, 'lines' | 'discountMinor' | 'groupsMinor'>

/**
 * What each sales line comes to with its part of the invoice's discounts, in minor units and in the lines' order; null can't
 * be told. A discount is taken from what is sold, lines and bundles, by what each costs, largest remainder: what is held
 * back or drawn of a deposit stands below zero and is no price, so nothing comes off it.
 */
export function netLines(facts: Discounted, currency: string): (bigint | null)[] {
  const { lines, discountMinor, groupsMinor } = facts
  const gross = lines.map((line) => amountOf(line, currency))
  if (discountMinor === 0n) return gross
  const known = sumOrUnknown([...gross, groupsMinor])
  if (discountMinor === null || known === null) return gross.map(() => null)
  const weights = [...gross, groupsMinor].map((minor) => (minor !== null && minor > 0n ? minor : 0n))
  const shares =
    discountMinor < 0n
      ? allocate(-discountMinor, weights).map((share) => -share)
      : allocate(discountMinor, weights)
  return gross.map((minor, place) => (minor === null ? null : minor - (shares[place] ?? 0n)))
}

/** Whether a discount comes off anything that none of our parts is: a line or a bundle that is sold. */
export const soldBeside = (
  { lines, groupsMinor }: Discounted,
  parts: readonly Pick<BillingPart, 'lineId'>[],
  currency: string,
): boolean =>
  groupsMinor !== 0n ||
  lines.some((line) => {
    const minor = amountOf(line, currency)
    return (
      (minor === null || minor > 0n) && !parts.some(({ lineId }) => lineId !== null && lineId === line.Id)
    )
  })

/** What a discount takes off these lines of it, in minor units. */
export function discountOn(
  facts: Discounted,
  isOne: (line: DocumentLine) => boolean,
  currency: string,
): bigint | null {
  const net = netLines(facts, currency)
  return sumOrUnknown(
    facts.lines.map((line, place) => {
      const [gross, left] = [amountOf(line, currency), net[place] ?? null]
      if (!isOne(line)) return 0n
      return gross === null || left === null ? null : gross - left
    }),
  )
}

const amountOf = ({ Amount }: DocumentLine, currency: string): bigint | null =>
  Amount === undefined ? null : (parseAmount(Amount, currency)?.minor ?? null)
