import { emailOf } from '../../invoices/composing/compose-invoice'
import type { BillingOutlook, InvoiceAhead } from '../../invoices/composing/look-ahead'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { InvoicePreviewView } from '../contract/billing'
import { moneyView } from './money-view'

/** Every payer's invoice as it would be sent now. */
export function previewView(
  schedule: Schedule,
  milestone: Milestone,
  { invoices: [first, ...others], delivery }: BillingOutlook,
): InvoicePreviewView {
  // Finished work of a schedule that waits is billed by whoever presses the button: what then happens is shown.
  const how = delivery === 'prepare' && milestone.workStatus === 'completed' ? 'post' : delivery
  const one = (ahead: InvoiceAhead) => aheadView(schedule, ahead, how, `Milepost M${milestone.number}-…`)
  return { ...one(first), others: others.map(one) }
}

/** One invoice as it would be sent now; its mark without the letters that only the decision gives. */
export function aheadView(
  schedule: Schedule,
  { part, composed, facts }: InvoiceAhead,
  delivery: BillingOutlook['delivery'],
  marker: string,
): Omit<InvoicePreviewView, 'others'> {
  const amount = moneyView(composed.amountMinor, schedule.currency)
  return {
    customer:
      facts.customer?.name ??
      (part.customerId === null ? 'No customer chosen' : `Customer ${part.customerId}`),
    email: emailOf(facts),
    issuedOn: composed.issuedOn,
    dueOn: composed.dueOn,
    terms: facts.term?.name ?? null,
    lines: composed.lines.map(({ reads, amountMinor }) => ({
      text: [...reads.text],
      item: itemName(reads.itemId, facts),
      ...(reads.quantity !== undefined && { priced: `${reads.quantity} × ${reads.unitPrice}` }),
      amount: moneyView(amountMinor, schedule.currency),
    })),
    subtotal: amount,
    taxNote:
      facts.taxCode === 'NON'
        ? 'No tax'
        : facts.taxCode === null
          ? 'QuickBooks decides about tax'
          : 'QuickBooks adds the tax',
    memo: composed.memo,
    delivery: {
      send: `Created in QuickBooks and e-mailed${composed.email === null ? '' : ` to ${composed.email}`}`,
      post: `Created in QuickBooks, not e-mailed. It is in ${hasIncome(composed.lines) ? 'receivables and income' : 'receivables'} at once.`,
      prepare: 'Waits for a bookkeeper',
    }[delivery],
    marker,
    body: composed.body,
  }
}

/** Deposits are not earned yet, and what is released of retainage was income when its work was billed. */
const hasIncome = (lines: InvoiceAhead['composed']['lines']): boolean =>
  lines.some(({ kind }) => kind !== 'deposit' && kind !== 'draw' && kind !== 'retainage_release')

function itemName(itemId: string | null, { item, items }: InvoiceAhead['facts']): string {
  if (itemId === null) return 'No item chosen'
  if (itemId === item?.quickbooksId) return item.name
  return items.get(itemId)?.name ?? `Item ${itemId}`
}
