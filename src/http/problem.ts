import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, Request, Response } from 'express'
import type { Logger } from 'pino'
import { BucketAway } from '../documents/bucket/bucket'
import { ReadFailed } from '../inbox/read-failed'
import { DatabaseAway, DatabaseBusy } from '../postgres/database'
import { ConnectionLost } from '../tenants/access-token'
import { Refusal } from '../tenants/refusal'

const titles: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'The rules say no',
  412: 'Someone was faster',
  413: 'Too large',
  415: 'Wrong kind of body',
  422: 'Some values can’t be',
  429: 'Too many requests',
  502: 'A vendor did not answer',
  503: 'Not now',
  500: 'Something broke on our side',
}

/** An id for people to quote; it stands in the log beside the error. */
export function requestId(response: Response): string {
  const held: unknown = response.locals['requestId']
  if (typeof held === 'string') return held
  const id = randomUUID()
  response.locals['requestId'] = id
  return id
}

/** Answers a refusal as problem details (RFC 9457). */
export function sendProblem(
  response: Response,
  refusal: Refusal | { status: 405 | 500; code: string; message: string; more?: object },
): void {
  response
    .status(refusal.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: titles[refusal.status] ?? 'Refused',
        status: refusal.status,
        code: refusal.code,
        detail: refusal.message,
        ...refusal.more,
        requestId: requestId(response),
      }),
    )
}

/** Writes what broke to the log, with the whole path: the log itself cuts what opens a door out of it. */
export const logFailures =
  (log: Logger) =>
  (error: unknown, request: Request, id: string): void =>
    log.error(
      { err: error, method: request.method, path: request.baseUrl + request.path, requestId: id },
      'a request failed',
    )

/** The last handler: every error becomes a problem; what is not ours is logged, and says nothing of itself. */
export function problemHandler(
  log: (error: unknown, request: Request, id: string) => void,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const refusal = refusalOf(error)
    if (refusal) {
      sendProblem(response, refusal)
      return
    }
    log(error, request, requestId(response))
    sendProblem(response, {
      status: 500,
      code: 'internal',
      message:
        'Something broke on our side. Nothing was changed. Try again; if it stays, quote the request id.',
    })
  }
}

/** What an error is told as; null for one that nobody expects. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof ConnectionLost) {
    return new Refusal(
      503,
      'connection_lost',
      `${error.message}. Reconnect on the connections page; nothing is lost meanwhile.`,
    )
  }
  if (error instanceof DatabaseBusy) {
    return new Refusal(
      503,
      'busy',
      'Too much is going on at once. Nothing was changed; try again in a moment.',
    )
  }
  if (error instanceof DatabaseAway) {
    return new Refusal(
      503,
      'database_away',
      error.mayBeStored
        ? 'Our database went away just then, and it may be done or not. Look before you try again, in a moment.'
        : 'Our database is away. Nothing was changed; try again in a moment.',
      { mayBeStored: error.mayBeStored },
    )
  }
  if (error instanceof BucketAway) {
    return new Refusal(
      503,
      'files_away',
      'The place where files are kept does not answer. Nothing was stored or changed; try again in a moment.',
    )
  }
  if (error instanceof ReadFailed) {
    return new Refusal(
      502,
      'vendor_unavailable',
      `${error.vendor} did not answer: ${error.message} Try again in a moment.`,
    )
  }
  // Errors of express' own parts carry a status and a type.
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') {
    const type = 'type' in error ? error.type : ''
    if (error.status === 413) return new Refusal(413, 'payload_too_large', 'The body is larger than 1 MiB.')
    if (error.status === 415) return new Refusal(415, 'unsupported_media_type', 'Send JSON as UTF-8.')
    if (type === 'entity.parse.failed') return new Refusal(400, 'malformed', 'The body is not valid JSON.')
    if (error.status === 400) return new Refusal(400, 'malformed', 'The request could not be read.')
  }
  return null
}
