import { Client } from '@hubspot/api-client'

/** One HTTP exchange with HubSpot, nothing of ours in it yet. */
export interface HttpCall {
  readonly baseUrl: string
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Below the host, query included. */
  readonly path: string
  /** Null sends no Authorization header. */
  readonly accessToken: string | null
  readonly body?:
    | { readonly json: object }
    | { readonly form: Readonly<Record<string, string>> }
    | { readonly bytes: Uint8Array; readonly contentType: string }
    | undefined
  readonly deadlineMs: number
}

/** An answer in full, or why there is none. Error texts of the network layer quote headers: only codes pass. */
export type HttpReply =
  | { readonly arrived: true; readonly status: number; readonly header: HeaderOf; readonly text: string }
  | {
      readonly arrived: false
      readonly because: 'not_sent' | 'timeout' | 'lost' | 'unreadable'
      readonly status: number | null
      readonly code: string | null
    }

type HeaderOf = (name: string) => string | null

/** Far above HubSpot's largest page (200 deals), and a bound on what a stray answer may cost us. */
const MAX_ANSWER_BYTES = 8_388_608

/** No byte of the request can have left: no name, no listener, or no trust in the listener's certificate. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/**
 * Sends one request through HubSpot's client and waits for the whole answer, at most `deadlineMs`.
 * Never rejects, never retries, follows no redirect (a followed one would carry the token along).
 */
export async function exchange(call: HttpCall): Promise<HttpReply> {
  const abort = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    abort.abort()
  }, call.deadlineMs)
  let status: number | null = null
  try {
    const response = await send(call, abort.signal)
    status = response.status
    const text = await readText(response.body)
    if (text === null) return { arrived: false, because: 'unreadable', status, code: 'ANSWER_TOO_LARGE' }
    return { arrived: true, status, header: (name) => response.headers.get(name), text: clean(text, call) }
  } catch (error) {
    const code = codeOf(error)
    if (late) return { arrived: false, because: 'timeout', status, code: null }
    if (status !== null) return { arrived: false, because: 'unreadable', status, code }
    return { arrived: false, because: wasSent(error, code) ? 'lost' : 'not_sent', status, code }
  } finally {
    clearTimeout(timer)
    // Closes the connection under an answer that we stopped reading; after a whole answer it does nothing.
    abort.abort()
  }
}

function send(call: HttpCall, signal: AbortSignal) {
  const { body } = call
  const raw = body && 'bytes' in body ? { body: Buffer.from(body.bytes), type: body.contentType } : null
  const form = body && 'form' in body ? new URLSearchParams(body.form).toString() : null
  const plain = raw ?? (form === null ? null : { body: form, type: 'application/x-www-form-urlencoded' })
  const client = boundedClient(call, signal)
  try {
    return client.apiRequest({
      method: call.method,
      path: call.path,
      ...(plain === null
        ? { body: body && 'json' in body ? body.json : undefined }
        : { body: plain.body, defaultJson: false, headers: { 'Content-Type': plain.type } }),
    })
  } finally {
    // The client keeps one list of decorators for the whole process; a plain one empties it again,
    // so that nobody else's request meets our signal.
    new Client()
  }
}

/**
 * HubSpot's client offers neither a deadline nor a say over redirects, but lets a subclass decorate the send.
 * Answering the whole list here also leaves out its limiter and retries, whoever switched them on before.
 */
function boundedClient(call: HttpCall, signal: AbortSignal): Client {
  const decorate = (transmit: (request: Sendable) => unknown) => (request: Sendable) =>
    transmit({
      getUrl: () => request.getUrl(),
      getSendData: () => ({ ...request.getSendData(), signal, redirect: 'manual' }),
    })
  class BoundedClient extends Client {
    protected override getDecorators() {
      return [{ decorate }]
    }
  }
  const credentials = call.accessToken === null ? {} : { accessToken: call.accessToken }
  return new BoundedClient({ basePath: call.baseUrl, ...credentials })
}

interface Sendable {
  getUrl(): URL
  getSendData(): object
}

async function readText(body: NodeJS.ReadableStream): Promise<string | null> {
  // The closing abort reports to this stream even when nobody reads it any more.
  body.on('error', () => {})
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_ANSWER_BYTES) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** No answer of HubSpot's has a use for the token it was asked with; an echo of it ends here. */
function clean(text: string, { accessToken }: HttpCall): string {
  return accessToken ? text.replaceAll(accessToken, '[removed]') : text
}

/** A TypeError is node-fetch refusing to form the request (an illegal header), before any connection. */
function wasSent(error: unknown, code: string | null): boolean {
  return !(error instanceof TypeError) && !(code !== null && NOT_SENT.has(code))
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : null
}
