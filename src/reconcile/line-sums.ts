import type { BilledIntent } from '../invoices/billing-status'
import { billedByPart } from '../invoices/books/document'
import { lineLeft } from '../invoices/books/line-left'
import { billsMilestone } from '../invoices/composing/invoice-line'
import type { BillingPart } from '../invoices/intent'
import { sumOrUnknown } from '../money/money'

/** What is on effective invoices, net, by what its lines are; null where a line could not be read. */
export interface LineSums {
  /** Held back, less what was released: positive while money is held. */
  readonly retained: bigint | null
  /**
   * What credits and refunds took of releases, which is held back again, less what credit memos gave back of what was held: that
   * much more is held than `retained` says.
   */
  readonly unreleased: bigint | null
  /** Deposits that are no milestone: outside the contract sum. */
  readonly advances: bigint | null
  /** Drawn of deposits: positive. */
  readonly drawn: bigint | null
  /** What of that credit memos gave back. */
  readonly undrawn: bigint | null
  /** The income that drawn liabilities became. */
  readonly depositIncome: bigint | null
}

export function lineSums(effective: readonly BilledIntent[], currency: string): LineSums {
  const lines = effective.flatMap((billed) => {
    const { intent, invoice, parts } = billed
    const byPart = invoice === null ? null : billedByPart(invoice, parts, { origin: intent.origin, currency })
    return parts.map((part) => ({ billed, part, minor: byPart?.get(part.partKey) ?? null }))
  })
  const sumOf = (which: (part: BillingPart) => boolean) =>
    sumOrUnknown(lines.filter(({ part }) => which(part)).map(({ minor }) => minor))
  const less = (minor: bigint | null) => (minor === null ? null : -minor)
  return {
    retained: less(sumOf(({ kind }) => kind === 'retainage' || kind === 'retainage_release')),
    unreleased: sumOrUnknown(
      lines
        .filter(({ part }) => part.kind === 'retainage' || part.kind === 'retainage_release')
        .flatMap(({ billed, part, minor }) => [minor, less(lineLeft(billed, part, minor))]),
    ),
    advances: sumOf((part) => part.kind === 'deposit' && !billsMilestone(part)),
    drawn: less(sumOf(({ kind }) => kind === 'draw')),
    undrawn: sumOrUnknown(
      lines
        .filter(({ part }) => part.kind === 'draw')
        .flatMap(({ billed, part, minor }) => [less(minor), lineLeft(billed, part, minor)]),
    ),
    depositIncome: sumOf(({ kind }) => kind === 'deposit_income'),
  }
}
