import express, { type Request, type RequestHandler } from 'express'
import multer, { MulterError } from 'multer'
import { megabytes, type UploadLimits } from '../../config/upload-limits'
import type { GivenFile } from '../approvals/attach-reply'
import { Refusal } from '../tenants/refusal'
import type { FormMemory } from './form-memory'

const plain = express.urlencoded({ extended: false, limit: '128kb', parameterLimit: 20 })

/** Reads a form of the client's page, with or without files. Refuses what is too large or too many, with words. */
export function replyForm(uploads: UploadLimits, memory: FormMemory): RequestHandler {
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
  return (request, response, next) => {
    if (!request.is('multipart/form-data')) return plain(request, response, next)
    void withFiles(request, response, (error: unknown) =>
      next(error === undefined ? undefined : refusalOf(error, uploads)),
    )
  }
}

/** The files that came with a form; a browser sends an empty one where none was chosen. */
export function sentAlong(request: Request): readonly GivenFile[] {
  const files = Array.isArray(request.files) ? request.files : []
  return files
    .filter(({ size, originalname }) => size > 0 || originalname !== '')
    .map(({ originalname, buffer }) => ({ name: originalname, bytes: new Uint8Array(buffer) }))
}

function refusalOf(error: unknown, { fileBytes, filesPerForm }: UploadLimits): unknown {
  if (error instanceof Refusal) return error
  if (!(error instanceof MulterError)) {
    return new Refusal(400, 'malformed', 'The upload broke off. Nothing was recorded: go back and try again.')
  }
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
