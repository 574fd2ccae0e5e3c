import { notifications } from '@mantine/notifications'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useId, useMemo, useSyncExternalStore } from 'react'
import type { UploadAheadInput } from '../../../http/contract/upload'
import type { MeView } from '../../../http/contract/workspace'
import { useCall } from '../api/call-context'
import type { Call } from '../api/caller'
import { randomKey } from '../api/random-key'
import { type FileKind, kindWords } from './file-words'
import { sendInPieces } from './send-in-pieces'
import { createUploadQueue, type Upload, type UploadQueue } from './upload-queue'
import { documentKeys } from './use-files'

/** Where files go: a deal's own, or the evidence of one milestone. */
export interface UploadTarget {
  readonly dealId: string
  readonly milestoneId?: string
}

interface Waiting {
  readonly target: UploadTarget
  readonly onDone: ((id: string) => void) | undefined
}

const queues = new WeakMap<QueryClient, { queue: UploadQueue; waiting: Map<string, Waiting> }>()

/** One queue for the whole console: whoever goes to another page finds files where they were. */
function queueOf(queries: QueryClient, call: Call) {
  const held = queues.get(queries)
  if (held) return held
  const waiting = new Map<string, Waiting>()
  const me = () => queries.getQueryData<MeView>(['me'])
  const csrf = () => me()?.csrf ?? null
  const queue = createUploadQueue({
    // Where it is not known yet the other side says it.
    fileBytes: () => me()?.fileBytes ?? Number.POSITIVE_INFINITY,
    send: (upload, how) =>
      sendInPieces({ call, csrf }, { file: upload.file, ahead: aheadOf(upload, waiting), ...how }),
    async onDone(upload, { file, duplicate }) {
      const wanted = waiting.get(upload.key)
      if (file === null || wanted === undefined) return
      wanted.onDone?.(file.id)
      await Promise.all(
        documentKeys(wanted.target.dealId).map((queryKey) => queries.invalidateQueries({ queryKey })),
      )
      waiting.delete(upload.key)
      notifications.show(
        duplicate
          ? { color: 'amber', title: 'Already there', message: sameWords(upload.file.name, file.name) }
          : {
              color: 'post',
              title: upload.kind === 'evidence' ? 'Evidence added' : `${kindWords[upload.kind]} attached`,
              message: `${file.name}${file.version > 1 && upload.kind !== 'evidence' ? `, version ${file.version}` : ''}`,
            },
      )
    },
    onFailed(upload, problem, seen) {
      if (seen) return
      const message = problem.errors?.[0]?.detail ?? problem.detail
      notifications.show({ color: 'red', title: `“${upload.file.name}” was not attached`, message })
    },
  })
  const made = { queue, waiting }
  queues.set(queries, made)
  return made
}

function aheadOf(
  upload: Upload,
  waiting: ReadonlyMap<string, Waiting>,
): Omit<UploadAheadInput, 'name' | 'size'> {
  const target = waiting.get(upload.key)?.target
  const { kind, item } = upload
  if (target?.milestoneId !== undefined) {
    return { to: { milestoneId: target.milestoneId }, ...(item !== null && { item }) }
  }
  const dealKind = kind === 'agreement' || kind === 'sign_off' ? kind : 'other'
  return { to: { dealId: target?.dealId ?? '', kind: dealKind } }
}

/** Which file it is that was sent again. */
export const sameWords = (sent: string, held: string): string =>
  sent === held ? `“${held}” is the same file.` : `“${sent}” is the same file as “${held}”.`

/** Files on their way to one place, and the ways to send, go on with and cancel them. */
export function useUploads(target: UploadTarget, onDone?: (id: string) => void) {
  const queries = useQueryClient()
  const { queue, waiting } = queueOf(queries, useCall())
  const own = useId()
  const { dealId, milestoneId } = target
  const scope = milestoneId ?? own
  const listen = useCallback((listener: () => void) => queue.listen(scope, listener), [queue, scope])
  const all = useSyncExternalStore(listen, queue.all)
  const uploads = useMemo(() => all.filter((each) => each.scope === scope), [all, scope])
  return {
    uploads,
    forget: queue.forget,
    retry: queue.retry,
    cancel(upload: Upload) {
      queue.cancel(upload)
      for (const queryKey of documentKeys(dealId)) void queries.invalidateQueries({ queryKey })
    },
    /** `item`: which of the things that were asked they show. */
    add(files: readonly File[], kind: FileKind, item: string | null = null) {
      const fresh = files.map(
        (file): Upload => ({
          key: randomKey(),
          scope,
          file,
          kind,
          item,
          state: 'waiting',
          sent: 0,
          problem: null,
        }),
      )
      for (const { key } of fresh)
        waiting.set(key, { target: { dealId, ...(milestoneId !== undefined && { milestoneId }) }, onDone })
      queue.add(fresh)
    },
  }
}

export type Uploads = ReturnType<typeof useUploads>
export type { Upload }
