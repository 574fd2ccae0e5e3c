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
  switch (happening.kind) {
    case 'creation':
      return { changeFlag: 'CREATED', objectId: Number(happening.id) }
    case 'deletion':
      return { changeFlag: 'DELETED', objectId: Number(happening.id) }
    case 'restore':
      return { objectId: Number(happening.id) }
    case 'propertyChange':
      return {
        propertyName: happening.property.name,
        propertyValue: propertyValue(happening),
        objectId: Number(happening.id),
        ...(generic ? { isSensitive: false } : {}),
      }
    case 'merge':
      return {
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
  const subject = format === 'generic' ? 'object' : type.singular
  // Association events by a person say USER where others say CRM_UI.
  const person = kind === 'associationChange' && actor.changeSource === 'CRM_UI'
  return {
    attemptNumber: frame.attemptNumber,
    sourceId: actor.sourceId,
    eventId: frame.eventId,
    changeSource: person ? 'USER' : actor.changeSource,
    occurredAt: at.getTime(),
    subscriptionType: `${subject}.${kind}`,
    portalId: frame.portalId,
    appId: frame.appId,
    subscriptionId: frame.subscriptionId,
    ...(format === 'generic' && kind !== 'associationChange' ? { objectTypeId: type.id } : {}),
    ...details(happening, format),
  }
}
