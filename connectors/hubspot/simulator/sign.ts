import { createHash, createHmac } from 'node:crypto'

/** What HubSpot signs: the public URL as it calls it, and the exact bytes of the body ('' when empty). */
export interface SignedRequest {
  readonly method: string
  readonly url: string
  readonly body: string
}

/** v1: hex SHA-256 over secret and body. */
export function signV1(secret: string, body: string): string {
  return createHash('sha256').update(`${secret}${body}`, 'utf8').digest('hex')
}

/** v2: hex SHA-256 over secret, method, URL and body. */
export function signV2(secret: string, { method, url, body }: SignedRequest): string {
  return createHash('sha256').update(`${secret}${method}${url}${body}`, 'utf8').digest('hex')
}

/** v3: base64 HMAC-SHA-256 over method, URL, body and the time in milliseconds. */
export function signV3(secret: string, { method, url, body }: SignedRequest, timestamp: string): string {
  return createHmac('sha256', secret).update(`${method}${url}${body}${timestamp}`, 'utf8').digest('base64')
}

/** Headers of a webhook delivery: v1 in the old header, v3 beside it. */
export function webhookHeaders(secret: string, request: SignedRequest, now: Date): Record<string, string> {
  const timestamp = String(now.getTime())
  return {
    'X-HubSpot-Signature': signV1(secret, request.body),
    'X-HubSpot-Signature-Version': 'v1',
    'X-HubSpot-Signature-v3': signV3(secret, request, timestamp),
    'X-HubSpot-Request-Timestamp': timestamp,
  }
}

/** Headers of a workflow action's call and of `hubspot.fetch`: v2, and v3 beside it. */
export function actionHeaders(secret: string, request: SignedRequest, now: Date): Record<string, string> {
  const timestamp = String(now.getTime())
  return {
    'X-HubSpot-Signature': signV2(secret, request),
    'X-HubSpot-Signature-Version': 'v2',
    'X-HubSpot-Signature-v3': signV3(secret, request, timestamp),
    'X-HubSpot-Request-Timestamp': timestamp,
  }
}

const decoded: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
}

/** The URL with exactly those characters decoded that HubSpot's page on validating requests lists for v3. */
export function decodeForV3(url: string): string {
  return url.replace(/%[0-9A-F]{2}/gi, (code) => decoded[code.toUpperCase()] ?? code)
}
