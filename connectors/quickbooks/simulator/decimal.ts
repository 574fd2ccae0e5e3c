import { number, textOf, type Value } from './value'

/** An exact decimal: `units` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

/** Reads `-12.50`, `1e3`; null for what is no decimal, or one too long to be meant. */
export function parseDecimal(text: string): Decimal | null {
  const found = /^\s*([+-]?)(\d{0,30})(?:\.(\d{0,30}))?(?:[eE]([+-]?\d{1,2}))?\s*$/.exec(text)
  if (found === null) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  if (whole === '' && fraction === '') return null
  const units = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}` || '0')
  const scale = fraction.length - Number(exponent)
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

export const multiply = (a: Decimal, b: Decimal): Decimal => ({
  units: a.units * b.units,
  scale: a.scale + b.scale,
})

/** a / b in whole units, halves away from zero. */
export function divideRounded(a: bigint, b: bigint): bigint {
  const negative = a < 0n !== b < 0n
  const [above, below] = [a < 0n ? -a : a, b < 0n ? -b : b]
  const rounded = (above * 2n + below) / (below * 2n)
  return negative ? -rounded : rounded
}

/** In minor units of a currency with so many digits, halves away from zero. */
export function toMinor({ units, scale }: Decimal, digits: number): bigint {
  if (scale <= digits) return units * 10n ** BigInt(digits - scale)
  return divideRounded(units, 10n ** BigInt(scale - digits))
}

/** Share of an amount: `percent` of `minor`, rounded to the minor unit. */
export const percentOf = (minor: bigint, percent: Decimal): bigint =>
  divideRounded(minor * percent.units, 100n * 10n ** BigInt(percent.scale))

/** How many decimals a currency has; two unless it is one of the few others. */
export const digitsOf = (currency: string): number =>
  ['JPY', 'KRW', 'CLP', 'ISK', 'VND'].includes(currency)
    ? 0
    : ['BHD', 'KWD', 'JOD', 'TND'].includes(currency)
      ? 3
      : 2

/** With all digits: `71.00`. */
export function printFixed(minor: bigint, digits: number): string {
  if (digits === 0) return String(minor)
  const sign = minor < 0n ? '-' : ''
  const padded = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0')
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}

/** As QuickBooks prints amounts in JSON: `0`, `100.0`, `337.5`, `26.82`. */
export function money(minor: bigint, digits = 2): Value {
  if (minor === 0n) return number(0)
  const fixed = printFixed(minor, digits)
  return number(fixed.includes('.') ? fixed.replace(/(\.\d+?)0+$/, '$1') : fixed)
}

/** The amount a property holds in minor units, null when it holds no number. */
export function amountOf(value: Value | undefined, digits = 2): bigint | null {
  const text = textOf(value)
  const decimal = text === null ? null : parseDecimal(text)
  return decimal === null ? null : toMinor(decimal, digits)
}
