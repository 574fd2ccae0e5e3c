import type { BilledIntent } from '../../invoices/billing-status'
import { creditOn } from '../../invoices/books/attributed'
import { sumOrUnknown } from '../../money/money'
import { isLate } from '../../reconcile/figures'

/** What a customer was invoiced and paid in one currency. Minor units, tax included; a sum with an unknown part is null. */
export interface CustomerSum {
  readonly currency: string
  /** Invoices that count, as far as is known, and those that can't be read. */
  readonly invoices: number
  readonly unread: number
  readonly invoicedMinor: bigint | null
  readonly paidMinor: bigint | null
  /** By credit memos that are applied, or that a person said are for an invoice; of invoices that they took all of, too. */
  readonly creditedMinor: bigint | null
  readonly openMinor: bigint | null
  readonly overdueMinor: bigint | null
}

/**
 * What these invoices come to, each currency for itself, as of a day of the workspace: as the figures of a deal do, of all of
 * each invoice, whichever deals it bills.
 */
export function customerSums(all: readonly BilledIntent[], today: string): CustomerSum[] {
  const posted = all.filter(({ intent }) => intent.state === 'posted')
  const currencies = [...new Set(posted.map(({ intent }) => intent.currency))].sort()
  return currencies.map((currency) => {
    const own = posted.filter(({ intent }) => intent.currency === currency)
    const effective = own.filter(({ invoice }) => invoice?.effective === true)
    const unread = own.filter(({ invoice }) => invoice === null).length
    const sum = (of: readonly (bigint | null)[]) => (unread > 0 ? null : sumOrUnknown(of))
    const balances = (of: readonly BilledIntent[]) =>
      sum(of.map(({ invoice }) => invoice?.balanceMinor ?? null))
    const stands = own.filter(({ invoice }) => invoice?.gone !== 'deleted' && invoice?.gone !== 'voided')
    return {
      currency,
      invoices: effective.length,
      unread,
      invoicedMinor: sum(effective.map(({ invoice }) => invoice?.totalMinor ?? null)),
      paidMinor: sum(effective.map(({ paidMinor }) => paidMinor)),
      creditedMinor: sum(stands.map(creditOn)),
      openMinor: balances(effective),
      overdueMinor: balances(effective.filter((each) => isLate(each, today))),
    }
  })
}
