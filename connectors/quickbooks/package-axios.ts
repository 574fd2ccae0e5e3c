import { createRequire } from 'node:module'
import { types } from 'node:util'
import { z } from 'zod'
import { readJson } from './read-json'
import { type Arrived, MAX_ANSWER_BYTES, type Silent, silence } from './reply'

/**
 * Both vendor packages send through axios, offer no deadline, and hand back errors that hold the token.
 * Interceptors on their very own axios instance take charge of each request that a careful call starts:
 * they set its limits on the way out and keep the answer on the way in, out of the package's hands.
 * Requests that anybody else makes with the same instance pass untouched.
 */
export interface Exchange {
  readonly deadlineMs: number
  readonly signal: AbortSignal
  /** The only place the request may go: a URL that its own must begin with. */
  readonly destination: string
  /** Set when the request is handed to the network. */
  left: boolean
  /** Set when an answer came, or when it is certain that none will. */
  reply: Arrived | Silent | null
}

export type PackageName = 'node-quickbooks' | 'intuit-oauth'

/**
 * The call that is being started just now. Both packages hand their request to axios before they first wait, so nothing
 * needs to follow them; an AsyncLocalStorage would, and make every promise of the program twice as dear.
 */
let starting: Exchange | null = null
/** Whose a request is, by its settings: they come back with whatever becomes of it. */
const exchanges = new WeakMap<object, Exchange>()
const attended = new Map<PackageName, Axios>()

/** Starts a request of a package so that `exchange` governs it. What is asked once `start` has returned is nobody's. */
export function inExchange(name: PackageName, exchange: Exchange, start: () => void): void {
  if (!attended.has(name)) attend(name)
  starting = exchange
  try {
    start()
  } finally {
    starting = null
  }
}

/** The axios instance that a package itself requires, wherever it lies in node_modules. */
export function packageAxios(name: PackageName): Axios {
  const found: unknown = createRequire(require.resolve(name))('axios')
  return axiosShape.parse(found)
}

interface Outgoing {
  url?: string
  timeout?: number
  signal?: AbortSignal
  proxy?: false
  maxRedirects?: number
  maxContentLength?: number
  responseType?: 'text'
  transformResponse?: ((text: unknown) => unknown)[]
  headers: { set(name: string, value: string): unknown }
}
interface Incoming {
  status: number
  headers: { get(name: string): unknown }
  data: unknown
  config?: unknown
}
interface Axios {
  interceptors: {
    request: {
      use(change: (request: Outgoing) => Outgoing, failed: undefined, options: { synchronous: true }): unknown
    }
    response: {
      use(came: (response: Incoming) => Incoming, failed: (error: unknown) => Promise<never>): unknown
    }
  }
}
const usable = z.object({ use: z.function() })
const axiosShape = z.custom<Axios>(
  (found) =>
    typeof found === 'function' &&
    'interceptors' in found &&
    z.object({ request: usable, response: usable }).safeParse(found.interceptors).success,
)
const incomingShape = z.custom<Incoming>(
  (found) =>
    z
      .object({ status: z.number(), headers: z.object({ get: z.function() }), data: z.unknown() })
      .safeParse(found).success,
)

function attend(name: PackageName): void {
  const axios = packageAxios(name)
  const bothUseIt = [...attended.values()].includes(axios)
  attended.set(name, axios)
  if (bothUseIt) return
  axios.interceptors.request.use(takeCharge, undefined, { synchronous: true })
  axios.interceptors.response.use(
    (response) => {
      const exchange = exchangeOf(response)
      if (exchange !== undefined) keep(exchange, response)
      return response
    },
    (error) => {
      const exchange = exchangeOf(error)
      if (exchange !== undefined) keepFailure(exchange, error)
      return Promise.reject(error)
    },
  )
}

/** The exchange of an answer or an error, by the settings that it names. */
function exchangeOf(outcome: unknown): Exchange | undefined {
  const settings =
    typeof outcome === 'object' && outcome !== null && 'config' in outcome ? outcome.config : null
  return typeof settings === 'object' && settings !== null ? exchanges.get(settings) : undefined
}

function takeCharge(request: Outgoing): Outgoing {
  const exchange = starting
  if (exchange === null) return request
  exchanges.set(request, exchange)
  if (request.url === undefined || !request.url.startsWith(exchange.destination)) {
    exchange.reply = { arrived: false, because: 'not_sent', code: null }
    throw new Error('the package would have sent this request somewhere else')
  }
  request.timeout = exchange.deadlineMs
  request.signal = exchange.signal
  request.proxy = false
  // A followed redirect would carry the token along.
  request.maxRedirects = 0
  request.maxContentLength = MAX_ANSWER_BYTES
  request.responseType = 'text'
  request.transformResponse = [(text) => text]
  request.headers.set('Accept', 'application/json')
  exchange.left = true
  return request
}

function keep(exchange: Exchange, response: Incoming): void {
  const json = typeof response.data === 'string' ? readJson(response.data) : undefined
  const headers = response.headers
  exchange.reply = {
    arrived: true,
    status: response.status,
    header: (name) => {
      const value = headers.get(name)
      return typeof value === 'string' ? value : null
    },
    json,
    bytes: null,
  }
}

function keepFailure(exchange: Exchange, error: unknown): void {
  const response = types.isNativeError(error) && 'response' in error ? error.response : undefined
  const parsed = incomingShape.safeParse(response)
  if (parsed.success && typeof parsed.data.data === 'string') {
    keep(exchange, parsed.data)
    return
  }
  const code = types.isNativeError(error) && 'code' in error ? error.code : null
  if (!exchange.left) {
    exchange.reply = { arrived: false, because: 'not_sent', code: null }
  } else if (code === 'ECONNABORTED' || code === 'ERR_CANCELED') {
    exchange.reply = { arrived: false, because: 'timeout', code: null }
  } else {
    exchange.reply = silence(error, code === 'ERR_BAD_RESPONSE')
  }
}
