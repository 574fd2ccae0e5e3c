import express, { type Request, type RequestHandler, type Response } from 'express'
import multer, { MulterError } from 'multer'
import { limits } from '../../config/limits'
import { megabytes, type UploadLimits } from '../../config/upload-limits'
import { Refusal } from '../tenants/refusal'
import type { Route } from './contract/route'

const csv = express.text({ type: 'text/csv', limit: limits.bodyBytes })
const oneFileOf = ({ fileBytes }: UploadLimits): RequestHandler =>
  multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: fileBytes, files: 1, fields: 20, fieldSize: 10_000 },
    // What browsers send is UTF-8; the parser's own default would garble names beyond Latin-1.
    defParamCharset: 'utf8',
  }).single('file')

/** Reads the body of a route's request, where it is no JSON. */
export type ReadBody = (route: Route, request: Request, response: Response) => Promise<void>

/**
 * Reads a body that is no JSON into `request.body`, once it is known who asks: a stranger fills no memory.
 * Refuses another media type, and what is too large.
 */
export function bodyReader(uploads: UploadLimits): ReadBody {
  const piece = express.raw({ type: 'application/octet-stream', limit: uploads.pieceBytes })
  const oneFile = oneFileOf(uploads)
  return (route, request, response) => readBody({ piece, oneFile, uploads }, route, request, response)
}

interface Readers {
  readonly piece: RequestHandler
  readonly oneFile: RequestHandler
  readonly uploads: UploadLimits
}

async function readBody(
  { piece, oneFile, uploads }: Readers,
  route: Route,
  request: Request,
  response: Response,
): Promise<void> {
  if (route.takes === 'csv') {
    mustBe(request, 'text/csv', 'Send the table as text/csv.')
    await passed(csv, request, response)
  }
  if (route.takes === 'bytes') {
    mustBe(request, 'application/octet-stream', 'Send the piece as application/octet-stream.')
    await passed(piece, request, response).catch((error: unknown) => {
      const isTooLarge = error instanceof Error && 'status' in error && error.status === 413
      const most = `A piece may have ${uploads.pieceBytes / 1024} kB at most.`
      throw isTooLarge ? new Refusal(413, 'payload_too_large', most) : error
    })
  }
  if (route.takes === 'upload') {
    mustBe(request, 'multipart/form-data', 'Send the file as multipart/form-data, in a field named “file”.')
    await passed(oneFile, request, response).catch((error: unknown) => {
      throw refusalOf(error, uploads)
    })
    const { file } = request
    if (!file) return
    const { originalname: name, mimetype: type, buffer } = file
    request.body = { ...request.body, file: { name, type, bytes: new Uint8Array(buffer) } }
  }
}

function mustBe(request: Request, type: string, detail: string): void {
  if (!request.is(type)) throw new Refusal(415, 'unsupported_media_type', detail)
}

const passed = (handler: RequestHandler, request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    void handler(request, response, (error: unknown) => (error ? reject(error) : resolve()))
  })

function refusalOf(error: unknown, { fileBytes }: UploadLimits): unknown {
  if (!(error instanceof MulterError))
    return new Refusal(400, 'malformed', 'The upload broke off, or is no form.')
  if (error.code === 'LIMIT_FILE_SIZE') {
    return new Refusal(413, 'payload_too_large', `A file may have ${megabytes(fileBytes)} at most.`)
  }
  return new Refusal(422, 'validation_failed', 'Send one file, in a field named “file”.', {
    errors: [{ pointer: '/file', detail: error.message }],
  })
}
