import { allocate } from '../../money/allocate'
import { parseAmount, sumOrUnknown } from '../../money/money'
import type { BillingIntent } from '../intent'
import type { InvoiceFacts, StoredDocument } from './document'

/** Documents that QuickBooks ties to no invoice of their own accord. */
export type AttributedKind = 'CreditMemo' | 'RefundReceipt'

/** Such a document, of which a person said what it is for, as it counts now. Minor units; null is unknown. */
export interface Attributed {
  readonly kind: AttributedKind
  readonly quickbooksId: string
  readonly number: string | null
  readonly on: string | null
  /** The milestone that it gives back; null where it is for the invoice as a whole, or for what is no milestone's. */
  readonly milestoneId: string | null
  /** Of a refund its total, tax included; of a credit memo what is not applied yet. Nothing of one that is gone. */
  readonly totalMinor: bigint | null
  /** The same without its tax. */
  readonly netMinor: bigint | null
}

/** A refund's or an unapplied credit memo's part that counts, from what is stored of it. */
export function attributedFrom(
  kind: AttributedKind,
  { quickbooksId, body, deletedAt }: Pick<StoredDocument, 'quickbooksId' | 'body' | 'deletedAt'>,
  milestoneId: string | null,
  currency: string,
): Attributed {
  const minor = (text: string | undefined) =>
    text === undefined ? null : (parseAmount(text, currency)?.minor ?? null)
  const isGone = deletedAt !== null
  const left = kind === 'RefundReceipt' ? body?.TotalAmt : (body?.RemainingCredit ?? body?.Balance)
  const totalMinor = isGone ? 0n : minor(left)
  const tax = body?.TxnTaxDetail?.TotalTax
  return {
    kind,
    quickbooksId,
    number: body?.DocNumber ?? null,
    on: body?.TxnDate ?? null,
    milestoneId,
    totalMinor,
    netMinor: isGone ? 0n : sumOrUnknown([totalMinor, less(tax === undefined ? 0n : minor(tax))]),
  }
}

/**
 * One part of what a refund comes to now: as it was said while the refund is what it was, and else in proportion, largest
 * remainder, so that the parts are always all of it.
 */
export function attributedPart(whole: Attributed, shares: readonly bigint[], place: number): Attributed {
  const part = (minor: bigint | null) => (minor === null ? null : (allocate(minor, shares)[place] ?? 0n))
  return { ...whole, totalMinor: part(whole.totalMinor), netMinor: part(whole.netMinor) }
}

const less = (minor: bigint | null): bigint | null => (minor === null ? null : -minor)

export const refundsIn = (attributed: readonly Attributed[]): Attributed[] =>
  attributed.filter(({ kind }) => kind === 'RefundReceipt')

/** What people said is refunded of it, tax included. */
export const refundedOf = (attributed: readonly Attributed[]): bigint | null =>
  sumOrUnknown(refundsIn(attributed).map(({ totalMinor }) => totalMinor))

const isMemo = ({ kind }: Attributed): boolean => kind === 'CreditMemo'

/** What of credit memos that are not applied people said is for it, tax included. */
const saidOf = (attributed: readonly Attributed[]): bigint | null =>
  sumOrUnknown(attributed.filter(isMemo).map(({ totalMinor }) => totalMinor))

/**
 * Whether credit memos, applied or said to be for it, take all of an invoice: then it bills nothing any more. A word takes no
 * more of it than is open, as QuickBooks would apply it: money that came stays on an invoice that stands.
 */
export function isCreditedInFull(
  { totalMinor: total, balanceMinor: balance }: Pick<InvoiceFacts, 'totalMinor' | 'balanceMinor'>,
  creditedMinor: bigint | null,
  attributed: readonly Attributed[],
): boolean {
  if (total === null || total <= 0n || creditedMinor === null) return false
  if (creditedMinor >= total) return true
  const said = saidOf(attributed)
  if (said === null || balance === null || balance <= 0n) return false
  return creditedMinor + (said < balance ? said : balance) >= total
}

/**
 * An invoice that is credited in full: it bills nothing any more. Where somebody answered about a part of that, it goes on
 * counting: what they let be billed again is billed beside it, and of the rest they are asked as of any credit.
 */
export const creditedInFull = (
  facts: InvoiceFacts,
  { divisions = [] }: Partial<Pick<BillingIntent, 'divisions'>>,
): InvoiceFacts => ({ ...facts, effective: divisions.length > 0, gone: 'credited' })

/** Whether credit memos that people said are for it take all that is open: then nobody is asked to pay it. */
export function isCovered(
  { balanceMinor: balance }: Pick<InvoiceFacts, 'balanceMinor'>,
  attributed: readonly Attributed[],
): boolean {
  const said = saidOf(attributed)
  return said !== null && balance !== null && balance > 0n && said >= balance
}

/** What is still asked of an invoice, once credit memos that people said are for it are applied; null is unknown. */
export function stillAsked(
  { balanceMinor: balance }: Pick<InvoiceFacts, 'balanceMinor'>,
  attributed: readonly Attributed[],
): bigint | null {
  const said = saidOf(attributed)
  if (said === null || balance === null) return null
  return said >= balance ? 0n : balance - said
}

/**
 * What credits take of an invoice, tax included: those that are applied, and up to its total those that a person said are
 * for it. Null is unknown.
 */
export function creditOn({
  invoice,
  creditedMinor,
  attributed,
}: {
  readonly invoice: Pick<InvoiceFacts, 'totalMinor'> | null
  readonly creditedMinor: bigint | null
  readonly attributed: readonly Attributed[]
}): bigint | null {
  if (!attributed.some(isMemo) || creditedMinor === null) return creditedMinor
  const sum = sumOrUnknown([creditedMinor, saidOf(attributed)])
  const total = invoice?.totalMinor ?? null
  if (sum === null || total === null) return null
  if (sum <= total) return sum
  return creditedMinor > total ? creditedMinor : total
}
