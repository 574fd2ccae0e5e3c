import { type DestinationStream, type Logger, pino } from 'pino'
import { ReadFailed } from './inbox/read-failed'
import { ConnectionLost } from './tenants/access-token'
import type { Vendor } from './tenants/connection-table'

/** What a log line says of an error: where it came from and of which kind, never what it was about. */
export interface LoggedError {
  readonly type: string
  readonly vendor?: Vendor
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
    ...word('code'),
    ...word('constraint'),
    stack: placesOf(error),
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
