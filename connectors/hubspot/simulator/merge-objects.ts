import { inherit } from './associate'
import { calculate } from './calculate'
import type { CrmObject } from './crm-object'
import { findLive } from './identify'
import type { ObjectType } from './object-types'
import type { Hand } from './portal'
import { invalid, notFound, Refusal } from './refusal'

/** Whether the survivor keeps the primary's id or gets a new one: HubSpot has been seen doing both. */
export type MergeMode = 'new_id' | 'primary_id'

const mostMerges = 250

function mergedIds(object: CrmObject): string[] {
  return (object.properties['hs_merged_object_ids'] ?? '').split(';').filter((id) => id !== '')
}

/**
 * Merges one record into another. The primary's values win, its gaps are filled; links move over; reads of
 * both old ids return the survivor. No `propertyChange` rings for what the merge changed.
 */
export function mergeObjects(
  hand: Hand,
  type: ObjectType,
  primaryId: string,
  otherId: string,
  mode: MergeMode,
): CrmObject {
  const { portal, actor } = hand
  const primary = findLive(portal, type, primaryId)
  const other = findLive(portal, type, otherId)
  if (primary === null || other === null) throw notFound()
  if (primary.id === other.id) throw invalid('Cannot merge an object with itself')
  const merged = [
    ...mergedIds(primary),
    ...mergedIds(other),
    ...(mode === 'new_id' ? [primary.id] : []),
    other.id,
  ]
  if (merged.length > mostMerges) {
    throw new Refusal(414, { message: `Cannot have more than ${mostMerges} identities on a profile` })
  }
  const now = portal.now()
  const at = now.toISOString()
  const id = mode === 'new_id' ? portal.nextId() : primary.id
  const filled = Object.entries(other.properties).filter(([name]) => primary.properties[name] === undefined)
  const properties = {
    ...Object.fromEntries(filled),
    ...primary.properties,
    hs_object_id: id,
    hs_merged_object_ids: [...new Set(merged)].join(';'),
    [type.modified]: at,
  }
  const survivor: CrmObject = {
    id,
    createdAt: mode === 'new_id' ? at : primary.createdAt,
    updatedAt: at,
    archivedAt: null,
    mergedInto: null,
    properties: { ...properties, ...calculate(type.name, properties, portal.settings) },
  }
  const objects = portal.objects(type)
  objects.put(id, survivor)
  for (const old of [primary, other]) {
    if (old.id === id) continue
    inherit(portal, { type, id }, { type, id: old.id })
    objects.put(old.id, { ...old, mergedInto: id })
  }
  portal.tell([
    {
      kind: 'merge',
      type,
      primaryId: primary.id,
      mergedIds: [other.id],
      newId: id,
      moved: filled.length,
      actor,
      at: now,
    },
    { kind: 'deletion', type, id: other.id, actor, at: now },
  ])
  return survivor
}
