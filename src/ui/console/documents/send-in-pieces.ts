import type { UploadAheadInput, UploadView } from '../../../http/contract/upload'
import type { Call } from '../api/caller'
import { problemFrom } from '../api/refusal'
import { sendPiece } from './send-piece'

interface SendParts {
  readonly call: Call
  readonly csrf: () => string | null
  /** A test hands in its own. */
  readonly piece?: typeof sendPiece
  readonly waitMs?: (tries: number) => number
}

interface Sending {
  readonly file: File
  readonly ahead: Omit<UploadAheadInput, 'name' | 'size' | 'sha256'>
  readonly signal: AbortSignal
  /** How much has arrived, 0 to 100. */
  readonly onSent: (percent: number) => void
  /** The connection broke, and it is tried again in a moment; false once it goes on. */
  readonly onStalled: (stalled: boolean) => void
}

/** How often a connection may break without anything arriving, before a person is asked. */
const TRIES = 6

/** What may pass by itself: no answer, a server that is not up, or one that asks to be left alone for a moment. */
const mayPass = (status: number): boolean => status === 0 || status >= 500 || status === 429

const untilNext = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/**
 * Sends a file in pieces. What broke off goes on where it stopped: by itself for a while, and when it is begun again,
 * whatever happened to the page meanwhile. Bytes that are there already are not sent. Throws a Refusal.
 */
export async function sendInPieces(parts: SendParts, sending: Sending): Promise<UploadView> {
  const { call } = parts
  const { file, signal } = sending
  const sha256 = await hashOf(file)
  const body = { ...sending.ahead, name: file.name, size: file.size, ...(sha256 !== null && { sha256 }) }
  const started = await lasting(parts, sending, () => call('POST /uploads', { body, signal }))
  if (started.id === null) return started
  const params = { id: started.id }
  try {
    const whole = await sendRest(parts, sending, started, params.id)
    if (whole.file !== null) return whole
    // Making the file of it again makes no second one.
    return await lasting(parts, sending, () => call('POST /uploads/{id}/complete', { params, signal }))
  } catch (error) {
    // Cancelled, or refused for good: nothing of it is gone on with.
    const over = signal.aborted || !mayPass(problemFrom(error).status)
    if (over) await call('DELETE /uploads/{id}', { params }).catch(() => undefined)
    throw error
  }
}

async function sendRest(
  parts: SendParts,
  sending: Sending,
  started: UploadView,
  uploadId: string,
): Promise<UploadView> {
  const { file, signal, onSent } = sending
  const { piece = sendPiece } = parts
  const percent = (bytes: number) => Math.floor((bytes * 100) / file.size)
  let now = started
  while (now.received < file.size && now.file === null) {
    onSent(percent(now.received))
    now = await lasting(parts, sending, async (again) => {
      // What of the last piece arrived is known only to the other side.
      const held = again ? await parts.call('GET /uploads/{id}', { params: { id: uploadId }, signal }) : now
      if (held.received >= file.size) return held
      const at = held.received
      const bytes = file.slice(at, at + held.pieceBytes)
      const csrf = parts.csrf()
      const onPiece = (sent: number) => onSent(percent(at + sent))
      return piece({ uploadId, at, bytes, csrf, signal, onSent: onPiece })
    })
  }
  onSent(100)
  return now
}

/** Tries until it is answered or refused for good; the work is told when it is not the first time. */
async function lasting<T>(
  { waitMs = (tries) => Math.min(1_000 * 2 ** tries, 15_000) }: SendParts,
  { signal, onStalled }: Sending,
  work: (again: boolean) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await work(tries > 0)
      if (tries > 0) onStalled(false)
      return answer
    } catch (error) {
      const { status, code } = problemFrom(error)
      const passes = mayPass(status) || code === 'upload_out_of_step'
      if (signal.aborted || !passes || tries + 1 >= TRIES) throw error
      onStalled(true)
      await untilNext(waitMs(tries), signal)
    }
  }
}

/** The SHA-256 of a file, in hex; null where the page is not allowed to know (over plain HTTP), or it can't be read. */
async function hashOf(file: File): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null
  try {
    const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
    return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
  } catch {
    return null
  }
}
