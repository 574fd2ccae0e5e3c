import type { BillingRunView, MonthlyInvoiceView, WaitingWorkView } from '../../../http/contract/billing-run'
import { dayText } from '../../parts/day-text'
import { sumByCurrency } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'

/** "3 invoices", "1 invoice". */
export const countText = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`

/** "$1,000.00 and €30.00". */
export const sumText = (amounts: readonly WaitingWorkView['amount'][]): string =>
  sumByCurrency(amounts).map(moneyText).join(' and ')

/** What waits, by the day on which it is billed and by who pays it. */
export interface WaitingGroup {
  readonly billsOn: string
  readonly customers: ReadonlyArray<{ readonly name: string; readonly work: readonly WaitingWorkView[] }>
}

export function groupWaiting(items: readonly WaitingWorkView[]): WaitingGroup[] {
  const days = new Map<string, Map<string, WaitingWorkView[]>>()
  for (const item of items) {
    const day = days.get(item.billsOn) ?? new Map<string, WaitingWorkView[]>()
    const name = item.customers.join(' and ') || 'No customer chosen'
    day.set(name, [...(day.get(name) ?? []), item])
    days.set(item.billsOn, day)
  }
  return [...days].map(([billsOn, customers]) => ({
    billsOn,
    customers: [...customers].map(([name, work]) => ({ name, work })),
  }))
}

const handed: Readonly<Record<MonthlyInvoiceView['delivery'], string>> = {
  send: 'created in QuickBooks and e-mailed',
  post: 'created in QuickBooks, not e-mailed',
  prepare: 'prepared here, for you to look at',
}

/** "Acme Corp · $1,000.00 · due 28 Nov · created in QuickBooks and e-mailed to ap@acme.com". */
export function invoiceSentence(invoice: MonthlyInvoiceView): string {
  const due = invoice.dueOn === null ? '' : ` · due ${dayText(invoice.dueOn)}`
  const to = invoice.delivery === 'send' && invoice.email !== null ? ` to ${invoice.email}` : ''
  return `${invoice.customer} · ${moneyText(invoice.subtotal)}${due} · ${handed[invoice.delivery]}${to}`
}

/** What pressing the button does, all of it. */
export function consequence({ invoices }: Pick<BillingRunView, 'invoices'>): string {
  const leaves = invoices.filter(({ delivery }) => delivery !== 'prepare')
  const sends = invoices.filter(({ delivery }) => delivery === 'send')
  const prepared = invoices.length - leaves.length
  const parts = [
    leaves.length === 0
      ? null
      : `${countText(leaves.length, 'invoice')} of ${sumText(leaves.map(({ subtotal }) => subtotal))} ${leaves.length === 1 ? 'is' : 'are'} created in QuickBooks, in receivables and income at once`,
    sends.length === 0
      ? null
      : `${sends.length === leaves.length ? (sends.length === 1 ? 'it is' : 'all are') : `${sends.length} of them ${sends.length === 1 ? 'is' : 'are'}`} e-mailed, which can’t be taken back`,
    prepared === 0
      ? null
      : `${countText(prepared, 'invoice')} ${prepared === 1 ? 'is' : 'are'} prepared here`,
  ].filter((part) => part !== null)
  return `${parts.join('; ')}.`
}
