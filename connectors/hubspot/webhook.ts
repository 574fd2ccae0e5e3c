import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson, parseBoundedJson } from '../bounded-json'

/** One event of a HubSpot delivery: a hint that something happened, to be settled by reading the deal. */
export interface HubSpotEvent {
  /** Empty when the event names no portal; nobody's portal has that id. */
  readonly portalId: string
  readonly appId: number | null
  readonly kind: 'created' | 'changed' | 'deleted' | 'restored' | 'merged' | 'associated' | 'other'
  /** `deal`, `company`, `line_item` …: what `objectIds` are ids of. A custom object keeps its type id. */
  readonly objectType: string
  /** All ids concerned: of a merge the winner, the losers and the new one; of an association its deals. */
  readonly objectIds: readonly string[]
  readonly property: string | null
  /** `INTEGRATION` together with `sourceId` = our app's id is our own write coming back. */
  readonly changeSource: string | null
  readonly sourceId: string | null
  /** Milliseconds since 1970, by HubSpot's clock. */
  readonly at: number | null
  /** 0 for the first delivery, then 1 to 10. */
  readonly attempt: number
  /** SHA-256 (hex) of the event without its attempt number: equal for every delivery of the same event. */
  readonly key: string
  /** The event as received. */
  readonly body: unknown
}

export type Delivery =
  | { readonly ok: true; readonly events: readonly HubSpotEvent[] }
  | {
      readonly ok: false
      readonly reason: 'too_large' | 'too_deep' | 'not_json' | 'forbidden_key' | 'not_a_list' | 'too_many'
    }

const MAX_BYTES = 1_048_576
const MAX_EVENTS = 100

/**
 * Reads a delivery, in its classic form (`deal.propertyChange`) and in the generic one (`object.propertyChange`
 * with `objectTypeId`). One event that can't be understood becomes `other` and doesn't cost the other 99.
 */
export function parseWebhook(rawBody: Buffer): Delivery {
  const parsed = parseBoundedJson(rawBody, MAX_BYTES)
  if (!parsed.ok) return parsed
  if (!Array.isArray(parsed.value)) return { ok: false, reason: 'not_a_list' }
  if (parsed.value.length > MAX_EVENTS) return { ok: false, reason: 'too_many' }
  return { ok: true, events: parsed.value.map(readEvent) }
}

/** Whether the event is our own write, reported back to us. */
export function isOwnEcho(event: HubSpotEvent, appId: number): boolean {
  return event.changeSource === 'INTEGRATION' && event.sourceId === String(appId)
}

const id = z.union([z.number().int().transform(String), z.string().min(1).max(64)])
const lenient = <T>(shape: z.ZodType<T>) => shape.nullish().catch(undefined)

const wireEvent = z.looseObject({
  portalId: lenient(id),
  appId: lenient(z.number().int()),
  eventId: lenient(id),
  subscriptionType: lenient(z.string()),
  // HubSpot's documentation names the key so; live deliveries say subscriptionType.
  eventType: lenient(z.string()),
  objectTypeId: lenient(z.string()),
  objectId: lenient(id),
  propertyName: lenient(z.string()),
  changeSource: lenient(z.string()),
  sourceId: lenient(id),
  occurredAt: lenient(z.number()),
  attemptNumber: lenient(z.number().int()),
  primaryObjectId: lenient(id),
  mergedObjectIds: lenient(z.array(id)),
  newObjectId: lenient(id),
  associationType: lenient(z.string()),
  fromObjectId: lenient(id),
  toObjectId: lenient(id),
  fromObjectTypeId: lenient(z.string()),
  toObjectTypeId: lenient(z.string()),
})
type WireEvent = z.infer<typeof wireEvent>

const KINDS = new Map<string, HubSpotEvent['kind']>(
  Object.entries({
    creation: 'created',
    propertyChange: 'changed',
    deletion: 'deleted',
    restore: 'restored',
    merge: 'merged',
    associationChange: 'associated',
  } as const),
)

const OBJECT_TYPES = new Map(
  Object.entries({
    '0-1': 'contact',
    '0-2': 'company',
    '0-3': 'deal',
    '0-5': 'ticket',
    '0-7': 'product',
    '0-8': 'line_item',
  }),
)

function readEvent(body: unknown): HubSpotEvent {
  const parsed = wireEvent.safeParse(body)
  const wire: WireEvent = parsed.success ? parsed.data : {}
  const [prefix = '', action = ''] = (wire.subscriptionType ?? wire.eventType ?? '').split('.')
  const namedType = prefix === 'object' ? typeName(wire.objectTypeId ?? wire.fromObjectTypeId) : prefix
  const kind = isTestButton(wire) ? 'other' : (KINDS.get(action) ?? 'other')
  return {
    portalId: wire.portalId ?? '',
    appId: wire.appId ?? null,
    kind,
    ...concerned(wire, kind, namedType),
    property: wire.propertyName ?? null,
    changeSource: wire.changeSource ?? null,
    sourceId: wire.sourceId ?? null,
    at: wire.occurredAt ?? null,
    attempt: wire.attemptNumber ?? 0,
    key: keyOf(body),
    body,
  }
}

function concerned(wire: WireEvent, kind: HubSpotEvent['kind'], namedType: string) {
  if (kind === 'associated') return associated(wire, namedType)
  const merged = [wire.primaryObjectId, ...(wire.mergedObjectIds ?? []), wire.newObjectId]
  const ids = kind === 'merged' ? [wire.objectId, ...merged] : [wire.objectId]
  return { objectType: namedType, objectIds: present(ids) }
}

/** An association has two ends and no objectId; the deals among them are what we care about. */
function associated(wire: WireEvent, namedType: string) {
  const [from = '', to = ''] = (wire.associationType ?? '').toLowerCase().split('_to_')
  const fromType = wire.fromObjectTypeId ? typeName(wire.fromObjectTypeId) : from || namedType
  const toType = wire.toObjectTypeId ? typeName(wire.toObjectTypeId) : to
  const ends = [
    { type: fromType, id: wire.fromObjectId },
    { type: toType, id: wire.toObjectId },
  ]
  const deals = present(ends.filter((end) => end.type === 'deal').map((end) => end.id))
  return deals.length > 0
    ? { objectType: 'deal', objectIds: deals }
    : { objectType: fromType, objectIds: present([wire.fromObjectId]) }
}

/** The button "test" in HubSpot's developer page; its object never exists. */
function isTestButton(wire: WireEvent): boolean {
  return wire.eventId === '100' && wire.objectId === '123' && wire.changeSource === 'CRM'
}

function typeName(objectTypeId: string | null | undefined): string {
  return OBJECT_TYPES.get(objectTypeId ?? '') ?? objectTypeId ?? ''
}

function present(ids: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(ids.filter((each) => each !== null && each !== undefined))]
}

function keyOf(body: unknown): string {
  const event =
    body !== null && typeof body === 'object' && !Array.isArray(body)
      ? Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'attemptNumber'))
      : body
  return createHash('sha256').update(canonicalJson(event)).digest('hex')
}
