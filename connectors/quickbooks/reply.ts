import { types } from 'node:util'

/** What came back for one HTTP request, before anybody judges it. */
export type Reply = Arrived | Silent

export interface Arrived {
  readonly arrived: true
  readonly status: number
  /** One header by name, in any case. */
  readonly header: (name: string) => string | null
  /** The body as JSON with numbers as decimal text; undefined when it isn't JSON. */
  readonly json: unknown
  /** The body itself, where it was asked for as a file. */
  readonly bytes: Buffer | null
}

export interface Silent {
  readonly arrived: false
  readonly because: 'not_sent' | 'timeout' | 'lost' | 'unreadable'
  /** The network layer's code (`ECONNRESET`). Its texts quote headers, so only codes pass. */
  readonly code: string | null
}

/** Far above QuickBooks' largest answer (1,000 documents), and a bound on what a stray one may cost. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/**
 * The failure of a request that brought no usable answer, told apart by whether it can have left us.
 * `broken` says that the answer had begun when it broke off.
 */
export function silence(error: unknown, broken: boolean): Silent {
  const because = broken ? 'unreadable' : neverLeft(error) ? 'not_sent' : 'lost'
  return { arrived: false, because, code: codeOf(error) }
}

const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_INVALID_CHAR',
  'ERR_INVALID_URL',
])

/**
 * True only when no byte of the request can have left: no name, no listener, no trust in its certificate.
 * Any other failure, a reset above all, may have come after QuickBooks acted.
 */
function neverLeft(error: unknown): boolean {
  for (const each of causes(error)) {
    if ('errors' in each && Array.isArray(each.errors) && each.errors.length > 0) {
      return each.errors.every(neverLeft)
    }
    if ('syscall' in each && each.syscall === 'connect') return true
    if ('code' in each && typeof each.code === 'string' && NEVER_LEFT.has(each.code)) return true
  }
  return false
}

function codeOf(error: unknown): string | null {
  const codes = causes(error).map((each) => ('code' in each ? each.code : null))
  const told = codes.filter((code) => typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code))
  const code = told.at(-1)
  return typeof code === 'string' ? code : null
}

/** The error and what it names as its cause: both HTTP clients wrap the socket's own error. */
function causes(error: unknown): Error[] {
  const chain: Error[] = []
  for (let next = error; types.isNativeError(next) && chain.length < 5; next = next.cause) chain.push(next)
  return chain
}
