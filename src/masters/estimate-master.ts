import type { Entities } from '../../connectors/quickbooks/entities'
import { formatMoney, parseAmount } from '../money/money'
import type { Master } from './master-table'

/** An estimate among QuickBooks' lists: found by its number and its customer's name; one that is closed is not offered. */
export function estimateMaster(estimate: Entities['Estimate']): Master {
  const number = estimate.DocNumber ?? `Estimate ${estimate.Id}`
  const customer = estimate.CustomerRef.name
  return {
    quickbooksId: estimate.Id,
    name: customer === undefined ? number : `${number} · ${customer}`,
    active: isOpenEstimate(estimate.TxnStatus),
    body: { ...estimate },
  }
}

/** Pending and accepted ones can still be billed; a missing status is a pending one. */
export const isOpenEstimate = (status: unknown): boolean =>
  status === undefined || status === 'Pending' || status === 'Accepted'

/** "2026-11-01 · $4,000.00 · Pending": what tells two estimates of a customer apart. */
export function estimateDetail({ body }: Master, homeCurrency: string): string | null {
  const { TxnDate: date, TotalAmt: total, TxnStatus: status, CurrencyRef: ref } = body
  const currency =
    typeof ref === 'object' && ref !== null && 'value' in ref && typeof ref.value === 'string'
      ? ref.value
      : homeCurrency
  const amount = typeof total === 'string' ? parseAmount(total, currency) : null
  const parts = [date, amount && formatMoney(amount), status].filter((part) => typeof part === 'string')
  return parts.length === 0 ? null : parts.join(' · ')
}
