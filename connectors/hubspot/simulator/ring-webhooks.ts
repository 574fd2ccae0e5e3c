import { randomInt } from 'node:crypto'
import type { Clock } from '../../../src/clock/clock'
import { createWebhookDelivery, type WebhookDelivery } from '../../simulation/webhook-delivery'
import type { Happening } from './portal'
import { webhookHeaders } from './sign'
import { type Subscription, subscriptionFor } from './subscriptions'
import { webhookEvent } from './webhook-event'

/** A subscribed happening on its way out. HubSpot doesn't promise that event ids are unique. */
export interface Ring {
  readonly portalId: number
  readonly eventId: number
  readonly subscriptionId: number
  readonly happening: Happening
}

/** HubSpot retries ten times within a day; the pauses here are that schedule, shortened for a simulator. */
const pausesMs = [200, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 60_000, 60_000]

export function createRinging(options: {
  clock: Clock
  url: string | null
  appId: number
  secret: string
  signedUrl: (url: string) => string
}): WebhookDelivery<Ring> {
  const { appId, secret } = options
  return createWebhookDelivery<Ring>({
    clock: options.clock,
    url: options.url,
    formats: ['classic', 'generic'],
    groupOf: (ring) => String(ring.portalId),
    maxEvents: 100,
    timeoutMs: 5000,
    retryAfterMs: (attempt) => pausesMs[attempt - 1] ?? null,
    compose: ({ events, attempt, url, format, at }) => {
      const style = format === 'generic' ? 'generic' : 'classic'
      const body = JSON.stringify(
        events.map(({ happening, ...frame }) =>
          webhookEvent(happening, { ...frame, appId, attemptNumber: attempt - 1 }, style),
        ),
      )
      const request = { method: 'POST', url: options.signedUrl(url), body }
      return { headers: { 'content-type': 'application/json', ...webhookHeaders(secret, request, at) }, body }
    },
  })
}

/** The rings of those happenings that somebody subscribed to. */
export function ringsOf(
  portalId: number,
  happenings: readonly Happening[],
  subscriptions: readonly Subscription[],
): Ring[] {
  return happenings.flatMap((happening) => {
    const subscription = subscriptionFor(subscriptions, happening)
    if (subscription === null) return []
    return [{ portalId, happening, eventId: randomInt(1, 2 ** 32), subscriptionId: subscription.id }]
  })
}
