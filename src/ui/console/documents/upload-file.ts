import type { FileView } from '../../../http/contract/document'
import { problemOf, Refusal, unreachable } from '../api/refusal'

export type FileKind = FileView['kind']

interface UploadParts {
  readonly dealId: string
  readonly file: File
  readonly kind: FileKind
  /** The same key for the same press, however often it is tried. */
  readonly key: string
  readonly csrf: string | null
  /** How much has left, 0 to 100. */
  readonly onSent: (percent: number) => void
}

/** Sends one file, and says how far it is: the one thing that fetch can't. Throws a Refusal for all but its answer. */
export function uploadFile({ dealId, file, kind, key, csrf, onSent }: UploadParts): Promise<FileView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/deals/${encodeURIComponent(dealId)}/files`)
    request.setRequestHeader('accept', 'application/json, application/problem+json')
    request.setRequestHeader('idempotency-key', key)
    if (csrf !== null) request.setRequestHeader('x-csrf-token', csrf)
    request.upload.onprogress = (event) =>
      onSent(event.lengthComputable ? Math.floor((event.loaded * 100) / event.total) : 0)
    const silence = () => reject(new Refusal(unreachable('POST')))
    request.onerror = silence
    request.ontimeout = silence
    request.onabort = silence
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
    form.append('kind', kind)
    form.append('file', file)
    request.send(form)
  })
}
