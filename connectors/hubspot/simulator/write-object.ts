import { calculate } from './calculate'
import { checkProperties, type Given } from './check-properties'
import type { CrmObject } from './crm-object'
import type { ObjectType } from './object-types'
import type { Hand, Happening, Portal } from './portal'
import { invalid } from './refusal'

function withCalculated(
  portal: Portal,
  type: ObjectType,
  values: Record<string, string>,
): Record<string, string> {
  const all = { ...values, ...calculate(type.name, values, portal.settings) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** One `propertyChange` for each value that is another now. Calculated and stamped values stay silent. */
function changes(
  hand: Hand,
  type: ObjectType,
  id: string,
  at: Date,
  before: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Happening[] {
  return Object.entries(values).flatMap(([name, value]): Happening[] => {
    const property = hand.portal.properties(type).get(name)
    if (property === undefined || (before[name] ?? '') === value) return []
    return [{ kind: 'propertyChange', type, id, property, value, actor: hand.actor, at }]
  })
}

function refuseMissing(type: ObjectType, values: Readonly<Record<string, string>>, doing: string): void {
  const missing = type.required.filter((name) => (values[name] ?? '') === '')
  if (missing.length === 0) return
  throw invalid(`Error ${doing} ${type.singular.toUpperCase()}. Some required properties were not set.`, {
    context: { properties: missing },
    errors: missing.map((name) => ({
      message: `Required property "${name}" was not set.`,
      code: 'REQUIRED_FIELD',
      context: { propertyName: [name] },
    })),
  })
}

function defaults(portal: Portal, type: ObjectType): Given {
  if (type.name !== 'deals') return {}
  const { additionalCurrencies, homeCurrency } = portal.settings
  // Only a portal with several currencies stamps one on each deal.
  return {
    pipeline: 'default',
    ...(additionalCurrencies.length > 0 ? { deal_currency_code: homeCurrency } : {}),
  }
}

/** What a create would store; throws the refusal it would answer. */
export function checkNew({ portal, rule }: Hand, type: ObjectType, given: Given): Record<string, string> {
  const values = checkProperties(portal, type, { ...defaults(portal, type), ...given }, {}, null)
  refuseMissing(type, values, 'creating')
  rule?.(type, values)
  return values
}

/** Creates a record: its properties' changes and its creation ring together, the creation not first. */
export function createObject(hand: Hand, type: ObjectType, given: Given): CrmObject {
  const { portal, actor } = hand
  const values = checkNew(hand, type, given)
  const now = portal.now()
  const at = now.toISOString()
  const id = portal.nextId()
  const object: CrmObject = {
    id,
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    mergedInto: null,
    properties: {
      ...withCalculated(portal, type, values),
      [type.created]: at,
      [type.modified]: at,
      hs_object_id: id,
      hs_object_source: actor.changeSource,
      hs_object_source_id: actor.sourceId,
    },
  }
  portal.objects(type).put(id, object)
  const rung = changes(hand, type, id, now, {}, values)
  const creation: Happening = { kind: 'creation', type, id, actor, at: now }
  portal.tell([...rung.slice(0, 1), creation, ...rung.slice(1)])
  return object
}

/** What an update would store; throws the refusal it would answer. */
export function checkUpdate(
  { portal, rule }: Hand,
  type: ObjectType,
  object: CrmObject,
  given: Given,
): Record<string, string> {
  const values = checkProperties(portal, type, given, object.properties, object.id)
  refuseMissing(type, { ...object.properties, ...values }, 'updating')
  rule?.(type, { ...object.properties, ...values })
  return values
}

/** Changes a record. A write that changes nothing moves no date and rings nobody. */
export function updateObject(hand: Hand, type: ObjectType, object: CrmObject, given: Given): CrmObject {
  const { portal } = hand
  const values = checkUpdate(hand, type, object, given)
  const now = portal.now()
  const rung = changes(hand, type, object.id, now, object.properties, values)
  if (rung.length === 0) return object
  const at = now.toISOString()
  const changed: CrmObject = {
    ...object,
    updatedAt: at,
    properties: { ...withCalculated(portal, type, { ...object.properties, ...values }), [type.modified]: at },
  }
  portal.objects(type).put(object.id, changed)
  portal.tell(rung)
  return changed
}

/** Moves a record to the recycle bin. */
export function archiveObject({ portal, actor }: Hand, type: ObjectType, object: CrmObject): void {
  const now = portal.now()
  portal.objects(type).put(object.id, { ...object, archivedAt: now.toISOString() })
  portal.tell([{ kind: 'deletion', type, id: object.id, actor, at: now }])
}

/** Takes a record out of the recycle bin again, with its links. */
export function restoreObject({ portal, actor }: Hand, type: ObjectType, object: CrmObject): CrmObject {
  const now = portal.now()
  const at = now.toISOString()
  const restored: CrmObject = {
    ...object,
    archivedAt: null,
    updatedAt: at,
    properties: { ...object.properties, [type.modified]: at },
  }
  portal.objects(type).put(object.id, restored)
  portal.tell([{ kind: 'restore', type, id: object.id, actor, at: now }])
  return restored
}
