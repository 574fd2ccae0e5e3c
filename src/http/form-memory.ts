import type { Request } from 'express'
import type { StorageEngine } from 'multer'
import { limits } from '../../config/limits'
import type { UploadLimits } from '../../config/upload-limits'
import { Refusal } from '../tenants/refusal'
import { whenOver } from './when-over'

/**
 * Where the files of forms are while they are judged: in memory, and never more at once than there is room for, whoever
 * sends them, nor more of one holder than the largest form has. A form gives its room back when it is answered, or breaks
 * off. One that finds none is read to its end without its files, so that what was typed is known, and then refused: busy.
 */
export interface FormMemory extends StorageEngine {
  /** Bytes that are held now. */
  held(): number
  /** Whose a form is, by a name that is nobody else's: a link, or a person. Said before its files come. */
  holds(request: Request, holder: string): void
  /** Refuses busy, of a form that was read, where any of its files found no room. */
  checkRoom(request: Request): void
}

interface HeldForm {
  bytes: number
  holder: string | null
  /** Why its files were let go. */
  refusal: Refusal | null
}

/**
 * Room for `most` bytes of all forms together; the largest form that is taken fits at any rate. A part of what is beyond that
 * is for forms that are no larger than one file, however many large ones are on their way.
 */
export function formMemory(
  { fileBytes, filesPerForm }: UploadLimits,
  most: number = limits.formMemoryBytes,
): FormMemory {
  const largest = fileBytes * filesPerForm
  const room = Math.max(most, largest)
  const roomForLarge = room - Math.min(room / 4, room - largest)
  const forms = new WeakMap<Request, HeldForm>()
  const ofHolders = new Map<string, number>()
  let held = 0
  const keep = (form: HeldForm, bytes: number) => {
    held += bytes
    form.bytes += bytes
    if (form.holder === null) return
    const now = (ofHolders.get(form.holder) ?? 0) + bytes
    if (now === 0) ofHolders.delete(form.holder)
    else ofHolders.set(form.holder, now)
  }
  const noRoomFor = (form: HeldForm, bytes: number): Refusal | null => {
    if (form.holder !== null && (ofHolders.get(form.holder) ?? 0) + bytes > largest) return ownComing()
    return held + bytes > (form.bytes + bytes > fileBytes ? roomForLarge : room) ? noRoom() : null
  }
  const formOf = (request: Request) => {
    const known = forms.get(request)
    if (known) return known
    const form: HeldForm = { bytes: 0, holder: null, refusal: null }
    forms.set(request, form)
    if (request.res)
      whenOver(request.res, () => {
        keep(form, -form.bytes)
        form.refusal ??= noRoom()
      })
    return form
  }
  return {
    held: () => held,
    holds(request, holder) {
      formOf(request).holder ??= holder
    },
    checkRoom(request) {
      const refusal = forms.get(request)?.refusal
      if (refusal) throw refusal
    },
    _handleFile(request, { stream }, done) {
      const form = formOf(request)
      let chunks: Buffer[] = []
      let size = 0
      stream.on('data', (chunk: Buffer) => {
        if (form.refusal) return
        form.refusal = noRoomFor(form, chunk.length)
        if (form.refusal) {
          // What still comes runs by; the form's other files stay until it is answered.
          chunks = []
          keep(form, -size)
          return
        }
        chunks.push(chunk)
        size += chunk.length
        keep(form, chunk.length)
      })
      stream.once('error', (error) => done(error))
      stream.once('end', () => {
        const buffer = form.refusal ? Buffer.alloc(0) : Buffer.concat(chunks)
        chunks = []
        done(null, { buffer, size: buffer.length })
      })
    },
    // What it holds goes with the request.
    _removeFile: (_request, _file, done) => done(null),
  }
}

const noRoom = () =>
  new Refusal(503, 'busy', 'Too many files are arriving at once. Nothing was added: try again in a minute.')

const ownComing = () =>
  new Refusal(
    503,
    'busy',
    'Files that you sent before are still arriving. Nothing was added: try again in a minute.',
  )
