import type { CustomerHistory, HistoryInvoice } from '../../insight/customer-history/read-customer-history'
import type { OutstandingRow, OutstandingSum, Owed } from '../../insight/outstanding/outstanding'
import type {
  CustomerHistoryView,
  CustomerSumView,
  HistoryInvoiceView,
  OutstandingRowView,
  OutstandingSumView,
} from '../contract/outstanding'
import { invoiceView } from './invoice-view'
import { moneyView } from './money-view'
import { settledByView } from './settled-by-view'
import { unappliedView } from './unapplied-view'
import type { VendorLinks } from './vendor-links'

function owedView(
  { ages, coveredMinor, overdueMinor, openMinor, invoices, unread, oldestDueOn }: Owed,
  currency: string,
) {
  const view = (minor: bigint | null) => moneyView(minor, currency)
  return {
    currency,
    notDue: view(ages.notDue),
    days1to30: view(ages.days1to30),
    days31to60: view(ages.days31to60),
    days61to90: view(ages.days61to90),
    over90: view(ages.over90),
    covered: view(coveredMinor),
    overdue: view(overdueMinor),
    total: view(openMinor),
    invoices,
    unread,
    oldestDueOn,
  }
}

/** One customer's open money in one currency. */
export const outstandingRowView = (row: OutstandingRow, links: VendorLinks): OutstandingRowView => ({
  customer: { quickbooksId: row.customerId, name: row.name, fullName: row.fullName },
  ...owedView(row, row.currency),
  link: links.books('customers', row.customerId),
})

/** One currency's, over all customers. */
export const outstandingSumView = (sum: OutstandingSum): OutstandingSumView => ({
  customers: sum.customers,
  ...owedView(sum, sum.currency),
})

/** A customer's page, but for where the next one begins. */
export function customerHistoryView(
  history: CustomerHistory,
  links: VendorLinks,
): Omit<CustomerHistoryView, 'items' | 'next'> {
  const { customerId, customer, related, today, sums, unapplied, readAt } = history
  const name = customer?.name ?? nameOnInvoices(history) ?? `Customer ${customerId}`
  return {
    customer: {
      quickbooksId: customerId,
      name,
      fullName: customer?.fullName ?? name,
      email: customer?.emails[0] ?? null,
      active: customer?.active ?? false,
      link: links.books('customers', customerId),
    },
    related: related.map(({ quickbooksId, name, fullName }) => ({ quickbooksId, name, fullName })),
    today,
    currencies: sums.map((sum): CustomerSumView => {
      const view = (minor: bigint | null) => moneyView(minor, sum.currency)
      return {
        currency: sum.currency,
        invoices: sum.invoices,
        unread: sum.unread,
        invoiced: view(sum.invoicedMinor),
        paid: view(sum.paidMinor),
        credited: view(sum.creditedMinor),
        open: view(sum.openMinor),
        overdue: view(sum.overdueMinor),
      }
    }),
    unapplied: unappliedView(unapplied, links),
    readAt: readAt?.toISOString() ?? null,
  }
}

const nameOnInvoices = ({ invoices }: CustomerHistory): string | undefined =>
  invoices.flatMap(({ billed }) => (billed.invoice ?? billed.lastRead)?.customer ?? [])[0]

/** One of a customer's invoices, with the deals that it bills and everything that came on it. */
export function historyInvoiceView(
  { billed, open, money }: HistoryInvoice,
  { deals, names, customer }: Pick<CustomerHistory, 'deals' | 'names' | 'customer'>,
  links: VendorLinks,
): HistoryInvoiceView {
  const { intent, parts, paidMinor, creditedMinor } = billed
  const { currency } = intent
  const customers = new Map(customer === null ? [] : [[intent.customerId, customer.name]])
  const scheduleIds = [...new Set([intent.scheduleId, ...parts.map((part) => part.scheduleId)])]
  const dealName = deals.get(intent.scheduleId)?.name ?? 'Unnamed deal'
  return {
    invoice: invoiceView({ names, customers }, billed, dealName, links),
    deals: scheduleIds.flatMap((scheduleId) => {
      const deal = deals.get(scheduleId)
      if (deal === undefined) return []
      const own = parts.filter((part) => part.scheduleId === scheduleId)
      const milestones = [...new Set(own.flatMap((part) => part.milestoneId ?? []))]
      return [
        {
          id: deal.dealId,
          name: deal.name,
          milestones: milestones.map((id) => ({ id, name: names.get(id) ?? '' })),
        },
      ]
    }),
    paid: moneyView(paidMinor, currency),
    credited: moneyView(creditedMinor, currency),
    daysLate: open?.daysLate ?? 0,
    covered: open?.isCovered ?? false,
    money: money === null ? null : settledByView(money, currency, links),
  }
}
