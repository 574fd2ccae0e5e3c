import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { fileBytesAtMost } from '../../../http/contract/document-size'
import type { ProblemView } from '../../../http/contract/problem'
import type { MeView } from '../../../http/contract/workspace'
import { randomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'
import { kindWords, sizeText } from './file-words'
import { type FileKind, type UploadTarget, uploadFile } from './upload-file'
import { useDocumentsChanged } from './use-files'

/** A file on its way in. One that arrived is in the list of files, and not here any more. */
export interface Upload {
  readonly key: string
  readonly file: File
  readonly kind: FileKind
  readonly state: 'waiting' | 'sending' | 'failed'
  /** 0 to 100. */
  readonly sent: number
  readonly problem: ProblemView | null
}

const tooLarge = (file: File): ProblemView => ({
  type: 'about:blank',
  title: 'Too large',
  status: 413,
  code: 'payload_too_large',
  detail: `It has ${sizeText(file.size)}; a file may have ${sizeText(fileBytesAtMost)} at most. Nothing was sent.`,
})

/** How many files are on their way at once: a browser has few connections, and the page needs some. */
const AT_ONCE = 3

/** Sends files, a few at once; each that fails stays, with its reason, until it is tried again or put away. */
export function useUploads(target: UploadTarget, onDone?: (id: string) => void) {
  const queries = useQueryClient()
  const changed = useDocumentsChanged(target.dealId)
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const lines = useRef(Array.from({ length: AT_ONCE }, () => Promise.resolve()))
  const next = useRef(0)
  const stopping = useRef(new Map<string, AbortController>())
  const change = (key: string, fields: Partial<Upload>) =>
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...fields } : each)))
  const forget = (key: string) => setUploads((all) => all.filter((each) => each.key !== key))

  async function send({ key, file, kind }: Upload): Promise<void> {
    const stop = stopping.current.get(key)
    // Cancelled while it waited.
    if (stop === undefined || stop.signal.aborted) return
    if (file.size > fileBytesAtMost) {
      change(key, { state: 'failed', problem: tooLarge(file) })
      return
    }
    change(key, { state: 'sending', sent: 0, problem: null })
    try {
      const csrf = queries.getQueryData<MeView>(['me'])?.csrf ?? null
      const stored = await uploadFile({
        ...target,
        file,
        kind,
        key,
        csrf,
        signal: stop.signal,
        onSent: (sent) => change(key, { sent }),
      })
      onDone?.(stored.id)
      await changed()
      forget(key)
      notifications.show({
        color: 'post',
        title: kind === 'evidence' ? 'Evidence added' : `${kindWords[kind]} attached`,
        message: `${stored.name}${stored.version > 1 && kind !== 'evidence' ? `, version ${stored.version}` : ''}`,
      })
    } catch (error) {
      if (stop.signal.aborted) return
      change(key, { state: 'failed', problem: problemFrom(error) })
    }
  }
  const enqueue = (upload: Upload) => {
    stopping.current.set(upload.key, new AbortController())
    const at = next.current % AT_ONCE
    next.current += 1
    lines.current[at] = (lines.current[at] ?? Promise.resolve()).then(() => send(upload))
  }
  return {
    uploads,
    forget,
    /** Ends one that waits or is on its way; what had arrived whole by then is in the list of files. */
    cancel(upload: Upload) {
      stopping.current.get(upload.key)?.abort()
      forget(upload.key)
      void changed()
    },
    add(files: readonly File[], kind: FileKind) {
      const fresh = files.map(
        (file): Upload => ({ key: randomKey(), file, kind, state: 'waiting', sent: 0, problem: null }),
      )
      setUploads((all) => [...all, ...fresh])
      fresh.forEach(enqueue)
    },
    retry(upload: Upload) {
      change(upload.key, { state: 'waiting', problem: null })
      enqueue(upload)
    },
  }
}

export type Uploads = ReturnType<typeof useUploads>
