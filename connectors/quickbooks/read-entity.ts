import { z } from 'zod'
import type { Contents } from './ask'
import { type Entities, type EntityName, entitySchemas } from './entities'
import type { Arrived } from './reply'

// Spelled out per entity, so that one generic function can parse any of them.
const schemas: { readonly [E in EntityName]: z.ZodType<Entities[E]> } = entitySchemas
const members = z.record(z.string(), z.unknown())

/** A row as QuickBooks sent it, or null when a field that Milepost relies on is missing. */
export function parseEntity<E extends EntityName>(entity: E, row: unknown): Entities[E] | null {
  const parsed = schemas[entity].safeParse(row)
  return parsed.success ? parsed.data : null
}

/** The entity that an answer promised: `{"Invoice": {…}}`. With `id`, exactly that one. */
export function readEntity<E extends EntityName>(entity: E, id: string | null) {
  return (reply: Arrived): Contents<Entities[E]> => {
    const value = parseEntity(entity, member(reply.json, entity))
    if (value === null) return { lacks: `QuickBooks' answer holds no ${entity} that can be read.` }
    const told = member(value, 'Id')
    if (id !== null && told !== id) return { lacks: `QuickBooks answered with another ${entity}.` }
    return { is: value }
  }
}

/** What deleting answers: `{"Invoice": {"status": "Deleted", "Id": "266"}}`. */
export function readDeleted(entity: EntityName, id: string) {
  return (reply: Arrived): Contents<{ id: string }> => {
    const row = member(reply.json, entity)
    const gone = member(row, 'status') === 'Deleted' && member(row, 'Id') === id
    return gone
      ? { is: { id } }
      : { lacks: `QuickBooks' answer doesn't say that ${entity} ${id} was deleted.` }
  }
}

/** A member of an object from outside; undefined for anything else. */
export function member(value: unknown, name: string): unknown {
  const parsed = members.safeParse(value)
  return parsed.success && Object.hasOwn(parsed.data, name) ? parsed.data[name] : undefined
}
