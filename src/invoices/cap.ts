import { sumOrUnknown } from '../money/money'
import { shareRatio } from '../money/share'
import type { BilledIntent } from './billing-status'
import { billedOf } from './books/document'
import { billsMilestone } from './composing/invoice-line'
import { creditedByPart } from './credits/credited-net'
import type { BillingPart } from './intent'

/** How much of a contract is billed or on its way, and how much may still be billed. */
export interface Headroom {
  readonly billedMinor: bigint | null
  readonly inFlightMinor: bigint
  /** Contract sum (with tolerance) − billed − in flight; null when a document could not be read. */
  readonly remainingMinor: bigint | null
}

/** What one intent counts against the cap: its document where it has one, less credits; its frozen amount until then. */
function counted(
  each: BilledIntent,
  currency: string,
  counts: (part: BillingPart) => boolean,
): { billed: bigint | null; inFlight: bigint } {
  const own = each.parts.filter(counts)
  const amount = own.reduce((sum, part) => sum + part.amountMinor, 0n)
  switch (each.intent.state) {
    case 'cancelled':
      return { billed: 0n, inFlight: 0n }
    case 'refused':
      return { billed: 0n, inFlight: own.some((part) => part.live) ? amount : 0n }
    case 'prepared':
    case 'queued':
    case 'sending':
    case 'unclear':
      return { billed: 0n, inFlight: amount }
    case 'posted':
      if (each.invoice === null) return { billed: null, inFlight: 0n }
      if (!each.invoice.effective) return { billed: 0n, inFlight: 0n }
      return {
        billed: lessCredited(
          each,
          own,
          billedOf(each.invoice, each.parts, own, { origin: each.intent.origin, currency }),
        ),
        inFlight: 0n,
      }
  }
}

/** What parts bill, less what credits took of the milestones among them. */
function lessCredited(
  each: BilledIntent,
  own: readonly BillingPart[],
  billed: readonly (bigint | null)[],
): bigint | null {
  const credited = creditedByPart(each, each.intent.currency)
  return sumOrUnknown([
    ...billed,
    ...own.filter(billsMilestone).map((part) => {
      const minor = credited.get(part.partKey) ?? null
      return minor === null ? null : -minor
    }),
  ])
}

/**
 * The room under a cap. What counts is what bills milestones, unless said otherwise: what is held back, drawn or paid
 * in advance takes no room of the contract, and hours and costs have a limit of their own.
 */
export function headroom(
  contractSumMinor: bigint,
  tolerancePercent: string,
  intents: readonly BilledIntent[],
  currency: string,
  counts: (part: BillingPart) => boolean = billsMilestone,
): Headroom {
  const all = intents.map((each) => counted(each, currency, counts))
  const billedMinor = sumOrUnknown(all.map((each) => each.billed))
  const inFlightMinor = all.reduce((sum, each) => sum + each.inFlight, 0n)
  const { over, under } = shareRatio({ percent: tolerancePercent })
  const ceiling = contractSumMinor + (contractSumMinor * over) / under
  return {
    billedMinor,
    inFlightMinor,
    remainingMinor: billedMinor === null ? null : ceiling - billedMinor - inFlightMinor,
  }
}
