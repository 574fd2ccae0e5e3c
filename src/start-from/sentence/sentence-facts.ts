import type { Money } from '../../money/money'

export interface KnownCustomer {
  readonly quickbooksId: string
  readonly name: string
}

/** What is known beside the text when it is read. */
export interface SentenceFacts {
  /** `YYYY-MM-DD` in the workspace's zone. */
  readonly today: string
  /** The company's currency, and the deal's. */
  readonly home: string
  readonly dealCurrency: string
  readonly dealName: string
  readonly dealAmount: Money | null
  /** Active customers of QuickBooks that a name may mean: one alone when it is exactly that one's name. */
  customers(name: string): readonly KnownCustomer[]
}

/** A name as it is compared: letters small, quotes plain. */
export const nameKey = (name: string): string => name.trim().toLowerCase().replace(/[‘’]/g, "'")

/** The one customer of exactly this name, however its letters are cased; null when there is none, or several. */
export function customerNamed(facts: SentenceFacts, name: string): KnownCustomer | null {
  const same = facts.customers(name).filter((each) => nameKey(each.name) === nameKey(name))
  return same.length === 1 ? (same[0] ?? null) : null
}
