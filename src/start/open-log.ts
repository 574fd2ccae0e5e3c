import { type DestinationStream, type Logger, pino } from 'pino'
import type { FaultKind } from '../../connectors/answer'
import { asksForReconnect } from '../inbox/put-off-reading'
import { ReadFailed } from '../inbox/read-failed'
import { ConnectionLost, VendorRests } from '../tenants/access-token'
import type { Vendor } from '../tenants/connection-table'

/** What a log line says of an error: where it came from and of which kind, never what it was about. */
export interface LoggedError {
  readonly type: string
  readonly vendor?: Vendor
  /** Why a vendor could not be read: our own word for it, the status of its answer, and its id of the exchange. */
  readonly kind?: FaultKind
  readonly status?: number
  readonly trace?: string
  readonly code?: string
  readonly constraint?: string
  readonly stack: readonly string[]
}

/** The program's log. Nothing that customers or vendors wrote goes into it, and no code that opens a door. */
export function openLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, serializers: { err: describeError, path: withoutSecrets } }
  return destination ? pino(options, destination) : pino(options)
}

/**
 * How what fails at work is told. All of it is tried again, and what goes on failing has to be seen without a louder log;
 * but while a vendor is left alone, or a person was asked to connect it again, each look would say so once more.
 */
export function failureLog(log: Logger): (error: unknown, what: string, workspaceId: string) => void {
  return (err, what, workspaceId) => {
    const told = err instanceof VendorRests || asksForReconnect(err)
    log[told ? 'info' : 'warn']({ workspaceId, err }, what)
  }
}

/**
 * PostgreSQL quotes rows in a message, vendors quote names, JSON.parse quotes its text, and our own errors carry the
 * vendors' words on: no message is written. A stack begins with one, so only its places are.
 */
export function describeError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] }
  const word = (name: 'code' | 'constraint') => {
    const value: unknown = name in error ? Reflect.get(error, name) : undefined
    return typeof value === 'string' && /^\w{1,80}$/.test(value) ? { [name]: value } : {}
  }
  return {
    type: error.constructor.name,
    ...((error instanceof ConnectionLost || error instanceof ReadFailed) && { vendor: error.vendor }),
    ...(error instanceof ReadFailed && faultOf(error)),
    ...word('code'),
    ...word('constraint'),
    stack: placesOf(error),
  }
}

/** A trace is the vendor's word, so only what looks like an id of theirs is one. */
function faultOf({ kind, exchange }: ReadFailed): Pick<LoggedError, 'kind' | 'status' | 'trace'> {
  const status = exchange?.status ?? null
  const trace = exchange?.trace ?? null
  return {
    ...(kind !== null && { kind }),
    ...(status !== null && { status }),
    ...(trace !== null && /^[\w-]{1,80}$/.test(trace) && { trace }),
  }
}

function placesOf(error: Error): string[] {
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at [^\n]*(:\d+:\d+\)?|\(<anonymous>\))$/.test(line))
  return places.slice(0, 20).map((line) => line.trim())
}

/**
 * A sign-in link's code opens a workspace while the link lives, a client's link its deal for weeks. Its secret stands behind
 * the portal's address, or first where a router has cut that away: whatever is as long as a secret, spelt in any way, is cut.
 */
function withoutSecrets(path: unknown): string {
  return String(path)
    .replace(/^\/enter\/.*$/, '/enter/…')
    .replace(/^(\/(?:api\/)?portal)\/[^/]+/, '$1/…')
    .replace(/\/[\w%~.-]{40,}/g, '/…')
}
