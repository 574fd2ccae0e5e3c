import type { MoneyView } from '../../http/contract/money'

/** How many decimals a currency has, as the server counts them: USD 2, JPY 0, KWD 3. */
export { currencyDigits as digitsOf } from '../../http/contract/currency-digits'

/** "15000.00" with 2 digits → 1500000n. Null when the text is no decimal with at most `digits` decimals. */
export function toMinor(amount: string, digits: number): bigint | null {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,10}))?$/.exec(amount)
  if (match === null) return null
  const decimals = (match[3] ?? '').replace(/0+$/, '')
  if (decimals.length > digits) return null
  const units = BigInt((match[2] ?? '0') + decimals.padEnd(digits, '0'))
  return match[1] === '-' ? -units : units
}

/** 1500000n with 2 digits → "15000.00". */
export function fromMinor(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const sign = units < 0n ? '-' : ''
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`
}

/**
 * The minor units of an amount from the server, whose text has exactly the currency's digits.
 * Throws on anything else: an amount that can't be read must never count as zero.
 */
export function minorOf(money: MoneyView): bigint {
  const digits = (money.amount.split('.')[1] ?? '').length
  const units = toMinor(money.amount, digits)
  if (units === null) throw new Error(`The server sent an amount that is none: "${money.amount}"`)
  return units
}

/** What a person typed, such as "15,000", as a plain decimal; null when it can't be read with certainty. */
export function typedDecimal(text: string, digits: number): string | null {
  const plain = text.trim().replace(/[\s\u00a0\u202f]/g, '')
  const grouped = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain
  const units = toMinor(grouped, digits)
  // Fifteen digits before the point are what the server takes.
  return units === null || units < 0n || units >= 10n ** BigInt(15 + digits) ? null : fromMinor(units, digits)
}

/** Sums by currency: amounts of two currencies are never added. */
export function sumByCurrency(amounts: readonly MoneyView[]): MoneyView[] {
  const sums = new Map<string, { units: bigint; digits: number }>()
  for (const money of amounts) {
    const digits = (money.amount.split('.')[1] ?? '').length
    const units = (sums.get(money.currency)?.units ?? 0n) + minorOf(money)
    sums.set(money.currency, { units, digits })
  }
  return [...sums].map(([currency, sum]) => ({ amount: fromMinor(sum.units, sum.digits), currency }))
}

/** `part` of `whole` in tenths of a percent, rounded down, for drawing and for "41 %". Zero of nothing is 0. */
export function perMille(part: bigint, whole: bigint): number {
  return whole <= 0n ? 0 : Number((part * 1000n) / whole)
}
