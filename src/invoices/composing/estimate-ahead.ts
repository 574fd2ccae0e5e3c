import { estimate as estimateSchema } from '../../../connectors/quickbooks/entities'
import { isOpenEstimate } from '../../masters/estimate-master'
import type { Master } from '../../masters/master-table'
import { parseAmount } from '../../money/money'
import type { Portion } from '../../schedules/payers'
import type { Schedule } from '../../schedules/schedule'
import { type ScheduleSource, sourceText } from '../../schedules/source'
import type { Headroom } from '../cap'
import type { Check } from '../preflight/preflight'
import type { Wording } from '../words/wording'

/** The estimate that a schedule was started from, as it is now and as billing goes. */
export interface EstimateAhead {
  readonly source: Extract<ScheduleSource, { kind: 'estimate' }>
  /** As QuickBooks has it; null when it is not there any more. */
  readonly held: Master | null
  /** Nothing of the schedule is billed, or on its way. */
  readonly isFirst: boolean
  /** QuickBooks' ids of the invoices that are this schedule's. */
  readonly ours: readonly string[]
}

/** What of an estimate matters to billing. Null for a schedule that was started from none. */
export function estimateAhead(
  schedule: Schedule,
  held: Master | null,
  room: Headroom,
  ours: readonly string[],
): EstimateAhead | null {
  const { source } = schedule.terms
  if (source?.kind !== 'estimate') return null
  return { source, held, isFirst: room.billedMinor === 0n && room.inFlightMinor === 0n, ours }
}

/**
 * What the invoice says to the client beside its lines: which estimate it belongs to, and what of the estimate's own words
 * has room.
 */
export function estimateMemo({ source }: EstimateAhead, wording: Wording, room: number): string {
  const reference = wording.say('estimate', { number: source.number ?? source.quickbooksId })
  const all = source.memo === null ? reference : `${reference}\n${source.memo}`
  return all.slice(0, Math.max(room, reference.length))
}

/**
 * Whether this invoice bills the whole estimate, and nothing else ever billed it. Only then are the two linked, because
 * QuickBooks closes an estimate with its first linked invoice, and knows no second one.
 */
export function billsWholeEstimate(
  ahead: EstimateAhead,
  schedule: Schedule,
  portion: Pick<Portion, 'customerId' | 'amountMinor'>,
): boolean {
  const estimate = readHeld(ahead)
  if (estimate === null || !ahead.isFirst || !isOpenEstimate(estimate.TxnStatus)) return false
  const { currency, originalMinor } = schedule
  const total = parseAmount(estimate.TotalAmt, currency)
  const tax = parseAmount(estimate.TxnTaxDetail?.TotalTax ?? '0', currency)
  return (
    total !== null &&
    tax !== null &&
    total.minor - tax.minor === portion.amountMinor &&
    originalMinor === portion.amountMinor &&
    estimate.CustomerRef.value === portion.customerId &&
    (estimate.CurrencyRef?.value ?? currency) === currency
  )
}

/** Whether the estimate still stands: what was agreed must not be billed twice, nor what the client refused. */
export function estimateCheck(
  ahead: EstimateAhead,
  whole: boolean,
  isBilled: boolean,
  dealId: string,
): Check {
  const words = sourceText(ahead.source)
  const estimate = readHeld(ahead)
  const letGo = { label: 'Let go of the estimate', href: `/deals/${dealId}` }
  const bad = (detail: string, mend: Check['mend']): Check => ({ check: 'estimate', ok: false, detail, mend })
  const good = (detail: string): Check => ({ check: 'estimate', ok: true, detail, mend: null })
  if (isBilled) return good(`Its invoice names ${words}.`)
  if (estimate === null) return bad(`QuickBooks has no ${words} any more.`, letGo)
  if (estimate.TxnStatus === 'Rejected') {
    const mend = { label: 'Have it accepted in QuickBooks, or let go of it', href: `/deals/${dealId}` }
    return bad(`The client rejected ${words} in QuickBooks.`, mend)
  }
  const invoices = (estimate.LinkedTxn ?? []).filter((link) => link.TxnType === 'Invoice')
  const isOurs = invoices.length > 0 && invoices.every((link) => ahead.ours.includes(link.TxnId))
  if (!isOpenEstimate(estimate.TxnStatus) && !isOurs) {
    const mend = { label: 'Link that invoice, or let go of the estimate', href: `/deals/${dealId}` }
    return bad(
      `${words[0]?.toUpperCase()}${words.slice(1)} is closed: an invoice made in QuickBooks bills it.`,
      mend,
    )
  }
  return good(
    whole
      ? `It bills the whole of ${words}, which QuickBooks closes with it.`
      : `The invoice names ${words}, which stays open in QuickBooks: it can be linked only to one invoice for all of it.`,
  )
}

function readHeld({ held }: EstimateAhead) {
  const parsed = held === null ? null : estimateSchema.safeParse(held.body)
  return parsed?.success ? parsed.data : null
}
