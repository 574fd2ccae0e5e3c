import { allocate } from '../../money/allocate'
import { sumOrUnknown } from '../../money/money'
import type { BilledIntent } from '../billing-status'
import { type CountedLine, countedLines } from '../books/counted-lines'

/** What is held back from one who pays, in minor units. Null is unknown. */
export interface HeldFrom {
  readonly customerId: string
  /** On invoices that stand in QuickBooks: held back of them, whether released since or not. */
  readonly withheld: bigint | null
  /** On releases that stand in QuickBooks. */
  readonly released: bigint | null
  /** On releases that are decided, and not there yet. */
  readonly releasing: bigint
}

/**
 * What each payer's invoices hold back. Only what QuickBooks has counts as held: an invoice on its way may still be
 * refused. A release counts from its decision on: money is never released twice. `standsFor` names who a customer was
 * merged into.
 */
export function heldByPayer(
  intents: readonly BilledIntent[],
  currency: string,
  standsFor: ReadonlyMap<string, string> = new Map(),
): HeldFrom[] {
  const lines = countedLines(intents, currency)
    .filter(isOfRetainage)
    .map((line) => ({ ...line, customerId: standsFor.get(line.customerId) ?? line.customerId }))
  const customerIds = [...new Set(lines.map((line) => line.customerId))]
  return customerIds.map((customerId) => {
    const own = lines.filter((line) => line.customerId === customerId)
    const there = (kind: CountedLine['part']['kind']) =>
      sumOrUnknown(own.filter((line) => line.part.kind === kind && !line.inFlight).map((line) => line.minor))
    const withheld = there('retainage')
    return {
      customerId,
      withheld: withheld === null ? null : -withheld,
      released: there('retainage_release'),
      releasing: own
        .filter((line) => line.part.kind === 'retainage_release' && line.inFlight)
        .reduce((sum, line) => sum + line.part.amountMinor, 0n),
    }
  })
}

/** Whether a line holds money back, or releases it. */
export const isOfRetainage = ({ part }: Pick<CountedLine, 'part'>): boolean =>
  part.kind === 'retainage' || part.kind === 'retainage_release'

/** What may be released to one payer now: below zero once more was released than their invoices hold. */
export const releasableTo = ({ withheld, released, releasing }: HeldFrom): bigint | null =>
  withheld === null || released === null ? null : withheld - released - releasing

/** What may be released in all. Nobody's shortage takes from what is another's. */
export const releasable = (held: readonly HeldFrom[]): bigint | null =>
  sumOrUnknown(held.map((each) => atLeastZero(releasableTo(each))))

/** What of `amountMinor` goes to whom: by what is held from each, to the cent, to nobody more than that. */
export function releaseShares(
  held: readonly HeldFrom[],
  amountMinor: bigint,
): { readonly customerId: string; readonly amountMinor: bigint }[] {
  const shares = allocate(
    amountMinor,
    held.map((each) => atLeastZero(releasableTo(each)) ?? 0n),
  )
  return held.flatMap(({ customerId }, place) => {
    const share = shares[place] ?? 0n
    return share > 0n ? [{ customerId, amountMinor: share }] : []
  })
}

const atLeastZero = (minor: bigint | null): bigint | null => (minor !== null && minor < 0n ? 0n : minor)
