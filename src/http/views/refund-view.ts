import type { RefundData, RefundPart } from '../../insight/read-refund'
import { parseAmount } from '../../money/money'
import { decidedOfRefund } from '../../schedules/claim'
import type { RefundView } from '../contract/refund'
import { moneyView } from './money-view'

/** One refund, and what it may give back or was said to; `home` is the currency where it names none. */
export function refundView({ document, said, parts, candidates }: RefundData, home: string): RefundView {
  const { body, quickbooksId } = document
  const currency =
    body?.CurrencyRef?.value ??
    parts[0]?.billed.intent.currency ??
    candidates[0]?.billed.intent.currency ??
    home
  const view = (text: string | undefined) =>
    moneyView(text === undefined ? null : (parseAmount(text, currency)?.minor ?? null), currency)
  const decided = ({ milestone, billed }: RefundPart, kind: 'again' | 'closed') =>
    moneyView(
      milestone ? decidedOfRefund(milestone, kind, quickbooksId, billed.intent.intentId) : 0n,
      currency,
    )
  return {
    id: quickbooksId,
    number: body?.DocNumber ?? null,
    on: body?.TxnDate ?? null,
    customer: body?.CustomerRef?.name ?? null,
    total: view(body?.TotalAmt),
    tax: view(body?.TxnTaxDetail?.TotalTax ?? '0'),
    memo: body?.PrivateNote ?? null,
    gone: document.deletedAt !== null || parseAmount(body?.TotalAmt ?? '0', currency)?.minor === 0n,
    said: said && {
      by: said.by,
      at: said.at.toISOString(),
      parts: parts.map((part) => ({
        invoiceId: part.billed.intent.intentId,
        docNumber: part.billed.invoice?.docNumber ?? null,
        milestone: part.milestone && { id: part.milestone.milestoneId, name: part.milestone.name },
        amount: moneyView(part.minor, currency),
        again: decided(part, 'again'),
        closed: decided(part, 'closed'),
      })),
    },
    candidates: candidates.map((each) => ({
      invoiceId: each.intentId,
      docNumber: each.billed.invoice?.docNumber ?? null,
      dealId: each.dealId,
      dealName: each.dealName,
      milestone: each.milestoneId === null ? null : { id: each.milestoneId, name: each.name ?? '' },
      billed: moneyView(each.billedMinor, currency),
      paid: moneyView(each.billed.paidMinor, currency),
      likely: each.likely,
    })),
  }
}
