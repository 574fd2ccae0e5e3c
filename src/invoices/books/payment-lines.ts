import { parseAmount } from '../../money/money'
import type { DocumentLink } from './document-table'

/** One line of a payment, in minor units. */
export interface PaymentLine {
  readonly line: DocumentLink
  readonly minor: bigint
}

/** A payment's lines by what they do: invoices and charges are paid, credit memos and other credits pay. */
export interface PaymentLines {
  readonly invoices: readonly PaymentLine[]
  readonly creditMemos: readonly PaymentLine[]
  /** Journal entries that credit receivables, and whatever else pays. */
  readonly otherCredits: readonly PaymentLine[]
  /** What is paid and is no invoice: money that went back to the customer by a cheque, a journal that debits. */
  readonly charges: readonly PaymentLine[]
}

/** By QuickBooks' names: money that goes out against receivables. */
const CHARGES: ReadonlySet<string> = new Set([
  'Check',
  'Expense',
  'Purchase',
  'CashPurchase',
  'CreditCardCharge',
  'RefundCheck',
  'ARRefundCreditCard',
  'EFTRefund',
])
/** With more journals than this on one payment nobody looks which of them are charges. */
const MOST_JOURNALS = 12

/** A payment's lines, sorted; null where an amount can't be read. */
export function sortLines(lines: readonly DocumentLink[], currency: string): PaymentLines | null {
  const amounts: PaymentLine[] = []
  for (const line of lines) {
    const minor = parseAmount(line.amount, currency)?.minor ?? null
    if (minor === null) return null
    amounts.push({ line, minor })
  }
  const of = (kind: string) => amounts.filter(({ line }) => line.toKind === kind)
  const charges = amounts.filter(({ line }) => CHARGES.has(line.toKind))
  const [invoices, creditMemos, journals] = [of('Invoice'), of('CreditMemo'), of('JournalEntry')]
  const others = amounts.filter((each) => ![...invoices, ...creditMemos, ...charges].includes(each))
  const own = ownMoney(journals, currency)
  if (own === null) return { invoices, creditMemos, otherCredits: others, charges }
  // What is paid is what pays, so a journal that debits shows in the sum: its line does not say so.
  const missing = own + sumOf(creditMemos) + sumOf(others) - sumOf(invoices) - sumOf(charges)
  const debits = missing > 0n && missing % 2n === 0n ? whichSum(journals, missing / 2n) : []
  return {
    invoices,
    creditMemos,
    otherCredits: others.filter((each) => !debits.includes(each)),
    charges: [...charges, ...debits],
  }
}

export const sumOf = (lines: readonly PaymentLine[]): bigint =>
  lines.reduce((all, { minor }) => all + minor, 0n)

/** What the payment's own money pays; null where that is not known, or nobody asks. */
function ownMoney(journals: readonly PaymentLine[], currency: string): bigint | null {
  const payment = journals[0]?.line.payment ?? null
  if (payment === null || journals.length > MOST_JOURNALS) return null
  const total = parseAmount(payment.total, currency)
  const unapplied = parseAmount(payment.unapplied, currency)
  return total === null || unapplied === null ? null : total.minor - unapplied.minor
}

/** The first of these lines that come to this sum together; none where no lines do. */
function whichSum(lines: readonly PaymentLine[], sum: bigint): readonly PaymentLine[] {
  const [first, ...others] = lines
  if (sum === 0n || first === undefined) return []
  if (first.minor === sum) return [first]
  const withFirst = first.minor < sum ? whichSum(others, sum - first.minor) : []
  return withFirst.length > 0 ? [first, ...withFirst] : whichSum(others, sum)
}
