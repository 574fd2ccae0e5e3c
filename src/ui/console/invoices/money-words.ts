import type { InvoicePageView } from '../../../http/contract/invoice'

type Entry = NonNullable<InvoicePageView['money']>[number]

const nouns: Readonly<Record<Entry['kind'], string>> = {
  payment: 'Payment',
  credit_memo: 'Credit memo',
  journal: 'Journal entry',
  deposit: 'Deposit on its form',
  refund: 'Refund',
  other: 'Settled otherwise',
}

/** "Payment 1042", "Credit memo CM-7, said to be for it". */
export function entryWords({ kind, number, applied }: Pick<Entry, 'kind' | 'number' | 'applied'>): string {
  const name = kind === 'deposit' || number === null ? nouns[kind] : `${nouns[kind]} ${number}`
  return applied ? name : `${name}, not applied`
}

/** "Payment 12 of Acme Corp". */
export const unappliedWords = (each: {
  readonly kind: 'payment' | 'credit_memo'
  readonly number: string | null
  readonly customer: string | null
}): string =>
  `${nouns[each.kind]}${each.number === null ? '' : ` ${each.number}`}${each.customer === null ? '' : ` of ${each.customer}`}`
