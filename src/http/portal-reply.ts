import express, { type Request, type Response } from 'express'
import multer, { MulterError } from 'multer'
import { megabytes, type UploadLimits } from '../../config/upload-limits'
import type { GivenFile } from '../approvals/attach-reply'
import { Refusal } from '../tenants/refusal'
import type { FormMemory } from './form-memory'

const plain = express.urlencoded({ extended: false, limit: '128kb', parameterLimit: 20 })

/**
 * Reads a form of the client's page, with or without files, which count as the holder's. Refuses what is too large or too
 * many, with words; what was typed in a form that is refused as busy stands in the request's body all the same.
 */
export function replyForm(
  uploads: UploadLimits,
  memory: FormMemory,
): (request: Request, response: Response, holder: string) => Promise<void> {
  const withFiles = multer({
    storage: memory,
    limits: {
      fileSize: uploads.fileBytes,
      files: uploads.filesPerForm,
      fields: 20,
      fieldSize: 128 * 1024,
      parts: 20 + uploads.filesPerForm,
    },
    defParamCharset: 'utf8',
  }).array('files')
  return async (request, response, holder) => {
    const hasFiles = request.is('multipart/form-data') !== false
    await new Promise<void>((resolve, reject) => {
      const done = (error?: unknown) => {
        if (error === undefined) resolve()
        else reject(hasFiles ? refusalOf(error, uploads) : error)
      }
      // Nobody would say that it ended: it did before anybody listened.
      if (request.destroyed) return done(brokeOff())
      if (!hasFiles) return plain(request, response, done)
      memory.holds(request, holder)
      void withFiles(request, response, done)
    })
    memory.checkRoom(request)
  }
}

/** The files that came with a form; a browser sends an empty one where none was chosen. */
export function sentAlong(request: Request): readonly GivenFile[] {
  const files = Array.isArray(request.files) ? request.files : []
  return files
    .filter(({ size, originalname }) => size > 0 || originalname !== '')
    .map(({ originalname, buffer }) => ({ name: originalname, bytes: seenAs(buffer) }))
}

/** The same bytes, not a copy: they are counted once. */
export const seenAs = ({ buffer, byteOffset, byteLength }: Buffer): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const brokeOff = () =>
  new Refusal(400, 'malformed', 'The upload broke off. Nothing was recorded: go back and try again.')

function refusalOf(error: unknown, { fileBytes, filesPerForm }: UploadLimits): unknown {
  if (error instanceof Refusal) return error
  if (!(error instanceof MulterError)) return brokeOff()
  const words =
    error.code === 'LIMIT_FILE_SIZE'
      ? `A file may have ${megabytes(fileBytes)} at most.`
      : error.code === 'LIMIT_FILE_COUNT' || error.code === 'LIMIT_UNEXPECTED_FILE'
        ? filesPerForm === 1
          ? 'One file can go with an answer.'
          : `${filesPerForm} files can go with an answer.`
        : 'This form has more in it than it should.'
  return new Refusal(413, 'payload_too_large', `${words} Nothing was recorded: go back, and send less.`)
}
