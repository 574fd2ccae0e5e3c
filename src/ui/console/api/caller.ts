import type { z } from 'zod'
import type { routes } from '../../../http/contract/routes'
import { problemOf, Refusal, silent, unreachable } from './refusal'

type Routes = typeof routes
type KeyOf<N extends keyof Routes> = `${Routes[N]['method']} ${Routes[N]['path']}`

/** A route as it is written in the contract: `"POST /milestones/{id}/start"`. */
export type RouteKey = { [N in keyof Routes]: KeyOf<N> }[keyof Routes]
type RouteOf<K extends RouteKey> = {
  [N in keyof Routes]: KeyOf<N> extends K ? Routes[N] : never
}[keyof Routes]

type ParamName<P extends string> = P extends `${string}{${infer N}}${infer Rest}`
  ? N | ParamName<Rest>
  : never
type Params<K extends RouteKey> = Record<ParamName<K>, string>

export type AnswerOf<K extends RouteKey> = z.output<RouteOf<K>['answer']>
export type BodyOf<K extends RouteKey> =
  RouteOf<K> extends { readonly body: infer B extends z.ZodType } ? z.input<B> : undefined
export type QueryOf<K extends RouteKey> =
  RouteOf<K> extends { readonly query: infer Q extends z.ZodType } ? Partial<z.output<Q>> : undefined

export interface CallOptions<K extends RouteKey> {
  readonly params?: Params<K>
  readonly query?: QueryOf<K>
  readonly body?: BodyOf<K>
  /** Sent as `If-Match`: the version that the person saw. */
  readonly version?: number
  /** Sent as `Idempotency-Key`: the same key for the same press, however often it is tried. */
  readonly key?: string
  readonly signal?: AbortSignal
}

/** Calls one route of the contract; throws a Refusal for everything that is not its answer. */
export type Call = <K extends RouteKey>(route: K, options?: CallOptions<K>) => Promise<AnswerOf<K>>

interface CallerParts {
  readonly fetch: typeof fetch
  /** Awaited: whoever presses before it is known is not refused. */
  readonly csrf: () => string | null | Promise<string | null>
  /** How long an answer is awaited; a minute unless said. */
  readonly deadlineMs?: number
}

/** Longer than the server takes for anything but a file: behind it, a line that hangs looks like work for ever. */
const DEADLINE_MS = 60_000

function addressOf(path: string, params: Record<string, string>, query: object): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const tail = search.toString()
  return `/api/v1${filled}${tail ? `?${tail}` : ''}`
}

/** Sends one request to Milepost's own API and reads its JSON; refusals and silence are thrown as Refusal. */
export async function send(parts: CallerParts, path: string, init: RequestInit): Promise<unknown> {
  const method = init.method ?? 'GET'
  const headers = new Headers(init.headers)
  headers.set('accept', 'application/json, application/problem+json')
  const says = init.body !== undefined && init.body !== null && !(init.body instanceof FormData)
  if (says && !headers.has('content-type')) {
    headers.set('content-type', 'application/json')
  }
  const csrf = method === 'GET' ? null : await parts.csrf()
  if (csrf !== null) headers.set('x-csrf-token', csrf)
  // Called bare: a browser's fetch refuses to run as some object's method.
  const { fetch: ask } = parts
  // A file takes as long as its line needs.
  const over = init.body instanceof FormData ? null : AbortSignal.timeout(parts.deadlineMs ?? DEADLINE_MS)
  const ends = [init.signal, over].filter((signal) => signal !== null && signal !== undefined)
  const silence = () => new Refusal(over?.aborted ? silent(method) : unreachable(method))
  let reply: Response
  try {
    reply = await ask(path, { ...init, headers, credentials: 'same-origin', signal: AbortSignal.any(ends) })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw silence()
  }
  if (!reply.ok) throw new Refusal(await problemOf(reply, method))
  if (reply.status === 204) return undefined
  try {
    return await reply.json()
  } catch {
    throw silence()
  }
}

function bodyOf(body: unknown): string | FormData {
  if (typeof body === 'string') return body
  const file = fileOf(body)
  if (file === null) return JSON.stringify(body)
  const form = new FormData()
  form.append('file', file.blob, file.name)
  return form
}

/** The file of an upload's body; null for any other body. */
function fileOf(body: unknown): { readonly blob: Blob; readonly name: string } | null {
  if (typeof body !== 'object' || body === null || !('file' in body)) return null
  const { file } = body
  if (typeof file !== 'object' || file === null || !('bytes' in file) || !('name' in file)) return null
  if (!(file.bytes instanceof Uint8Array) || typeof file.name !== 'string') return null
  return { blob: new Blob([new Uint8Array(file.bytes)]), name: file.name }
}

export function createCall(parts: CallerParts): Call {
  return async <K extends RouteKey>(route: K, options: CallOptions<K> = {}) => {
    const space = route.indexOf(' ')
    const headers = new Headers()
    if (options.version !== undefined) headers.set('if-match', `"${options.version}"`)
    if (options.key !== undefined) headers.set('idempotency-key', options.key)
    // A body that is text is a table, one with a file is a form; everything else is JSON.
    const { body } = options
    if (typeof body === 'string') headers.set('content-type', 'text/csv')
    const answer = await send(
      parts,
      addressOf(route.slice(space + 1), options.params ?? {}, options.query ?? {}),
      {
        method: route.slice(0, space),
        headers,
        ...(body === undefined ? {} : { body: bodyOf(body) }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
    )
    // The server answers by the same contract table that this type is taken from.
    return answer as AnswerOf<K>
  }
}
