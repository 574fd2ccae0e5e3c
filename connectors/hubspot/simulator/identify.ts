import type { CrmObject } from './crm-object'
import { isLive } from './crm-object'
import type { ObjectType } from './object-types'
import type { Portal } from './portal'
import { invalid } from './refusal'

/** The record that stands for this id now: a merged-away id leads to its survivor. */
export function survivorOf(portal: Portal, type: ObjectType, id: string): CrmObject | null {
  const objects = portal.objects(type)
  let object = objects.get(id)
  while (object !== undefined && object.mergedInto !== null) object = objects.get(object.mergedInto)
  return object ?? null
}

/** The live record of this id, or of this value of a unique property. */
export function findLive(
  portal: Portal,
  type: ObjectType,
  id: string,
  idProperty: string | null = null,
): CrmObject | null {
  if (idProperty === null || idProperty === 'hs_object_id') {
    const object = survivorOf(portal, type, id)
    return object !== null && isLive(object) ? object : null
  }
  const definition = portal.properties(type).get(idProperty)
  if (definition === undefined || !definition.hasUniqueValue) {
    throw invalid(`Property ${idProperty} is not a unique property of ${type.name}`)
  }
  const wanted = id.toLowerCase()
  return (
    portal
      .objects(type)
      .all()
      .find((each) => isLive(each) && each.properties[idProperty]?.toLowerCase() === wanted) ?? null
  )
}

/** The record of this id in the recycle bin. */
export function findArchived(portal: Portal, type: ObjectType, id: string): CrmObject | null {
  const object = survivorOf(portal, type, id)
  return object !== null && object.archivedAt !== null ? object : null
}
