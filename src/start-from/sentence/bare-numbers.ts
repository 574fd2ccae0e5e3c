import type { WrittenAmount } from './amount-words'
import type { Phrase, WrittenItem } from './phrase'
import type { Reading } from './reading'

const THOUSANDS = /^\d{1,3}(?:[,.' ]\d{3})+(?!\d)/
/** Numbers behind these name something: a room, a version, a week, a standard. */
const LABEL =
  /(?:^|[\s(])(?:v|ver|version|release|rev|revision|week|day|month|year|quarter|q|h|fy|room|suite|ste|floor|apt|unit|building|box|street|road|avenue|zip|postcode|no|nr|num|number|#|id|sku|iso|din|en|po|ref|reference|order|ticket|invoice|phase|stage|step|milestone|part|sprint|chapter|page|pages|section|phone|tel|call|fax|ext|extension|mobile|level|tier|grade|by|before|after|until|since|on|due|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|may|june|july|august|september|october|november|december)\.?$|[+#]\d*$/i

/** Without a currency, or with an "m" that may be metres: "cable 10m". */
const isBare = (reading: Reading, amount: WrittenAmount): boolean =>
  amount.currencies.length === 0 && (amount.zeros === 0 || /\d\s*m\s*$/i.test(reading.words(amount)))
const isLong = (amount: WrittenAmount): boolean => /^\d{3}/.test(amount.number)

/**
 * A number without a currency is an amount only where it can be nothing else: as the total, or as one of several behind
 * names, none of which has a currency or a share. Every other one is asked about, and left out until it is told.
 */
export function withoutDoubtful(reading: Reading, phrases: readonly Phrase[]): readonly Phrase[] {
  const items = phrases.flatMap((phrase) =>
    phrase.kind === 'item' && phrase.item.value ? [phrase.item] : [],
  )
  // "$50,000 for Acme Corp: …" is the contract's.
  const leadsUp = (item: WrittenItem) => item.forName && /^\s*:/.test(reading.text.slice(item.to))
  const named = items.filter((item) => item.name !== null && !item.heading && !leadsUp(item))
  const isNumber = ({ value }: WrittenItem) => value?.kind === 'money' && isBare(reading, value.amount)
  const others = named.filter((item) => item.value?.kind !== 'rest' && !isNumber(item))
  const isList = named.length > 1 && others.length === 0
  const hasSign = items.some((item) => item.value?.kind === 'money' && !isNumber(item))
  return phrases.filter((phrase) => {
    const amount = amountOf(phrase)
    if (amount === null || !isBare(reading, amount)) return true
    const name = phrase.kind === 'item' && phrase.item.name ? reading.words(phrase.item.name).trim() : null
    const marked = THOUSANDS.test(amount.number)
    const isClear =
      phrase.kind === 'total'
        ? marked || isLong(amount)
        : name === null
          ? marked && !hasSign
          : isList && (marked || isLong(amount)) && !LABEL.test(name)
    if (isClear) return true
    reading.settle(phrase)
    const words = reading.words(phrase).trim()
    return (
      reading.choose(
        '/milestones',
        `Is “${reading.words(amount).trim()}” in “${words}” an amount of money?`,
        [
          ['It is an amount', true],
          ['It is not: leave it out', false],
        ],
      ) === true
    )
  })
}

function amountOf(phrase: Phrase): WrittenAmount | null {
  if (phrase.kind === 'total') return phrase.amount
  return phrase.kind === 'item' && phrase.item.value?.kind === 'money' ? phrase.item.value.amount : null
}
