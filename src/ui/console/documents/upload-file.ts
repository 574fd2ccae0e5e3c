import type { FileView } from '../../../http/contract/document'
import { problemOf, Refusal, unreachable } from '../api/refusal'

export type FileKind = FileView['kind']

/** Where files go: a deal's own, or the evidence of one milestone. */
export interface UploadTarget {
  readonly dealId: string
  readonly milestoneId?: string
}

interface UploadParts extends UploadTarget {
  readonly file: File
  readonly kind: FileKind
  /** The same key for the same press, however often it is tried. */
  readonly key: string
  readonly csrf: string | null
  /** Ends it; the promise is refused then. */
  readonly signal: AbortSignal
  /** How much has left, 0 to 100. */
  readonly onSent: (percent: number) => void
}

/** Sends one file, and says how far it is: the one thing that fetch can't. Throws a Refusal for all but its answer. */
export function uploadFile(parts: UploadParts): Promise<FileView> {
  const { dealId, milestoneId, file, kind, key, csrf, signal, onSent } = parts
  const path =
    milestoneId === undefined
      ? `deals/${encodeURIComponent(dealId)}/files`
      : `milestones/${encodeURIComponent(milestoneId)}/evidence`
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/${path}`)
    request.setRequestHeader('accept', 'application/json, application/problem+json')
    request.setRequestHeader('idempotency-key', key)
    if (csrf !== null) request.setRequestHeader('x-csrf-token', csrf)
    request.upload.onprogress = (event) =>
      onSent(event.lengthComputable ? Math.floor((event.loaded * 100) / event.total) : 0)
    const silence = () => reject(new Refusal(unreachable('POST')))
    request.onerror = silence
    request.ontimeout = silence
    request.onabort = silence
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.onload = () => {
      const reply = new Response(request.responseText, { status: request.status })
      if (!reply.ok) {
        void problemOf(reply, 'POST').then((problem) => reject(new Refusal(problem)))
        return
      }
      // The server answers by the same contract table that this type is taken from.
      void reply.json().then((answer) => resolve(answer as FileView), silence)
    }
    const form = new FormData()
    if (milestoneId === undefined) form.append('kind', kind)
    form.append('file', file)
    request.send(form)
  })
}
