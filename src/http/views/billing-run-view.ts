import { composeInvoice } from '../../invoices/composing/compose-invoice'
import { netOfLines } from '../../invoices/composing/invoice-line'
import type { Month } from '../../invoices/monthly/bill-month'
import type { WaitingRow } from '../../invoices/monthly/monthly-due-table'
import type { MonthlyInvoice } from '../../invoices/monthly/monthly-invoice'
import type { BillingRunView, MonthlyInvoiceView, WaitingWorkView } from '../contract/billing-run'
import { moneyView } from './money-view'

/** The invoices of a month; `intentIds` in their order, empty while they are only looked at. */
export function billingRunView(
  through: string,
  { invoices, leftOut }: Month,
  intentIds: readonly string[],
  dealNames: ReadonlyMap<string, string>,
  now: Date,
): BillingRunView {
  return {
    through,
    invoices: invoices.map((invoice, at) => invoiceView(invoice, intentIds[at] ?? null, dealNames, now)),
    leftOut: leftOut.map(({ schedule, milestone, why }) => ({
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      name: milestone.name,
      amount: moneyView(milestone.amountMinor, schedule.currency),
      why,
    })),
  }
}

function invoiceView(
  { work, head, lines }: MonthlyInvoice,
  id: string | null,
  dealNames: ReadonlyMap<string, string>,
  now: Date,
): MonthlyInvoiceView {
  const [{ ahead, delivery }] = work
  const { facts } = ahead
  const composed = composeInvoice(head, lines, facts, now, null)
  const deals = [...new Set(work.map(({ schedule }) => schedule.dealId))]
  return {
    id,
    customer: facts.customer?.name ?? 'No customer chosen',
    email: composed.email,
    delivery,
    issuedOn: composed.issuedOn,
    dueOn: composed.dueOn,
    lines: lines.length,
    subtotal: moneyView(netOfLines(lines), head.currency),
    deals: deals.map((dealId) => ({
      id: dealId,
      name: dealNames.get(dealId) ?? `Deal ${dealId}`,
      milestones: work
        .filter(({ schedule }) => schedule.dealId === dealId)
        .map(({ milestone, ahead: { part } }) => ({
          id: milestone.milestoneId,
          name: milestone.name,
          amount: moneyView(part.amountMinor, head.currency),
        })),
    })),
    body: composed.body,
  }
}

export const waitingWorkView = (
  row: WaitingRow,
  customers: ReadonlyMap<string, string>,
): WaitingWorkView => ({
  dealId: row.dealId,
  dealName: row.dealName,
  milestoneId: row.milestoneId,
  name: row.milestoneName,
  amount: moneyView(row.amountMinor, row.currency),
  completedOn: row.completedAt?.toISOString() ?? null,
  billsOn: row.dueOn,
  customers: row.customerIds.map((id) => customers.get(id) ?? `Customer ${id}`),
})
