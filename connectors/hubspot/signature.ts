import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What HubSpot calls us with: each kind of caller signs in its own version. */
export interface SignedRequest {
  readonly method: string
  /** The full public URL with its query as received, built from configuration and never from the request. */
  readonly uri: string
  readonly rawBody: Buffer
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The app's client secret; a second one while it is being rotated. */
  readonly clientSecrets: readonly string[]
  readonly now: Date
  /** `webhook`: v3, or v1 when no v3 came. `card`: v3 only. `workflow`: v3, or v2 when no v3 came. */
  readonly accept: 'webhook' | 'card' | 'workflow'
}

export type Verdict =
  | { readonly valid: true; readonly version: 'v1' | 'v2' | 'v3' }
  | { readonly valid: false; readonly reason: 'missing_signature' | 'stale' | 'bad_signature' }

/** HubSpot's own bound on the age of a v3 request; used in both directions, for clocks that run apart. */
const MAX_AGE_MS = 300_000

/**
 * Whether HubSpot signed this very request. A v3 signature, when one came, decides alone: an older version
 * beside it never rescues a stale or wrong one. The older versions carry no time, so that their replays have
 * to be caught by the event's key (webhooks) or the callback's id (workflow actions).
 *
 * The algorithms are those of HubSpot's page "Validating requests"; its libraries publish test vectors.
 */
export function verifyRequest(request: SignedRequest): Verdict {
  const v3 = header(request, 'x-hubspot-signature-v3')
  if (v3 !== undefined) return verifyV3(request, v3)
  if (request.accept === 'card') return { valid: false, reason: 'missing_signature' }

  const signature = header(request, 'x-hubspot-signature')
  if (signature === undefined) return { valid: false, reason: 'missing_signature' }
  const version = request.accept === 'webhook' ? 'v1' : 'v2'
  const announced = header(request, 'x-hubspot-signature-version') ?? version
  if (announced !== version) return { valid: false, reason: 'bad_signature' }

  const signed = version === 'v1' ? [] : [request.method.toUpperCase(), request.uri]
  const matches = request.clientSecrets.some((secret) =>
    equal(signature, digest([secret, ...signed], request.rawBody)),
  )
  return matches ? { valid: true, version } : { valid: false, reason: 'bad_signature' }
}

function verifyV3(request: SignedRequest, signature: string): Verdict {
  const timestamp = header(request, 'x-hubspot-request-timestamp')
  if (timestamp === undefined) return { valid: false, reason: 'missing_signature' }
  if (!/^\d{1,15}$/.test(timestamp)) return { valid: false, reason: 'bad_signature' }
  if (Math.abs(request.now.getTime() - Number(timestamp)) > MAX_AGE_MS)
    return { valid: false, reason: 'stale' }

  // The documentation signs the decoded URL, HubSpot's own client libraries the raw one.
  const uris = new Set([decodeSignedUri(request.uri), request.uri])
  const matches = request.clientSecrets.some((secret) =>
    [...uris].some((uri) => equal(signature, hmac(secret, request.method, uri, request.rawBody, timestamp))),
  )
  return matches ? { valid: true, version: 'v3' } : { valid: false, reason: 'bad_signature' }
}

/** The twelve escapes that HubSpot's documentation decodes before signing, and no other. */
function decodeSignedUri(uri: string): string {
  return uri.replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => decodeURIComponent(code))
}

function digest(parts: readonly string[], body: Buffer): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part, 'utf8')
  return hash.update(body).digest('hex')
}

function hmac(secret: string, method: string, uri: string, body: Buffer, timestamp: string): string {
  return createHmac('sha256', secret)
    .update(method.toUpperCase() + uri, 'utf8')
    .update(body)
    .update(timestamp, 'utf8')
    .digest('base64')
}

function equal(given: string, expected: string): boolean {
  const a = Buffer.from(given, 'utf8')
  const b = Buffer.from(expected, 'utf8')
  return a.length === b.length && timingSafeEqual(a, b)
}

function header(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name]
  return value === undefined || typeof value === 'string' ? value : value.join(', ')
}
