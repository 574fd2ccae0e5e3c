import type { WrittenAmount } from './amount-words'
import type { Phrase, Span, WrittenDetail, WrittenItem, WrittenValue } from './phrase'
import type { PhraseOf, Reading } from './reading'
import { customerNamed, type SentenceFacts } from './sentence-facts'

/** A milestone that the text asks for, before its money is resolved. */
export interface Wanted {
  readonly name: string | null
  readonly value: WrittenValue | null
  readonly valueAt: Span
  readonly details: readonly WrittenDetail[]
  /** Where it came from. */
  readonly from: Span
  /** A name that may be two: "Design and Delivery" at the end of a list. */
  readonly mayBeTwo: boolean
}

/** What valued and named phrases are: milestones, or something of the whole. */
export interface Sorted {
  readonly wanted: readonly Wanted[]
  /** Amounts that may be the contract's, each with its phrase. */
  readonly totals: readonly { readonly phrase: Phrase; readonly amount: WrittenAmount }[]
  readonly projectNames: readonly { readonly phrase: Phrase; readonly name: Span }[]
  readonly customerNames: readonly { readonly phrase: Phrase; readonly name: Span }[]
}

/**
 * Tells milestones from what leads up to them. After "milestones:" everything is one; what has an amount before that
 * is the contract. Without such a list the first amount that belongs to no name is the contract's.
 */
export function sortItems(reading: Reading, phrases: readonly Phrase[], facts: SentenceFacts): Sorted {
  const listAt = phrases.findIndex((phrase) => phrase.kind === 'listStart')
  const headingAt = phrases.findIndex((phrase) => phrase.kind === 'item' && phrase.item.heading)
  const bodyAt = listAt >= 0 ? listAt : headingAt
  // "$9,000 for Acme in halves": the one amount that there is, is shared out.
  const valued = phrases.filter((phrase) => phrase.kind === 'item' && phrase.item.value !== null)
  const sharedOut =
    valued.length === 1 &&
    phrases.some(({ kind }) => ['equally', 'count', 'slashed', 'series'].includes(kind))
  const told = phrases.some((phrase) => phrase.kind === 'total')
  const wanted: Wanted[] = []
  const totals: Sorted['totals'][number][] = []
  const projectNames: Sorted['projectNames'][number][] = []
  const customerNames: Sorted['customerNames'][number][] = []
  let bareTotal = false
  // "$5,000 by March 1, $5,000 by May 1": each has its day, so none of them is the contract's.
  const dated = phrases.filter((phrase) => phrase.kind === 'item' && isDated(phrase.item)).length > 1

  for (const [index, phrase] of phrases.entries()) {
    if (phrase.kind === 'total') totals.push({ phrase, amount: phrase.amount })
    // Names that follow in its list take the amounts of "3 milestones of $5,000 each".
    const named = phrase.kind === 'count' && phrases.some((each) => each.kind === 'item' && each.item.listed)
    if ((phrase.kind === 'slashed' || phrase.kind === 'count') && !named) {
      for (const value of phrase.values) wanted.push({ ...unnamed, value, valueAt: phrase, from: phrase })
    }
    if (phrase.kind === 'restParts') {
      const value = { kind: 'rest', claim: null, parts: phrase.parts } as const
      const part = { ...unnamed, value, valueAt: phrase, from: phrase }
      for (let index = 0; index < phrase.parts; index += 1) wanted.push(part)
    }
    if (phrase.kind === 'detail') attach(reading, wanted, phrase)
    if (phrase.kind !== 'item') continue
    const { item } = phrase
    const { name, value } = item
    const amount = value?.kind === 'money' ? value.amount : null
    const leadsUp = (bodyAt >= 0 && index <= bodyAt && !item.listed) || (sharedOut && item.forName)
    const customer = name && item.forName ? customerNamed(facts, reading.words(name)) : null
    if (amount && name && (leadsUp || customer)) {
      totals.push({ phrase, amount })
      const isCustomer = customer ?? customerNamed(facts, reading.words(name))
      const list = isCustomer || item.forName ? customerNames : projectNames
      list.push({ phrase, name })
    } else if (amount && !name && !item.listed && !told && !bareTotal && !(dated && isDated(item))) {
      bareTotal = true
      totals.push({ phrase, amount })
    } else wanted.push(wantedOf(item, phrase, reading))
  }
  return { wanted, totals, projectNames, customerNames }
}

/** An amount without a name, that has a day. */
const isDated = (item: WrittenItem): boolean =>
  item.name === null && item.value?.kind === 'money' && item.details.some(({ kind }) => kind === 'date')

const unnamed = { name: null, details: [], mayBeTwo: false } as const

function wantedOf(item: WrittenItem, phrase: PhraseOf<'item'>, reading: Reading): Wanted {
  const name = item.name ? firstUpper(reading.words(item.name).trim()) : null
  const mayBeTwo = item.listed && name !== null && / and /i.test(name)
  return { name, value: item.value, valueAt: item.valueAt, details: item.details, from: phrase, mayBeTwo }
}

/** A name as it is written, its first letter a capital: "launch" of "30 % at launch". */
export const firstUpper = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1)

/** A day or a deliverable that follows a milestone after a comma is that milestone's. */
function attach(reading: Reading, wanted: Wanted[], phrase: PhraseOf<'detail'>): void {
  const last = wanted.at(-1)
  if (!last || phrase.detail.kind === 'approval') return
  // What follows "the rest in two equal parts" is said of both.
  const first = last.value?.kind === 'rest' ? wanted.length - last.value.parts : wanted.length - 1
  for (const [index, each] of wanted.entries()) {
    if (index >= first) wanted[index] = { ...each, details: [...each.details, phrase.detail] }
  }
  reading.settle(phrase)
}
