import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json'
import type { Codec } from '../../simulation/journal'

/** JSON as QuickBooks sends and takes it; numbers keep the text they were written with. */
export type Value = null | boolean | string | LosslessNumber | readonly Value[] | Entity
export interface Entity {
  readonly [name: string]: Value
}

export const isEntity = (value: unknown): value is Entity =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)

const isValue = (value: unknown): value is Value => value !== undefined

/** Parses JSON text; null when it is none. Nothing the parser makes is outside `Value`. */
export function parseValue(text: string): { readonly value: Value } | null {
  try {
    const value: unknown = parse(text)
    return isValue(value) ? { value } : null
  } catch {
    return null
  }
}

/** JSON text; properties whose names begin with `_` are the simulator's own and are left out. */
export function printValue(value: Value): string {
  return (
    stringify(value, (key: string, inner: unknown) => (key.startsWith('_') ? undefined : inner)) ?? 'null'
  )
}

/** For the journal: everything, the simulator's own properties too. */
export const valueCodec: Codec<Value> = {
  write: (value) => stringify(value) ?? 'null',
  parse: (text) => parse(text),
  read: (value) => {
    if (!isValue(value)) throw new Error('a journal line holds a change without its value')
    return value
  },
}

export const number = (value: number | bigint | string): LosslessNumber => new LosslessNumber(String(value))

/** The text of a string, or of a number, as it was written; null for anything else or nothing. */
export function textOf(value: Value | undefined): string | null {
  if (typeof value === 'string') return value
  return value instanceof LosslessNumber ? value.value : null
}
export const text = (entity: Entity, name: string): string | null => textOf(entity[name])
export const flag = (entity: Entity, name: string): boolean =>
  entity[name] === true || entity[name] === 'true'

/** A property that is an object; an empty one when it is missing. */
export function part(entity: Entity, name: string): Entity {
  const value = entity[name]
  return isEntity(value) ? value : {}
}
/** A property that is a list of objects; one object alone counts as a list of one. */
export function parts(entity: Entity, name: string): readonly Entity[] {
  const value = entity[name]
  if (Array.isArray(value)) return value.filter(isEntity)
  return isEntity(value) ? [value] : []
}
/** The `value` of a reference, null when it is missing or empty. */
export function refId(entity: Entity, name: string): string | null {
  const id = textOf(part(entity, name)['value'])
  return id === '' ? null : id
}
export const reference = (id: string, name: string | null): Entity =>
  name === null ? { value: id } : { value: id, name }

/** Without the properties that are null or missing: QuickBooks prints no nulls. */
export function compact(entity: Readonly<Record<string, Value | undefined>>): Entity {
  const kept: Record<string, Value> = {}
  for (const [name, value] of Object.entries(entity))
    if (value !== undefined && value !== null) kept[name] = value
  return kept
}
