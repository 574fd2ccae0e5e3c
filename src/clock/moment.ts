/** PostgreSQL keeps more years than these, but does not read the signed ones that a Date says beyond them. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * A vendor's time: text that begins with a day in ISO form, or milliseconds since 1970. Null where nobody can read it, or
 * no row can hold it: whoever tells of something at an odd time still tells of it.
 */
export function momentOf(told: string | number | null): Date | null {
  if (typeof told === 'string' && !/^\d{4}-\d\d-\d\d/.test(told)) return null
  const at = told === null ? Number.NaN : new Date(told).getTime()
  return at >= EARLIEST && at <= LATEST ? new Date(at) : null
}
