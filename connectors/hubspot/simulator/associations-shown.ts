import { listedLinks } from './associate'
import { associationById, associationTypes } from './association-types'
import type { Call } from './call'
import { type ObjectType, objectType } from './object-types'
import { invalid } from './refusal'

/** The v3 form inside a record: ids are text, and every link type is a row of its own. */
export function associationsShown(
  call: Call,
  type: ObjectType,
  id: string,
  wanted: readonly string[],
): { associations?: Record<string, { results: { id: string; type: string }[] }> } {
  const associations = Object.fromEntries(
    wanted.flatMap((name) => {
      const to = objectType(name)
      const results = listedLinks(call.portal, { type, id }, to).flatMap((link) =>
        link.typeIds.map((typeId) => ({
          id: link.toId,
          type: associationById(type.singular, to.singular, typeId)?.name ?? '',
        })),
      )
      return results.length === 0 ? [] : [[to.name, { results }] as const]
    }),
  )
  return Object.keys(associations).length === 0 ? {} : { associations }
}

/** The kind at the other end of an association type; an unknown id is HubSpot's 400. */
export function targetOf(type: ObjectType, typeId: number): ObjectType {
  const found = associationTypes.find((each) => each.from === type.singular && each.typeId === typeId)
  if (found === undefined) throw invalid(`Association type ${typeId} is not valid from ${type.name}`)
  return objectType(found.to)
}
