import type { CrmObject } from './crm-object'
import type { ObjectType } from './object-types'

/** A record as the object API prints it. Asked-for properties without a value are null. */
export interface ShownObject {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly archivedAt?: string
}

function shown(object: CrmObject, properties: Record<string, string | null>): ShownObject {
  return {
    id: object.id,
    properties,
    createdAt: object.createdAt,
    updatedAt: object.updatedAt,
    archived: object.archivedAt !== null,
    ...(object.archivedAt === null ? {} : { archivedAt: object.archivedAt }),
  }
}

/** The named properties, or the type's usual ones when none are named; the id and both dates always. */
export function showObject(
  object: CrmObject,
  type: ObjectType,
  names: readonly string[],
  isKnown: (name: string) => boolean,
): ShownObject {
  const wanted = names.length === 0 ? type.defaults : names
  const always = [type.created, 'hs_object_id', type.modified]
  const properties: Record<string, string | null> = {}
  for (const name of [...new Set([...wanted, ...always])].sort()) {
    // Names that don't exist are left out of the answer without a word.
    if (isKnown(name)) properties[name] = object.properties[name] ?? null
  }
  return shown(object, properties)
}

/** Every property with a value: the answer to a create. */
export function showWhole(object: CrmObject): ShownObject {
  const names = Object.keys(object.properties).sort()
  return shown(object, Object.fromEntries(names.map((name) => [name, object.properties[name] ?? null])))
}
