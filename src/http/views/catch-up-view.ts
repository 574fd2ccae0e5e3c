import { invoiceStatus } from '../../invoices/billing-status'
import type { Verdict } from '../../invoices/catch-up/check-links'
import type { HeldInvoice } from '../../invoices/catch-up/held-invoice'
import type { CatchUp } from '../../invoices/catch-up/read-catch-up'
import { codeOf } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { CatchUpView, FoundInvoiceView, LinkedView } from '../contract/catch-up'
import { moneyView } from './money-view'
import type { VendorLinks } from './vendor-links'

/** The review of a catch-up; `trouble` says why QuickBooks could not be asked. */
export function catchUpView(found: CatchUp, trouble: string | null, links: VendorLinks): CatchUpView {
  const { currency } = found.schedule
  return {
    customers: found.customers.map((customer) => ({ ...customer })),
    since: found.since,
    readAt: found.readAt?.toISOString() ?? null,
    trouble,
    invoices: found.invoices.map(({ invoice, whyNot, note }) => ({
      ...foundInvoiceView(invoice, links),
      whyNot,
      note,
    })),
    more: found.more,
    milestones: found.milestones.map(({ milestone, whyNot, note }) => ({
      id: milestone.milestoneId,
      position: milestone.position,
      code: codeOf(milestone),
      name: milestone.name,
      amount: moneyView(milestone.amountMinor, currency),
      plannedOn: milestone.plannedOn,
      completedOn: milestone.completedAt?.toISOString() ?? null,
      workStatus: milestone.workStatus,
      whyNot,
      note,
    })),
    proposals: found.proposals.map(({ invoiceId, milestoneIds, confidence, reasons }) => ({
      invoiceId,
      milestoneIds: [...milestoneIds],
      confidence,
      reasons: [...reasons],
    })),
  }
}

/** An invoice that a person made, as QuickBooks has it. */
export function foundInvoiceView(
  invoice: HeldInvoice,
  links: VendorLinks,
): Omit<FoundInvoiceView, 'whyNot' | 'note'> {
  const { currency } = invoice
  return {
    invoiceId: invoice.quickbooksId,
    docNumber: invoice.docNumber,
    customer: invoice.customer,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    status: invoice.gone ?? shownStatus(invoice),
    net: moneyView(invoice.netMinor, currency),
    tax: moneyView(invoice.taxMinor, currency),
    total: moneyView(invoice.totalMinor, currency),
    balance: moneyView(invoice.balanceMinor, currency),
    words: invoice.lines.map((line) => line.text).filter((text) => text !== ''),
    link: links.invoice(invoice.quickbooksId),
  }
}

function shownStatus(invoice: HeldInvoice): FoundInvoiceView['status'] {
  // What settled it is not looked at: an invoice that nobody linked is nobody's payment here.
  const unknown = { creditedMinor: 0n, paidMinor: null }
  const status = invoiceStatus({ ...invoice, depositMinor: null }, false, unknown)
  return status === 'not_billed' || status === 'prepared' ? 'posted' : status
}

/** What linking does; `invoices` are those that are linked now. */
export function linkedView(
  schedule: Schedule,
  { plans, remainingMinor }: Verdict,
  invoices: LinkedView['invoices'],
): LinkedView {
  const view = (minor: bigint) => moneyView(minor, schedule.currency)
  return {
    links: plans.map((plan) => ({
      invoiceId: plan.invoice.quickbooksId,
      docNumber: plan.invoice.docNumber,
      // One customer may pay two shares of a milestone.
      milestones: [...new Set(plan.parts.map(({ milestone }) => milestone))].map((milestone) => {
        const own = plan.parts.filter((part) => part.milestone === milestone)
        return {
          id: milestone.milestoneId,
          name: milestone.name,
          amount: view(own.reduce((sum, part) => sum + part.amountMinor, 0n)),
          counts: view(own.reduce((sum, part) => sum + part.countsMinor, 0n)),
        }
      }),
      counts: view(plan.countsMinor),
      difference: plan.countsMinor === plan.amountMinor ? null : view(plan.countsMinor - plan.amountMinor),
    })),
    counts: view(plans.reduce((sum, plan) => sum + plan.countsMinor, 0n)),
    remaining: moneyView(remainingMinor, schedule.currency),
    invoices,
  }
}
