/** Deeper than any notification (Intuit's deepest has 6 levels), shallow enough for recursion. */
const MAX_DEPTH = 32
/** Intuit names no limit to a delivery; 1 MiB holds some 3,000 events. */
const MAX_BYTES = 1_048_576

export type Refusal = 'too_large' | 'too_deep' | 'not_json' | 'forbidden_key'
export type BoundedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: Refusal }

/**
 * JSON from outside: its size and nesting are bounded before it is built. A key `__proto__` is refused, because
 * copying it by assignment would change a prototype.
 */
export function parseBoundedJson(bytes: Buffer): BoundedJson {
  if (bytes.length > MAX_BYTES) return { ok: false, reason: 'too_large' }
  const text = bytes.toString('utf8')
  if (depthOf(text) > MAX_DEPTH) return { ok: false, reason: 'too_deep' }
  let forbidden = false
  try {
    const value: unknown = JSON.parse(text, (key, member: unknown) => {
      forbidden ||= key === '__proto__'
      return member
    })
    return forbidden ? { ok: false, reason: 'forbidden_key' } : { ok: true, value }
  } catch {
    return { ok: false, reason: 'not_json' }
  }
}

/** One text for equal values, whatever the order of their keys. For values that came from JSON. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`,
  )
  return `{${members.sort().join(',')}}`
}

/** How deep brackets nest, those inside strings not counted. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === '[' || token === '{') {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (token === ']' || token === '}') depth -= 1
  }
  return deepest
}
