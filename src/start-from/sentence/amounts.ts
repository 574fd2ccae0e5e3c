import { limits } from '../../../config/limits'
import { currencyDigits, formatAmount, formatMoney, money, parseAmount } from '../../money/money'
import type { MoneyText } from '../../schedules/draft'
import { readingsOf, type WrittenAmount, writtenAmount } from './amount-words'
import { type CurrencyOf, currencyOf } from './currency-words'
import type { Phrase, WrittenItem, WrittenValue } from './phrase'
import { phraseOf, plainText } from './phrase-tree'
import { ofKind, type Reading } from './reading'

/** Amounts of one text, read in its one currency. */
export interface Amounts {
  /** Null while the currency is not known: then no amount is. */
  readonly currency: string | null
  /** Minor units of what was written; null when that must be asked, or the currency is not known. */
  read(written: WrittenAmount, pointer: string): bigint | null
  /** The same without asking. */
  certain(written: WrittenAmount): bigint | null
  /** Minor units of an answer such as "$50,000" or "50000". */
  answer(text: string): bigint | null
  draft(minor: bigint): MoneyText
  /** "$15,000.00". */
  show(minor: bigint): string
}

/** Decides on the currency of a text, asking where a sign may mean several. */
export function openAmounts(
  reading: Reading,
  phrases: readonly Phrase[],
  facts: { readonly home: string; readonly dealCurrency: string },
): Amounts {
  const named = ofKind(phrases, 'currency')
  const words = [
    ...phrases.flatMap(amountsOf).flatMap((each) => each.currencies),
    ...named.map((each) => each.word.toLowerCase()),
  ]
  const found = currencyOf(words, facts.home, facts.dealCurrency)
  const currency = decided(reading, found)
  for (const phrase of named) {
    if (currency === null) reading.settle(phrase)
    else reading.saw(phrase, `Currency: ${currency}`, '/contractValue/currency')
  }
  if (currency !== null && words.length > 0 && currency !== facts.dealCurrency) {
    reading.note(`The deal is in ${facts.dealCurrency}, this plan in ${currency}.`)
  }
  const code = currency ?? facts.dealCurrency
  const show = (minor: bigint) => formatMoney(money(minor, code))
  return {
    currency,
    show,
    draft: (minor) => ({ amount: formatAmount(money(minor, code)), currency: code }),
    answer: (text) => (currency === null ? null : amountAnswer(text, currency)),
    certain(written) {
      const options = currency === null ? [] : minorsOf(written, currency)
      return options.length === 1 ? (options[0] ?? null) : null
    },
    read(written, pointer) {
      if (currency === null) return null
      const options = minorsOf(written, currency)
      const words = reading.words(written)
      const [first, second] = options
      if (first !== undefined && second === undefined) return first
      return first === undefined
        ? reading.ask(
            pointer,
            `“${words}” is no amount in ${currency} that I can read. How much is it?`,
            (text) => amountAnswer(text, currency),
          )
        : reading.choose(
            pointer,
            `How much is “${words}”?`,
            options.map((minor) => [show(minor), minor] as const),
          )
    },
  }
}

/** What was written may be these minor units; never more than QuickBooks can keep. */
function minorsOf(written: WrittenAmount, currency: string): bigint[] {
  const most = 10n ** BigInt(limits.wholeDigitsPerAmount + currencyDigits(currency))
  return readingsOf(written)
    .map((decimal) => parseAmount(decimal, currency)?.minor)
    .filter((minor) => minor !== undefined)
    .filter((minor) => minor < most)
}

function decided(reading: Reading, found: CurrencyOf): string | null {
  if ('currency' in found) return found.currency
  if ('mixed' in found) {
    const all = found.mixed.join(' and ')
    return reading.ask(
      '/contractValue/currency',
      `The amounts are in ${all}, and a schedule has one currency. Say all of them in one.`,
      () => null,
    )
  }
  return reading.choose(
    '/contractValue/currency',
    `Which currency is “${found.word}” here?`,
    found.unsure.map((code) => [code, code] as const),
  )
}

function amountAnswer(text: string, currency: string): bigint | null {
  const part = phraseOf(text, 'moneyAnswer')
  if (!part) return null
  const options = minorsOf(writtenAmount(part, plainText(text.trim())), currency)
  return options.length === 1 ? (options[0] ?? null) : null
}

const amountsOfValue = (value: WrittenValue | null): WrittenAmount[] => {
  if (value?.kind === 'money') return [value.amount]
  return value?.kind === 'share' && value.claim ? [value.claim] : []
}
const amountsOfItem = (item: WrittenItem) => amountsOfValue(item.value)

function amountsOf(phrase: Phrase): WrittenAmount[] {
  switch (phrase.kind) {
    case 'item':
      return amountsOfItem(phrase.item)
    case 'count':
    case 'slashed':
      return phrase.values.flatMap(amountsOfValue)
    case 'series':
      return phrase.value ? [phrase.value] : []
    case 'total':
    case 'cap':
    case 'rate':
      return [phrase.amount]
    case 'deposit':
      return phrase.amount ? [phrase.amount] : []
    default:
      return []
  }
}
