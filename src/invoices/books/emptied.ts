import type { BilledIntent } from '../billing-status'
import { billsMilestone } from '../composing/invoice-line'
import type { BillingPart } from '../intent'
import { billedByPart } from './document'

/**
 * Parts of a standing invoice that it bills nothing of: their lines were taken away in QuickBooks, or set to 0 there, and what
 * moved to another invoice. That they hold their keys says nothing then: no client is asked for their money.
 */
export function emptiedParts({ intent, parts, invoice }: BilledIntent): readonly BillingPart[] {
  if (intent.state !== 'posted' || invoice?.effective !== true) return []
  const byPart = billedByPart(invoice, parts, intent)
  return parts.filter(
    (part) =>
      (part.amountMinor !== 0n || part.movedMinor !== null) &&
      (part.kind === 'work' || part.kind === 'retainage') &&
      byPart.get(part.partKey) === 0n,
  )
}

/** An invoice with those parts alone that it bills something of. */
export function withoutEmptied(billed: BilledIntent): BilledIntent {
  const emptied = emptiedParts(billed)
  return emptied.length === 0
    ? billed
    : { ...billed, parts: billed.parts.filter((part) => !emptied.includes(part)) }
}

/** What of milestones is billed by these invoices, or is to be, as whoever looks for what a person may link to them sees it. */
export const partsBilling = (intents: readonly BilledIntent[]): BillingPart[] =>
  intents.flatMap((each) => withoutEmptied(each).parts).filter(billsMilestone)
