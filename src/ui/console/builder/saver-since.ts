import type { HistoryEntryView } from '../../../http/contract/deal'

/**
 * Who changed a deal after its history's entry `head`: one name, "You" where it was this person in another tab, or
 * null where it were several, or nobody is named.
 */
export function saverSince(
  entries: readonly Pick<HistoryEntryView, 'number' | 'who'>[],
  head: number,
  me: string | null,
): string | null {
  const names = new Set(entries.filter(({ number }) => number > head).map(({ who }) => who))
  const [name] = names
  if (name === undefined || names.size > 1) return null
  return name === me ? 'You' : name
}
