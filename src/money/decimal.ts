import { currencyDigits, type Money, money } from './money'

/** An exact decimal: `units` over ten to the `scale`. What quantities, unit prices and discounts are reckoned in. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

/** Reads "2", "-0.5" or "99.9999"; null for anything else. The length is bounded, so that nobody makes us multiply books. */
export function parseDecimal(text: string): Decimal | null {
  const match = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?$/.exec(text)
  if (!match) return null
  const [, sign, whole = '', fraction = ''] = match
  const units = BigInt(whole + fraction)
  return { units: sign === '-' ? -units : units, scale: fraction.length }
}

/** The exact product. */
export const multiply = (a: Decimal, b: Decimal): Decimal => ({
  units: a.units * b.units,
  scale: a.scale + b.scale,
})

/** The exact difference. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  const at = (each: Decimal) => each.units * 10n ** BigInt(scale - each.scale)
  return { units: at(a) - at(b), scale }
}

/** A percentage of it, exactly. */
export const percentOf = (whole: Decimal, percent: Decimal): Decimal => {
  const product = multiply(whole, percent)
  return { units: product.units, scale: product.scale + 2 }
}

/** In the currency's minor units; half a unit rounds away from zero, as on a price list. */
export function toMoney({ units, scale }: Decimal, currency: string): Money {
  const shift = currencyDigits(currency) - scale
  if (shift >= 0) return money(units * 10n ** BigInt(shift), currency)
  const divisor = 10n ** BigInt(-shift)
  const size = units < 0n ? -units : units
  const rounded = (2n * size + divisor) / (2n * divisor)
  return money(units < 0n ? -rounded : rounded, currency)
}
