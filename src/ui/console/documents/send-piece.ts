import type { UploadView } from '../../../http/contract/upload'
import { problemOf, Refusal, unreachable } from '../api/refusal'

interface Piece {
  readonly uploadId: string
  readonly at: number
  readonly bytes: Blob
  readonly csrf: string | null
  /** Ends it; the promise is refused then. */
  readonly signal: AbortSignal
  /** Bytes of this piece that have left. */
  readonly onSent: (bytes: number) => void
}

/** Sends one piece of a file, and says how far it is: the one thing that fetch can't. Throws a Refusal for all but its answer. */
export function sendPiece({ uploadId, at, bytes, csrf, signal, onSent }: Piece): Promise<UploadView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/api/v1/uploads/${encodeURIComponent(uploadId)}?at=${at}`)
    request.setRequestHeader('accept', 'application/json, application/problem+json')
    request.setRequestHeader('content-type', 'application/octet-stream')
    if (csrf !== null) request.setRequestHeader('x-csrf-token', csrf)
    request.upload.onprogress = (event) => onSent(Math.min(event.loaded, bytes.size))
    const silence = () => reject(new Refusal(unreachable('PUT')))
    // A connection that says nothing for so long is none.
    request.timeout = 60_000
    request.onerror = silence
    request.ontimeout = silence
    request.onabort = silence
    const stop = () => request.abort()
    signal.addEventListener('abort', stop, { once: true })
    request.onloadend = () => signal.removeEventListener('abort', stop)
    request.onload = () => {
      const reply = new Response(request.responseText, { status: request.status })
      if (!reply.ok) {
        void problemOf(reply, 'PUT').then((problem) => reject(new Refusal(problem)))
        return
      }
      // The server answers by the same contract table that this type is taken from.
      void reply.json().then((answer) => resolve(answer as UploadView), silence)
    }
    if (signal.aborted) silence()
    else request.send(bytes)
  })
}
