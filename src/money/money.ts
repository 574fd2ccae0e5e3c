/**
 * Money is an integer in minor units of an ISO-4217 currency, with the currency beside it. On the server decimal
 * text is read and printed here and nowhere else; no floating point comes near an amount.
 */
export interface Money {
  readonly minor: bigint
  readonly currency: string
}

/**
 * ISO 4217's exceptions to two decimals. Not asked of `Intl`, which follows everyday cash and gives forints,
 * rupiah or Colombian pesos none, while QuickBooks writes cents of them.
 */
const DIGITS = new Map<string, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((code): [string, number] => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code): [string, number] => [code, 3]),
  ...'CLF UYW'.split(' ').map((code): [string, number] => [code, 4]),
])

/** How many decimals a currency has: 2 for USD, 0 for JPY, 3 for KWD. */
export const currencyDigits = (currency: string): number => DIGITS.get(currency) ?? 2

export const money = (minor: bigint, currency: string): Money => ({ minor, currency })

/**
 * Reads decimal text such as "15000.00", "-0.5" or "1e3" into minor units.
 * Null when it is no decimal, or has more digits than the currency (trailing zeros are fine).
 */
export function parseAmount(text: string, currency: string): Money | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!match) return null
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const places = currencyDigits(currency)
  // value = digits × 10^shift minor units; a negative shift is exact only over trailing zeros
  const digits = BigInt(whole + fraction)
  const shift = Number(exponent) - fraction.length + places
  if (shift >= 0) return money(signed(sign, digits * 10n ** BigInt(shift)), currency)
  const divisor = 10n ** BigInt(-shift)
  if (digits % divisor !== 0n) return null
  return money(signed(sign, digits / divisor), currency)
}

function signed(sign: string | undefined, value: bigint): bigint {
  return sign === '-' ? -value : value
}

/** "15000.00": exactly the currency's digits, no separators. The form of the API and of the database. */
export function formatAmount({ minor, currency }: Money): string {
  const places = currencyDigits(currency)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const text = places === 0 ? whole : `${whole}.${digits.slice(-places)}`
  return minor < 0n ? `-${text}` : text
}

/** "$15,000.00" for people, in English unless said; "EUR 15,000.00" by its code, where a sign can't be stored. */
export function formatMoney(
  { minor, currency }: Money,
  locale = 'en-US',
  currencyDisplay: 'symbol' | 'code' = 'symbol',
): string {
  const [whole = '0', fraction] = formatAmount(money(minor < 0n ? -minor : minor, currency)).split('.')
  const text = formatFor(locale, currency, currencyDisplay)
    .formatToParts(BigInt(whole))
    .map((part) => (part.type === 'fraction' && fraction !== undefined ? fraction : part.value))
    .join('')
  return minor < 0n ? `−${text}` : text
}

/** Making one takes a thousand times as long as using it; locales and currencies are few. */
const formats = new Map<string, Intl.NumberFormat>()
const FORMATS_AT_MOST = 500

function formatFor(locale: string, currency: string, currencyDisplay: 'symbol' | 'code'): Intl.NumberFormat {
  const key = `${locale} ${currency} ${currencyDisplay}`
  const known = formats.get(key)
  if (known) return known
  const places = currencyDigits(currency)
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay,
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  })
  if (formats.size >= FORMATS_AT_MOST) formats.clear()
  formats.set(key, made)
  return made
}

/** A sum with an unknown part is unknown. */
export function sumOrUnknown(values: readonly (bigint | null)[]): bigint | null {
  let sum = 0n
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return sum
}
