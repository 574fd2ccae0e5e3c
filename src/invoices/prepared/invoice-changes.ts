import { multiply, parseDecimal } from '../../money/decimal'
import { currencyDigits } from '../../money/money'
import type { Schedule, Terms } from '../../schedules/schedule'
import type { InvoiceHead } from '../composing/invoice-head'
import type { InvoiceLine } from '../composing/invoice-line'

/** How a line reads as quantity × price. Decimal text; together they come to the line's amount, to the cent. */
export interface LineQuantity {
  readonly quantity: string
  readonly unitPrice: string
}

/**
 * What a bookkeeper changed of an invoice before it is made; what is left out stays as the schedule says. None of it
 * moves money that is billed: tax comes on top, and a quantity only says how an amount comes about.
 */
export interface InvoiceChanges {
  /** `TAX`, `NON` or a tax code's id, on every line that has the schedule's. */
  readonly taxCode?: string
  readonly terms?: Terms
  /** What the client reads under the lines; empty for nothing. */
  readonly memo?: string
  /** By the line's part key. */
  readonly quantities?: Readonly<Record<string, LineQuantity>>
}

/** The schedule as this invoice sees it. */
export function withChangedTerms(schedule: Schedule, changes: InvoiceChanges | undefined): Schedule {
  if (changes?.taxCode === undefined && changes?.terms === undefined) return schedule
  return {
    ...schedule,
    terms: {
      ...schedule.terms,
      taxCode: changes.taxCode ?? schedule.terms.taxCode,
      terms: changes.terms ?? schedule.terms.terms,
    },
  }
}

export function withChangedMemo(head: InvoiceHead, changes: InvoiceChanges | undefined): InvoiceHead {
  if (changes?.memo === undefined) return head
  return { ...head, memo: changes.memo === '' ? null : changes.memo }
}

/** Lines with their quantities. One that does not come to its line's amount (any more) is passed over: money stays. */
export function withQuantities(
  lines: readonly InvoiceLine[],
  changes: InvoiceChanges | undefined,
  currency: string,
): readonly InvoiceLine[] {
  const { quantities } = changes ?? {}
  if (quantities === undefined) return lines
  return lines.map((line) => {
    const given = quantities[line.partKey]
    return given && comesTo(given, line.amountMinor, currency)
      ? { ...line, reads: { ...line.reads, ...given } }
      : line
  })
}

/** Whether quantity × price is this amount exactly, without rounding: QuickBooks refuses a line where it is not. */
export function comesTo({ quantity, unitPrice }: LineQuantity, minor: bigint, currency: string): boolean {
  const [count, price] = [parseDecimal(quantity), parseDecimal(unitPrice)]
  if (count === null || price === null) return false
  const { units, scale } = multiply(count, price)
  return units * 10n ** BigInt(currencyDigits(currency)) === minor * 10n ** BigInt(scale)
}

export const isUnchanged = (changes: InvoiceChanges): boolean => Object.keys(changes).length === 0
