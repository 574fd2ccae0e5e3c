import { z } from 'zod'
import type { Fault, FaultKind } from '../answer'
import type { HttpReply } from './careful-call'

/** HubSpot's error body; its documentation calls every field optional. OAuth has a shape of its own. */
const errorBody = z.looseObject({
  status: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  category: z.string().optional().catch(undefined),
  correlationId: z.string().optional().catch(undefined),
  errorType: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
})
type ErrorBody = z.infer<typeof errorBody>

/** What OAuth says, with status 400, when the app was removed or its grant is gone: only a reconnect helps. */
const DEAD_GRANT = new Set(['invalid_grant', 'BAD_REFRESH_TOKEN', 'BAD_HUB', 'BAD_AUTH_CODE'])

/** What it says, sometimes under the same words, when our own settings are wrong: no reconnect helps. */
const OUR_SETTINGS = new Set(['BAD_CLIENT_ID', 'BAD_CLIENT_SECRET', 'BAD_REDIRECT_URI'])

const MAX_MESSAGE = 1_000
const DAY_MS = 86_400_000

type Failure = { readonly outcome: 'refused' | 'unknown'; readonly fault: Fault }

/** Whatever a request carried that must never come out again: tokens, secrets, codes. */
export type Secrets = readonly string[]

/** A reply that isn't a success, or never came, in our three outcomes and without a secret. */
export function readFailure(reply: HttpReply, secrets: Secrets): Failure {
  return reply.arrived ? answered(reply, secrets) : silent(reply)
}

/** A success whose contents aren't what was promised: it may have happened. */
export function unreadable(
  reply: HttpReply & { arrived: true },
  secrets: Secrets,
  message: string,
): { readonly outcome: 'unknown'; readonly fault: Fault } {
  return {
    outcome: 'unknown',
    fault: {
      kind: 'unreadable',
      status: reply.status,
      code: null,
      message,
      trace: traceOf(reply, secrets),
      retryAfterMs: null,
    },
  }
}

/** HubSpot's id of the exchange, for a question to its support. */
export function traceOf(reply: HttpReply & { arrived: true }, secrets: Secrets): string | null {
  const trace = reply.header('x-hubspot-correlation-id') ?? parseError(reply.text).correlationId
  return trace === undefined ? null : scrub(trace, secrets).slice(0, 200)
}

function answered(reply: HttpReply & { arrived: true }, secrets: Secrets): Failure {
  const body = parseError(reply.text)
  const kind = kindOf(reply.status, body)
  const message = body.message ?? body.error_description ?? `HubSpot answered ${reply.status}.`
  const unclear = kind === 'unavailable' || kind === 'timeout' || kind === 'unreadable'
  return {
    outcome: unclear ? 'unknown' : 'refused',
    fault: {
      kind,
      status: reply.status,
      code: codeOf(body, secrets),
      message: scrub(message, secrets).slice(0, MAX_MESSAGE),
      trace: traceOf(reply, secrets),
      retryAfterMs: retryAfterMs(reply, body),
    },
  }
}

function silent(reply: HttpReply & { arrived: false }): Failure {
  const fault = { status: reply.status, code: reply.code, trace: null, retryAfterMs: null }
  switch (reply.because) {
    case 'not_sent':
      return {
        outcome: 'refused',
        fault: { ...fault, kind: 'not_sent', message: 'HubSpot could not be reached.' },
      }
    case 'timeout':
      return {
        outcome: 'unknown',
        fault: { ...fault, kind: 'timeout', message: 'HubSpot did not answer in time.' },
      }
    case 'lost':
      return {
        outcome: 'unknown',
        fault: {
          ...fault,
          kind: 'unavailable',
          message: 'The connection to HubSpot broke before an answer.',
        },
      }
    case 'unreadable':
      return {
        outcome: 'unknown',
        fault: { ...fault, kind: 'unreadable', message: "HubSpot's answer broke off." },
      }
    default: {
      const never: never = reply.because
      return never
    }
  }
}

/** 477 is HubSpot moving a portal between data centres; 408 says nothing about what was done. */
function kindOf(status: number, body: ErrorBody): FaultKind {
  if (status >= 500 || status === 477) return 'unavailable'
  if (status < 400) return 'unreadable'
  if (status === 400 && isDeadGrant(codesOf(body))) return 'unauthorized'
  switch (status) {
    case 401:
      return 'unauthorized'
    case 403:
      return 'forbidden'
    case 404:
      return 'missing'
    case 408:
      return 'timeout'
    case 409:
      return 'duplicate'
    case 423:
    case 429:
      return 'throttled'
    default:
      return 'invalid'
  }
}

function isDeadGrant(codes: readonly string[]): boolean {
  return codes.some((code) => DEAD_GRANT.has(code)) && !codes.some((code) => OUR_SETTINGS.has(code))
}

/** Most telling first: an OAuth status, a CRM category, a limit's type, an OAuth error. */
function codesOf(body: ErrorBody): string[] {
  const status = body.status === 'error' ? undefined : body.status
  return [status, body.category, body.errorType, body.error].filter((code) => code !== undefined)
}

function codeOf(body: ErrorBody, secrets: Secrets): string | null {
  const code = codesOf(body)[0]
  return code === undefined ? null : scrub(code, secrets).slice(0, 100)
}

/**
 * Retry-After when it came (seconds, or a date, taken against the answer's own date). Otherwise HubSpot's
 * published windows: 10 s for the rolling limit, 1 s for search, 2 s for a lock. A daily limit has no window.
 */
function retryAfterMs(reply: HttpReply & { arrived: true }, body: ErrorBody): number | null {
  const header = reply.header('retry-after')?.trim()
  if (header !== undefined && /^\d{1,7}$/.test(header)) return Math.min(Number(header) * 1_000, DAY_MS)
  const until = Date.parse(header ?? '') - Date.parse(reply.header('date') ?? '')
  if (Number.isFinite(until)) return Math.min(Math.max(until, 0), DAY_MS)
  if (reply.status === 423) return 2_000
  if (reply.status !== 429 || body.policyName === 'DAILY') return null
  // Search sends no limit headers, and is the one thing that HubSpot limits by the second.
  const rolling = reply.header('x-hubspot-ratelimit-interval-milliseconds') !== null
  return body.policyName === 'SECONDLY' || (body.policyName === undefined && !rolling) ? 1_000 : 10_000
}

function scrub(text: string, secrets: Secrets): string {
  return secrets.reduce(
    (clean, secret) => (secret === '' ? clean : clean.replaceAll(secret, '[removed]')),
    text,
  )
}

function parseError(text: string): ErrorBody {
  try {
    const parsed = errorBody.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}
