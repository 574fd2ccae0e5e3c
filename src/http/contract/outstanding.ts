import { z } from 'zod'
import { invoice } from './deal'
import { currency, date, money } from './money'
import { settledBy } from './settled-by'
import { unapplied } from './unapplied'

/** A customer of QuickBooks; `fullName` is "Acme:Brand Redesign" for a sub-customer, and the name otherwise. */
const namedCustomer = z.strictObject({ quickbooksId: z.string(), name: z.string(), fullName: z.string() })

/** What is open, by how long it is past its day. A sum with an unknown part is null. */
const owed = {
  /** Due today or later, or covered by credit memos. */
  notDue: money.nullable(),
  days1to30: money.nullable(),
  days31to60: money.nullable(),
  days61to90: money.nullable(),
  over90: money.nullable(),
  /** Of what is not due: past its day, and credit memos that a person said are for it take all of it. */
  covered: money.nullable(),
  /** All that is late. */
  overdue: money.nullable(),
  /** The sum of all five ages: the balances, tax included. */
  total: money.nullable(),
  /** How many invoices are open. */
  invoices: z.int(),
  /** How many more can't be read: what is open on them, and since when, is unknown. */
  unread: z.int(),
  /** The first day on which one of those that are open and not covered was, or will be, due. */
  oldestDueOn: z.string().nullable(),
}

const outstandingRow = z.strictObject({
  customer: namedCustomer,
  currency: z.string(),
  ...owed,
  /** The customer in QuickBooks. */
  link: z.string().nullable(),
})
export type OutstandingRowView = z.infer<typeof outstandingRow>

const outstandingSum = z.strictObject({ currency: z.string(), customers: z.int(), ...owed })
export type OutstandingSumView = z.infer<typeof outstandingSum>

export const outstanding = z.strictObject({
  /** The workspace's day as of which it is said. */
  today: date,
  /** All customers by currency, whichever the page and the filter show. */
  currencies: z.array(outstandingSum),
  /** One row a customer and currency: first those of whom something can't be read, then those who are late longest. */
  items: z.array(outstandingRow),
  /** When QuickBooks was read last. */
  readAt: z.string().nullable(),
  next: z.string().nullable(),
})
export type OutstandingView = z.infer<typeof outstanding>

export const outstandingFilter = {
  currency: currency.optional(),
  /** Only customers of whom something is late, or may be. */
  late: z.enum(['true', 'false']).optional(),
  /** In the customer's name. */
  search: z.string().trim().max(200).optional(),
}

const historyInvoice = z.strictObject({
  invoice,
  /** What it bills, deal by deal. */
  deals: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      milestones: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    }),
  ),
  /** Cash that came on it, and what credit memos took of it; null while that is not known. */
  paid: money.nullable(),
  credited: money.nullable(),
  /** How many days past its day it is late; 0 for what nobody is late with. */
  daysLate: z.int(),
  /** Past its day, and credit memos that a person said are for it take all that is open. */
  covered: z.boolean(),
  /** Every payment and credit on it, oldest first; null while something of it is not known. */
  money: settledBy.nullable(),
})
export type HistoryInvoiceView = z.infer<typeof historyInvoice>

/** What a customer was invoiced and paid in one currency, tax included; a sum with an unknown part is null. */
const customerSum = z.strictObject({
  currency: z.string(),
  /** Invoices that count, and how many more can't be read. */
  invoices: z.int(),
  unread: z.int(),
  invoiced: money.nullable(),
  paid: money.nullable(),
  credited: money.nullable(),
  open: money.nullable(),
  overdue: money.nullable(),
})
export type CustomerSumView = z.infer<typeof customerSum>

/** Everything that a customer was invoiced, over all deals, and how it is paid. */
export const customerHistory = z.strictObject({
  /** Of one that was merged in QuickBooks: whom it was merged into. */
  customer: z.strictObject({
    ...namedCustomer.shape,
    email: z.string().nullable(),
    /** False too where it is in QuickBooks' list no more. */
    active: z.boolean(),
    link: z.string().nullable(),
  }),
  /** Directly above it and below it, as far as they were billed: their invoices are their own. */
  related: z.array(namedCustomer),
  /** The workspace's day as of which it is said. */
  today: date,
  /** Over all its invoices, whatever the page. */
  currencies: z.array(customerSum),
  /** Its invoices, the newest first. */
  items: z.array(historyInvoice),
  unapplied,
  /** When QuickBooks was read last. */
  readAt: z.string().nullable(),
  next: z.string().nullable(),
})
export type CustomerHistoryView = z.infer<typeof customerHistory>
