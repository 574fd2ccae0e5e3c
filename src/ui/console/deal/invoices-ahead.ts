import type { InvoicePreviewView } from '../../../http/contract/billing'
import type { MoneyView } from '../../../http/contract/money'
import { dayText } from '../../parts/day-text'
import { sumByCurrency } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'

/** One payer's invoice, before it exists. */
export type OnePreview = Omit<InvoicePreviewView, 'others'>

/** Every invoice that would be created: one for each payer. */
export const invoicesAhead = (preview: InvoicePreviewView): readonly [OnePreview, ...OnePreview[]] => [
  preview,
  ...preview.others,
]

/** What all of them bill together, net. */
export function totalAhead(preview: InvoicePreviewView): MoneyView {
  const [sum] = sumByCurrency(invoicesAhead(preview).map((invoice) => invoice.subtotal))
  return sum ?? preview.subtotal
}

/** To whom, how much, when: "Acme Corp · $12,000.00 · due 28 Nov · Created in QuickBooks, not e-mailed". */
export function invoiceWords({ customer, subtotal, dueOn, delivery }: OnePreview): string {
  return [customer, moneyText(subtotal), dueOn === null ? null : `due ${dayText(dueOn)}`, delivery]
    .filter((part) => part !== null)
    .join(' · ')
}

/** "Creates an invoice for Acme Corp · $15,000.00 · …", or for several "Creates 2 invoices · $20,000.00 together". */
export function aheadSentence(preview: InvoicePreviewView): string {
  const all = invoicesAhead(preview)
  if (all.length === 1) return `Creates an invoice for ${invoiceWords(preview)}`
  return `Creates ${all.length} invoices, one for each payer · ${moneyText(totalAhead(preview))} together`
}

/** What is done to them: one that is prepared is there already, and waits to be generated. */
export type MakingVerb = 'Create' | 'Generate'

/** What the button says that makes them. */
export function makeWords(preview: InvoicePreviewView, verb: MakingVerb = 'Create'): string {
  const { length } = invoicesAhead(preview)
  const what = length === 1 ? 'invoice' : `${length} invoices`
  return `${verb} ${what} · ${moneyText(totalAhead(preview))}`
}
