import express, { type Request, type Response, Router } from 'express'
import { limits } from '../../config/limits'
import { verifyRequest } from '../../connectors/hubspot/signature'
import { isOwnEcho, parseWebhook as parseHubSpot } from '../../connectors/hubspot/webhook'
import { parseWebhook as parseQuickBooks, verifyWebhook } from '../../connectors/quickbooks/webhook'
import type { Clock } from '../clock/clock'
import { momentOf } from '../clock/moment'
import type { ReceivedEvent } from '../inbox/inbox-table'
import { openDeliveries, type StoreDelivery } from '../inbox/store-deliveries'
import type { Database } from '../postgres/database'
import type { Vendor } from '../tenants/connection-table'
import { Refusal } from '../tenants/refusal'
import type { Sealer } from '../tenants/seal'

export interface WebhookParts {
  readonly database: Database
  readonly clock: Clock
  readonly sealer: Sealer
  readonly publicUrl: string
  readonly quickbooksTokens: readonly string[]
  readonly hubspotSecrets: readonly string[]
  readonly hubspotAppId: number | null
  /** Told of events for a company or portal that is nobody's. */
  readonly onStranger: (vendor: Vendor, events: number) => void
}

/** An event and whose it is, as the delivery says. */
interface Addressed {
  readonly account: string
  readonly event: ReceivedEvent
}

/**
 * The way in. Verify the raw bytes, store every event durably together with whatever else is arriving, answer 200:
 * nothing else happens in the request. A body is a hint; amounts are read from the vendor's API.
 */
export function webhookRouter(parts: WebhookParts): Router {
  const router = Router()
  const deliver = openDeliveries(parts.database)
  const raw = express.raw({ type: () => true, limit: limits.bodyBytes, inflate: false })

  router.post('/quickbooks', raw, async (request, response) => {
    const rawBody = bodyOf(request)
    const verdict = verifyWebhook({
      rawBody,
      signature: request.get('intuit-signature'),
      verifierTokens: parts.quickbooksTokens,
    })
    if (!verdict.valid) throw unsigned(verdict.reason)
    const delivery = parseQuickBooks(rawBody)
    if (!delivery.ok) throw unreadable(delivery.reason)
    await store(
      parts,
      deliver,
      { vendor: 'quickbooks', kind: 'realm' },
      response,
      delivery.events.map((event) => ({
        account: event.realmId,
        event: {
          source: 'quickbooks' as const,
          key: event.key,
          entity: event.entity,
          entityIds: event.deletedId === null ? [event.id] : [event.id, event.deletedId],
          operation: event.operation,
          occurredAt: momentOf(event.at),
          body: event.body,
        },
      })),
    )
  })

  router.post('/hubspot', raw, async (request, response) => {
    const rawBody = bodyOf(request)
    const verdict = verifyRequest({
      method: 'POST',
      uri: parts.publicUrl + request.originalUrl,
      rawBody,
      headers: request.headers,
      clientSecrets: parts.hubspotSecrets,
      now: parts.clock.now(),
      accept: 'webhook',
    })
    if (!verdict.valid) throw unsigned(verdict.reason)
    const delivery = parseHubSpot(rawBody)
    if (!delivery.ok) throw unreadable(delivery.reason)
    const { hubspotAppId } = parts
    const others = delivery.events.filter((event) => hubspotAppId === null || !isOwnEcho(event, hubspotAppId))
    await store(
      parts,
      deliver,
      { vendor: 'hubspot', kind: 'portal' },
      response,
      others.map((event) => ({
        account: event.portalId,
        event: {
          source: 'hubspot' as const,
          key: event.key,
          entity: event.objectType,
          entityIds: event.objectIds,
          operation: event.kind,
          occurredAt: momentOf(event.at),
          body: event.body,
        },
      })),
    )
  })
  return router
}

function bodyOf(request: Request): Buffer {
  const body: unknown = request.body
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

const unsigned = (reason: string) =>
  new Refusal(401, 'unauthenticated', `The signature does not fit the body (${reason}). Nothing was stored.`)
const unreadable = (reason: string) =>
  new Refusal(400, 'malformed', `The delivery can't be read (${reason}).`)

async function store(
  parts: WebhookParts,
  deliver: StoreDelivery,
  of: { readonly vendor: Vendor; readonly kind: 'realm' | 'portal' },
  response: Response,
  addressed: readonly Addressed[],
): Promise<void> {
  const strangers = await deliver(
    addressed.map(({ account, event }) => ({
      door: { kind: of.kind, hash: parts.sealer.fingerprint(`${of.kind}:${account}`) },
      event,
    })),
  )
  if (strangers > 0) parts.onStranger(of.vendor, strangers)
  response.status(200).end()
}
