import type { ProblemView } from '../../../http/contract/problem'
import type { UploadView } from '../../../http/contract/upload'
import { problemFrom } from '../api/refusal'
import { type FileKind, sizeText } from './file-words'

/** A file on its way in. One that arrived is in the list of files, and not here any more. */
export interface Upload {
  readonly key: string
  /** Where it is shown. */
  readonly scope: string
  readonly file: File
  readonly kind: FileKind
  /** Which of the things that were asked it shows. */
  readonly item: string | null
  /** `stalled`: the connection broke, and it goes on by itself. */
  readonly state: 'waiting' | 'sending' | 'stalled' | 'failed'
  /** 0 to 100. */
  readonly sent: number
  readonly problem: ProblemView | null
}

export interface QueueParts {
  /** The most bytes that a file may have; what is larger need not be sent at all. */
  readonly fileBytes: () => number
  readonly send: (
    upload: Upload,
    how: {
      readonly signal: AbortSignal
      readonly onSent: (percent: number) => void
      readonly onStalled: (stalled: boolean) => void
    },
  ) => Promise<UploadView>
  readonly onDone: (upload: Upload, answer: UploadView) => void | Promise<void>
  /** `seen`: somebody looks at where it is shown. */
  readonly onFailed: (upload: Upload, problem: ProblemView, seen: boolean) => void
}

/** How many files are on their way at once: a browser has few connections, and the page needs some. */
const AT_ONCE = 3

const tooLarge = (file: File, fileBytes: number): ProblemView => ({
  type: 'about:blank',
  title: 'Too large',
  status: 413,
  code: 'payload_too_large',
  detail: `It has ${sizeText(file.size)}; a file may have ${sizeText(fileBytes)} at most. Nothing was sent.`,
})

/**
 * Sends files, a few at once, whichever page is shown meanwhile; each that fails stays, with its reason, until it is gone
 * on with or put away.
 */
export function createUploadQueue(parts: QueueParts) {
  let uploads: readonly Upload[] = []
  const listeners = new Map<() => void, string>()
  const lines = Array.from({ length: AT_ONCE }, () => Promise.resolve())
  let next = 0
  const stopping = new Map<string, AbortController>()
  const put = (all: readonly Upload[]) => {
    uploads = all
    for (const listener of listeners.keys()) listener()
  }
  const change = (key: string, fields: Partial<Upload>) =>
    put(uploads.map((each) => (each.key === key ? { ...each, ...fields } : each)))
  const forget = (key: string) => {
    stopping.delete(key)
    put(uploads.filter((each) => each.key !== key))
  }
  const fail = (upload: Upload, problem: ProblemView) => {
    change(upload.key, { state: 'failed', problem })
    parts.onFailed(upload, problem, [...listeners.values()].includes(upload.scope))
  }

  async function send(upload: Upload): Promise<void> {
    const { key, file } = upload
    const stop = stopping.get(key)
    // Cancelled while it waited.
    if (stop === undefined || stop.signal.aborted) return
    const most = parts.fileBytes()
    if (file.size > most) return fail(upload, tooLarge(file, most))
    change(key, { state: 'sending', problem: null })
    try {
      const answer = await parts.send(upload, {
        signal: stop.signal,
        onSent: (sent) => change(key, { sent }),
        onStalled: (stalled) => change(key, { state: stalled ? 'stalled' : 'sending' }),
      })
      if (stop.signal.aborted) return
      await parts.onDone(upload, answer)
      forget(key)
    } catch (error) {
      if (!stop.signal.aborted) fail(upload, problemFrom(error))
    }
  }
  const enqueue = (upload: Upload) => {
    stopping.set(upload.key, new AbortController())
    const at = next % AT_ONCE
    next += 1
    lines[at] = (lines[at] ?? Promise.resolve()).then(() => send(upload))
  }
  return {
    all: () => uploads,
    /** Tells of every change, to somebody who looks at one place. */
    listen(scope: string, listener: () => void): () => void {
      listeners.set(listener, scope)
      return () => listeners.delete(listener)
    },
    add(fresh: readonly Upload[]) {
      put([...uploads, ...fresh])
      fresh.forEach(enqueue)
    },
    /** Goes on with one that failed, where it stopped. */
    retry(upload: Upload) {
      change(upload.key, { state: 'waiting', problem: null })
      enqueue(upload)
    },
    /** Ends one that waits or is on its way; what had arrived whole by then is in the list of files. */
    cancel(upload: Upload) {
      stopping.get(upload.key)?.abort()
      forget(upload.key)
    },
    forget,
  }
}

export type UploadQueue = ReturnType<typeof createUploadQueue>
