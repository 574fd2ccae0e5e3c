import { KNOWN_ENTITIES } from './known-entities'
import { KNOWN_PARTS } from './known-parts'
import { refuse } from './refusal'
import { type Entity, isEntity, textOf, type Value } from './value'

type Known = ReadonlyMap<string, string | null>
const parsed = new Map<string, Known>()

/** Property name → the type of its contents; null for plain values, `any` for unchecked ones. */
function knownProperties(type: string): Known {
  const ready = parsed.get(type)
  if (ready !== undefined) return ready
  const known = new Map<string, string | null>()
  const words = (KNOWN_ENTITIES[type] ?? KNOWN_PARTS[type] ?? '').split(/\s+/).filter((word) => word !== '')
  for (const word of words) {
    if (word.startsWith('<'))
      for (const [name, inner] of knownProperties(word.slice(1))) known.set(name, inner)
    else {
      const [name = '', inner = null] = word.split(':')
      known.set(name, inner)
    }
  }
  parsed.set(type, known)
  return known
}

/** Refuses (2010) the first property, at any depth, that QuickBooks does not know. */
export function checkProperties(type: string, entity: Entity): void {
  const known = knownProperties(type)
  for (const [name, value] of Object.entries(entity)) {
    const inner = known.get(name)
    if (inner === undefined) throw refuse.property(unrecognized(type, name, known))
    if (inner !== null && inner !== 'any') checkInner(inner, value)
  }
}

function checkInner(type: string, value: Value): void {
  if (Array.isArray(value)) {
    for (const one of value) checkInner(type, one)
  } else if (isEntity(value)) checkProperties(type, value)
}

const unrecognized = (type: string, name: string, known: Known): string => {
  const names = [...known.keys()].slice(0, 60).map((one) => `"${one}"`)
  return `Unrecognized field "${name}" (class com.intuit.schema.finance.v3.${type}), not marked as ignorable (${known.size} known properties: ${names.join(', ')} [truncated]])\n`
}

const LIMITS: Readonly<Record<string, number>> = {
  DocNumber: 21,
  PrivateNote: 4000,
  CustomerMemo: 1000,
  Description: 4000,
  DisplayName: 500,
  CompanyName: 100,
  FileName: 1000,
  Note: 2000,
  Category: 100,
  ContentType: 100,
  PaymentRefNum: 21,
}

/** Refuses texts that are too long (2050), and in a US company those outside ISO-8859-1 (2040). */
export function checkTexts(entity: Entity, latinOnly: boolean, path = ''): void {
  for (const [name, value] of Object.entries(entity)) {
    const here = path === '' ? name : path
    const limit = LIMITS[name === 'value' ? here : name]
    const text = textOf(value)
    if (typeof value === 'string' && text !== null) {
      if (limit !== undefined && text.length > limit) throw refuse.tooLong(name, limit, text.length)
      if (latinOnly && [...text].some((sign) => (sign.codePointAt(0) ?? 0) > 0xff)) throw refuse.badText(name)
    }
    for (const inner of Array.isArray(value) ? value : [value])
      if (isEntity(inner)) checkTexts(inner, latinOnly, name)
  }
}
