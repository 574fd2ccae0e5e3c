/** Signs and words that say which currency without doubt. */
const CERTAIN: Readonly<Record<string, string>> = {
  us$: 'USD',
  cad$: 'CAD',
  ca$: 'CAD',
  c$: 'CAD',
  au$: 'AUD',
  a$: 'AUD',
  nz$: 'NZD',
  hk$: 'HKD',
  sg$: 'SGD',
  s$: 'SGD',
  mx$: 'MXN',
  r$: 'BRL',
  'cn¥': 'CNY',
  'jp¥': 'JPY',
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₪': 'ILS',
  '₩': 'KRW',
  'us dollar': 'USD',
  'american dollar': 'USD',
  'canadian dollar': 'CAD',
  'australian dollar': 'AUD',
  'new zealand dollar': 'NZD',
  'swiss franc': 'CHF',
  'pound sterling': 'GBP',
  euro: 'EUR',
}

const DOLLARS = ['USD', 'CAD', 'AUD', 'NZD', 'HKD', 'SGD', 'TWD', 'MXN', 'ARS', 'CLP', 'COP', 'UYU']
/** Those that several currencies go by, the likeliest first. */
const SEVERAL: Readonly<Record<string, readonly string[]>> = {
  $: DOLLARS,
  dollar: DOLLARS,
  buck: DOLLARS,
  '¥': ['JPY', 'CNY'],
  yen: ['JPY'],
  pound: ['GBP', 'EGP'],
  rupee: ['INR', 'IDR'],
}

/** The currencies that a word may mean; a three-letter code means itself. */
export function currenciesOf(word: string): readonly string[] {
  const certain = CERTAIN[word]
  if (certain !== undefined) return [certain]
  return SEVERAL[word] ?? [word.toUpperCase()]
}

/** Which currency the words of a text mean, or why that can't be told. */
export type CurrencyOf =
  | { readonly currency: string }
  | { readonly mixed: readonly string[] }
  | { readonly unsure: readonly string[]; readonly word: string }

/**
 * The one currency of all amounts. `home` is the company's, `deal` the deal's. A bare "$" means US dollars only where
 * both are in US dollars: a Canadian means another dollar by it.
 */
export function currencyOf(words: readonly string[], home: string, deal: string): CurrencyOf {
  const meanings = words.map((word) => ({ word, may: currenciesOf(word) }))
  const certain = [...new Set(meanings.flatMap(({ may }) => (may.length === 1 ? may : [])))]
  if (certain.length > 1) return { mixed: certain }
  const open = meanings.filter(({ may }) => may.length > 1)
  const [told] = certain
  if (told !== undefined) {
    const other = open.find(({ may }) => !may.includes(told))
    return other ? { mixed: [told, other.word] } : { currency: told }
  }
  const [first] = open
  if (!first) return { currency: deal }
  const fits = (code: string) => open.every(({ may }) => may.includes(code))
  const own = [...new Set([deal, home])].filter(fits)
  // Everybody may mean the American one by a bare "$"; of other signs, one's own.
  const near =
    first.may === DOLLARS
      ? [...new Set([...own, 'USD'])].filter(fits)
      : own.length > 0
        ? own
        : first.may.filter(fits)
  const [only] = near
  if (only === undefined) return { mixed: open.map(({ word }) => word) }
  // The deal's own currency goes by this sign, and no other does that is near.
  if (near.length === 1 && own.includes(only)) return { currency: only }
  return { unsure: near, word: first.word }
}
