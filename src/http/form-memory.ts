import type { Request } from 'express'
import type { StorageEngine } from 'multer'
import { limits } from '../../config/limits'
import type { UploadLimits } from '../../config/upload-limits'
import { Refusal } from '../tenants/refusal'

/**
 * Where the files of forms are while they are judged: in memory, and never more at once than there is room for, whoever
 * sends them. A form gives its room back when it is answered, or breaks off. What finds none is refused: busy.
 */
export interface FormMemory extends StorageEngine {
  /** Bytes that are held now. */
  held(): number
}

/** Room for `most` bytes of all forms together; the largest form that is taken fits at any rate. */
export function formMemory(
  { fileBytes, filesPerForm }: UploadLimits,
  most: number = limits.formMemoryBytes,
): FormMemory {
  const room = Math.max(most, fileBytes * filesPerForm)
  const forms = new WeakMap<Request, { bytes: number; isOver: boolean }>()
  let held = 0
  const formOf = (request: Request) => {
    const known = forms.get(request)
    if (known) return known
    const form = { bytes: 0, isOver: false }
    forms.set(request, form)
    request.res?.once('close', () => {
      held -= form.bytes
      form.bytes = 0
      form.isOver = true
    })
    return form
  }
  return {
    held: () => held,
    _handleFile(request, { stream }, done) {
      const form = formOf(request)
      const keep = (bytes: number) => {
        held += bytes
        form.bytes += bytes
      }
      let chunks: Buffer[] = []
      let size = 0
      stream.on('data', (chunk: Buffer) => {
        if (form.isOver) return
        if (held + chunk.length > room) {
          // What still comes runs by; the form's other files stay until it is answered.
          form.isOver = true
          chunks = []
          keep(-size)
          done(noRoom())
          return
        }
        chunks.push(chunk)
        size += chunk.length
        keep(chunk.length)
      })
      stream.once('error', (error) => done(error))
      stream.once('end', () => {
        if (form.isOver) return done(noRoom())
        const buffer = Buffer.concat(chunks)
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
