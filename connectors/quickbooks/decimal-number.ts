/**
 * A decimal text as the JSON number that prints back to the same value, for those who compose bodies:
 * QuickBooks wants amounts as numbers, and floating point may not change them on the way.
 * Throws RangeError for anything else (`0.1234567890123456789`, `1e3`, `abc`).
 */
export function decimalNumber(text: string): number {
  const value = Number(text)
  const printed = plain(String(value))
  if (!DECIMAL.test(text) || printed === null || printed !== plain(text)) {
    throw new RangeError(`not a number that JSON can carry exactly: ${text.slice(0, 60)}`)
  }
  // JSON prints -0 as 0, but a reader of the object before that should not meet it either.
  return value === 0 ? 0 : value
}

const DECIMAL = /^-?\d{1,30}(\.\d{1,30})?$/

/** One writing for equal values: no leading or trailing zeros, no negative zero. Null for an exponent. */
function plain(text: string): string | null {
  const parts = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text)
  if (parts === null) return null
  const [, sign = '', whole = '', fraction = ''] = parts
  const digits = fraction === '' ? whole : `${whole}.${fraction}`
  return digits === '0' ? '0' : sign + digits
}
