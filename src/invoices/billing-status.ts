import { sumOrUnknown } from '../money/money'
import type { Milestone } from '../schedules/milestone'
import { type Attributed, isCovered } from './books/attributed'
import type { Portion } from './books/deal-share'
import { billedByPart, type InvoiceFacts } from './books/document'
import { lineLeft } from './books/line-left'
import type { GivenBack } from './books/memo-lines'
import { billsMilestone } from './composing/invoice-line'
import { creditedOf } from './credits/credited-net'
import type { BillingPart, IntentSummary } from './intent'

export type BillingStatus =
  | 'not_billed'
  | 'prepared'
  | 'queued'
  | 'unclear'
  | 'posted'
  | 'sent'
  | 'partially_paid'
  | 'paid'
  | 'settled'

/** What is known about one intent: itself, its parts, and its invoice when it has one. */
export interface BilledIntent {
  readonly intent: IntentSummary
  readonly parts: readonly BillingPart[]
  /** Null when there is no invoice yet, or its document has not been read, or can't be read any more. */
  readonly invoice: InvoiceFacts | null
  /** Of one that can't be read any more: by what people know it. */
  readonly lastRead?: Pick<InvoiceFacts, 'docNumber' | 'customer' | 'customerId'>
  /** Cash on the invoice by its payments, tax included; null when a payment is not known yet. */
  readonly paidMinor: bigint | null
  /** What applied credit memos took of it, tax included; null as for cash. */
  readonly creditedMinor: bigint | null
  /** Refunds and unapplied credit memos that a person said are for it. */
  readonly attributed: readonly Attributed[]
  /** What credit memos give back of what it holds back, or draws of a deposit; left out: nothing. */
  readonly givenBack?: GivenBack
  /** Of an invoice that bills several deals: how what settles it is divided, and which part this one is. */
  readonly portion?: Portion
  /** Of such an invoice: what credits took of all of it, whatever this deal's part of it is. */
  readonly wholeCreditMinor?: bigint | null
}

/** QuickBooks' id of who is asked to pay it: who has the invoice there, or while there is none, who was billed. */
export const payerOf = ({ intent, invoice, lastRead }: BilledIntent): string =>
  (invoice ?? lastRead)?.customerId ?? intent.customerId

/** A milestone's billing, derived. Null amounts are unknown. */
export interface MilestoneBilling {
  readonly status: BillingStatus
  /** Net, less what credits and such refunds took. */
  readonly billedMinor: bigint | null
  /** What credits, and refunds that people said are for it, took of invoices that still count, net. */
  readonly creditedMinor: bigint | null
  /** Held back of what is billed, on invoices that stand: positive. */
  readonly retainedMinor: bigint | null
  readonly inFlightMinor: bigint
  readonly overdue: boolean
  /** QuickBooks refused it, and a person must mend something. */
  readonly blockedBecause: string | null
  /** QuickBooks' amount differs from what was billed. */
  readonly difference: boolean
  readonly intents: readonly BilledIntent[]
}

/**
 * How far an effective invoice is: by its balance, then by whether it was handed over. What a credit took is no payment,
 * nor is what was written off: with nothing open and nothing paid it is settled, with something open as if nothing came.
 */
export function invoiceStatus(
  invoice: Pick<InvoiceFacts, 'totalMinor' | 'balanceMinor' | 'sent' | 'depositMinor'>,
  delivered: boolean,
  { creditedMinor, paidMinor }: Pick<BilledIntent, 'creditedMinor' | 'paidMinor'>,
): BillingStatus {
  const { totalMinor: total, balanceMinor: balance } = invoice
  if (total === 0n) return 'settled'
  const moneyCame = paidMinor !== 0n || invoice.depositMinor !== 0n
  if (balance === 0n) return moneyCame ? 'paid' : 'settled'
  if (moneyCame && total !== null && balance !== null && balance + (creditedMinor ?? 0n) < total)
    return 'partially_paid'
  return invoice.sent || delivered ? 'sent' : 'posted'
}

/** Whether what a part bills moved to another invoice and has not come back: how far this one is says nothing of it. */
const hasLeft = (part: BillingPart, { intent, parts, invoice }: BilledIntent): boolean =>
  part.movedMinor !== null &&
  (invoice === null || billedByPart(invoice, parts, intent).get(part.partKey) === 0n)

/** The least far of several invoices speaks for a milestone; this is the order. */
const LEAST_FAR: readonly BillingStatus[] = [
  'unclear',
  'prepared',
  'queued',
  'posted',
  'sent',
  'partially_paid',
  'paid',
  'settled',
  'not_billed',
]

/**
 * The one function that says how far a milestone's billing is, on every read path. It looks at intents and
 * documents only: nothing sets a billing status. It is paid when all of it is: while a payer's part has no invoice,
 * or QuickBooks refused it, the others' money is part of it.
 */
export function deriveBilling(
  { milestoneId, amountMinor }: Pick<Milestone, 'milestoneId' | 'amountMinor'>,
  intents: readonly BilledIntent[],
  currency: string,
  today: string,
): MilestoneBilling {
  const own = intents.filter((each) =>
    each.parts.some(
      (part) => part.milestoneId === milestoneId && billsMilestone(part) && !hasLeft(part, each),
    ),
  )
  const statuses: BillingStatus[] = []
  let billedMinor: bigint | null = 0n
  let creditedMinor: bigint | null = 0n
  let retainedMinor: bigint | null = 0n
  let inFlightMinor = 0n
  let invoicedMinor = 0n
  let overdue = false
  let difference = false
  let blockedBecause: string | null = null

  for (const each of own) {
    const { intent, parts, invoice } = each
    const mine = parts.filter((part) => part.milestoneId === milestoneId && billsMilestone(part))
    const amount = mine.reduce((sum, part) => sum + part.amountMinor, 0n)
    switch (intent.state) {
      case 'cancelled':
        break
      case 'refused':
        if (!mine.some((part) => part.live)) break
        inFlightMinor += amount
        blockedBecause = intent.fault?.message ?? 'QuickBooks refused the invoice.'
        break
      case 'prepared':
        inFlightMinor += amount
        invoicedMinor += amount
        statuses.push('prepared')
        break
      case 'queued':
      case 'sending':
        inFlightMinor += amount
        invoicedMinor += amount
        statuses.push('queued')
        break
      case 'unclear':
        inFlightMinor += amount
        invoicedMinor += amount
        statuses.push('unclear')
        break
      case 'posted': {
        if (invoice === null) {
          billedMinor = null
          creditedMinor = null
          retainedMinor = null
          invoicedMinor += amount
          statuses.push('posted')
          break
        }
        if (!invoice.effective) break
        invoicedMinor += amount
        const byPart = billedByPart(invoice, parts, intent)
        const credited = creditedOf(each, milestoneId, currency)
        creditedMinor = sumOrUnknown([creditedMinor, credited])
        for (const part of mine) {
          const billed = byPart.get(part.partKey) ?? null
          billedMinor = billedMinor === null || billed === null ? null : billedMinor + billed
          if (billed !== null && billed !== part.amountMinor) difference = true
        }
        for (const part of parts) {
          if (part.milestoneId !== milestoneId || part.kind !== 'retainage') continue
          const held = lineLeft(each, part, byPart.get(part.partKey) ?? null)
          retainedMinor = retainedMinor === null || held === null ? null : retainedMinor - held
        }
        const delivered = intent.sendState === 'sent' || intent.delivered !== null
        statuses.push(invoiceStatus(invoice, delivered, each))
        const { balanceMinor: open } = invoice
        const asks = open === null || (open > 0n && !isCovered(invoice, each.attributed))
        if (asks && invoice.dueOn !== null && invoice.dueOn < today) overdue = true
        break
      }
    }
  }
  const leastFar = LEAST_FAR.find((each) => statuses.includes(each)) ?? 'not_billed'
  const isDone = leastFar === 'paid' || leastFar === 'settled'
  const isOpen = leastFar === 'posted' || leastFar === 'sent'
  // One payer's money is part of the milestone's, whoever has not paid yet.
  const moneyCame = statuses.some((each) => each === 'paid' || each === 'partially_paid')
  const isPart = (isDone && invoicedMinor < amountMinor) || (isOpen && moneyCame)
  const status = isPart ? 'partially_paid' : leastFar
  return {
    status,
    billedMinor: sumOrUnknown([billedMinor, creditedMinor === null ? null : -creditedMinor]),
    creditedMinor,
    retainedMinor,
    inFlightMinor,
    overdue,
    blockedBecause,
    difference,
    intents: own,
  }
}
