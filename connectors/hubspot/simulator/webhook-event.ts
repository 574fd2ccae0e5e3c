import { associationById } from './association-types'
import type { Happening } from './portal'
import { timeOf } from './property-values'

/** `classic` names events `deal.*`; `generic` names them `object.*` and adds the object type's id. */
export type WebhookFormat = 'classic' | 'generic'

/** What an event carries besides what happened. */
export interface EventFrame {
  readonly eventId: number
  readonly subscriptionId: number
  readonly portalId: number
  readonly appId: number
  readonly attemptNumber: number
}

/** Dates travel as milliseconds in text, everything else as stored. */
function propertyValue(happening: Happening & { kind: 'propertyChange' }): string {
  const { property, value } = happening
  if (property.type !== 'date' && property.type !== 'datetime') return value
  const at = timeOf(value)
  return at === null ? value : String(at)
}

function details(happening: Happening, format: WebhookFormat): Record<string, unknown> {
  const generic = format === 'generic'
  const kind = generic ? { objectTypeId: happening.type.id } : {}
  switch (happening.kind) {
    case 'creation':
      return { objectId: Number(happening.id), ...kind, changeFlag: 'CREATED' }
    case 'deletion':
      return { objectId: Number(happening.id), ...kind, changeFlag: 'DELETED' }
    case 'restore':
      return { objectId: Number(happening.id), ...kind }
    case 'propertyChange':
      return {
        objectId: Number(happening.id),
        ...kind,
        propertyName: happening.property.name,
        propertyValue: propertyValue(happening),
      }
    case 'merge':
      return {
        ...kind,
        primaryObjectId: Number(happening.primaryId),
        mergedObjectIds: happening.mergedIds.map(Number),
        newObjectId: Number(happening.newId),
        numberOfPropertiesMoved: happening.moved,
      }
    case 'associationChange': {
      const { type, to, typeId } = happening
      const name = associationById(type.singular, to.singular, typeId)?.name ?? ''
      return {
        // Classic events name the pair and carry no objectId; the generic ones name both types.
        ...(generic
          ? {
              fromObjectTypeId: type.id,
              toObjectTypeId: to.id,
              associationTypeId: typeId,
              associationCategory: 'HUBSPOT_DEFINED',
            }
          : { associationType: name.replace('_unlabeled', '').toUpperCase() }),
        fromObjectId: Number(happening.fromId),
        toObjectId: Number(happening.toId),
        associationRemoved: happening.removed,
        isPrimaryAssociation: happening.primary,
      }
    }
    default: {
      const never: never = happening
      return never
    }
  }
}

/** One element of a delivery's array, as HubSpot sends it. */
export function webhookEvent(
  happening: Happening,
  frame: EventFrame,
  format: WebhookFormat,
): Record<string, unknown> {
  const { type, actor, at, kind } = happening
  // Association events by a person say USER where others say CRM_UI.
  const person = kind === 'associationChange' && actor.changeSource === 'CRM_UI'
  const source = { changeSource: person ? 'USER' : actor.changeSource, sourceId: actor.sourceId }
  const { eventId, subscriptionId, portalId, appId, attemptNumber } = frame
  const occurredAt = at.getTime()
  const told = details(happening, format)
  // The two forms have been seen with their keys in these two orders.
  if (format === 'classic') {
    const { objectId, ...rest } = told
    return {
      attemptNumber,
      sourceId: source.sourceId,
      eventId,
      changeSource: source.changeSource,
      occurredAt,
      subscriptionType: `${type.singular}.${kind}`,
      ...(kind === 'propertyChange' ? { propertyName: rest['propertyName'] } : {}),
      portalId,
      appId,
      ...rest,
      subscriptionId,
      ...(objectId === undefined ? {} : { objectId }),
    }
  }
  return {
    eventId,
    subscriptionId,
    portalId,
    appId,
    occurredAt,
    subscriptionType: `object.${kind}`,
    attemptNumber,
    ...told,
    ...source,
    ...(kind === 'propertyChange' ? { isSensitive: false } : {}),
  }
}
