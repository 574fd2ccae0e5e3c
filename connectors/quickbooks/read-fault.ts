import { z } from 'zod'
import type { Fault, FaultKind } from '../answer'
import type { Arrived, Reply, Silent } from './reply'

export type Failure = { readonly outcome: 'refused' | 'unknown'; readonly fault: Fault }

/** Whatever a request carried that must never come out again: tokens, secrets, codes. */
export type Secrets = readonly string[]

/** What a fault says, from whichever of the vendor's shapes it came in. */
export interface VendorFault {
  readonly code: string | null
  readonly message: string
}

const text = z.string().nullish().catch(null)
const serviceError = z.looseObject({ Message: text, Detail: text, code: text })
const gatewayError = z.looseObject({ message: text, detail: text, code: text })
const serviceFault = z.looseObject({ Fault: z.looseObject({ Error: z.array(serviceError).min(1) }) })
const gatewayFault = z.looseObject({ fault: z.looseObject({ error: z.array(gatewayError).min(1) }) })
const oauthFault = z.looseObject({ error: z.string(), error_description: text })

/** The fault in a body: the service's `Fault`, the gateway's lower-case `fault`, or OAuth's `error`. */
export function vendorFault(json: unknown): VendorFault | null {
  const service = serviceFault.safeParse(json)
  if (service.success) {
    const [first] = service.data.Fault.Error
    return { code: plainCode(first?.code), message: sentence(first?.Message, first?.Detail) }
  }
  const gateway = gatewayFault.safeParse(json)
  if (gateway.success) {
    const [first] = gateway.data.fault.error
    return { code: plainCode(first?.code), message: sentence(first?.message, first?.detail) }
  }
  const oauth = oauthFault.safeParse(json)
  if (oauth.success) return { code: oauth.data.error, message: oauth.data.error_description ?? '' }
  return null
}

const KINDS = new Map<string, FaultKind>([
  ['120', 'forbidden'],
  ['600', 'duplicate'],
  ['610', 'missing'],
  ['3001', 'throttled'],
  ['3100', 'forbidden'],
  ['3200', 'unauthorized'],
  ['5010', 'stale'],
  ['5020', 'forbidden'],
  ['6140', 'duplicate'],
  ['6190', 'forbidden'],
  ['6200', 'closed'],
  ['6210', 'closed'],
  ['6240', 'duplicate'],
  ['10000', 'unavailable'],
  ['10100', 'unavailable'],
  ['10200', 'unavailable'],
  // The code was used up, or the refresh token is an old one: only a reconnect helps.
  ['invalid_grant', 'unauthorized'],
])

/**
 * Refusals that don't say what became of the document: a system failure may have come after the work, and a
 * request id that is already taken belongs to an attempt that may have succeeded.
 */
const UNCLEAR = new Set(['600', '10000', '10100', '10200'])

/** A refusal in the vendor's words (a 400, or one item of a batch or an upload), judged by its code. */
export function refusal(said: VendorFault, about: Partial<Fault>, secrets: Secrets): Failure {
  const kind = KINDS.get(said.code ?? '') ?? 'invalid'
  return {
    outcome: UNCLEAR.has(said.code ?? '') ? 'unknown' : 'refused',
    fault: faultOf(kind, said.message, { ...about, code: said.code }, secrets),
  }
}

/** A reply that isn't a success, or never came. Never for a 2xx that holds what was asked for. */
export function readFailure(reply: Reply, secrets: Secrets): Failure {
  if (!reply.arrived) return silent(reply)
  const said = vendorFault(reply.json)
  const about = { status: reply.status, code: said?.code ?? null, trace: traceOf(reply, secrets) }
  const message = said?.message || `QuickBooks answered ${reply.status}.`
  const unknown = (kind: FaultKind): Failure => ({
    outcome: 'unknown',
    fault: faultOf(kind, message, { ...about, retryAfterMs: retryAfterMs(reply) }, secrets),
  })
  const refused = (kind: FaultKind, words = message): Failure => ({
    outcome: 'refused',
    fault: faultOf(kind, words, { ...about, retryAfterMs: retryAfterMs(reply) }, secrets),
  })
  if (reply.status >= 500) return unknown('unavailable')
  switch (reply.status) {
    case 401:
      if (said?.code === 'invalid_client') return refused('invalid')
      // The gateway's sentence quotes the token.
      return refused('unauthorized', 'QuickBooks did not accept the access token.')
    case 403:
      return refused(said?.code === '3001' ? 'throttled' : 'forbidden')
    case 408:
      return unknown('timeout')
    case 429:
      return refused(CAP.test(message) ? 'budget' : 'throttled')
    default:
  }
  if (reply.status >= 400 && said !== null) return refusal(said, about, secrets)
  return unknown(KINDS.get(said?.code ?? '') === 'unavailable' ? 'unavailable' : 'unreadable')
}

/** A success without the entity it promised: it may have happened. */
export function unreadable(reply: Arrived, secrets: Secrets, message: string): Failure {
  if (vendorFault(reply.json) !== null) return readFailure(reply, secrets)
  const about = { status: reply.status, trace: traceOf(reply, secrets) }
  return { outcome: 'unknown', fault: faultOf('unreadable', message, about, secrets) }
}

/** A call that was not made, because what we were asked to send can't be right. */
export function notAsked(message: string): Failure {
  return { outcome: 'refused', fault: faultOf('invalid', message, {}, []) }
}

/** Intuit's id of the exchange, for a question to its support. */
export function traceOf(reply: Reply, secrets: Secrets): string | null {
  if (!reply.arrived) return null
  const trace = reply.header('intuit_tid') ?? reply.header('intuit-tid')
  return trace === null ? null : scrub(trace, secrets).slice(0, 200)
}

function silent(reply: Silent): Failure {
  const about = { code: reply.code }
  switch (reply.because) {
    case 'not_sent':
      return { outcome: 'refused', fault: faultOf('not_sent', 'QuickBooks could not be reached.', about, []) }
    case 'timeout':
      return {
        outcome: 'unknown',
        fault: faultOf('timeout', 'QuickBooks did not answer in time.', about, []),
      }
    case 'lost': {
      const message = 'The connection to QuickBooks broke before an answer.'
      return { outcome: 'unknown', fault: faultOf('unavailable', message, about, []) }
    }
    case 'unreadable':
      return {
        outcome: 'unknown',
        fault: faultOf('unreadable', "QuickBooks' answer broke off.", about, []),
      }
    default: {
      const never: never = reply.because
      return never
    }
  }
}

/**
 * How Intuit refuses reads above the monthly cap isn't published: so far it seems to share the throttle's status
 * and code, and only words can tell. Those of the throttle ("The request limit was reached") have none of these.
 */
const CAP = /\b(quota|monthly|coreplus)\b/i
const MAX_MESSAGE = 1_000
const DAY_MS = 86_400_000

function faultOf(kind: FaultKind, message: string, about: Partial<Fault>, secrets: Secrets): Fault {
  return {
    kind,
    status: about.status ?? null,
    code: about.code ? scrub(about.code, secrets).slice(0, 100) : null,
    message: scrub(message, secrets).slice(0, MAX_MESSAGE),
    trace: about.trace ?? null,
    retryAfterMs: about.retryAfterMs ?? null,
  }
}

/** Seconds, or a date taken against the answer's own; QuickBooks documents neither, gateways send both. */
function retryAfterMs(reply: Arrived): number | null {
  const header = reply.header('retry-after')?.trim() ?? ''
  if (/^\d{1,7}$/.test(header)) return Math.min(Number(header) * 1_000, DAY_MS)
  const until = Date.parse(header) - Date.parse(reply.header('date') ?? '')
  return Number.isFinite(until) ? Math.min(Math.max(until, 0), DAY_MS) : null
}

/** The gateway pads its codes (`003001`) where the service doesn't. */
function plainCode(code: string | null | undefined): string | null {
  return code ? code.replace(/^0+(?=\d)/, '') : null
}

function sentence(message: string | null | undefined, detail: string | null | undefined): string {
  return [...new Set([message?.trim(), detail?.trim()])].filter(Boolean).join(': ')
}

function scrub(words: string, secrets: Secrets): string {
  return secrets.reduce(
    (clean, secret) => (secret === '' ? clean : clean.replaceAll(secret, '[removed]')),
    words,
  )
}
