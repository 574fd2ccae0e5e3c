import type { Happening } from './portal'

/** What the app asked to hear, as its webhooks file lists it; each has an id that events carry. */
export interface Subscription {
  readonly id: number
  /** Singular object type: `deal`. */
  readonly object: string
  readonly kind: Happening['kind']
  readonly property?: string
}

const heard = [
  'dealname',
  'amount',
  'dealstage',
  'pipeline',
  'closedate',
  'deal_currency_code',
  'hubspot_owner_id',
]

const dealKinds = ['creation', 'deletion', 'restore', 'merge', 'associationChange'] as const

/** The Milepost app's own subscriptions. */
export const appSubscriptions: readonly Subscription[] = [
  ...dealKinds.map((kind) => ({ object: 'deal', kind })),
  ...heard.map((property) => ({ object: 'deal', kind: 'propertyChange' as const, property })),
].map((subscription, index) => ({ id: 6_547_118 + index, ...subscription }))

/** The subscription a happening belongs to; null when nobody asked. */
export function subscriptionFor(
  subscriptions: readonly Subscription[],
  happening: Happening,
): Subscription | null {
  return (
    subscriptions.find(
      (each) =>
        each.object === happening.type.singular &&
        each.kind === happening.kind &&
        (happening.kind !== 'propertyChange' || each.property === happening.property.name),
    ) ?? null
  )
}
