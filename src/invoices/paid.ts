import { parseAmount } from '../money/money'
import type { InvoiceFacts } from './document'
import type { DocumentLink } from './document-table'

/**
 * Cash on one invoice, by a stated allocation: a payment's credit lines go over its invoice lines pro rata
 * (largest remainder, ties to the later line), and the rest is cash. Null when a payment that the invoice
 * names has not been read yet: a sum with an unknown part is unknown.
 */
export function cashOn(
  invoice: InvoiceFacts,
  links: readonly DocumentLink[],
  currency: string,
): bigint | null {
  if (invoice.totalMinor !== null && invoice.totalMinor === invoice.balanceMinor) return 0n
  const known = new Set(links.map((link) => link.fromId))
  if (!invoice.paymentIds.every((id) => known.has(id))) return null
  let cash = 0n
  for (const paymentId of new Set(links.map((link) => link.fromId))) {
    const share = cashOfPayment(
      links.filter((link) => link.fromId === paymentId),
      invoice.quickbooksId,
      currency,
    )
    if (share === null) return null
    cash += share
  }
  return cash
}

function cashOfPayment(lines: readonly DocumentLink[], invoiceId: string, currency: string): bigint | null {
  const amounts: { toInvoice: boolean; mine: boolean; minor: bigint }[] = []
  for (const line of lines) {
    const amount = parseAmount(line.amount, currency)
    if (amount === null) return null
    const toInvoice = line.toKind === 'Invoice'
    amounts.push({ toInvoice, mine: toInvoice && line.toId === invoiceId, minor: amount.minor })
  }
  const invoices = amounts.filter((line) => line.toInvoice)
  const total = invoices.reduce((sum, line) => sum + line.minor, 0n)
  const credit = amounts.filter((line) => !line.toInvoice).reduce((sum, line) => sum + line.minor, 0n)
  const creditParts = allocate(
    credit < total ? credit : total,
    invoices.map((line) => line.minor),
  )
  return invoices.reduce(
    (sum, line, index) => (line.mine ? sum + line.minor - (creditParts[index] ?? 0n) : sum),
    0n,
  )
}

/** Shares `amount` over weights by largest remainder, ties to the later one; the parts sum to it exactly. */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total === 0n) return weights.map(() => 0n)
  const parts = weights.map((weight, index) => ({
    index,
    part: (amount * weight) / total,
    rest: (amount * weight) % total,
  }))
  let left = amount - parts.reduce((sum, each) => sum + each.part, 0n)
  for (const each of [...parts].sort((a, b) =>
    a.rest === b.rest ? b.index - a.index : a.rest < b.rest ? 1 : -1,
  )) {
    if (left === 0n) break
    each.part += 1n
    left -= 1n
  }
  return parts.map((each) => each.part)
}
