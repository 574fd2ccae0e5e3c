import type { InvoiceMoney } from '../../insight/read-invoice-money'
import type { SettledByView } from '../contract/settled-by'
import { moneyView } from './money-view'
import type { VendorLinks } from './vendor-links'

/** What each is a page of in QuickBooks: what is neither cash nor a credit came with a payment. */
const DOCUMENTS = {
  payment: 'Payment',
  credit_memo: 'CreditMemo',
  journal: 'Payment',
  deposit: 'Invoice',
  refund: 'RefundReceipt',
  other: 'Payment',
} as const

/** What settled an invoice of this currency, document by document. */
export const settledByView = (
  list: readonly InvoiceMoney[],
  currency: string,
  links: VendorLinks,
): SettledByView =>
  list.map((each) => ({
    kind: each.kind,
    quickbooksId: each.quickbooksId,
    number: each.number,
    on: each.on,
    amount: moneyView(each.minor, currency),
    total: moneyView(each.totalMinor, currency),
    left: moneyView(each.leftMinor, currency),
    applied: each.isApplied,
    link: links.document(DOCUMENTS[each.kind], each.quickbooksId),
  }))
