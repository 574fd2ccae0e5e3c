import { allocate } from '../../money/allocate'
import type { InvoiceFacts } from './document'
import type { DocumentLink } from './document-table'
import { sortLines, sumOf } from './payment-lines'

/** What took an invoice's balance down: cash, and credit memos. Both include tax. */
export interface Settled {
  readonly cash: bigint
  readonly credit: bigint
}

/**
 * What settled one invoice, by a stated allocation: a payment's credit lines go over its invoice lines pro rata
 * (largest remainder, ties to the later line), and the rest is cash; what it pays beside invoices, a cheque back to the
 * customer, takes nothing of that. Null when a payment that the invoice
 * names has not been read yet: a sum with an unknown part is unknown.
 */
export function settledOn(
  invoice: InvoiceFacts,
  links: readonly DocumentLink[],
  currency: string,
): Settled | null {
  if (invoice.totalMinor !== null && invoice.totalMinor === invoice.balanceMinor)
    return { cash: 0n, credit: 0n }
  const known = new Set(links.map((link) => link.fromId))
  if (!invoice.paymentIds.every((id) => known.has(id))) return null
  let cash = 0n
  let credit = 0n
  for (const paymentId of known) {
    const share = settledByPayment(
      links.filter((link) => link.fromId === paymentId),
      invoice.quickbooksId,
      currency,
    )
    if (share === null) return null
    cash += share.cash
    credit += share.credit
  }
  return { cash, credit }
}

export const cashOn = (...given: Parameters<typeof settledOn>): bigint | null =>
  settledOn(...given)?.cash ?? null

/** What one payment's lines settle of one invoice; null where an amount can't be read. */
export function settledByPayment(
  lines: readonly DocumentLink[],
  invoiceId: string,
  currency: string,
): Settled | null {
  const sorted = sortLines(lines, currency)
  if (sorted === null) return null
  const { invoices, creditMemos, otherCredits } = sorted
  const total = sumOf(invoices)
  const share = (of: bigint) =>
    allocate(
      of < total ? of : total,
      invoices.map((each) => each.minor),
    )
  const notCash = share(sumOf(creditMemos) + sumOf(otherCredits))
  const credits = share(sumOf(creditMemos))
  let settled: Settled = { cash: 0n, credit: 0n }
  for (const [index, { line, minor }] of invoices.entries()) {
    if (line.toId !== invoiceId) continue
    settled = {
      cash: settled.cash + minor - (notCash[index] ?? 0n),
      credit: settled.credit + (credits[index] ?? 0n),
    }
  }
  return settled
}
