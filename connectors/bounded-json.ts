/** Deeper than any vendor's payload (Intuit's deepest has 6 levels, HubSpot's 3), shallow enough for recursion. */
const MAX_DEPTH = 32

/** Why a body was not read. */
export type Unreadable = 'too_large' | 'too_deep' | 'not_json' | 'forbidden_key'

export type BoundedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: Unreadable }

/**
 * JSON from outside, bounded before it is built: size first, then nesting, then the parse. A key named
 * `__proto__` is refused, because a later copy by assignment would turn it into a prototype.
 */
export function parseBoundedJson(bytes: Buffer, maxBytes: number): BoundedJson {
  if (bytes.length > maxBytes) return { ok: false, reason: 'too_large' }
  if (nestsDeeperThan(bytes, MAX_DEPTH)) return { ok: false, reason: 'too_deep' }
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return { ok: false, reason: 'not_json' }
  }
  return hasForbiddenKey(value) ? { ok: false, reason: 'forbidden_key' } : { ok: true, value }
}

/** One text for equal values, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
}

function nestsDeeperThan(bytes: Buffer, limit: number): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (inText) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1
      if (depth > limit) return true
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

function hasForbiddenKey(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  if (Array.isArray(value)) return value.some(hasForbiddenKey)
  return Object.entries(value).some(([key, member]) => key === '__proto__' || hasForbiddenKey(member))
}
