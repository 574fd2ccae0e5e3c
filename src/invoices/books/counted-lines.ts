import type { BilledIntent } from '../billing-status'
import type { BillingPart } from '../intent'
import { billedByPart } from './document'
import { lineLeft } from './line-left'

/** A line that counts: on an invoice that stands, or on one that is decided and not there yet. */
export interface CountedLine {
  readonly part: BillingPart
  readonly customerId: string
  /** Net, signed: as QuickBooks has it once it is there; less what credits took of a release, or gave back of what is held or drawn. Null while that is unknown. */
  readonly minor: bigint | null
  /** Held for review or on its way: not in QuickBooks as far as we know. */
  readonly inFlight: boolean
  readonly billed: BilledIntent
}

/** Every line of these invoices that counts now. What was voided, deleted, credited or cancelled holds nothing. */
export const countedLines = (intents: readonly BilledIntent[], currency: string): CountedLine[] =>
  intents.flatMap((billed) => linesOf(billed, currency))

function linesOf(billed: BilledIntent, currency: string): CountedLine[] {
  const { intent, parts, invoice } = billed
  const line = (part: BillingPart, minor: bigint | null, inFlight: boolean): CountedLine => ({
    part,
    customerId: intent.customerId,
    minor,
    inFlight,
    billed,
  })
  switch (intent.state) {
    case 'cancelled':
      return []
    case 'refused':
      return parts.filter((part) => part.live).map((part) => line(part, part.amountMinor, true))
    case 'prepared':
    case 'queued':
    case 'sending':
    case 'unclear':
      return parts.map((part) => line(part, part.amountMinor, true))
    case 'posted': {
      if (invoice === null) return parts.map((part) => line(part, null, false))
      if (!invoice.effective) return []
      const byPart = billedByPart(invoice, parts, { origin: intent.origin, currency })
      return parts.map((part) => {
        const minor = byPart.get(part.partKey) ?? null
        return line(part, lineLeft(billed, part, minor), false)
      })
    }
  }
}
