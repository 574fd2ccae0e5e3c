import type { PartKind } from '../intent'

/**
 * One line of an invoice that is to be: what it bills, and how it reads. Kept as it was decided, so that an invoice
 * that waits for review can be written again without asking what it bills.
 */
export interface InvoiceLine {
  /** Held by one live line at most: what may be billed once has a key of its own. */
  readonly partKey: string
  readonly scheduleId: string
  /** Null for what belongs to the deal and to no milestone of it: a deposit, hours. */
  readonly milestoneId: string | null
  readonly kind: PartKind
  /** Net of tax, in minor units; negative for what is held back or drawn. */
  readonly amountMinor: bigint
  readonly reads: LineReading
}

/** How a line reads in QuickBooks. */
export interface LineReading {
  readonly text: readonly string[]
  readonly itemId: string | null
  /** `TAX`, `NON`, a tax code's id, or null to leave it to QuickBooks. */
  readonly taxCode: string | null
  /** The day of the work, `YYYY-MM-DD`. */
  readonly serviceOn: string | null
  /** With a price, decimal text: 12.5 hours at 120.00. Left out: one, at the line's amount. */
  readonly quantity?: string
  readonly unitPrice?: string
  /** What QuickBooks marks as billed by this line. */
  readonly linked?: { readonly txnId: string; readonly txnType: 'TimeActivity' }
}

/**
 * Whether a line bills milestones, and so counts against the contract sum: their work, and a deposit that is one of
 * them. What is held back, drawn or paid in advance moves money, and bills nothing more.
 */
export const billsMilestone = (part: Pick<InvoiceLine, 'kind' | 'milestoneId'>): boolean =>
  part.kind === 'work' || (part.kind === 'deposit' && part.milestoneId !== null)

/** What an invoice comes to, net. */
export const netOfLines = (lines: readonly Pick<InvoiceLine, 'amountMinor'>[]): bigint =>
  lines.reduce((sum, line) => sum + line.amountMinor, 0n)

/** How much is on an invoice at all, whichever way it goes: it tells a void from an invoice that comes to nothing. */
export const sizeOfLines = (lines: readonly Pick<InvoiceLine, 'amountMinor'>[]): bigint =>
  lines.reduce((sum, { amountMinor }) => sum + (amountMinor < 0n ? -amountMinor : amountMinor), 0n)
