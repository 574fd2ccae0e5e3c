import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { Clock } from '../../../src/clock/clock'
import { createWebhookDelivery, type WebhookDelivery } from '../../simulation/webhook-delivery'
import type { BookEvent, Operation } from './company-books'
import { stampOf } from './vendor-time'

const WORDS: Readonly<Record<Operation, string>> = {
  Create: 'created',
  Update: 'updated',
  Delete: 'deleted',
  Void: 'voided',
  Merge: 'merged',
  Emailed: 'emailed',
}
/** Pauses that Intuit documents between attempts; a simulator runs them a tenth as long. */
const PAUSES_S = [10, 20, 30, 300, 1200, 7200, 14_400, 21_600]
const SCALE = 0.1

interface CloudEvent {
  readonly event: BookEvent
  /** A repeated delivery of an event has the same id. */
  readonly id: string
}

export interface Rings {
  readonly delivery: WebhookDelivery<CloudEvent>
  ring(events: readonly BookEvent[]): void
}

/** The base64 HMAC that proves a delivery, over the very bytes of its body. */
export const intuitSignature = (body: string, verifierToken: string): string =>
  createHmac('sha256', verifierToken).update(body, 'utf8').digest('base64')

/** Webhooks as Intuit sends them: CloudEvents arrays, or the older shape; one company a delivery. */
export function createRings(
  clock: Clock,
  webhook: { readonly url: string | null; readonly verifierToken: string },
  tid: () => string,
): Rings {
  const source = `intuit.${createHash('sha256').update(webhook.verifierToken).digest('base64')}`
  const delivery = createWebhookDelivery<CloudEvent>({
    clock,
    url: webhook.url,
    formats: ['cloudevents', 'classic'],
    groupOf: ({ event }) => event.realmId,
    maxEvents: 100,
    timeoutMs: 3000,
    retryAfterMs: (attempt) => (PAUSES_S[attempt - 1] ?? 21_600) * 1000 * SCALE,
    compose: ({ events, format, at }) => {
      const body = JSON.stringify(
        format === 'classic' ? classic(events) : events.map((one) => cloudEvent(one, source)),
      )
      return {
        body,
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'intuit-signature': intuitSignature(body, webhook.verifierToken),
          'intuit-created-time': at.toISOString(),
          'intuit-t-id': tid(),
          'intuit-notification-schema-version': '0.1',
          'User-Agent': 'intuit_notification_server/0.1',
        },
      }
    },
  })
  return {
    delivery,
    ring: (events) => delivery.send(events.map((event) => ({ event, id: randomUUID() }))),
  }
}

function cloudEvent({ event, id }: CloudEvent, source: string): object {
  return {
    specversion: '1.0',
    id,
    source,
    type: `qbo.${event.kind.toLowerCase()}.${WORDS[event.operation]}.v1`,
    datacontenttype: 'application/json',
    time: event.at.toISOString().replace(/(\.\d{3})Z$/, '$1000000Z'),
    intuitentityid: event.id,
    intuitaccountid: event.realmId,
    data: event.deletedId === undefined ? {} : { deletedid: event.deletedId },
  }
}

function classic(events: readonly CloudEvent[]): object {
  const entities = events.map(({ event }) => ({
    name: event.kind,
    id: event.id,
    operation: event.operation,
    lastUpdated: stampOf(event.at, event.zone).replace(/:(\d\d)$/, '$1'),
    ...(event.deletedId === undefined ? {} : { deletedId: event.deletedId }),
  }))
  return { eventNotifications: [{ realmId: events[0]?.event.realmId ?? '', dataChangeEvent: { entities } }] }
}
