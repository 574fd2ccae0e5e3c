import { z } from 'zod'
import type { World } from './open-world'
import { actionHeaders, decodeForV3 } from './sign'

/** What the door takes to play `hubspot.fetch` from a card, for one of the portal's users. */
export const cardFetch = z.strictObject({
  url: z.url(),
  /** The public URL to sign when the one called is another; without HubSpot's own parameters. */
  signedUrl: z.url().optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  portalId: z.coerce.number(),
  userId: z.coerce.number().optional(),
  body: z.unknown().optional(),
})
export type CardFetch = z.infer<typeof cardFetch>

const timeoutMs = 15_000

/** HubSpot appends who asks; the order is its own affair. */
function withIdentity(url: string, identity: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams(identity).toString()
  return `${url}${url.includes('?') ? '&' : '?'}${parameters}`
}

interface Reached {
  readonly status: number
  readonly body: unknown
}

async function once(url: string, init: RequestInit): Promise<Reached | null> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    const text = await response.text()
    return { status: response.status, body: readJson(text) }
  } catch {
    return null
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * Calls the app as HubSpot's proxy does for a card: signed in v2 and v3 over the URL with the caller's
 * identity in it, once more after a failed connection or a 5xx. Returns the proxy's envelope, in which every
 * status of the app but 2xx is an error (read from HubSpot's own development proxy).
 */
export async function fetchAsCard(
  world: World,
  app: { appId: number; clientSecret: string },
  asked: CardFetch,
): Promise<Record<string, unknown>> {
  const owners = world.portals.get(asked.portalId)?.settings.owners ?? []
  const user = owners.find((owner) => asked.userId === undefined || owner.userId === asked.userId)
  if (user === undefined) throw new Error(`no user ${asked.userId} in portal ${asked.portalId}`)
  const identity = {
    userId: String(user.userId),
    portalId: String(asked.portalId),
    userEmail: user.email,
    appId: String(app.appId),
  }
  const publicUrl = withIdentity(asked.signedUrl ?? asked.url, identity)
  const body = asked.method === 'GET' ? '' : JSON.stringify(asked.body ?? {})
  const signed = world.switches.value('signed_uri') === 'decoded' ? decodeForV3(publicUrl) : publicUrl
  const send = (): Promise<Reached | null> =>
    once(withIdentity(asked.url, identity), {
      method: asked.method,
      headers: {
        ...actionHeaders(app.clientSecret, { method: asked.method, url: signed, body }, world.clock.now()),
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === '' ? {} : { body }),
    })
  const first = await send()
  const reached = first === null || first.status >= 500 ? await send() : first
  return envelope(reached)
}

function envelope(reached: Reached | null): Record<string, unknown> {
  if (reached === null) {
    return { status: 'error', category: 'GATEWAY_TIMEOUT', message: 'No answer from Request Uri' }
  }
  const context = { appServerStatusCode: [String(reached.status)] }
  if (reached.status >= 200 && reached.status < 300) {
    return { status: 'success', responseBody: reached.body, context }
  }
  return {
    status: 'error',
    category: 'BAD_GATEWAY',
    message: 'Error returned from Request Uri',
    responseBody: reached.body,
    errors: [{ message: `Unacceptable HTTP status ${reached.status} calling URL` }],
    context,
  }
}
