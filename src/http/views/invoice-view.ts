import type { BilledIntent } from '../../invoices/billing-status'
import { invoiceStatus, payerOf } from '../../invoices/billing-status'
import type { Tracker } from '../../reconcile/read-trackers'
import type { InvoiceView } from '../contract/deal'
import { moneyView } from './money-view'
import type { CustomerNames } from './payer-view'
import type { VendorLinks } from './vendor-links'

/** An invoice as every surface shows it; `names` are of the milestones that it bills, `customers` of who pays. */
export function invoiceView(
  { names, customers }: Pick<Tracker, 'names'> & { readonly customers: CustomerNames },
  billed: BilledIntent,
  dealName: string,
  links: VendorLinks,
): InvoiceView {
  const { intent, parts, invoice, lastRead, creditedMinor, paidMinor } = billed
  const { currency } = intent
  const known = invoice ?? lastRead
  return {
    id: intent.intentId,
    quickbooksId: intent.quickbooksId,
    docNumber: known?.docNumber ?? null,
    origin: intent.origin,
    status: statusOf({ intent, invoice, creditedMinor, paidMinor }),
    dealId: intent.dealId,
    dealName,
    customer: known?.customer ?? customers.get(intent.customerId) ?? null,
    customerId: payerOf(billed),
    milestones: [...new Set(parts.flatMap((part) => part.milestoneId ?? []))].map((id) => ({
      id,
      name: names.get(id) ?? '',
    })),
    kinds: [...new Set(parts.map(({ kind }) => kind))],
    total: moneyView(invoice?.totalMinor ?? intent.amountMinor, currency),
    balance: moneyView(invoice?.balanceMinor ?? null, currency),
    tax: moneyView(invoice?.taxMinor ?? null, currency),
    issuedOn: invoice?.issuedOn ?? intent.issuedOn,
    dueOn: invoice?.dueOn ?? null,
    sentOn: invoice?.sentOn ?? intent.delivered?.on ?? null,
    link: intent.quickbooksId === null ? null : links.invoice(intent.quickbooksId),
  }
}

/** One word for an invoice: its document's state, or how far its intent is. */
function statusOf({
  intent,
  invoice,
  creditedMinor,
  paidMinor,
}: Pick<BilledIntent, 'intent' | 'invoice' | 'creditedMinor' | 'paidMinor'>): InvoiceView['status'] {
  if (invoice?.gone) return invoice.gone
  switch (intent.state) {
    case 'prepared':
      return 'prepared'
    case 'queued':
    case 'sending':
    case 'cancelled':
      return 'queued'
    case 'unclear':
    case 'refused':
      return intent.state
    case 'posted':
      break
  }
  if (!invoice) return 'posted'
  const delivered = intent.sendState === 'sent' || intent.delivered !== null
  const status = invoiceStatus(invoice, delivered, { creditedMinor, paidMinor })
  return status === 'not_billed' || status === 'prepared' ? 'posted' : status
}
