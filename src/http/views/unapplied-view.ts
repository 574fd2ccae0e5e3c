import type { UnappliedMoney } from '../../insight/read-invoice-money'
import type { UnappliedView } from '../contract/unapplied'
import { moneyView } from './money-view'
import type { VendorLinks } from './vendor-links'

/** What customers have paid, or were credited, and is not applied. */
export const unappliedView = (list: readonly UnappliedMoney[], links: VendorLinks): UnappliedView =>
  list.map(({ kind, quickbooksId, number, on, customer, minor, currency, intentId }) => ({
    kind,
    quickbooksId,
    number,
    on,
    customer,
    left: moneyView(minor, currency),
    invoiceId: intentId,
    link: links.document(kind === 'payment' ? 'Payment' : 'CreditMemo', quickbooksId),
  }))
