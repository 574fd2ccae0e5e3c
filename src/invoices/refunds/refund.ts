import type { BilledIntent } from '../billing-status'
import type { DocumentBody } from '../books/document'

/** A refund receipt as QuickBooks has it, of which nobody has said what it is for. */
export interface OpenRefund {
  readonly refundId: string
  readonly number: string | null
  /** The day on it; null where it has none. */
  readonly on: string | null
  readonly customerId: string
  readonly customer: string | null
  readonly body: DocumentBody
}

/** One thing that a refund may give back: a milestone on an invoice, or what else an invoice bills. */
export interface RefundCandidate {
  readonly intentId: string
  readonly dealId: string
  readonly scheduleId: string
  readonly milestoneId: string | null
  /** The milestone's name, or null where the invoice bills none. */
  readonly name: string | null
  readonly billed: BilledIntent
  /** What QuickBooks or the words on the refund point at. */
  readonly likely: boolean
}

/** "Refund 1043", or by QuickBooks' id where it has no number. */
export const refundName = ({
  number,
  refundId,
}: {
  readonly number: string | null
  readonly refundId: string
}): string => `refund ${number ?? refundId}`

/** Whether QuickBooks ties a refund to this invoice: to itself, or to a payment on it. */
export function isTied(body: DocumentBody, { invoice }: Pick<BilledIntent, 'invoice'>): boolean {
  if (invoice === null) return false
  return (body.LinkedTxn ?? []).some(
    ({ TxnType, TxnId }) =>
      (TxnType === 'Invoice' && TxnId === invoice.quickbooksId) ||
      (TxnType === 'Payment' && invoice.paymentIds.includes(TxnId)),
  )
}

/** Whether the words on a refund name this invoice by its number or its mark, or this milestone. */
export function isNamed(
  body: DocumentBody,
  { invoice, intent }: Pick<BilledIntent, 'invoice' | 'intent'>,
  milestone: string | null,
): boolean {
  const words = [
    body.PrivateNote,
    body.CustomerMemo?.value,
    ...(body.Line ?? []).map(({ Description }) => Description),
  ]
    .filter((text) => text !== undefined)
    .join('\n')
    .toLowerCase()
  const number = invoice?.docNumber?.toLowerCase() ?? ''
  const isThere = (text: string) =>
    text.length > 2 && words.split(/[^\p{L}\p{N}-]+/u).includes(text.toLowerCase())
  return (
    isThere(number) ||
    (intent.marker !== '' && words.includes(intent.marker.toLowerCase())) ||
    (milestone !== null && milestone.length > 2 && words.includes(milestone.toLowerCase()))
  )
}
