import type { SettledByView } from '../../../http/contract/settled-by'

type Entry = SettledByView[number]

const nouns: Readonly<Record<Entry['kind'], string>> = {
  payment: 'Payment',
  credit_memo: 'Credit memo',
  journal: 'Journal entry',
  deposit: 'Deposit on its form',
  refund: 'Refund',
  other: 'Settled otherwise',
}

/** "Payment CHQ-7", by QuickBooks’ own id where it has no number; "Credit memo 1015, not applied". */
export function entryWords({
  kind,
  number,
  quickbooksId,
  applied,
}: Pick<Entry, 'kind' | 'number' | 'quickbooksId' | 'applied'>): string {
  const name = kind === 'deposit' ? nouns[kind] : `${nouns[kind]} ${number ?? quickbooksId}`
  return applied ? name : `${name}, not applied`
}

/** "Payment 12 of Acme Corp". */
export const unappliedWords = (each: {
  readonly kind: 'payment' | 'credit_memo'
  readonly number: string | null
  readonly quickbooksId: string
  readonly customer: string | null
}): string =>
  `${nouns[each.kind]} ${each.number ?? each.quickbooksId}${each.customer === null ? '' : ` of ${each.customer}`}`
