/** A decimal number as text becomes digits and a scale, so that values compare and multiply without floats. */
interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const shape = /^([+-]?)(\d{1,60})(?:\.(\d{1,30}))?$/

function decimal(text: string): Decimal | null {
  const match = shape.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', part = ''] = match
  const digits = BigInt(whole + part)
  return { digits: sign === '-' ? -digits : digits, scale: part.length }
}

export function isDecimal(text: string): boolean {
  return shape.test(text)
}

/** Negative, zero or positive, as sorting wants it. Both texts must be decimals; others count as 0. */
export function compareDecimals(left: string, right: string): number {
  const a = decimal(left)
  const b = decimal(right)
  if (a === null || b === null) return 0
  const scale = Math.max(a.scale, b.scale)
  const difference = a.digits * 10n ** BigInt(scale - a.scale) - b.digits * 10n ** BigInt(scale - b.scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The exact product, without trailing zeros after the point; null when either text is no decimal. */
export function multiplyDecimals(left: string, right: string): string | null {
  const a = decimal(left)
  const b = decimal(right)
  if (a === null || b === null) return null
  return textOf(a.digits * b.digits, a.scale + b.scale)
}

/** The exact difference, printed alike; null when either text is no decimal. */
export function subtractDecimals(left: string, right: string): string | null {
  const a = decimal(left)
  const b = decimal(right)
  if (a === null || b === null) return null
  const scale = Math.max(a.scale, b.scale)
  return textOf(a.digits * 10n ** BigInt(scale - a.scale) - b.digits * 10n ** BigInt(scale - b.scale), scale)
}

function textOf(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  const part = scale === 0 ? '' : text.slice(text.length - scale).replace(/0+$/, '')
  return `${digits < 0n ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`
}
