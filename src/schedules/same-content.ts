/** A value as JSON with its keys in one order and without undefined fields: stored and read again, it is the same. */
export const canonicalText = (value: unknown): string => JSON.stringify(sortKeys(value))

/** True when two values would be stored alike: key order and undefined fields don't count. */
export const sameContent = (a: unknown, b: unknown): boolean => canonicalText(a) === canonicalText(b)

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sortKeys(part)]),
  )
}
