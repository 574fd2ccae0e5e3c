import { orderName } from '../../change-orders/change-order'
import type { EditedPage } from '../../insight/read-edited'
import type { OpenPlace } from '../../invoices/by-hand/read-open-places'
import type { Unplaced } from '../../invoices/by-hand/read-unplaced'
import { codeOf, type Milestone } from '../../schedules/milestone'
import type { EditedView, OpenPlaceView, UnplacedView } from '../contract/unplaced'
import { foundInvoiceView } from './catch-up-view'
import { moneyView } from './money-view'
import type { VendorLinks } from './vendor-links'

const milestoneView = ({ milestoneId, name, amountMinor }: Milestone, currency: string) => ({
  id: milestoneId,
  name,
  amount: moneyView(amountMinor, currency),
})

/** An invoice that nobody has placed, with what it looks like. */
export const unplacedView = (unplaced: Unplaced, links: VendorLinks): UnplacedView => ({
  ...foundInvoiceView(unplaced.invoice, links),
  copyOf: unplaced.copyOf,
  setAsideBy: unplaced.setAsideBy,
  places: unplaced.places.map(({ schedule, dealName, milestones, confidence, reasons }) => ({
    dealId: schedule.dealId,
    dealName,
    milestones: milestones.map((milestone) => milestoneView(milestone, schedule.currency)),
    confidence,
    reasons: [...reasons],
  })),
  twice: unplaced.twice.map(({ schedule, dealName, milestone, billedBy, reasons }) => ({
    dealId: schedule.dealId,
    dealName,
    milestone: milestoneView(milestone, schedule.currency),
    billedBy,
    reasons: [...reasons],
  })),
})

export const openPlaceView = ({ schedule, dealName, milestone }: OpenPlace): OpenPlaceView => ({
  dealId: schedule.dealId,
  dealName,
  id: milestone.milestoneId,
  code: codeOf(milestone),
  name: milestone.name,
  amount: moneyView(milestone.amountMinor, schedule.currency),
})

const KINDS = {
  work: 'Work',
  deposit: 'Deposit',
  draw: 'Drawn of the deposit',
  deposit_income: 'Deposit that became income',
  retainage: 'Held back',
  retainage_release: 'Retainage released',
  hours: 'Hours',
  cost: 'Cost',
} as const

/** What was edited, line by line, and what each answer would come to. */
export function editedView(page: EditedPage, links: VendorLinks): EditedView {
  const { edited, milestones } = page
  const { intent, facts, edit, document } = edited
  const { currency } = intent
  return {
    invoiceId: intent.intentId,
    docNumber: facts.docNumber,
    customer: facts.customer,
    link: links.invoice(document.quickbooksId),
    lines: edit.lines.map(({ part, decidedMinor, nowMinor }) => {
      const milestone = part.milestoneId === null ? undefined : milestones.get(part.milestoneId)
      return {
        what: part.kind === 'work' && milestone ? milestone.name : KINDS[part.kind],
        milestone: milestone ? { id: milestone.milestoneId, name: milestone.name } : null,
        decided: moneyView(decidedMinor, currency),
        now: moneyView(nowMinor, currency),
      }
    }),
    decided: moneyView(edit.decidedMinor, currency),
    now: moneyView(edit.nowMinor, currency),
    others: page.othersMinor === 0n ? null : moneyView(page.othersMinor, currency),
    discount: facts.discountMinor === 0n ? null : moneyView(facts.discountMinor, currency),
    total: { now: moneyView(page.netMinor, currency), restored: moneyView(page.restoredMinor, currency) },
    contracts: page.contracts.map(({ dealId, dealName, beforeMinor, afterMinor }) => ({
      dealId,
      dealName,
      before: moneyView(beforeMinor, currency),
      after: moneyView(afterMinor, currency),
    })),
    orders: page.orders.map((order) => ({
      id: order.changeOrderId,
      name: orderName(order),
      state: order.state,
    })),
    whyNotAccepted: edited.whyNotAccepted,
    whyNotRestored: edited.whyNotRestored,
  }
}
