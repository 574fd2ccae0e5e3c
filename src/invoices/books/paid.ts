import { allocate } from '../../money/allocate'
import { parseAmount } from '../../money/money'
import type { InvoiceFacts } from './document'
import type { DocumentLink } from './document-table'

/** What took an invoice's balance down: cash, and credit memos. Both include tax. */
export interface Settled {
  readonly cash: bigint
  readonly credit: bigint
}

/**
 * What settled one invoice, by a stated allocation: a payment's credit lines go over its invoice lines pro rata
 * (largest remainder, ties to the later line), and the rest is cash. Null when a payment that the invoice
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
  const amounts: { line: DocumentLink; minor: bigint }[] = []
  for (const line of lines) {
    const amount = parseAmount(line.amount, currency)
    if (amount === null) return null
    amounts.push({ line, minor: amount.minor })
  }
  const sum = (list: typeof amounts) => list.reduce((all, each) => all + each.minor, 0n)
  const invoices = amounts.filter(({ line }) => line.toKind === 'Invoice')
  const total = sum(invoices)
  // Everything that is neither an invoice nor money: credit memos, journals.
  const share = (of: bigint) =>
    allocate(
      of < total ? of : total,
      invoices.map((each) => each.minor),
    )
  const notCash = share(sum(amounts.filter(({ line }) => line.toKind !== 'Invoice')))
  const credits = share(sum(amounts.filter(({ line }) => line.toKind === 'CreditMemo')))
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
