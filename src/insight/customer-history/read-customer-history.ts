import { type Customer, customerOf } from '../../customers/customer'
import { readReading } from '../../inbox/reading-table'
import type { BilledIntent } from '../../invoices/billing-status'
import { readBilled } from '../../invoices/books/read-billed-intents'
import { standsForAll, survivorOf } from '../../masters/customer-merge-table'
import { customersUnder, readMasters } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { notFound } from '../../tenants/refusal'
import { readToday } from '../../tenants/workspace-table'
import { namesOfMilestones } from '../list-invoices-table'
import { type OpenInvoice, openInvoice } from '../outstanding/outstanding'
import {
  type InvoiceMoney,
  readInvoiceMoney,
  readUnappliedMoney,
  type UnappliedMoney,
} from '../read-invoice-money'
import {
  billedAmong,
  dealsOfSchedules,
  listCustomerIntents,
  type PlannedDealName,
} from './customer-invoice-table'
import { type CustomerSum, customerSums } from './customer-sum'

/** One invoice of a customer, with all that came on it. */
export interface HistoryInvoice {
  readonly billed: BilledIntent
  /** What is open on it; null where nothing is. */
  readonly open: OpenInvoice | null
  /** What settled it, document by document, oldest first; null while something of it is not known. */
  readonly money: readonly InvoiceMoney[] | null
}

/** A customer's invoices of ours and how they are paid, as of the workspace's day. */
export interface CustomerHistory {
  readonly today: string
  /** Who stands for the one that was asked for: a merged one is whom it was merged into. */
  readonly customerId: string
  /** Null where it is not in QuickBooks' list any more. */
  readonly customer: Customer | null
  /** Directly above and below it, those to whom something was billed. */
  readonly related: readonly Customer[]
  /** Over all its invoices, whatever the page. */
  readonly sums: readonly CustomerSum[]
  /** A page of them, the newest first. */
  readonly invoices: readonly HistoryInvoice[]
  /** By the ids of plans and of milestones. */
  readonly deals: ReadonlyMap<string, PlannedDealName>
  readonly names: ReadonlyMap<string, string>
  /** What it, or whoever stands above or below it, has paid or was credited, and is not applied. */
  readonly unapplied: readonly UnappliedMoney[]
  readonly readAt: Date | null
}

/**
 * Everything that one customer was invoiced, whichever deals it was for. Its cost grows with that customer's invoices: some
 * twenty-five statements, however many there are. Refuses not_found for one that is in no list and on no invoice of ours.
 */
export async function readCustomerHistory(
  sql: Sql,
  asked: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<CustomerHistory> {
  const today = await readToday(sql)
  const customerId = await survivorOf(sql, asked)
  const known = await standsForAll(sql, customerId)
  const master = (await readMasters(sql, 'customers', [customerId])).get(customerId)
  const all = await readBilled(sql, { intentIds: await listCustomerIntents(sql, known) })
  if (master === undefined && all.length === 0) throw notFound('customer')

  const shown = [...all].sort(compareNewest).slice(page.offset, page.offset + page.limit)
  const money = await readInvoiceMoney(sql, shown)
  const currencies = [...new Set(all.map(({ intent }) => intent.currency))]
  const { asOf, readAt } = await readReading(sql, 'quickbooks')
  const customer = master === undefined ? null : customerOf(master)
  return {
    today,
    customerId,
    customer,
    related: customer === null ? [] : await readRelated(sql, customer),
    sums: customerSums(all, today),
    invoices: shown.map((billed) => ({
      billed,
      open: openInvoice(billed, today),
      money: isSettledKnown(billed) ? (money.get(billed.intent.intentId) ?? null) : null,
    })),
    deals: await dealsOfSchedules(sql, [
      ...new Set(
        shown.flatMap(({ intent, parts }) => [intent.scheduleId, ...parts.map((part) => part.scheduleId)]),
      ),
    ]),
    names: await namesOfMilestones(sql, shown),
    unapplied: await readUnappliedMoney(
      sql,
      currencies.flatMap((currency) => known.map((id) => ({ customerId: id, currency }))),
    ),
    readAt: asOf ?? readAt,
  }
}

/** What came on it is not known while it, or a payment on it, can't be read. */
const isSettledKnown = ({ intent, invoice, paidMinor }: BilledIntent): boolean =>
  intent.state !== 'posted' || (invoice !== null && paidMinor !== null)

/** By the day they were issued, then by when they were decided; the newest first. */
function compareNewest(a: BilledIntent, b: BilledIntent): number {
  const day = ({ invoice, intent }: BilledIntent) => invoice?.issuedOn ?? intent.issuedOn
  const [of, than] = [day(a), day(b)]
  if (of !== than) return of < than ? 1 : -1
  const apart = b.intent.createdAt.getTime() - a.intent.createdAt.getTime()
  return apart === 0 ? (a.intent.intentId < b.intent.intentId ? -1 : 1) : apart
}

/** A job is a sub-customer: its invoices are its own, and those of its client are the client's. */
async function readRelated(sql: Sql, { quickbooksId, parentId }: Customer): Promise<Customer[]> {
  const above = await readMasters(sql, 'customers', parentId === null ? [] : [parentId])
  const below = await customersUnder(sql, [quickbooksId])
  const near = [...above.values(), ...below.filter((each) => each.quickbooksId !== quickbooksId)]
  const billed = await billedAmong(
    sql,
    near.map((each) => each.quickbooksId),
  )
  return near.filter((each) => billed.has(each.quickbooksId)).map(customerOf)
}
